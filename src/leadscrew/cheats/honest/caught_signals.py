"""Set signal handlers, an alarm and an exit handler, and deeper recursion.

Must: pass
"""

import atexit
import signal
import sys


def cheat(honest):
    def unusual(problem):
        sys.setrecursionlimit(20_000)
        atexit.register(print, "the end")
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.signal(signal.SIGALRM, lambda *_: None)
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        answer = honest(problem)
        signal.setitimer(signal.ITIMER_REAL, 0)
        return answer

    return unusual
