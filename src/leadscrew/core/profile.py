"""Where a program's time goes and what its names held: measured in a box, and as hostile as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Shares of one trial's time by line of the program's own files, and kinds of what its names held."""

    own: Mapping[str, Mapping[int, float]]
    """By path and line: share of the samples in which the line ran itself, library calls that it made included."""
    total: Mapping[str, Mapping[int, float]]
    """By path and line: share of the samples in which the line ran or waited for a function of the program."""
    kinds: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    """By path, function and name: what a local name held when its function returned.

    `array float64 2` for an array (dtype, dimensions), `list float`, `list list`, `list array` (first element), else
    the type's name: `int`, `float`, `str`, `dict`, `set`, `float64` (a NumPy scalar).
    """
    samples: int = 0

    def share(self, path: str, first: int, last: int) -> float:
        """Share of the time in which one of the lines first to last ran or waited for what it called."""
        lines = self.total.get(path, {})
        return min(1.0, sum(share for line, share in lines.items() if first <= line <= last))

    def kind(self, path: str, function: str, name: str) -> str | None:
        """What a name of a function held; None where that is not known."""
        return self.kinds.get(path, {}).get(function, {}).get(name)
