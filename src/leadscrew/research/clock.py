"""A person's clock, from the record: how many minutes somebody worked, whatever was killed or restarted meanwhile.

Pure: what the machine's clocks say comes in. Within one start of the machine time is counted on a clock that cannot be
set; from one start to the next on the clock of the day, and a jump back is told and counted as unknown.
Covered: kills, reboots, clocks that were set.  Not covered: whether the person worked while the clock ran.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SLACK_S = 60.0
"""By which two clocks may differ before it is told."""


class Why(StrEnum):
    """What started or stopped a clock."""

    BEGUN = "begun"
    BREAK = "break"
    BACK = "back"
    MEASURING = "measuring"
    MEASURED = "measured"
    DONE = "done"


RUNS = (Why.BEGUN, Why.BACK, Why.MEASURED)
"""After these the clock runs; after the others it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A moment, by both of the machine's clocks."""

    at: float
    """Seconds since 1970; can be set."""
    boot: str
    """Names one start of the machine."""
    since_boot_s: float
    """Since then, sleep included; cannot be set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a clock says."""

    clock_s: float
    """While it ran."""
    bench_s: float
    """While it stood because the bench measured."""
    why: Why
    """What started or stopped it last."""
    told: tuple[str, ...] = ()
    """What went wrong with the machine's clocks."""

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self.why in RUNS

    @property
    def with_bench_s(self) -> float:
        """With the time that the bench took: at most so long did the person work."""
        return self.clock_s + self.bench_s


def tick_of(body: Mapping[str, Any], at: float) -> Tick:
    """The moment of a fact of kind `clock`."""
    return Tick(at=at, boot=str(body["boot"]), since_boot_s=float(body["since_boot_s"]))


def reading(turns: Iterable[tuple[Why, Tick]], now: Tick) -> Reading | None:
    """What a clock says now, from each time that it was started or stopped; None where it was never started."""
    clock_s = bench_s = 0.0
    told: list[str] = []
    before: tuple[Why, Tick] | None = None
    for why, tick in [*turns, (None, now)]:
        if before is not None:
            passed_s, odd = passed(before[1], tick)
            told += [odd] if odd else []
            if before[0] in RUNS:
                clock_s += passed_s
            elif before[0] is Why.MEASURING:
                bench_s += passed_s
        if why is not None:
            before = (why, tick)
    if before is None:
        return None
    return Reading(clock_s=clock_s, bench_s=bench_s, why=before[0], told=tuple(told))


def passed(first: Tick, second: Tick) -> tuple[float, str]:
    """Seconds between two moments, and what is odd about them; nothing where all is well."""
    by_day_s = second.at - first.at
    if first.boot == second.boot:
        by_boot_s = max(0.0, second.since_boot_s - first.since_boot_s)
        if abs(by_day_s - by_boot_s) > SLACK_S:
            return by_boot_s, (
                f"the machine's clock was set by {by_day_s - by_boot_s:+.0f} s meanwhile: counted on one that nobody "
                "can set"
            )
        return by_boot_s, ""
    if by_day_s < 0:
        return 0.0, (
            f"the machine was restarted and its clock went back by {-by_day_s:.0f} s: what passed meanwhile is unknown "
            "and not counted; --minutes states it"
        )
    return by_day_s, ""
