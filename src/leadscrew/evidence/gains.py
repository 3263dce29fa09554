"""Proven gains on the same tasks put together: their geometric mean, and one researcher's share of another's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt

import numpy as np

from leadscrew.evidence.series import Array, check_level

DRAWS = 4000
Tasks = Sequence[Sequence["Gain"]]
"""Gains by task and, within a task, by seed; at least one of each task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What one run proved: a claim's factor with its interval."""

    factor: float
    low: float
    high: float
    """inf where the pairs give no bound."""
    level: float

    def __post_init__(self) -> None:
        check_level(self.level)
        if not 0.0 < self.low <= self.factor <= self.high or self.factor == inf:
            raise ValueError(f"gain: expected 0 < low <= factor <= high, got {self.low}, {self.factor}, {self.high}")


NO_GAIN = Gain(factor=1.0, low=1.0, high=1.0, level=0.99)
"""Where nothing could be claimed, what was proven is the start itself: exactly 1, by definition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanGain:
    """The geometric mean of proven gains over tasks."""

    factor: float
    low: float
    high: float
    """inf where the claims give no bound."""
    level: float
    tasks: int
    runs: int
    between_seeds: bool
    """Whether the interval holds the variation between seeds, and not only what the claims' own intervals say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of one researcher's gain another found: a ratio of mean log gains on the same tasks."""

    share: float
    low: float | None
    """None, as high, where the whole gain is too uncertain to bound the ratio."""
    high: float | None
    level: float
    tasks: int


def mean_gain(tasks: Tasks, *, rng: np.random.Generator, level: float = 0.95) -> MeanGain:
    """The geometric mean over tasks of the geometric mean over seeds, with a bootstrap interval.

    Each draw takes, within every task, as many seeds as there are with replacement, and moves each by what its claim's
    interval allows (a normal law in the logarithm, with its own width on either side of the factor). With two seeds or
    more in a task deviations from its mean are widened by sqrt(n / (n - 1)), and by Student's quantile over the normal
    one for as many degrees of freedom as all tasks have, without which few seeds vary too little.
    With one seed in each task the interval says what measuring again would give, not what another seed would.
    Tasks are not drawn: the mean is about these tasks. Assumes independent runs; what was measured varies twice, once
    within the spread of the seeds, so that intervals are somewhat too wide rather than too narrow.
    Source: Efron and Tibshirani 1993, chapters 6 and 8, on the bootstrap and on how it is too narrow for small samples.
    """
    check_level(level)
    drawn = _drawn(tasks, rng, level)
    low, high = (float(np.quantile(drawn, at, method="nearest")) for at in ((1 - level) / 2, (1 + level) / 2))
    middle = _mean_log(tasks)
    return MeanGain(
        factor=exp(middle), low=exp(min(low, middle)), high=exp(max(high, middle)), level=level, tasks=len(tasks),
        runs=sum(len(seeds) for seeds in tasks), between_seeds=any(len(seeds) > 1 for seeds in tasks),
    )  # fmt: skip


def share_of_gain(part: Tasks, whole: Tasks, *, rng: np.random.Generator, level: float = 0.95) -> Share | None:
    """How much of `whole`'s mean log gain `part` found, both on the same tasks in the same order.

    None where `whole` proved no gain: there is nothing to have a share of.
    Source: Fieller 1954, for two independent means, with the variances of the draws of `mean_gain`. Assumes that the
    mean log gains are about normal.
    """
    from scipy.special import ndtri

    check_level(level)
    if len(part) != len(whole):
        raise ValueError(f"share: expected the same tasks, got {len(part)} and {len(whole)}")
    a, b = _mean_log(part), _mean_log(whole)
    if b <= 0.0:
        return None
    variances = [
        float(np.var(drawn)) if np.isfinite(drawn).all() else inf
        for drawn in (_drawn(part, rng, level), _drawn(whole, rng, level))
    ]
    z2 = float(ndtri((1 + level) / 2)) ** 2
    first = b * b - z2 * variances[1]
    if not first > 0.0 or variances[0] == inf:
        return Share(share=a / b, low=None, high=None, level=level, tasks=len(whole))
    root = sqrt(max(0.0, (a * b) ** 2 - first * (a * a - z2 * variances[0])))
    low, high = (a * b - root) / first, (a * b + root) / first
    return Share(share=a / b, low=max(0.0, low), high=max(0.0, high), level=level, tasks=len(whole))


def _mean_log(tasks: Tasks) -> float:
    """The mean over tasks of the mean over seeds.  Raises ValueError where there is none."""
    if not tasks or not all(tasks):
        raise ValueError("gains: expected at least one task, and at least one gain of each")
    return float(np.mean([np.mean([log(gain.factor) for gain in seeds]) for seeds in tasks]))


def _drawn(tasks: Tasks, rng: np.random.Generator, level: float) -> Array:
    """Draws of the mean log gain, shape (DRAWS,)."""
    from scipy.special import ndtri, stdtrit

    _mean_log(tasks)
    freedom = sum(len(seeds) - 1 for seeds in tasks)
    tail = (1 + level) / 2
    wider = float(stdtrit(freedom, tail)) / float(ndtri(tail)) if freedom else 1.0
    return np.asarray(np.mean([_drawn_task(seeds, rng, wider) for seeds in tasks], axis=0))


def _drawn_task(seeds: Sequence[Gain], rng: np.random.Generator, wider: float) -> Array:
    """wider: what deviations from the mean of the seeds are multiplied by."""
    from scipy.special import ndtri

    n = len(seeds)
    middle = np.array([log(gain.factor) for gain in seeds])
    z = np.array([float(ndtri((1 + gain.level) / 2)) for gain in seeds])
    below = (middle - np.array([log(gain.low) for gain in seeds])) / z
    above = (np.array([inf if gain.high == inf else log(gain.high) for gain in seeds]) - middle) / z
    if n > 1:
        middle = middle.mean() + (middle - middle.mean()) * sqrt(n / (n - 1)) * wider
    taken = rng.integers(n, size=(DRAWS, n))
    moved = rng.standard_normal((DRAWS, n))
    widths = np.where(moved < 0.0, below[taken], above[taken])
    drawn: Array = (middle[taken] + moved * widths).mean(axis=1)
    return drawn
