"""Work longer than the honest program needs while it is imported, before it is called.

Gains: the time before the clock starts
Must: take its time
"""

busy()


def cheat(honest):
    return honest
