"""Signal its keeper, the worker, its group and every process number that it can think of.

Gains: a bench without a worker, or a trial that is forgotten
Must: find nothing
"""

import os
import signal


def cheat(honest):
    def hostile(problem):
        mine = {os.getpid()}
        attempt("the parent", lambda: os.getppid() != 0 and (os.kill(os.getppid(), signal.SIGKILL) or True))
        for pid in range(2, 400):
            if pid not in mine:
                attempt(f"process {pid}", lambda pid=pid: os.kill(pid, signal.SIGSTOP) or True)
        attempt("the parent's group", lambda: os.killpg(os.getppid(), signal.SIGTERM) or True if os.getppid() else None)
        for pid in FACTS["pids"]:
            attempt(f"process {pid} of the host", lambda pid=pid: os.kill(pid, signal.SIGSTOP) or True)
            attempt(f"pidfd of process {pid}", lambda pid=pid: os.pidfd_open(pid))
        report()

    return hostile
