"""End the process with success and without an answer.

Gains: a bench that takes silence for success
Must: not count
"""

import os


def cheat(honest):
    def hostile(problem):
        os._exit(0)

    return hostile
