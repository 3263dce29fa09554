"""The speed-up over the time spent: the champion's line, every experiment, the claim at its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, isnan, nan

import numpy as np
from numpy.typing import NDArray

from leadscrew.core.experiment import Verdict
from leadscrew.report.columns import VERDICTS, Columns, occurring
from leadscrew.report.course import Course
from leadscrew.report.words import named
from leadscrew.research.state import RunState, effect_against_start

MAX_MARKS = 400
"""Experiments that are drawn one by one; more are counted in cells."""
CELLS = (60, 24)
"""Cells of time and of speed-up."""
COUNTED = (Verdict.BETTER, Verdict.NOT_BETTER, Verdict.UNDECIDED)
"""Verdicts whose factor means something; the answers of the others did not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The champion from a moment on, against the start; unproven."""

    spent_s: float
    number: int
    factor: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Experiments of one verdict at one time and speed-up; no factor where the answer did not count."""

    spent_s: float
    factor: float | None
    verdict: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMark:
    """A claim's factor on one kind of problem."""

    spent_s: float
    factor: float
    low: float | None
    high: float | None
    gain: bool
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the plot over time shows."""

    steps: tuple[Step, ...]
    marks: tuple[Mark, ...]
    claims: tuple[ClaimMark, ...]
    end_s: float
    gathered: bool
    """Whether a mark may stand for several experiments."""
    span: float | None = None
    """As in `Effect.span`."""


def progress_of(state: RunState, columns: Columns, course: Course) -> Progress:
    """The course of the speed-up."""
    factor = _against_start(state, columns)
    counted = columns.of(*COUNTED)
    shown = ~columns.of(None) & (~counted | ~np.isnan(factor))
    spent_s, verdict = columns.spent_s[shown], columns.verdict[shown]
    factor = np.where(counted, factor, np.nan)[shown]
    gathered = len(verdict) > MAX_MARKS
    marks = _gather(spent_s, factor, verdict, state.spent_s) if gathered else _each(spent_s, factor, verdict)
    claims = tuple(
        ClaimMark(
            spent_s=spent_s,
            factor=evidence.effect.factor,
            low=evidence.effect.low or None,
            high=evidence.effect.high,
            gain=claim.gain,
            kind=evidence.kind,
        )
        for claim, spent_s in zip(state.claims, course.claim_spent_s, strict=False)
        for evidence in claim.evidence
    )
    return Progress(
        steps=tuple(_steps(state, columns)),
        marks=tuple(marks),
        claims=claims,
        end_s=max(state.spent_s, 1e-3),
        gathered=gathered,
        span=state.settings.span,
    )


def _steps(state: RunState, columns: Columns) -> Iterator[Step]:
    """The champions, each from its verdict on."""
    yield Step(spent_s=0.0, number=0, factor=1.0, low=1.0, high=1.0)
    for number in state.champions:
        spent_s = columns.spent_s[columns.number == number]
        effect = effect_against_start(state, number)
        if effect is not None and len(spent_s):
            yield Step(
                spent_s=float(spent_s[0]),
                number=number,
                factor=effect.factor,
                low=effect.low or None,
                high=effect.high,
            )


def _against_start(state: RunState, columns: Columns) -> NDArray[np.float64]:
    """Each experiment's factor against the start: its own times its opponent's."""
    parents, place = np.unique(columns.parent, return_inverse=True)
    effects = [effect_against_start(state, int(parent)) if parent else None for parent in parents]
    factors = [1.0 if not parent else e.factor if e else nan for parent, e in zip(parents, effects, strict=True)]
    return np.array(factors)[place] * columns.factor if len(parents) else columns.factor


def _each(spent_s: NDArray[np.float64], factor: NDArray[np.float64], verdict: NDArray[np.int64]) -> Iterator[Mark]:
    for at in np.argsort(spent_s, kind="stable"):
        known = None if isnan(factor[at]) else float(factor[at])
        yield Mark(spent_s=float(spent_s[at]), factor=known, verdict=named(VERDICTS[verdict[at]]))


def _gather(
    spent_s: NDArray[np.float64], factor: NDArray[np.float64], verdict: NDArray[np.int64], end_s: float
) -> Iterator[Mark]:
    """Marks counted in cells of time and log factor."""
    logs = np.log(np.where(factor > 0, factor, np.nan))
    measured = logs[~np.isnan(logs)]
    lowest, highest = (float(measured.min()), float(measured.max())) if len(measured) else (0.0, 0.0)
    width, height = end_s / CELLS[0] or 1.0, (highest - lowest) / CELLS[1] or 1.0
    rows = np.where(np.isnan(logs), 0, (logs - lowest) // height + 1).astype(np.int64)
    for (column, row, code), count in occurring((spent_s // width).astype(np.int64), rows, verdict):
        yield Mark(
            spent_s=(column + 0.5) * width,
            factor=None if row == 0 else exp(lowest + (row - 0.5) * height),
            verdict=named(VERDICTS[code]),
            count=count,
        )
