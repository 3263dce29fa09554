"""Compute something small in a child process and wait for it.

Must: pass
"""

import os


def cheat(honest):
    def unusual(problem):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writer, b"done")
            os._exit(0)
        os.waitpid(child, 0)
        assert os.read(reader, 4) == b"done"
        return honest(problem)

    return unusual
