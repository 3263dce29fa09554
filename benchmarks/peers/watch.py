"""What processes a run leaves behind: this process adopts all orphans below it, lists them, and ends them by pid."""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Make this process the parent of every process below it whose own parent ends, however often it forked."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def descendants() -> dict[int, str]:
    """Name of every living process below this one, by pid; what has ended is reaped, where it is a child of ours."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with suppress(OSError):
                text = Path(f"/proc/{entry}/stat").read_text(errors="replace")
                rest = text.rpartition(")")[2].split()
                if rest[0] != "Z":
                    names[int(entry)] = text[text.index("(") + 1 : text.rindex(")")]
                parents[int(entry)] = int(rest[1])
    below: set[int] = set()
    frontier = {os.getpid()}
    while frontier:
        frontier = {pid for pid, parent in parents.items() if parent in frontier} - below
        below |= frontier
    return {pid: names[pid] for pid in sorted(below) if pid in names}


def left_alive(grace_s: float) -> dict[int, str]:
    """What is still alive after so long."""
    deadline = time.monotonic() + grace_s
    while (found := descendants()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def end_all() -> None:
    """End every process below this one, by pid, and reap it."""
    deadline = time.monotonic() + 10
    while (found := descendants()) and time.monotonic() < deadline:
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        reap()
        time.sleep(0.05)
    reap()


def reap() -> None:
    """Take the exit statuses of orphans that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass


class Sightings:
    """Notes, while it is open, whether a process of a given name was ever seen below this one."""

    def __init__(self, name: str) -> None:
        self.name, self.seen = name, False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Sightings:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.05):
            self.seen = self.seen or self.name in descendants().values()
