"""The experiments counted: by verdict, by family of moves, and the list of those that a reader wants to see first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from leadscrew.core.experiment import Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.report.words import IN_FLIGHT, VERDICTS, interval, named, times
from leadscrew.research.state import Experiment, RunState

MAX_FAMILIES = 12
MAX_TOP = 15
MAX_REST = 200
RANK = {
    Verdict.BETTER: 0,
    Verdict.UNDECIDED: 1,
    Verdict.NOT_BETTER: 2,
}
"""What is listed first; answers that did not count come last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many experiments ended with a verdict."""

    verdict: str
    count: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What one family of moves brought."""

    name: str
    count: int
    better: int
    failed: int
    """Experiments whose answer did not count: wrong, crashed, timed out or refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One experiment in the list."""

    number: int
    parent: int
    verdict: str
    champion: bool
    factor: str
    interval: str
    pairs: int
    hypothesis: str
    author: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The experiments of a run, counted."""

    total: int
    duplicates: int
    verdicts: tuple[Count, ...]
    families: tuple[Family, ...]
    top: tuple[Entry, ...]
    rest: tuple[Entry, ...]
    """What follows the top, as far as it fits on a page."""
    unlisted: int


def tally_of(state: RunState) -> Tally:
    """Count a run's experiments."""
    experiments = list(state.experiments.values())
    counts = Counter(named(e.verdict) for e in experiments)
    order = sorted(experiments, key=_rank)
    listed = [_entry(e, state) for e in order[: MAX_TOP + MAX_REST]]
    return Tally(
        total=len(experiments),
        duplicates=state.duplicates,
        verdicts=tuple(
            Count(verdict=name, count=counts[name], share=counts[name] / len(experiments))
            for name in (*VERDICTS.values(), IN_FLIGHT)
            if counts[name]
        ),
        families=_families(experiments),
        top=tuple(listed[:MAX_TOP]),
        rest=tuple(listed[MAX_TOP:]),
        unlisted=max(0, len(order) - len(listed)),
    )


def _families(experiments: list[Experiment]) -> tuple[Family, ...]:
    groups: dict[str, list[Experiment]] = {}
    for experiment in experiments:
        name = one_line(experiment.move.partition("#")[0].partition("/")[0], limit=30) or "no move named"
        groups.setdefault(name, []).append(experiment)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    if len(ordered) > MAX_FAMILIES:
        others = [e for _, members in ordered[MAX_FAMILIES - 1 :] for e in members]
        ordered = [*ordered[: MAX_FAMILIES - 1], ("all others", others)]
    return tuple(
        Family(
            name=name,
            count=len(members),
            better=sum(e.verdict is Verdict.BETTER for e in members),
            failed=sum(e.verdict is not None and e.verdict not in RANK for e in members),
        )
        for name, members in ordered
    )


def _rank(experiment: Experiment) -> tuple[int, float, int]:
    decision = experiment.decision
    effect = decision.effect if decision else None
    rank = 4 if decision is None else RANK.get(decision.verdict, 3)
    return rank, -(effect.factor if effect and rank < 3 else 0.0), experiment.number


def _entry(experiment: Experiment, state: RunState) -> Entry:
    decision = experiment.decision
    effect = decision.effect if decision and decision.verdict in RANK else None
    return Entry(
        number=experiment.number,
        parent=experiment.parent,
        verdict=named(experiment.verdict),
        champion=experiment.number in state.champions,
        factor=times(effect.factor) if effect else "–",
        interval=interval(effect),
        pairs=decision.pairs if decision else len(experiment.earlier.pairs),
        hypothesis=one_line(experiment.hypothesis, limit=240),
        author=one_line(experiment.author, limit=60),
        reason=one_line(decision.reason, limit=240) if decision else "",
    )
