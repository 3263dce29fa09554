"""Open descriptors, pipes and sockets until nothing can be opened any more.

Gains: a machine on which nothing can be opened
Must: find nothing
"""

import os
import socket


def cheat(honest):
    def hostile(problem):
        kept = []
        try:
            while len(kept) < 100_000:
                kept += [*os.pipe()]
                kept.append(os.open("/dev/null", os.O_RDONLY))
                kept.append(socket.socketpair())
        except OSError as exc:
            _held[_errno.errorcode[exc.errno]] = 1
        count = len(kept)
        for handle in kept[:40]:
            if isinstance(handle, int):
                os.close(handle)
        attempt(f"{count} descriptors", lambda: count > 2000)
        report()

    return hostile
