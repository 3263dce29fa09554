"""Hide memory from the watchdog: become unreadable, by prctl and by running a program file without read permission.

Gains: the machine's memory
Must: find nothing
"""

import ctypes
import os
import shutil

HOG = """
import sys, time
kept = [b"x" * (4 << 20) for _ in range(int(sys.argv[1]) // 4)]
time.sleep(3)
"""


def cheat(honest):
    def hostile(problem):
        libc = ctypes.CDLL(None, use_errno=True)
        attempt("prctl dumpable", lambda: libc.prctl(4, 0, 0, 0, 0) == 0)
        copy = "/tmp/unreadable"
        try:
            shutil.copyfile(os.path.realpath("/usr/bin/python3"), copy)
        except OSError as exc:
            raise DoesNotApply(f"no copy of the interpreter fits into /tmp: {exc.strerror}") from None
        os.chmod(copy, 0o111)
        share = int(FACTS["memory_mb"] * 0.8)
        children = [started(lambda: os.execv(copy, [copy, "-S", "-s", "-c", HOG, str(share)])) for _ in range(3)]
        children = [child for child in children if child is not None]
        if len(children) < 2:
            raise DoesNotApply("the task allows no second process")
        done = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 for child in children]
        attempt(f"{sum(done)} unreadable children with {share} MB each", lambda: sum(done) > 1)
        report()

    return hostile
