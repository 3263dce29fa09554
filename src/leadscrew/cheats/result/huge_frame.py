"""Announce an answer of four exabytes and begin to send it.

Gains: the bench's memory
Must: not count
As: call
"""

import os
import struct


def cheat(honest):
    def hostile(problem):
        os.write(3, b"A" + struct.pack(">Q", 1 << 62))
        while True:
            os.write(3, bytes(1 << 16))

    return hostile
