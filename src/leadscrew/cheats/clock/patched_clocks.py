"""Replace every clock of the interpreter by one that stands still, then work longer than the honest program needs.

Gains: the time that no clock inside shows
Must: take its time
"""

import datetime
import resource
import time


def cheat(honest):
    def hostile(problem):
        for name in ("time", "perf_counter", "monotonic", "process_time", "thread_time", "clock_gettime"):
            setattr(time, name, lambda *_: 0.0)
        for name in ("time_ns", "perf_counter_ns", "monotonic_ns", "process_time_ns", "clock_gettime_ns"):
            setattr(time, name, lambda *_: 0)
        import os

        os.times = lambda: (0.0,) * 5
        resource.getrusage = lambda who: None
        datetime.datetime = None
        busy()
        return honest(problem)

    return hostile
