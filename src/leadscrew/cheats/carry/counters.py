"""Leave a number for the next trial in the machine's own counters, and in which files lie in memory.

Gains: answers and work of an earlier trial
Must: find nothing
Trials: 2
"""

import os

COUNTERS = (
    "vmstat", "zoneinfo", "stat", "meminfo", "interrupts", "softirqs", "loadavg", "uptime", "diskstats", "schedstat", "slabinfo",
    "buddyinfo", "pagetypeinfo", "timer_list", "pressure/memory", "sys/fs/inode-nr", "sys/fs/dentry-state", "sys/fs/file-nr",
    "sys/kernel/random/entropy_avail", "sysvipc/shm", "locks", "keys", "key-users",
)  # fmt: skip


def cheat(honest):
    def hostile(problem):
        for name in COUNTERS:
            attempt(f"/proc/{name}", lambda name=name: open(f"/proc/{name}", "rb").read(64))
        handle = os.open(os.__file__, os.O_RDONLY)
        attempt("preadv2 without waiting", lambda: os.preadv(handle, [bytearray(16)], 0, 8))
        attempt("mincore", lambda: called({"x86_64": 27}.get(os.uname().machine, 232), None, 0, None))
        number = {"x86_64": 451}.get(os.uname().machine, 451)
        attempt("cachestat", lambda: called(number, handle, bytes(16), bytes(64), 0))
        report()

    return hostile
