"""What a study prints: rates with their intervals, gates that hold or not, and an exit code."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from scipy.special import betaincinv


def interval(hits: int, count: int, level: float = 0.95) -> tuple[float, float]:
    """Clopper-Pearson's interval of a rate."""
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, count - hits + 1, tail))
    high = 1.0 if hits == count else float(betaincinv(hits + 1, count - hits, 1 - tail))
    return low, high


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed; nan without values."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def middle_and_late(values: Sequence[float], digits: int = 0) -> str:
    """Median/90th percentile."""
    if not values:
        return "-"
    return f"{median(values):.{digits}f}/{percentile(values, 0.9):.{digits}f}"


class Sheet:
    """The printed page of one study."""

    def __init__(self, title: str) -> None:
        self.failed: list[str] = []
        print(f"\n## {title}", flush=True)

    def say(self, text: str) -> None:
        """A line without a gate."""
        print(text, flush=True)

    def rate(
        self,
        what: str,
        hits: int,
        count: int,
        extra: str = "",
        *,
        most: float | None = None,
        least: float | None = None,
        significantly: bool = False,
    ) -> None:
        """A rate with its 95 % interval.

        most: a gate on the interval's upper end; with `significantly` (small studies, exact levels) on its lower end.
        least: a gate that fails when the whole interval lies below.
        """
        low, high = interval(hits, count) if count else (0.0, 1.0)
        gate, holds = "", True
        if most is not None:
            holds = (low if significantly else high) <= most
            gate = f"  gate: {'lower' if significantly else 'upper'} end at most {most:.1%}"
        if least is not None:
            holds = high >= least
            gate = f"  gate: not significantly under {least:.0%}"
        share = f"{hits / count:7.2%}" if count else "      -"
        shown = f"{what:<66}{hits:>5} of {count:<6}{share}  [{low:.2%}, {high:.2%}]"
        self.say(f"{shown} {extra}{gate}{'' if holds else '  FAILED'}".rstrip())
        if not holds:
            self.failed.append(what)

    def gate(self, what: str, holds: bool) -> None:
        """Something that must hold."""
        self.say(f"{what}: {'holds' if holds else 'FAILED'}")
        if not holds:
            self.failed.append(what)

    def close(self) -> int:
        """The exit code: 0 when all gates held."""
        if self.failed:
            self.say(f"gates that failed: {'; '.join(self.failed)}")
        return 1 if self.failed else 0
