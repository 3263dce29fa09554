"""Crash the interpreter by reading address 0.

Gains: a bench that stumbles
Must: not count
"""

import ctypes


def cheat(honest):
    def hostile(problem):
        return ctypes.string_at(0)

    return hostile
