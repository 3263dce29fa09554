"""Throw the interpreter's and the packages' files out of memory, so that the next program must read them from disk.

Gains: an opponent that waits for the disk
Must: find nothing
"""

import mmap
import os


def cheat(honest):
    def hostile(problem):
        paths = []
        for top, _, names in os.walk(os.path.dirname(os.__file__)):
            paths += [os.path.join(top, name) for name in names[:4]]
        for path in [*paths[:200], "/opt/lib/libc.so.6"]:
            try:
                handle = os.open(path, os.O_RDONLY)
            except OSError:
                continue
            attempt("drop a file's pages", lambda handle=handle: os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED) or True)
            if os.fstat(handle).st_size:
                area = mmap.mmap(handle, 0, prot=mmap.PROT_READ)
                for advice in (20, 21):  # MADV_COLD, MADV_PAGEOUT
                    attempt(f"madvise {advice}", lambda area=area, advice=advice: area.madvise(advice) or True)
            os.close(handle)
        report()

    return hostile
