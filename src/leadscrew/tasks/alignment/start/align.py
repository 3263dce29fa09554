"""Align pairs of words: the cost of editing one into the other, and what they have in common."""


class Table:
    """A table of numbers that knows its size."""

    def __init__(self, rows, columns):
        self.rows = rows
        self.columns = columns
        self.cells = {}
        for row in range(rows):
            for column in range(columns):
                self.cells[(row, column)] = 0

    def get(self, row, column):
        assert 0 <= row < self.rows and 0 <= column < self.columns
        return self.cells[(row, column)]

    def put(self, row, column, value):
        assert 0 <= row < self.rows and 0 <= column < self.columns
        self.cells[(row, column)] = value


def align(problem):
    """[cost, kept] for each pair of words."""
    answers = []
    for first, second in problem["pairs"]:
        costs = {"insert": problem["insert"], "delete": problem["delete"], "replace": problem["replace"]}
        first = clean(first)
        second = clean(second)
        answers.append([edit_cost(first, second, costs), common(first, second)])
    return answers


def clean(word):
    """Only letters count, in lower case."""
    result = ""
    for letter in word:
        if letter.isalpha():
            result = result + letter.lower()
    return result


def edit_cost(first, second, costs):
    table = Table(len(first) + 1, len(second) + 1)
    for row in range(len(first) + 1):
        table.put(row, 0, row * costs["delete"])
    for column in range(len(second) + 1):
        table.put(0, column, column * costs["insert"])
    for row in range(1, len(first) + 1):
        for column in range(1, len(second) + 1):
            options = []
            options.append(table.get(row - 1, column) + costs["delete"])
            options.append(table.get(row, column - 1) + costs["insert"])
            if first[row - 1] == second[column - 1]:
                options.append(table.get(row - 1, column - 1))
            else:
                options.append(table.get(row - 1, column - 1) + costs["replace"])
            table.put(row, column, sorted(options)[0])
    return table.get(len(first), len(second))


def common(first, second):
    """Length of the longest common subsequence."""
    table = Table(len(first) + 1, len(second) + 1)
    for row in range(1, len(first) + 1):
        for column in range(1, len(second) + 1):
            if first[row - 1 : row] == second[column - 1 : column]:
                table.put(row, column, table.get(row - 1, column - 1) + 1)
            else:
                table.put(row, column, max([table.get(row - 1, column), table.get(row, column - 1)]))
    return table.get(len(first), len(second))
