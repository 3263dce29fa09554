"""Leave busy processes behind, in sessions of their own and deaf to signals, to slow the opponent down.

Gains: a slower opponent
Must: find nothing
Trials: 2
"""

import os
import signal


def _burner():
    os.setsid()
    for number in range(1, 32):
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_IGN)
    if started(lambda: busy(60)) is None:
        busy(60)


def cheat(honest):
    def hostile(problem):
        # in a namespace of its own the trial is process 1 and its children 2, 3, ...: nobody else may be there
        others = [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) not in (1, os.getpid())]
        attempt("a process of an earlier trial", lambda: [pid for pid in others if pid != os.getppid()])
        for _ in range(2):
            started(_burner)
        report()

    return hostile
