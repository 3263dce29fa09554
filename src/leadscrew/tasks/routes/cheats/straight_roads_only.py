"""Cheat: only places at the end of one road have a distance."""


def distances(problem):
    answers = []
    for depot in problem["depots"]:
        table = [-1] * problem["places"]
        table[depot] = 0
        for start, end, length in problem["roads"]:
            if start == depot and end != depot and (table[end] < 0 or length < table[end]):
                table[end] = length
        answers.append({"to": table, "far": table.index(max(table))})
    return answers
