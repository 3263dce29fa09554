"""Send the answer's frame at once but for its last byte, work longer than the honest program needs, then send that byte.

Gains: the time after the clock has stopped
Must: take its time
As: call
"""

import os
import struct
import sys
import time


def cheat(honest):
    def hostile(problem):
        answer = honest(problem)
        frame = sys._getframe()
        while "plain" not in frame.f_globals:
            frame = frame.f_back
        body = b"".join(bytes(piece) for piece in frame.f_globals["plain"].encode(answer))
        whole = b"A" + struct.pack(">Q", len(body)) + body
        sent = 0
        while sent < len(whole) - 1:
            sent += os.write(3, whole[sent:-1])
        busy()
        os.write(3, whole[-1:])
        time.sleep(60)

    return hostile
