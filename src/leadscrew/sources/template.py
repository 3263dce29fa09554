"""The task that `leadscrew task new` writes: small, complete, and sound as it is."""

FILES = {
    "task.toml": '''\
goal = """
Make `solve` in solve.py faster without changing what it returns: for each query, how many of the numbers are smaller.
"""
editable = ["*.py"]             # files of start/ that a candidate may change

[candidate]
call = "solve:solve"            # called as solve(problem); or: command = ["./program"], any language
# preload = ["numpy"]           # imported once, before any candidate's code
# packages = ["numpy"]          # distributions for the program and for judge.py; absolute paths too

[metric]
kind = "time"                   # wall time of one call on one fresh problem; "score": what judge.py's score() gives
direction = "lower"
smallest_gain = 0.05            # less than 5 % is not worth looking for; of a score: a difference
# range = [0, 1]                # of a score, needed: where its values lie; the narrower, the sooner a gain is proven

# [quality]                     # where answers may be better or worse: judge.py then needs quality(problem, answer)
# direction = "lower"
# margin = 0.01                 # a candidate may be this much worse than the start, no more

[limits]
wall_s = 10                     # a trial that takes longer has failed
memory_mb = 512
processes = 4                   # processes and threads

[budget]
wall = "1m"                     # of a whole run
''',
    "start/solve.py": '''\
"""How many of the numbers are smaller than each query?"""


def solve(problem):
    numbers, queries = problem["numbers"], problem["queries"]
    counts = []
    for query in queries:
        ordered = sorted(numbers)
        count = 0
        for number in ordered:
            if number < query:
                count += 1
        counts.append(count)
    return counts
''',
    "judge.py": '''\
"""The fixed side: no candidate ever sees this file. Keys of a problem that begin with `_` stay with the judge."""

import random
from bisect import bisect_left

from leadscrew import Rejected


def problem(seed):
    """The problem of a seed: the same seed gives the same problem."""
    rng = random.Random(seed)
    return {
        "numbers": [rng.randrange(10_000) for _ in range(1_200)],
        "queries": [rng.randrange(10_000) for _ in range(1_200)],
    }


def check(problem, answer):
    """Raise Rejected, with the reason, unless the answer is right."""
    ordered = sorted(problem["numbers"])
    expected = [bisect_left(ordered, query) for query in problem["queries"]]
    if answer != expected:
        raise Rejected("the counts are not right")
''',
    "cheats/constant.py": '''\
"""Cheat: the same answer for every problem. `task check` proves that it is caught."""


def solve(problem):
    return [600] * len(problem["queries"])
''',
}
