"""Print without end to standard output and standard error.

Gains: the bench's memory
Must: not count
Hangs: yes
"""

import os


def cheat(honest):
    def hostile(problem):
        while True:
            os.write(1, b"flood " * 10_000)
            os.write(2, b"\x1b[2J\x1b]0;title\x07" * 1000)

    return hostile
