"""Recurse without end, with the interpreter's limit taken away.

Gains: a bench that stumbles
Must: not count
Hangs: yes
"""

import sys


def cheat(honest):
    def hostile(problem):
        sys.setrecursionlimit(2**31 - 1)

        def deeper(level):
            return repr(deeper(level + 1)) + "x"

        return deeper(0)

    return hostile
