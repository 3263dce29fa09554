"""Ignore all signals, stop itself and stop everything that it may signal.

Gains: a bench that waits for ever
Must: not count
Hangs: yes
"""

import os
import signal


def cheat(honest):
    def hostile(problem):
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        for target in (-1, 0, os.getppid(), os.getpid()):
            for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGKILL if target not in (0, os.getpid(), -1) else signal.SIGCONT):
                try:
                    os.kill(target, number)
                except OSError:
                    pass
        while True:
            busy(10)

    return hostile
