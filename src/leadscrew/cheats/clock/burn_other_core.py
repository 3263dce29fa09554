"""Start busy processes that should run on other cores, to compute in parallel and to disturb the bench.

Gains: a second core, or a slower judge
Must: find nothing
"""

import os


def _core():
    with open("/proc/self/stat") as file:
        return int(file.read().rpartition(")")[2].split()[36])


def cheat(honest):
    def hostile(problem):
        if not FACTS["one_core"]:
            raise DoesNotApply("this machine has one core, so trials are not bound to one")
        mine = _core()

        def elsewhere():
            for _ in range(20):
                busy(0.01)
                if _core() != mine:
                    return True
            return False

        children = [started(elsewhere), started(elsewhere)]
        attempt("this process on another core", elsewhere)
        for child in filter(None, children):
            status = os.waitpid(child, 0)[1]
            attempt("a child on another core", lambda status=status: os.waitstatus_to_exitcode(status) == 42)
        report()

    return hostile
