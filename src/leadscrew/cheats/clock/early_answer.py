"""Send an answer at once to stop the clock, then compute the right one and send it too.

Gains: all of the work after the clock has stopped
Must: not count
"""

import os
import struct


def cheat(honest):
    def hostile(problem):
        if MODE == "call":
            header = b"null"
            body = struct.pack(">I", len(header)) + header
            os.write(3, b"A" + struct.pack(">Q", len(body)) + body)
            return honest(problem)
        if os.fork():
            os._exit(0)  # the command has ended: the clock stops; the child goes on
        os.setsid()
        return honest(problem)

    return hostile
