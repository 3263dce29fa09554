"""The task that all four systems get: for each query, how many of the numbers are smaller?  Imports nothing of ours."""

import os
import random
import re
import time
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import Any

RUNS = 3
LEAST_S = 1e-9


def problem(seed: int) -> dict[str, Any]:
    """The problem of a seed."""
    rng = random.Random(seed)
    return {
        "numbers": [rng.randrange(10_000) for _ in range(500)],
        "queries": [rng.randrange(10_000) for _ in range(500)],
    }


def expected(problem: dict[str, Any]) -> list[int]:
    """The right answer."""
    ordered = sorted(problem["numbers"])
    return [bisect_left(ordered, query) for query in problem["queries"]]


def mean_seconds(solve: Callable[[dict[str, Any]], Any]) -> float:
    """Mean time of a call over RUNS problems; raises ValueError when an answer is wrong."""
    total = 0.0
    for seed in range(RUNS):
        given = problem(seed)
        since = time.perf_counter()
        answer = solve(given)
        total += time.perf_counter() - since
        if answer != expected(given):
            raise ValueError("the counts are not right")
    return max(total / RUNS, LEAST_S)


def name_of(code: str) -> str:
    """The name that a candidate carries in a comment; `start` for the program as given."""
    found = re.search(r"# candidate: (\S+)", code)
    return found[1] if found else "?"


def note_evaluated(code: str) -> None:
    """Say in the log of this run that a candidate was evaluated to its end."""
    with Path(os.environ["PEERS_LOG"]).open("a") as log:
        log.write(name_of(code) + "\n")
