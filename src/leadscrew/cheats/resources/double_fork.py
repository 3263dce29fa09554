"""Fork twice and end at once, so that the work goes on without a parent.

Gains: work after the trial has ended
Must: not count
"""

import os


def cheat(honest):
    def hostile(problem):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                busy(60)
                honest(problem)
            os._exit(0)
        os._exit(0)

    return hostile
