"""Draw a road map from a seed, and prove an answer by its certificates rather than by another search."""

from collections import deque
from collections.abc import Mapping
from random import Random
from typing import Any

from leadscrew import Rejected

PLACES, ROADS, DEPOTS = 700, 2800, 4


def problem(seed: int) -> dict[str, Any]:
    """A random map; some places cannot be reached."""
    random = Random(seed)
    roads = [[random.randrange(PLACES), random.randrange(PLACES), random.randint(1, 500)] for _ in range(ROADS)]
    return {"places": PLACES, "roads": roads, "depots": random.sample(range(PLACES), k=DEPOTS)}


def held_out_problem(seed: int) -> dict[str, Any]:
    """A grid of streets with some that are closed."""
    random = Random(seed)
    side = 26
    roads = []
    for row in range(side):
        for column in range(side):
            here = row * side + column
            for other in ([here + 1] if column + 1 < side else []) + ([here + side] if row + 1 < side else []):
                roads += [[here, other, random.randint(1, 90)] for _ in (0,) if random.random() < 0.9]
                roads += [[other, here, random.randint(1, 90)] for _ in (0,) if random.random() < 0.9]
    random.shuffle(roads)
    return {"places": side * side, "roads": roads, "depots": random.sample(range(side * side), k=DEPOTS)}


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless distances are feasible, tight along some road, and none is missing."""
    if not isinstance(answer, list) or len(answer) != len(problem["depots"]):
        raise Rejected(f"the answer is a {type(answer).__name__}, expected one mapping for each depot")
    for depot, row in zip(problem["depots"], answer, strict=True):
        if not isinstance(row, dict) or set(row) != {"to", "far"}:
            raise Rejected(f"depot {depot}: expected a mapping with 'to' and 'far'")
        _check_distances(problem, depot, row["to"])
        right = max(range(len(row["to"])), key=lambda place: (row["to"][place], -place))
        if type(row["far"]) is not int or row["far"] != right:
            raise Rejected(f"depot {depot}: the farthest place is {right}, not {str(row['far'])[:20]}")


def _check_distances(problem: Mapping[str, Any], depot: int, table: Any) -> None:
    places = problem["places"]
    if not isinstance(table, list) or len(table) != places or any(type(d) is not int or d < -1 for d in table):
        raise Rejected(f"depot {depot}: expected {places} whole numbers from -1 on")
    reached, todo = {depot}, deque([depot])
    leaving: dict[int, list[int]] = {}
    for start, end, _ in problem["roads"]:
        leaving.setdefault(start, []).append(end)
    while todo:
        for end in leaving.get(todo.popleft(), ()):
            if end not in reached:
                reached.add(end)
                todo.append(end)
    if table[depot] != 0 or any((table[place] >= 0) != (place in reached) for place in range(places)):
        raise Rejected(f"depot {depot}: the wrong places have a distance")
    tight = {depot}
    for start, end, length in problem["roads"]:
        if table[start] >= 0:
            if table[end] > table[start] + length:
                raise Rejected(f"depot {depot}: place {end} is nearer than {table[end]}")
            if table[end] == table[start] + length:
                tight.add(end)  # lengths are above 0: some road explains each distance
    if reached - tight:
        raise Rejected(f"depot {depot}: no road explains the distance of place {min(reached - tight)}")
