"""Compute in a thread.

Must: pass
"""

import threading


def cheat(honest):
    def unusual(problem):
        found = []
        thread = threading.Thread(target=lambda: found.append(honest(problem)))
        thread.start()
        thread.join()
        return found[0]

    return unusual
