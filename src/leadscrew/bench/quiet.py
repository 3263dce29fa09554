"""Is the machine quiet enough to measure on? Asked of the kernel while the bench itself does nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

STAT = Path("/proc/stat")
BUSY = 0.25
"""Share of the bench's core that others may take before the bench waits."""

EVERY_S, LATER_S = 10.0, 60.0
"""Between two looks of a watch: usually, and after one that left the machine busy."""
GLANCE_S = 0.2
WAITING_SHARE = 0.1
"""Of the time since a watch began, at most, goes to waiting."""

Say = Callable[[str, Mapping[str, Any]], None]
"""Takes the kind and the body of a fact."""


class Watch:
    """Looks, between the pairs of a search, whether others use the bench's core; waits while they do, and says so.

    The wait is a tenth of the time at most: what is decided on a busy machine costs more pairs but has the same error
    rate.  Covered: a load that lasts.  Not covered: bursts between the looks, a bench without a core of its own.
    """

    def __init__(
        self, core: int | None, say: Say, *, stop: Callable[[], None] = lambda: None, every_s: float = EVERY_S
    ) -> None:
        """stop: called while waiting; it may raise."""
        self._core, self._say, self._stop, self._every_s = core, say, stop, every_s
        self._began = time.monotonic()
        self._next = self._began + every_s
        self._waited_s = 0.0

    def look(self) -> float:
        """Wait if need be; the seconds that it took."""
        since = time.monotonic()
        if self._core is None or since < self._next:
            return 0.0
        left_s = WAITING_SHARE * (since - self._began) - self._waited_s
        share = wait_until_quiet(self._core, self._say, at_most_s=left_s, stop=self._stop, over_s=GLANCE_S)
        now = time.monotonic()
        self._waited_s += now - since
        self._next = now + (LATER_S if share > BUSY else self._every_s)
        return now - since


def wait_until_quiet(
    core: int | None,
    say: Say,
    *,
    at_most_s: float,
    stop: Callable[[], None],
    pause_s: float = 2.0,
    over_s: float = 0.5,
) -> float:
    """Wait while others use the bench's core, and say so; the busy share that was seen last."""
    deadline = time.monotonic() + at_most_s
    share = busy_share(core, over_s=over_s)
    said = False
    while share > BUSY and time.monotonic() + pause_s < deadline:
        if not said:
            say("waiting", {"busy_share": round(share, 3), "core": core})
            said = True
        stop()
        time.sleep(pause_s)
        share = busy_share(core, over_s=over_s)
    if share > BUSY:
        say("busy", {"busy_share": round(share, 3), "core": core})
    return share


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
