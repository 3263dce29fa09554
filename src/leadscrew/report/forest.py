"""The effects that say most, one a row: the claim, the champions, then the experiments that are known best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadscrew.core.experiment import Effect, Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.report.columns import CODES, Columns
from leadscrew.report.words import amount, interval, named
from leadscrew.research.state import RunState

MAX_ROWS = 25
MAX_CHAMPIONS = 12
CLAIMED, NOT_CLAIMED = "claim", "claim that failed"
COUNTED = (Verdict.BETTER, Verdict.NOT_BETTER, Verdict.UNDECIDED)
KINDS = {"claim": "fresh problems", "held_out": "a second kind of problem"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One effect with its interval."""

    kind: str
    """`claim`, `claim that failed`, or the verdict in words."""
    short: str
    label: str
    factor: float
    low: float | None
    high: float | None
    text: str
    span: float | None = None
    """As in `Effect.span`."""


def forest_of(state: RunState, columns: Columns) -> tuple[Row, ...]:
    """Rows from the claim downwards."""
    claims = [
        _row(
            CLAIMED if claim.gain else NOT_CLAIMED,
            f"claim {claim.attempt}" + ("" if evidence.kind == "claim" else " b"),
            f"claim, attempt {claim.attempt}: {KINDS.get(evidence.kind, one_line(evidence.kind, limit=30))}",
            evidence.effect,
        )
        for claim in reversed(state.claims[-3:])
        for evidence in claim.evidence
    ]
    number, factor = columns.number, columns.factor
    measured = ~np.isnan(factor)
    champion = measured & np.isin(number, state.champions)
    best = number[champion][np.argsort(-factor[champion], kind="stable")][:MAX_CHAMPIONS]
    bounded = measured & (columns.low > 0) & ~np.isnan(columns.high)
    known = np.flatnonzero(bounded & columns.of(*COUNTED) & ~np.isin(number, best))
    width = np.log(columns.high[known] / columns.low[known])
    order = np.lexsort((width, columns.verdict[known] != CODES[Verdict.BETTER]))
    rest = known[order][: max(0, MAX_ROWS - len(claims) - len(best))]
    rest = rest[np.argsort(-factor[rest], kind="stable")]
    listed = (state.experiments[int(n)] for n in (*sorted(best), *number[rest]))
    experiments = [
        _row(named(e.verdict), f"#{e.number}", _label(e.number, e.hypothesis, e.decision.reason), e.decision.effect)
        for e in listed
        if e.decision and e.decision.effect
    ]
    return (*claims, *experiments)


def _label(number: int, hypothesis: str, reason: str) -> str:
    """What stands beside a row; a program that is faster but poorer says so, or its colour would be a riddle."""
    poorer = "poorer answers: " if reason.startswith("faster, but") else ""
    return f"#{number} {poorer}{one_line(hypothesis, limit=52)}"


def _row(kind: str, short: str, label: str, effect: Effect) -> Row:
    text = f"{amount(effect)}  {interval(effect) or 'no bounds yet'}"
    return Row(
        kind=kind,
        short=short,
        label=label,
        factor=effect.factor,
        low=effect.low or None,
        high=effect.high,
        text=text,
        span=effect.span,
    )
