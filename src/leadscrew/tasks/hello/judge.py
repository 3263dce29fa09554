"""Draw readings from a seed and compare a day-by-day summary with one that is computed another way."""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Any

from leadscrew import Rejected

DAYS, DAY = 60, 100
IGNORED = 300
LARGEST = 100_000


def problem(seed: int) -> dict[str, Any]:
    """Readings, the numbers among them that do not count, and the length of a day."""
    random = Random(seed)
    readings = random.choices(range(LARGEST), k=DAYS * DAY)
    return {"readings": readings, "ignored": random.sample(readings, k=IGNORED), "day": DAY}


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless `answer` is exactly the summary."""
    if not isinstance(answer, list) or len(answer) != DAYS:
        length = f" of {len(answer)}" if isinstance(answer, list) else ""
        raise Rejected(f"the answer is a {type(answer).__name__}{length}, expected a list of {DAYS} rows")
    for day, (row, expected) in enumerate(zip(answer, _summary(problem), strict=True)):
        if not isinstance(row, list) or any(type(number) is not int for number in row):
            raise Rejected(f"day {day}: the row is no list of whole numbers")
        if row != expected:
            raise Rejected(f"day {day}: the row is {row[:4]}, expected {expected}")


def _summary(problem: Mapping[str, Any]) -> list[list[int]]:
    readings, ignored = problem["readings"], set(problem["ignored"])
    middle = sorted(readings)[len(readings) // 2]
    lowest = list(accumulate(readings, min))
    rows = []
    for last in range(DAY - 1, len(readings), DAY):
        counted = sorted(reading for reading in readings[last - DAY + 1 : last + 1] if reading not in ignored)
        rows.append([len(counted), len(counted) - bisect_right(counted, middle), lowest[last]])
    return rows
