"""Who tried how many kinds of things: the entropy of the families of moves, overall, by researcher and over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from leadscrew.evidence.diversity import corrected_entropy_bits, entropy_bits
from leadscrew.research.family import family_named

MOVES = "number, author, move"
"""The columns of the record that this reads."""
FEWEST, WINDOWS = 20, 12
"""Experiments of a window, at least; windows of a run, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How families are spread over some experiments."""

    experiments: int
    families: int
    bits: float
    """Shannon entropy of the families' shares as they were seen: too small where experiments are few."""
    corrected_bits: float
    """With Miller's and Madow's correction of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Experiments in a row."""

    first: int
    last: int
    spread: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Diversity:
    """Of one run."""

    whole: Spread
    by_researcher: tuple[tuple[str, Spread], ...]
    """In the order in which they began; empty where one was alone."""
    windows: tuple[Window, ...]
    """Of equal length, but for the last; empty where there are too few experiments for two."""


def diversity_of(rows: Iterable[tuple[Any, ...]]) -> Diversity | None:
    """Of (number, author, move) of a run's experiments in order; None without any."""
    entries = [(number, author, family_named(move)) for number, author, move in rows]
    if not entries:
        return None
    authors: dict[str, Counter[str]] = {}
    for _, author, family in entries:
        authors.setdefault(author, Counter())[family] += 1
    size = max(FEWEST, ceil(len(entries) / WINDOWS))
    windows = []
    for begin in range(0, len(entries), size):
        part = entries[begin : begin + size]
        if len(part) >= FEWEST:
            spread = _spread(Counter(family for _, _, family in part))
            windows.append(Window(first=part[0][0], last=part[-1][0], spread=spread))
    return Diversity(
        whole=_spread(sum(authors.values(), Counter())),
        by_researcher=tuple((name, _spread(counts)) for name, counts in authors.items()) if len(authors) > 1 else (),
        windows=tuple(windows) if len(windows) > 1 else (),
    )


def _spread(counts: Counter[str]) -> Spread:
    sizes = list(counts.values())
    return Spread(
        experiments=sum(sizes), families=len(sizes), bits=entropy_bits(sizes),
        corrected_bits=corrected_entropy_bits(sizes),
    )  # fmt: skip
