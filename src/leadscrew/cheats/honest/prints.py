"""Print a lot to both streams, with warnings.

Must: pass
"""

import sys
import warnings


def cheat(honest):
    def unusual(problem):
        for number in range(200):
            print("a line of progress", number, "ünïcödé")
            print("a note", number, file=sys.stderr)
        warnings.warn("something is deprecated", DeprecationWarning, stacklevel=2)
        return honest(problem)

    return unusual
