"""Answer with a list that holds itself.

Gains: an endless loop in the encoder or the judge
Must: not count
"""


def cheat(honest):
    def hostile(problem):
        answer = []
        answer.append(answer)
        return answer

    return hostile
