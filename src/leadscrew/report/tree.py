"""The experiments as a tree: one lane for each champion, in it what was tried from it, in columns.

A lane starts where its champion was found, on the lane before; so the lanes climb from the start to the champion. With
thousands of experiments a column holds many, and the lanes of the smallest steps are folded into the one below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log

import numpy as np

from leadscrew.report.columns import VERDICTS as BY_CODE
from leadscrew.report.columns import Columns, occurring
from leadscrew.report.words import IN_FLIGHT, VERDICTS, amount, named
from leadscrew.research.state import Experiment, RunState, effect_against_start

MAX_COLUMNS = 120
MAX_LANES = 14
ORDER = (*VERDICTS.values(), IN_FLIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A champion and the stretch of experiments that were tried from it."""

    number: int
    """Its experiment; 0 is the start."""
    first: int
    last: int
    label: str
    folded: int
    """Champions of smaller steps whose lanes are folded into this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Experiments of one verdict in one column of a lane, stacked."""

    lane: int
    first: int
    last: int
    verdict: str
    count: int
    below: int
    """Experiments of the column that lie under these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Lanes from the start upwards, and their columns."""

    lanes: tuple[Lane, ...]
    columns: tuple[Column, ...]
    width: int
    """Experiments a column."""
    highest: int
    """Experiments in the fullest column."""
    last: int
    """Number of the last experiment."""
    folded: int
    """Champions without a lane of their own."""


def tree_of(state: RunState, columns: Columns) -> Tree | None:
    """The tree of a run; None without experiments."""
    if not len(columns.number):
        return None
    last = int(columns.number.max())
    kept = _kept(state.champions, state.experiments)
    lane_of = _lanes(state.champions, kept)
    width = ceil(last / MAX_COLUMNS)
    counts: dict[tuple[int, int], Counter[str]] = {}
    ends = dict(enumerate(kept))
    parents, place = np.unique(columns.parent, return_inverse=True)
    lanes_found = np.array([lane_of.get(int(parent), 0) for parent in parents])[place]
    for lane in range(len(kept)):
        ends[lane] = max(ends[lane], int(columns.number[lanes_found == lane].max(initial=0)))
    for (lane, column, code), size in occurring(lanes_found, (columns.number - 1) // width, columns.verdict):
        counts.setdefault((lane, column), Counter())[named(BY_CODE[code])] += size
    folded = Counter(lane_of[number] for number in state.champions if number not in kept)
    lanes = tuple(
        Lane(number=number, first=number, last=ends[index], label=_label(state, number), folded=folded[index])
        for index, number in enumerate(kept)
    )
    return Tree(
        lanes=lanes,
        columns=tuple(_stacked(counts, width, last)),
        width=width,
        highest=max(counter.total() for counter in counts.values()),
        last=last,
        folded=sum(folded.values()),
    )


def _kept(champions: Sequence[int], experiments: Mapping[int, Experiment]) -> list[int]:
    """The start, the last champion and those of the largest steps, in order."""
    if len(champions) < MAX_LANES:
        return [0, *champions]

    def step(number: int) -> float:
        decision = experiments[number].decision
        return log(decision.effect.factor) if decision and decision.effect and decision.effect.factor > 0 else 0.0

    largest = sorted(champions[:-1], key=step, reverse=True)[: MAX_LANES - 2]
    return [0, *sorted(largest), champions[-1]]


def _lanes(champions: Sequence[int], kept: Sequence[int]) -> dict[int, int]:
    """The lane of each champion: its own, or the one below."""
    lanes, index = {0: 0}, 0
    for number in champions:
        index += number in kept
        lanes[number] = index
    return lanes


def _stacked(counts: Mapping[tuple[int, int], Counter[str]], width: int, last: int) -> list[Column]:
    columns = []
    for (lane, column), counter in sorted(counts.items()):
        below = 0
        for verdict in ORDER:
            if count := counter[verdict]:
                first = column * width + 1
                columns.append(
                    Column(
                        lane=lane,
                        first=first,
                        last=min(first + width - 1, last),
                        verdict=verdict,
                        count=count,
                        below=below,
                    )
                )
                below += count
    return columns


def _label(state: RunState, number: int) -> str:
    if number == 0:
        return "start"
    effect = effect_against_start(state, number)
    return f"#{number}" + (f"  {amount(effect)}" if effect else "")
