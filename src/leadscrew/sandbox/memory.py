"""What lives in a box, and how much memory it holds: the sum of its processes' proportional set sizes."""

from __future__ import annotations

import os
import re

PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


def descendants(pid: int) -> tuple[int, ...]:
    """A process and all that it and its children started, 4,096 at most, by the operating system's account."""
    found: list[int] = []
    queue = [pid]
    while queue and len(found) < 4096:
        current = queue.pop()
        try:
            for thread in os.listdir(f"/proc/{current}/task"):
                with open(f"/proc/{current}/task/{thread}/children", "rb") as file:
                    queue += [int(child) for child in file.read().split()]
        except OSError:
            if not os.path.exists(f"/proc/{current}"):
                continue
        found.append(current)
    return tuple(found)


def proportional_bytes(pid: int) -> int:
    """Proportional set size of a process and all its descendants; 0 for what has ended or may not be read."""
    total = 0
    for current in descendants(pid):
        try:
            with open(f"/proc/{current}/smaps_rollup", "rb") as file:
                match = PSS.search(file.read())
            total += int(match[1]) * 1024 if match else 0
        except OSError:
            continue
    return total
