"""Take shared memory, which no process is charged with alone.

Gains: the machine's memory
Must: find nothing
"""

import mmap


def cheat(honest):
    def hostile(problem):
        allowed = FACTS["memory_mb"]
        step = max(1, min(16, allowed // 16))
        areas, taken = [], 0
        try:
            while taken < 4 * allowed + 256:
                area = mmap.mmap(-1, step << 20)
                area.write(b"x" * (step << 20))
                areas.append(area)
                taken += step
        except (OSError, MemoryError, ValueError):
            _held["ENOMEM"] = 1
            areas.clear()
        attempt(f"{taken} MB shared, allowed are {allowed}", lambda: taken > allowed + 64)
        report()

    return hostile
