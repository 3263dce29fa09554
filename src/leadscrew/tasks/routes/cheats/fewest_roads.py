"""Cheat: take the way with the fewest roads, which is often the shortest."""

from collections import deque


def distances(problem):
    leaving = {}
    for start, end, length in problem["roads"]:
        leaving.setdefault(start, []).append((end, length))
    answers = []
    for depot in problem["depots"]:
        table = [-1] * problem["places"]
        table[depot] = 0
        todo = deque([depot])
        while todo:
            place = todo.popleft()
            for end, length in leaving.get(place, ()):
                if table[end] < 0:
                    table[end] = table[place] + length
                    todo.append(end)
        answers.append({"to": table, "far": table.index(max(table))})
    return answers
