"""The effects that say most, one a row: the claim, the champions, then the experiments that are known best."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log

from leadscrew.core.experiment import Effect, Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.report.words import interval, named, times
from leadscrew.research.state import Experiment, RunState

MAX_ROWS = 25
MAX_CHAMPIONS = 12
CLAIMED, NOT_CLAIMED = "claim", "claim that failed"
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


def forest_of(state: RunState) -> tuple[Row, ...]:
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
    measured = [e for e in state.experiments.values() if e.decision and e.decision.effect]
    champions = sorted((e for e in measured if e.number in set(state.champions)), key=_factor, reverse=True)[
        :MAX_CHAMPIONS
    ]
    shown = {e.number for e in champions}
    others = [
        e
        for e in measured
        if e.number not in shown and e.verdict in (Verdict.BETTER, Verdict.NOT_BETTER, Verdict.UNDECIDED)
    ]
    others.sort(key=lambda e: (e.verdict is not Verdict.BETTER, _width(e)))
    rest = [e for e in others if _width(e) < inf][: MAX_ROWS - len(claims) - len(champions)]
    experiments = [
        _row(named(e.verdict), f"#{e.number}", f"#{e.number} {one_line(e.hypothesis, limit=52)}", e.decision.effect)
        for e in sorted(champions, key=lambda e: e.number) + sorted(rest, key=_factor, reverse=True)
        if e.decision and e.decision.effect
    ]
    return (*claims, *experiments)


def _row(kind: str, short: str, label: str, effect: Effect) -> Row:
    text = f"{times(effect.factor)}  {interval(effect) or 'no bounds yet'}"
    return Row(
        kind=kind, short=short, label=label, factor=effect.factor, low=effect.low or None, high=effect.high, text=text
    )


def _factor(experiment: Experiment) -> float:
    effect = experiment.decision.effect if experiment.decision else None
    return effect.factor if effect else 0.0


def _width(experiment: Experiment) -> float:
    effect = experiment.decision.effect if experiment.decision else None
    if effect is None or not effect.low or effect.high is None:
        return inf
    return log(effect.high / effect.low)
