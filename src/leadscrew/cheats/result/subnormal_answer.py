"""Put the smallest subnormal number in place of every floating-point number of the right answer.

Gains: underflow in the judge's comparison
Must: not count
"""


def cheat(honest):
    def hostile(problem):
        return filled(honest(problem), 5e-324)

    return hostile
