"""Never answer.

Gains: the bench's time
Must: not count
Hangs: yes
"""


def cheat(honest):
    def hostile(problem):
        while True:
            busy(10)

    return hostile
