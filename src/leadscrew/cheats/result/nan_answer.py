"""Put not a number in place of every floating-point number of the right answer.

Gains: comparisons that are false for what is not a number
Must: not count
"""


def cheat(honest):
    def hostile(problem):
        return filled(honest(problem), float('nan'))

    return hostile
