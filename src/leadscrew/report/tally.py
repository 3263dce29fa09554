"""The experiments counted: by verdict, by family of moves, and the list of those that a reader wants to see first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from leadscrew.core.experiment import Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.report.columns import CODES, Columns
from leadscrew.report.columns import VERDICTS as BY_CODE
from leadscrew.report.words import IN_FLIGHT, VERDICTS, amount, interval, named
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
    drafts: int | None
    """Edits that were made, those included that did not parse or lost a name; None where nobody counted."""
    gain: float
    """Share of the champion's log gain, against the start, that came from the family's steps."""


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


def tally_of(state: RunState, columns: Columns) -> Tally:
    """Count a run's experiments."""
    total = len(columns.number)
    sizes = np.bincount(columns.verdict, minlength=len(BY_CODE))
    counts = {named(verdict): int(size) for verdict, size in zip(BY_CODE, sizes, strict=True)}
    listed = [_entry(state.experiments[number], state) for number in _first(columns, MAX_TOP + MAX_REST)]
    return Tally(
        total=total,
        duplicates=state.duplicates,
        verdicts=tuple(
            Count(verdict=name, count=counts[name], share=counts[name] / total)
            for name in (*VERDICTS.values(), IN_FLIGHT)
            if counts[name]
        ),
        families=_families(columns, state),
        top=tuple(listed[:MAX_TOP]),
        rest=tuple(listed[MAX_TOP:]),
        unlisted=max(0, total - len(listed)),
    )


def _first(columns: Columns, count: int) -> list[int]:
    """The experiments that are listed first: by rank, then the fastest."""
    ranks = np.array([4 if verdict is None else RANK.get(verdict, 3) for verdict in BY_CODE])[columns.verdict]
    factor = np.where((ranks < 3) & ~np.isnan(columns.factor), columns.factor, 0.0)
    order = np.lexsort((columns.number, -factor, ranks))[:count]
    return [int(number) for number in columns.number[order]]


def family_named(family: str) -> str:
    """A family of moves as a reader sees it."""
    return one_line(family, limit=30) or "no move named"


def by_size(groups: Mapping[str, Counter[int]]) -> list[tuple[str, Counter[int]]]:
    """Counts by family, the largest first; what does not fit in a table is one family."""
    ordered = sorted(groups.items(), key=lambda item: (-item[1].total(), item[0]))
    if len(ordered) > MAX_FAMILIES:
        others: Counter[int] = Counter()
        for _, counts in ordered[MAX_FAMILIES - 1 :]:
            others.update(counts)
        ordered = [*ordered[: MAX_FAMILIES - 1], ("all others", others)]
    return ordered


def failed(counts: Counter[int]) -> int:
    """Experiments whose answer did not count."""
    return sum(counts[CODES[verdict]] for verdict in Verdict if verdict not in RANK)


def gain_shares(steps: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Shares of the log gain by family, given (move, log gain) of each step of a line of champions.

    Empty where nothing was gained.
    """
    gains: dict[str, float] = {}
    for move, log_gain in steps:
        family = family_named(move.partition("#")[0].partition("/")[0])
        gains[family] = gains.get(family, 0.0) + log_gain
    whole = sum(gains.values())
    return {name: gain / whole for name, gain in gains.items()} if whole > 0 else {}


def _families(columns: Columns, state: RunState) -> tuple[Family, ...]:
    gains = gain_shares(_steps(state))
    groups: dict[str, Counter[int]] = {}
    for raw, counts in columns.families.items():
        groups.setdefault(family_named(raw), Counter()).update(counts)
    return tuple(
        Family(
            name=name,
            count=counts.total(),
            better=counts[CODES[Verdict.BETTER]],
            failed=failed(counts),
            drafts=state.drafts[name].total() if name in state.drafts else None,
            gain=gains.get(name, 0.0),
        )
        for name, counts in by_size(groups)
    )


def _steps(state: RunState) -> Iterator[tuple[str, float]]:
    """Move and log gain along the champions' line, from the champion back to the start."""
    number = state.champion
    while number:
        step = state.experiments[number]
        if step.decision is not None and step.decision.effect is not None:
            yield step.move, step.decision.effect.log_gain
        number = step.parent


def _entry(experiment: Experiment, state: RunState) -> Entry:
    decision = experiment.decision
    effect = decision.effect if decision and decision.verdict in RANK else None
    return Entry(
        number=experiment.number,
        parent=experiment.parent,
        verdict=named(experiment.verdict),
        champion=experiment.number in state.champions,
        factor=amount(effect) if effect else "–",
        interval=interval(effect),
        pairs=decision.pairs if decision else len(experiment.earlier.pairs) if experiment.earlier else 0,
        hypothesis=one_line(experiment.hypothesis, limit=240),
        author=one_line(experiment.author, limit=60),
        reason=one_line(decision.reason, limit=240) if decision else "",
    )
