"""May the successor take over? Both search the same tasks, none of which either was trained on, by the same seeds.

Covered: the budget to half of the final gain, paired by task and seed, by the bets of `evidence.speed`, which are
exact where successor and predecessor are alike; wrong answers per thousand experiments, which may not be more.
Not covered: attempts to cheat, of which the catalogue's moves make none; tasks that are unlike all recorded ones; what
the replay leaves out (see `bank`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt
from statistics import fmean, median, stdev

import numpy as np

from leadscrew.evidence.speed import SpeedTest, speed_interval
from leadscrew.research.rewriter.policy import Chooser
from leadscrew.research.succession.bank import Bank
from leadscrew.research.succession.search import search

ALPHA = 0.01
SHARE = 0.5
T_95 = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 8: 2.36, 10: 2.26, 12: 2.20, 16: 2.13, 20: 2.09}
"""Student's t at 97.5 %, by the number of seeds; for numbers between them the larger value is taken."""
Maker = Callable[[Sequence[Bank]], Chooser]
"""Trains a policy for a new task on some banks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Successor against predecessor."""

    better: bool
    reason: str
    """Why it may not take over; empty where it may."""
    factor: float
    """How many times fewer experiments the successor needs: median over the pairs."""
    low: float
    high: float
    level: float
    e_value: float
    pairs: int
    wrong_before: float
    """Rejected answers of the predecessor, per thousand experiments."""
    wrong_after: float
    by_task: dict[str, float] = field(default_factory=dict)
    """Geometric mean of the factor on each task."""
    ability_before: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """The predecessor's experiments to half of the gain: geometric mean over tasks, and its interval over seeds."""
    ability_after: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """The successor's."""


def attempt_alpha(attempt: int) -> float:
    """Error probability of attempt k to succeed one generation: so all attempts together stay under ALPHA."""
    return float(ALPHA / 2**attempt)


def trial(banks: Sequence[Bank], before: Maker, after: Maker, seeds: Sequence[int], *, alpha: float = ALPHA) -> Trial:
    """Pair the two on each bank and seed, each trained on the other banks only."""
    gains: dict[str, list[float]] = {}
    needed: tuple[list[list[int]], list[list[int]]] = ([], [])
    counts = np.zeros((2, 2))
    usable = [bank for bank in banks if bank.final > 0.0]
    for bank in usable:
        for rows in needed:
            rows.append([])
        others = [other for other in banks if other is not bank]
        for seed in seeds:
            runs = [search(bank, maker(others), seed, share=SHARE) for maker in (before, after)]
            gains.setdefault(bank.task, []).append(log(runs[0].reached / runs[1].reached))
            counts += [[run.wrong, run.experiments] for run in runs]
            for rows, run in zip(needed, runs, strict=True):
                rows[-1].append(run.reached)
    # in the order of seeds, so that every task is met early
    pairs = [gains[bank.task][index] for index in range(len(seeds)) for bank in usable]
    wrong_before, wrong_after = (float(1000.0 * wrong / max(runs, 1.0)) for wrong, runs in counts)
    test = SpeedTest()
    e_value = max((test.add(x) for x in pairs), default=0.0)
    level = 1 - 2 * alpha
    interval = speed_interval(np.array(pairs), level=level)
    reason = ""
    if e_value < 1 / alpha:
        reason = f"the e-value against an equal budget reached {e_value:.3g}, expected at least {1 / alpha:.0f}"
    elif interval.low <= 0.0:
        reason = f"the interval of the factor reaches down to {exp(interval.low):.3g}"
    elif wrong_after > wrong_before:
        reason = f"its wrong answers are {wrong_after:.0f} per thousand experiments, before {wrong_before:.0f}"
    return Trial(
        better=not reason,
        reason=reason,
        factor=exp(median(pairs)) if pairs else 1.0,
        low=exp(max(interval.low, -50.0)),
        high=exp(min(interval.high, 50.0)),
        level=level,
        e_value=e_value,
        pairs=len(pairs),
        wrong_before=wrong_before,
        wrong_after=wrong_after,
        by_task={task: exp(fmean(values)) for task, values in gains.items()},
        ability_before=ability(needed[0]),
        ability_after=ability(needed[1]),
    )


def reached(banks: Sequence[Bank], make: Maker, seeds: Sequence[int]) -> list[list[int]]:
    """Experiments to the gain, a row for each bank, each searched by what the others taught."""
    return [
        [
            search(bank, make([other for other in banks if other is not bank]), seed, share=SHARE).reached
            for seed in seeds
        ]
        for bank in banks
        if bank.final > 0.0
    ]


def ability(table: Sequence[Sequence[int]]) -> tuple[float, float, float]:
    """Experiments needed, geometric mean over tasks; with a 95 % interval over seeds.

    table: a row for each task, of as many seeds.  Source: Student t on the seeds' log means.
    """
    if not table:
        return 0.0, 0.0, 0.0
    by_seed = [fmean(log(row[at]) for row in table) for at in range(len(table[0]))]
    middle = fmean(by_seed)
    half = 0.0
    if len(by_seed) > 1:
        half = T_95[max(known for known in T_95 if known <= len(by_seed))] * stdev(by_seed) / sqrt(len(by_seed))
    return exp(middle), exp(middle - half), exp(middle + half)
