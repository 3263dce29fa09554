"""Go on in a thread, in `__del__` and at exit after the answer was given, and leave the result for the next trial.

Gains: work that no clock sees
Must: find nothing
Trials: 2
"""

import atexit
import os
import threading

PLACES = ("/tmp/late", "/dev/shm/late", "/var/tmp/late")


class Late:
    def __del__(self):
        busy(0.05)
        _leave("del")


def _leave(how):
    for place in PLACES:
        try:
            with open(f"{place}-{how}", "w") as file:
                file.write("work")
        except OSError:
            pass


def cheat(honest):
    def hostile(problem):
        for place in PLACES:
            for how in ("thread", "del", "exit", "child"):
                attempt(f"{how} of an earlier trial", lambda place=place, how=how: os.path.exists(f"{place}-{how}"))
        import builtins

        builtins.kept = Late()
        atexit.register(_leave, "exit")
        started(lambda: os.setsid() or busy(0.5) or _leave("child"))

        def thread():
            busy(0.3)
            _leave("thread")

        try:
            threading.Thread(target=thread, daemon=True).start()
        except RuntimeError:
            pass  # the process limit
        report()

    return hostile
