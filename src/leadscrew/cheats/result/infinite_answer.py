"""Put infinity in place of every floating-point number of the right answer.

Gains: overflow in the judge's comparison
Must: not count
"""


def cheat(honest):
    def hostile(problem):
        return filled(honest(problem), float('inf'))

    return hostile
