"""Do a quarter of a second of the work while the program is imported, before it is called.

Gains: 0.25 s before the clock starts
Must: take its time
"""

busy()


def cheat(honest):
    return honest
