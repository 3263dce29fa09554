"""All experiments of a run as columns of numbers: counting and drawing a hundred thousand of them takes moments."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadscrew.core.experiment import Verdict

VERDICTS = (*Verdict, None)
"""Verdicts by their code; the last one is that of experiments in flight."""
CODES: Mapping[str | None, int] = {verdict: code for code, verdict in enumerate(VERDICTS)}
WANTED = "number, parent, verdict, factor, low, high, spent_s, move"
"""The columns of the record that are read, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """One entry an experiment, in order; NaN where there is no value."""

    number: NDArray[np.int64]
    parent: NDArray[np.int64]
    verdict: NDArray[np.int64]
    """Codes, see VERDICTS."""
    factor: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    spent_s: NDArray[np.float64]
    """Seconds spent when the verdict was recorded."""
    families: Mapping[str, Mapping[int, int]]
    """How many experiments of each family of moves came to each verdict."""

    def of(self, *verdicts: Verdict | None) -> NDArray[np.bool_]:
        """Which experiments came to one of these."""
        return np.isin(self.verdict, [CODES[verdict] for verdict in verdicts])


def occurring(*keys: NDArray[np.int64]) -> Iterator[tuple[tuple[int, ...], int]]:
    """How often each combination of some columns of whole numbers from 0 on occurs, in order."""
    sizes = [int(key.max(initial=0)) + 1 for key in keys]
    found, counts = np.unique(np.ravel_multi_index(keys, sizes), return_counts=True)
    for whole, count in zip(np.stack(np.unravel_index(found, sizes), axis=1).tolist(), counts.tolist(), strict=True):
        yield tuple(whole), count


def columns_of(rows: Iterable[tuple[Any, ...]]) -> Columns:
    """Gather rows of the columns WANTED."""
    cells = array("d")
    families: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for number, parent, verdict, factor, low, high, spent_s, move in rows:
        code = CODES[verdict]
        cells.extend(
            (
                number, parent, code, nan if factor is None else factor, nan if low is None else low,
                nan if high is None else high, nan if spent_s is None else spent_s,
            )
        )  # fmt: skip
        families[move.partition("#")[0].partition("/")[0]][code] += 1
    table = np.array(cells).reshape(-1, 7).T
    number, parent, verdict = (column.astype(np.int64) for column in table[:3])
    return Columns(
        number=number, parent=parent, verdict=verdict, factor=table[3], low=table[4], high=table[5], spent_s=table[6],
        families=families,
    )  # fmt: skip
