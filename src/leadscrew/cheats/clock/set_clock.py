"""Set, slew and hide the machine's clocks.

Gains: a clock that runs as the program wants
Must: find nothing
"""

import ctypes
import struct
import time


def cheat(honest):
    def hostile(problem):
        libc = ctypes.CDLL(None, use_errno=True)

        def checked(result):
            if result < 0:
                raise OSError(ctypes.get_errno(), "refused")
            return True

        attempt("clock_settime", lambda: time.clock_settime(time.CLOCK_REALTIME, time.time() + 1) or True)
        attempt("settimeofday", lambda: checked(libc.settimeofday(struct.pack("qq", 1, 0), None)))
        attempt("adjtimex", lambda: checked(libc.adjtimex(struct.pack("I", 1) + bytes(300))))
        attempt("clock_adjtime", lambda: checked(libc.clock_adjtime(0, struct.pack("I", 1) + bytes(300))))
        attempt("a time namespace", lambda: checked(libc.unshare(0x80)))
        attempt("the hardware clock", lambda: open("/dev/rtc0", "rb"))
        attempt("timens offsets", lambda: written("/proc/self/timens_offsets", "1 100 0"))
        report()

    return hostile
