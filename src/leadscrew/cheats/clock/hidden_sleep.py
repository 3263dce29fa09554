"""Sleep longer than the honest program needs, which takes no processor time.

Gains: the time where processor time is what counts
Must: take its time
"""

import time


def cheat(honest):
    def hostile(problem):
        time.sleep(HIDDEN_S)
        return honest(problem)

    return hostile
