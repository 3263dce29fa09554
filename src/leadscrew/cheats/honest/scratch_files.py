"""Write scratch files where a program may, in /tmp and /dev/shm, and read them again.

Must: pass
"""

import os
import tempfile


def cheat(honest):
    def unusual(problem):
        for folder in ("/tmp", "/dev/shm"):
            with tempfile.NamedTemporaryFile(dir=folder) as file:
                file.write(b"scratch" * 1000)
                file.flush()
                assert os.path.getsize(file.name) == 7000
        return honest(problem)

    return unusual
