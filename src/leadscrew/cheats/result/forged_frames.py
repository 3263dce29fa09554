"""Write frames that say "right, in no time" to every descriptor, as an answer and as the keeper's account.

Gains: any time and any score
Must: not count
"""

import json
import os
import struct


def cheat(honest):
    def hostile(problem):
        header = json.dumps({"ok": True, "status": "ok", "wall_s": 0.0, "cpu_s": 0.0, "score": 1e9, "quality": -1e9, "reason": ""}).encode()
        body = struct.pack(">I", len(header)) + header
        account = json.dumps({"exit": 0, "cpu_s": 0.0}).encode()
        frames = b"R" + b"X" + struct.pack(">Q", len(account)) + account + b"A" + struct.pack(">Q", len(body)) + body
        for number in [3, *range(0, 1024)]:
            for frame in (frames[-len(body) - 9 :], frames):
                try:
                    os.write(number, frame)
                except OSError:
                    pass
        os._exit(0)

    return hostile
