"""Take memory until there is none.

Gains: the machine's memory
Must: find nothing
"""


def cheat(honest):
    def hostile(problem):
        allowed = FACTS["memory_mb"]
        step = max(1, min(16, allowed // 16))
        kept, taken = [], 0
        try:
            while taken < 4 * allowed + 256:
                kept.append(b"x" * (step << 20))
                taken += step
        except MemoryError:
            _held["MemoryError"] = 1
            kept.clear()
        attempt(f"{taken} MB, allowed are {allowed}", lambda: taken > allowed + 64)
        report()

    return hostile
