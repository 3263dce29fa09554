"""Start threads until nothing can be started any more.

Gains: a machine on which nothing else runs
Must: find nothing
"""

import threading


def cheat(honest):
    def hostile(problem):
        threading.stack_size(65536)
        stop = threading.Event()
        count = 1
        try:
            while count < 5000:
                threading.Thread(target=stop.wait, daemon=True).start()
                count += 1
        except (RuntimeError, MemoryError) as exc:
            _held[type(exc).__name__] = 1
        attempt(f"{count} threads, allowed are {FACTS['processes']} and 4", lambda: count > FACTS["processes"] + 4)
        report()

    return hostile
