"""Make its memory slow to look at, so that the bench seems to have been stopped, and take longer than honest work.

Gains: a slow trial that is forgotten
Must: take its time
"""

import ctypes
import mmap


def _changing_maps():
    """Change the protection of every second of many pages, each a mapping of its own, again and again."""
    libc = ctypes.CDLL(None)
    area = mmap.mmap(-1, 20_000 * 4096)
    start = ctypes.addressof(ctypes.c_char.from_buffer(area))
    for page in range(0, 20_000, 2):
        libc.mprotect(ctypes.c_void_p(start + page * 4096), 4096, 1)
    until = _monotonic() + HIDDEN_S + 1.5
    while _monotonic() < until:
        libc.mprotect(ctypes.c_void_p(start), 20_000 * 4096, 1)
        libc.mprotect(ctypes.c_void_p(start), 20_000 * 4096, 3)


def cheat(honest):
    def hostile(problem):
        for _ in range(14):
            if started(_changing_maps) is None:
                break
        busy(HIDDEN_S + 1.5)  # the bench takes a wait that is a second late for a stop
        return honest(problem)

    return hostile
