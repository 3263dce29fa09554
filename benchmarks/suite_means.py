"""A suite's mean gain and the rewriter's share of it: how often do their 95 % intervals hold the true ones?

    python benchmarks/suite_means.py [--times 1000]

Each task has a true log gain; each seed's run differs from it by a normal amount, and each claim is measured with a
normal error of 0.05 that its 99 % interval states rightly. A minute.
"""

from __future__ import annotations

import argparse
from math import exp

import numpy as np
from figures import interval
from scipy.special import ndtri

from leadscrew.evidence import Gain, mean_gain, share_of_gain

ERROR = 0.05
Z = float(ndtri(0.995))
CASES = [(8, 1, 0.0), (8, 2, 0.3), (8, 3, 0.3), (8, 5, 0.3), (2, 2, 0.3), (2, 3, 0.3), (8, 3, 0.0), (8, 1, 0.3)]
"""Tasks, seeds, standard deviation of the log gain between seeds."""


def runs(true: np.ndarray, seeds: int, between: float, rng: np.random.Generator) -> list[list[Gain]]:
    """What claims say, by task and seed."""
    found = []
    for middle in true:
        logs = middle + between * rng.standard_normal(seeds) + ERROR * rng.standard_normal(seeds)
        found.append(
            [Gain(factor=exp(y), low=exp(y - Z * ERROR), high=exp(y + Z * ERROR), level=0.99) for y in map(float, logs)]
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    times = parser.parse_args().times
    print("tasks seeds between   mean held [95 %]          share held [95 %]")
    for tasks, seeds, between in CASES:
        rng = np.random.default_rng(5)
        means = shares = 0
        for _ in range(times):
            part = rng.uniform(0.5, 2.0, tasks)
            whole = part + rng.uniform(0.2, 1.5, tasks)
            first, second = runs(part, seeds, between, rng), runs(whole, seeds, between, rng)
            mean = mean_gain(second, rng=np.random.default_rng(1))
            means += mean.low <= exp(whole.mean()) <= mean.high
            share = share_of_gain(first, second, rng=np.random.default_rng(1))
            true = part.mean() / whole.mean()
            shares += share is None or share.low is None or share.high is None or share.low <= true <= share.high
        told = [
            f"{held / times:.1%} [{', '.join(f'{end:.1%}' for end in interval(held, times))}]"
            for held in (means, shares)
        ]
        print(f"{tasks:>5} {seeds:>5} {between:>7}   {told[0]:<24}  {told[1]}")


if __name__ == "__main__":
    main()
