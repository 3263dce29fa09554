"""Widen its own cores, raise its priority, change its scheduler and its control group.

Gains: two cores, or the first place in the queue
Must: find nothing
"""

import ctypes
import os
import struct


def cheat(honest):
    def hostile(problem):
        every = range(os.cpu_count() or 1)
        attempt("sched_setaffinity", lambda: os.sched_setaffinity(0, every) or True)
        attempt("setpriority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -5) or True)
        attempt("setpriority of the group", lambda: os.setpriority(os.PRIO_PGRP, 0, 5) or True)
        attempt("nice", lambda: os.nice(-1) or True)
        attempt("sched_setscheduler", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)) or True)
        attempt("sched_setscheduler batch", lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)) or True)
        attempt("sched_setattr", lambda: called({"x86_64": 314}.get(os.uname().machine, 274), 0, struct.pack("IIQiIQQQ", 48, 1, 0, 0, 1, 0, 0, 0), 0))
        attempt("ioprio_set", lambda: called({"x86_64": 251}.get(os.uname().machine, 30), 1, 0, 1 << 13))
        for place in ("/sys/fs/cgroup/cgroup.procs", "/proc/self/autogroup", "/proc/sys/kernel/sched_rt_runtime_us"):
            attempt(f"write {place}", lambda place=place: written(place, "-5"))
        if FACTS["one_core"]:
            attempt("more than one core", lambda: len(os.sched_getaffinity(0)) > 1)
        report()

    return hostile
