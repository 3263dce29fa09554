"""Draw pairs of related words from a seed and align them another way: by diagonals and by positions."""

from bisect import bisect_left
from collections.abc import Mapping
from random import Random
from typing import Any

from leadscrew import Rejected

PAIRS, LENGTH = 36, 100
LETTERS = "aeiounrstlmd"


def problem(seed: int) -> dict[str, Any]:
    """Words and edited copies of them, with some marks and capitals that do not count."""
    return _drawn(Random(seed), LETTERS, edits=0.35)


def held_out_problem(seed: int) -> dict[str, Any]:
    """Words of another alphabet that have less in common."""
    return _drawn(Random(seed), "acgt", edits=0.7)


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless every pair's two numbers are right."""
    pairs = problem["pairs"]
    if not isinstance(answer, list) or len(answer) != len(pairs):
        raise Rejected(f"the answer is a {type(answer).__name__}, expected a list of {len(pairs)} rows")
    for number, (row, (first, second)) in enumerate(zip(answer, pairs, strict=True)):
        if not isinstance(row, list) or len(row) != 2 or any(type(value) is not int for value in row):
            raise Rejected(f"pair {number}: expected two whole numbers")
        one, two = _letters(first), _letters(second)
        expected = [_cost(problem, one, two), _common(one, two)]
        if row != expected:
            raise Rejected(f"pair {number}: [cost, kept] is {row}, expected {expected}")


def _drawn(random: Random, letters: str, edits: float) -> dict[str, Any]:
    pairs = []
    for _ in range(PAIRS):
        word = [random.choice(letters) for _ in range(random.randint(LENGTH // 2, LENGTH))]
        other = []
        for letter in word:
            if random.random() > edits:
                other.append(letter)
            elif random.random() < 0.6:
                other += random.choices(letters, k=random.randint(0, 2))
        pairs.append([_marked(random, word), _marked(random, other)])
    return {
        "pairs": pairs,
        "insert": random.randint(1, 4),
        "delete": random.randint(1, 4),
        "replace": random.randint(2, 6),
    }


def _marked(random: Random, word: list[str]) -> str:
    marked = [letter.upper() if random.random() < 0.1 else letter for letter in word]
    return "".join(letter + (random.choice("-' .") if random.random() < 0.05 else "") for letter in marked)


def _letters(word: str) -> str:
    return "".join(filter(str.isalpha, word)).lower()


def _cost(problem: Mapping[str, Any], one: str, two: str) -> int:
    insert, delete, replace = problem["insert"], problem["delete"], problem["replace"]
    row = [column * insert for column in range(len(two) + 1)]
    for letter in one:
        diagonal, row[0] = row[0], row[0] + delete
        for column, other in enumerate(two, 1):
            found = min(row[column] + delete, row[column - 1] + insert, diagonal + (letter != other) * replace)
            diagonal, row[column] = row[column], found
    return row[-1]


def _common(one: str, two: str) -> int:
    """Hunt and Szymanski: longest increasing run of the places where letters match."""
    places: dict[str, list[int]] = {}
    for index, letter in enumerate(two):
        places.setdefault(letter, []).append(index)
    ends: list[int] = []
    for letter in one:
        for index in reversed(places.get(letter, [])):
            at = bisect_left(ends, index)
            ends[at : at + 1] = [index]
    return len(ends)
