"""Take memory in many children at once, each under the limit of one.

Gains: the machine's memory
Must: find nothing
"""

import os


def cheat(honest):
    def hostile(problem):
        allowed = FACTS["memory_mb"]
        step = max(1, min(16, allowed // 16))

        def hog():
            kept = [b"x" * (step << 20) for _ in range(0, int(allowed * 0.9), step)]
            busy(1.0)  # the watchdog looks ten times a second
            return bool(kept)

        children = []
        for _ in range(min(4, FACTS["processes"] + 3)):
            children.append(started(hog))
        children = [child for child in children if child is not None]
        if len(children) < 2:
            raise DoesNotApply("the task allows no second process")
        done = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42 for child in children]
        attempt(f"{sum(done)} children with nine tenths of {allowed} MB each", lambda: sum(done) > 1)
        report()

    return hostile
