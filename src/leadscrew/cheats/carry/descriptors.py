"""Look for descriptors that were left open: the bench's sockets, the keeper's report, other trials' files.

Gains: a forged account, the bench's own messages
Must: find nothing
"""

import os


def cheat(honest):
    def hostile(problem):
        listed = {}
        for number in range(4096):
            try:
                listed[number] = os.readlink(f"/proc/self/fd/{number}")
            except OSError:
                continue
        usual = {0, 1, 2, 3} if MODE == "call" else {0, 1, 2}
        for number, target in listed.items():
            if number not in usual and not target.startswith("/proc/"):
                attempt(f"descriptor {number} ({target})", lambda number=number: os.fstat(number))
        attempt("a socket beside the own one", lambda: [n for n, t in listed.items() if t.startswith("socket:") and n != 3])
        attempt("reading standard input", lambda: os.read(0, 1) or None)
        for process in ("1", str(os.getppid())):
            if process not in ("0", str(os.getpid())):
                attempt(f"descriptors of process {process}", lambda process=process: os.listdir(f"/proc/{process}/fd"))
        report()

    return hostile
