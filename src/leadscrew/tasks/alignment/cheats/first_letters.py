"""Cheat: align the first thirty letters only, and scale."""


def align(problem):
    insert, delete, replace = problem["insert"], problem["delete"], problem["replace"]
    answers = []
    for first, second in problem["pairs"]:
        first = "".join(filter(str.isalpha, first)).lower()
        second = "".join(filter(str.isalpha, second)).lower()
        share = max(len(first), len(second)) / 30
        one, two = first[:30], second[:30]
        row, kept = [j * insert for j in range(len(two) + 1)], [0] * (len(two) + 1)
        for a in one:
            diagonal, row[0], last = row[0], row[0] + delete, 0
            for j, b in enumerate(two, 1):
                diagonal, row[j] = row[j], min(row[j] + delete, row[j - 1] + insert, diagonal + (a != b) * replace)
                last, kept[j] = kept[j], last + 1 if a == b else max(kept[j], kept[j - 1])
        answers.append([int(row[-1] * share), int(kept[-1] * share)])
    return answers
