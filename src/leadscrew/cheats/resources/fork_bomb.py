"""Start processes that start processes, until nothing can be started any more.

Gains: a machine on which nothing else runs
Must: find nothing
"""

import os


def cheat(honest):
    def hostile(problem):
        children = []
        try:
            while len(children) < 5000:
                child = os.fork()
                if child == 0:
                    while True:
                        try:
                            os.fork()
                        except OSError:
                            busy(60)
                children.append(child)
        except OSError as exc:
            _held[f"fork {_errno.errorcode.get(exc.errno)}"] = 1
        alive = len([name for name in os.listdir("/proc") if name.isdigit()])
        attempt(f"{alive} processes, allowed are {FACTS['processes']} and 4", lambda: alive > FACTS["processes"] + 4)
        report()

    return hostile
