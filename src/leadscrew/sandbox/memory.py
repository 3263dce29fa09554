"""What lives in a box, and how much memory it holds: the sum of its processes' proportional set sizes."""

from __future__ import annotations

import os
import re
from contextlib import suppress

MEMINFO = re.compile(rb"^(MemTotal|MemAvailable):\s+(\d+) kB", re.MULTILINE)
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


def first_to_go(pid: int) -> None:
    """Have the kernel end a process, and what it and its children start from now on, before others lack memory."""
    for current in descendants(pid):
        with suppress(OSError), open(f"/proc/{current}/oom_score_adj", "w") as file:
            file.write("1000")


def available_share() -> float:
    """Of this machine's memory, what could still be had; 1 where it does not say."""
    try:
        with open("/proc/meminfo", "rb") as file:
            found = {name: int(kb) for name, kb in MEMINFO.findall(file.read())}
        return found[b"MemAvailable"] / found[b"MemTotal"]
    except (OSError, KeyError, ZeroDivisionError):
        return 1.0


def proportional_bytes(pid: int) -> int:
    """Proportional set size of a process and all its descendants; 0 for what has ended.

    A process can make its maps unreadable (PR_SET_DUMPABLE, or a program file without read permission); it is then
    charged with all that it has resident, shared or not.
    """
    return sum(_proportional(current) for current in descendants(pid))


def _proportional(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            match = PSS.search(file.read())
        return int(match[1]) * 1024 if match else 0
    except PermissionError:
        pass
    except OSError:
        return 0
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
