"""The speed-up over the time spent: the champion's line, every experiment, the claim at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import exp, log

from leadscrew.core.experiment import Verdict
from leadscrew.report.course import Course
from leadscrew.report.words import named
from leadscrew.research.state import RunState, effect_against_start

MAX_MARKS = 400
"""Experiments that are drawn one by one; more are counted in cells."""
CELLS = (90, 36)
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


def progress_of(state: RunState, course: Course) -> Progress:
    """The course of the speed-up."""
    factors: dict[int, float | None] = {0: 1.0}
    steps = [Step(spent_s=0.0, number=0, factor=1.0, low=1.0, high=1.0)]
    marks: list[Mark] = []
    champions = set(state.champions)
    for spent_s, verdict, number in state.timeline:
        experiment = state.experiments[number]
        if experiment.parent not in factors:
            against = effect_against_start(state, experiment.parent)
            factors[experiment.parent] = against.factor if against else None
        parent, decision = factors[experiment.parent], experiment.decision
        factor = None
        if verdict in COUNTED and decision and decision.effect and parent:
            factor = parent * decision.effect.factor
        if factor is not None or verdict not in COUNTED:
            marks.append(Mark(spent_s=spent_s, factor=factor, verdict=named(Verdict(verdict))))
        if number in champions and (effect := effect_against_start(state, number)):
            steps.append(
                Step(spent_s=spent_s, number=number, factor=effect.factor, low=effect.low or None, high=effect.high)
            )
    gathered = len(marks) > MAX_MARKS
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
        steps=tuple(steps),
        marks=tuple(_gather(marks, state.spent_s) if gathered else marks),
        claims=claims,
        end_s=max(state.spent_s, 1e-3),
        gathered=gathered,
    )


def _gather(marks: list[Mark], end_s: float) -> list[Mark]:
    """Marks counted in cells of time and log factor."""
    logs = [log(mark.factor) for mark in marks if mark.factor]
    lowest, highest = (min(logs), max(logs)) if logs else (0.0, 0.0)
    width, height = end_s / CELLS[0] or 1.0, (highest - lowest) / CELLS[1] or 1.0
    cells = Counter(
        (
            int(mark.spent_s / width),
            None if not mark.factor else int((log(mark.factor) - lowest) / height),
            mark.verdict,
        )
        for mark in marks
    )
    return [
        Mark(
            spent_s=(column + 0.5) * width,
            factor=None if row is None else exp(lowest + (row + 0.5) * height),
            verdict=verdict,
            count=count,
        )
        for (column, row, verdict), count in cells.items()
    ]
