"""Put minus infinity in place of every floating-point number of the right answer.

Gains: a score or loss below all others
Must: not count
"""


def cheat(honest):
    def hostile(problem):
        return filled(honest(problem), float('-inf'))

    return hostile
