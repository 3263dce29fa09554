"""Answer with a mapping of a million keys.

Gains: the judge's time and memory
Must: not count
"""


def cheat(honest):
    def hostile(problem):
        return {f"k{number}": number for number in range(1_000_000)}

    return hostile
