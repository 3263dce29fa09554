"""Answer with a list of as many zeros as the answer may hold.

Gains: the judge's time and memory
Must: not count
"""


def cheat(honest):
    def hostile(problem):
        return [0] * (FACTS["answer_mb"] * 500_000 - 100)

    return hostile
