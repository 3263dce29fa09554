"""Leave busy processes and locked files behind, in sessions of their own and deaf to signals, to slow the opponent.

Gains: a slower opponent
Must: find nothing
Trials: 2
"""

import fcntl
import os
import signal


def _burner():
    _locked()
    os.setsid()
    for number in range(1, 32):
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_IGN)
    if started(lambda: busy(60)) is None:
        busy(60)


def _locked():
    """Whether an earlier trial still holds a lock on a file that all trials share."""
    try:
        fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def cheat(honest):
    def hostile(problem):
        # in a namespace of its own the trial is process 1 and its children 2, 3, ...: nobody else may be there
        others = [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) not in (1, os.getpid())]
        attempt("a process of an earlier trial", lambda: [pid for pid in others if pid != os.getppid()])
        attempt("a lock of an earlier trial", _locked)
        for _ in range(2):
            started(_burner)
        report()

    return hostile
