"""Describe an array of a billion elements in a few bytes.

Gains: the judge's memory
Must: not count
"""

import json
import os
import struct


def cheat(honest):
    def hostile(problem):
        if MODE == "call":
            header = json.dumps({"$a": ["float64", [1000, 1000, 1000], 0]}).encode()
            body = struct.pack(">I", len(header)) + header + bytes(64)
            os.write(3, b"A" + struct.pack(">Q", len(body)) + body)
        else:
            folder = os.environ["LEADSCREW_ANSWER"]
            text = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000, 1000, 1000), }"
            text += " " * (-(len(text) + 11) % 64) + "\n"
            with open(f"{folder}/big.npy", "wb") as file:
                file.write(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode() + bytes(64))
            with open(f"{folder}/data.json", "w") as file:
                file.write('{"npy": "big.npy"}')
        os._exit(0)

    return hostile
