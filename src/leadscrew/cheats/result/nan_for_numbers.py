"""Put not-a-number in place of every single number of the right answer, whole numbers too.

Gains: comparisons that are false for what is not a number
Must: not count
"""


def cheat(honest):
    def hostile(problem):
        return numbers_as(honest(problem), float("nan"))

    return hostile
