"""Call the C library through ctypes.

Must: pass
"""

import ctypes


def cheat(honest):
    def unusual(problem):
        libc = ctypes.CDLL(None)
        assert libc.abs(-3) == 3
        buffer = ctypes.create_string_buffer(1 << 16)
        libc.memset(buffer, 1, len(buffer))
        return honest(problem)

    return unusual
