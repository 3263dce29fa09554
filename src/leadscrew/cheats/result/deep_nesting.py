"""Answer with lists in lists, two hundred thousand deep.

Gains: a crash of the judge, which must not count as right
Must: not count
"""

import os
import struct


def cheat(honest):
    def hostile(problem):
        header = b"[" * 200_000 + b"]" * 200_000
        if MODE == "call":
            body = struct.pack(">I", len(header)) + header
            whole = b"A" + struct.pack(">Q", len(body)) + body
            while whole:
                whole = whole[os.write(3, whole) :]
        else:
            with open(os.environ["LEADSCREW_ANSWER"] + "/data.json", "wb") as file:
                file.write(header)
        os._exit(0)

    return hostile
