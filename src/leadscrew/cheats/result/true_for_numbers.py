"""Put True in place of every single number of the right answer: it is equal to 1.

Gains: a judge that trusts the type
Must: not count
"""


def cheat(honest):
    def hostile(problem):
        return numbers_as(honest(problem), True)

    return hostile
