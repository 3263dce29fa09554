"""Crash child processes so that the host's handler of core dumps works on, and flush the host's disks.

Gains: a busy host during the opponent's trial
Must: find nothing
"""

import ctypes
import os
import resource


def cheat(honest):
    def hostile(problem):
        libc = ctypes.CDLL(None, use_errno=True)

        def refused(result):
            if result < 0:
                raise OSError(ctypes.get_errno(), "refused")
            return True

        with open("/proc/self/limits") as file:
            core = next(line.split()[4:6] for line in file if line.startswith("Max core file size"))
        attempt("a core limit that lets the handler start", lambda: core not in (["1", "1"], ["0", "0"]) and core)
        for limit in (0, 2):
            attempt(f"core limit {limit}", lambda limit=limit: resource.setrlimit(resource.RLIMIT_CORE, (limit, limit)) or True)
        attempt("setrlimit", lambda: refused(libc.syscall({"x86_64": 160}.get(os.uname().machine, 164), 4, (ctypes.c_uint64 * 2)(0, 0))))
        attempt("syncfs", lambda: refused(libc.syncfs(os.open("/opt", os.O_RDONLY))))
        for _ in range(3):
            child = started(lambda: ctypes.string_at(0))
            if child is not None:
                status = os.waitpid(child, 0)[1]
                attempt("a core dump", lambda status=status: os.WCOREDUMP(status))
        report()

    return hostile
