"""May the successor take over? Both search the same tasks, none of which either was trained on, by the same seeds.

Covered: the budget to half of the final gain, paired by task and seed, by the bets of `evidence.speed`, which are
exact where successor and predecessor are alike; wrong answers per thousand experiments, which may not be more.
Not covered: tasks that are unlike all recorded ones; what the replay leaves out (see `bank`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import exp, log
from statistics import fmean, median

import numpy as np

from leadscrew.evidence.speed import SpeedTest, speed_interval
from leadscrew.research.rewriter.policy import Chooser
from leadscrew.research.succession.bank import Bank
from leadscrew.research.succession.search import search

ALPHA = 0.01
SHARE = 0.5
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
    cheats_before: float = 0.0
    """Attempts to cheat, per thousand: the catalogue's moves make none; counted all the same."""
    cheats_after: float = 0.0
    by_task: dict[str, float] = field(default_factory=dict)
    """Geometric mean of the factor on each task."""


def trial(banks: Sequence[Bank], before: Maker, after: Maker, seeds: Sequence[int], *, alpha: float = ALPHA) -> Trial:
    """Pair the two on each bank and seed, each trained on the other banks only."""
    gains: dict[str, list[float]] = {}
    counts = np.zeros((2, 2))
    usable = [bank for bank in banks if bank.final > 0.0]
    for bank in usable:
        others = [other for other in banks if other is not bank]
        for seed in seeds:
            runs = [search(bank, maker(others), seed, share=SHARE) for maker in (before, after)]
            gains.setdefault(bank.task, []).append(log(runs[0].reached / runs[1].reached))
            counts += [[run.wrong, run.experiments] for run in runs]
    # in the order of seeds, so that every task is met early
    pairs = [gains[bank.task][index] for index in range(len(seeds)) for bank in usable]
    wrong_before, wrong_after = (1000.0 * wrong / max(runs, 1.0) for wrong, runs in counts)
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
        reason = (
            f"its wrong answers are {wrong_after:.0f} per thousand experiments, the predecessor's {wrong_before:.0f}"
        )
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
    )
