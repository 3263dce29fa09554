"""Draw messy records from a seed and prepare them another way."""

import re
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

from leadscrew import Rejected

RECORDS, SIZE = 1500, 300
MARKS = ".;:!?()[]\"'-_/"
SPACES = ("\t", "\u00a0", "  ", "\n", "\u2003", "\x0b", " \t")
"""What stands between words now and then: all that `\\s` means, and the start takes for one blank."""
SYLLABLES = ("ba", "do", "ke", "li", "mu", "na", "po", "ri", "sa", "te", "vu", "zo", "an", "er", "is")


def problem(seed: int) -> dict[str, Any]:
    """Records of many short words."""
    return _drawn(Random(seed), RECORDS, words=(4, 16), known=2000)


def held_out_problem(seed: int) -> dict[str, Any]:
    """Fewer, longer records with more words that are rare."""
    return _drawn(Random(seed), RECORDS // 3, words=(20, 50), known=4000)


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless vocabulary and rows are exactly right."""
    if not isinstance(answer, dict) or set(answer) != {"vocabulary", "rows"}:
        raise Rejected("expected a mapping with 'vocabulary' and 'rows'")
    vocabulary, rows = _prepared(problem)
    if answer["vocabulary"] != vocabulary:
        raise Rejected(f"the vocabulary is not the {problem['size']} most frequent words")
    if not isinstance(answer["rows"], list) or len(answer["rows"]) != len(rows):
        raise Rejected(f"expected {len(rows)} rows")
    for row, expected in zip(answer["rows"], rows, strict=True):
        if row != expected or type(row[0]) is not int or any(type(number) is not int for number in row[2]):
            raise Rejected(f"the row of record {expected[0]} is wrong")


def _drawn(random: Random, records: int, words: tuple[int, int], known: int) -> dict[str, Any]:
    lexicon = ["".join(random.choices(SYLLABLES, k=random.randint(1, 4))) for _ in range(known)]
    weights = [1 / (rank + 2) for rank in range(known)]
    lines = []
    for number in range(records):
        chosen = random.choices(lexicon, weights, k=random.randint(*words))
        text = "".join(_dressed(random, word) for word in chosen)
        key = number if random.random() < 0.9 else random.randrange(records)
        line = f"{key},{random.choice(('en', ' DE', 'fr '))},{text}"
        if random.random() < 0.08:
            line = random.choice(
                (f"x{number},en,{text}", f"{number},en", f"{number},en,{text},1", f"{number},en, -- ", "")
            )
        lines.append(line + random.choice(("", " ", "\r")))
    return {"lines": lines, "size": SIZE}


def _dressed(random: Random, word: str) -> str:
    word = word.capitalize() if random.random() < 0.2 else word
    mark = random.choice(MARKS) if random.random() < 0.2 else " "
    return word + mark + (random.choice(SPACES) if random.random() < 0.1 else "")


def _prepared(problem: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    kept: dict[int, tuple[str, list[str]]] = {}
    for line in problem["lines"]:
        fields = line.strip().split(",")
        if len(fields) != 3 or not re.fullmatch(r"\s*[-+]?\d+(?:_\d+)*\s*", fields[0]) or int(fields[0]) in kept:
            continue
        found = "".join(" " if letter in MARKS else letter for letter in fields[2].lower()).split()
        if found:
            kept[int(fields[0])] = (fields[1].strip().lower(), found)
    counts = Counter(word for _, found in kept.values() for word in found)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[: problem["size"]]
    numbers = {word: number for number, word in enumerate(ranked)}
    rows = [[key, language, [numbers.get(word, -1) for word in found]] for key, (language, found) in kept.items()]
    return ranked, rows
