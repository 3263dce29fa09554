"""Is the machine quiet enough to measure on? Asked of the kernel while the bench itself does nothing."""

from __future__ import annotations

import time
from pathlib import Path

STAT = Path("/proc/stat")
BUSY = 0.25
"""Share of the bench's core that others may take before the bench waits."""


def busy_share(core: int | None, *, over_s: float = 0.5) -> float:
    """Share of a core's time (of all cores when None) that was not idle; stolen time counts."""
    before = _times(core)
    time.sleep(over_s)
    spent = [after - start for start, after in zip(before, _times(core), strict=True)]
    total = sum(spent)
    return 1.0 - (spent[3] + spent[4]) / total if total > 0 else 0.0


def _times(core: int | None) -> list[int]:
    name = "cpu" if core is None else f"cpu{core}"
    for line in STAT.read_text().splitlines():
        label, *numbers = line.split()
        if label == name:
            return [int(number) for number in numbers[:8]]
    return [0] * 8
