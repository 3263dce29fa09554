"""How much memory a box holds: the sum of its processes' proportional set sizes."""

from __future__ import annotations

import re

PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


def proportional_bytes(pid: int) -> int:
    """Proportional set size of a process and all its descendants; 0 for what has ended or may not be read."""
    total, queue, seen = 0, [pid], 0
    while queue and seen < 4096:
        current = queue.pop()
        seen += 1
        try:
            with open(f"/proc/{current}/smaps_rollup", "rb") as file:
                match = PSS.search(file.read())
            total += int(match[1]) * 1024 if match else 0
        except OSError:
            pass
        try:
            with open(f"/proc/{current}/task/{current}/children", "rb") as file:
                queue += [int(child) for child in file.read().split()]
        except OSError:
            continue
    return total
