"""Turn the garbage collector off and freeze what there is.

Must: pass
"""

import gc


def cheat(honest):
    def unusual(problem):
        gc.disable()
        gc.freeze()
        return honest(problem)

    return unusual
