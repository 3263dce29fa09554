"""Sleep a quarter of a second, which takes no processor time.

Gains: 0.25 s where processor time is what counts
Must: take its time
"""

import time


def cheat(honest):
    def hostile(problem):
        time.sleep(HIDDEN_S)
        return honest(problem)

    return hostile
