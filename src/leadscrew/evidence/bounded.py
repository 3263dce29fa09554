"""Is the mean of bounded differences above 0? A bet on each of them, and the interval that such bets leave.

A difference d lies within -1 and 1. If its mean, given the past, is at most m, then 1 + b (d - m) / (1 + m) has a mean
of at most 1 for each stake b within 0 and 1, so a gambler's capital of that product is at least c with probability at
most 1 / c, however often one looks. The capital is split over fixed stakes beforehand, so nobody has to guess the best.

Covered: any distribution within the bounds, rare large losses among them; any stopping rule; differences that depend on
the past as long as their mean does not.
Not covered: problems that are not drawn as the claim's are. Where differences are small beside their bounds, the bets
grow slowly: no rule that holds for every distribution can be much faster.

Source: Waudby-Smith and Ramdas, Estimating means of bounded random variables by betting, JRSS B 86 (2024), arXiv
2010.15110: the hedged capital process over a grid of stakes.
"""

from __future__ import annotations

from math import ceil, exp, inf, log

import numpy as np

from leadscrew.evidence.series import Array, check_level, check_threshold, finite_series
from leadscrew.evidence.speed import Interval

STAKES = np.concatenate([np.geomspace(0.02, 0.9, 10), [0.999]])
LOG_SHARES = np.log(np.concatenate([np.full(10, 0.05), [0.5]]))
"""Of the capital: half on the boldest stake, the best one where differences vary less than they are large."""
LARGEST = log(1e300)
MANY = 1_000_000
_STEPS = 32


class MeanTest:
    """Sequential e-process against a mean of at most 0; grows when differences are above 0.

    Source and assumptions: the module.
    """

    def __init__(self) -> None:
        self._log_capital = LOG_SHARES.copy()

    def add(self, d: float) -> float:
        """Add one difference within -1 and 1, and return the e-value so far.  Raises ValueError outside."""
        (value,) = _bounded([d])
        self._log_capital += np.log1p(STAKES * value)
        return self.e_value

    @property
    def e_value(self) -> float:
        """Evidence so far: at least c with probability at most 1 / c while the mean is at most 0."""
        return exp(min(_log_sum(self._log_capital), LARGEST))


def pairs_to_show(mean: float, spread: float, *, threshold: float) -> int:
    """About how many differences of this mean and standard deviation it takes until e >= `threshold`; at most 1e6.

    Source: the growth of the best stake's capital on differences that are one standard deviation above or below
    their mean, with the price of not knowing the stake. A plan, not a promise: it says nothing of other shapes.
    """
    check_threshold(threshold)
    if not 0.0 < mean <= 1.0 or not 0.0 <= spread < inf:
        raise ValueError(f"expected a mean within 0 and 1 and a spread of at least 0, got {mean!r} and {spread!r}")
    ends = np.clip([mean - spread, mean + spread], -1.0, 1.0)
    capital = np.log1p(np.outer(STAKES, ends)).mean(axis=1)
    with np.errstate(divide="ignore"):
        pairs = np.where(capital > 0.0, (log(threshold) - LOG_SHARES) / capital, inf)
    return ceil(min(float(pairs.min()), MANY))


def mean_interval(d: Array, *, level: float) -> Interval:
    """Interval for the mean of differences within -1 and 1, valid however often it is looked at.

    Each side is tested at half the error: m is too low where the bets on "above m" have ever reached 2 / (1 - level).
    Source: the module. Without differences it is all of -1 to 1.
    """
    check_level(level)
    values = _bounded(d)
    low, high = _lower(values, level), -_lower(-values, level)
    return Interval(low=min(low, high), high=max(low, high), level=level)


def _bounded(d: Array | list[float]) -> Array:
    values = finite_series(d, name="d")
    if values.size and float(np.abs(values).max()) > 1.0:
        raise ValueError(f"d: expected differences within -1 and 1, got {float(values[np.abs(values).argmax()])!r}")
    return values


def _lower(values: Array, level: float) -> float:
    """The largest m, to a billionth, that the bets on "above m" have rejected; -1 where none is."""
    bar = log(2.0 / (1.0 - level))
    low, high = -1.0, float(values.mean()) if values.size else -1.0
    if not _rejected(values, -1.0 + 1e-9, bar):
        return -1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _rejected(values, middle, bar) else (low, middle)
    return low


def _rejected(values: Array, mean: float, bar: float) -> bool:
    shares = (values - mean) / (1.0 + mean) if mean > -1.0 else values * np.inf
    path = np.cumsum(np.log1p(np.outer(np.maximum(shares, -1.0 + 1e-12), STAKES)), axis=0)
    path += LOG_SHARES
    top = path.max(axis=1, keepdims=True)
    capital = top[:, 0] + np.log(np.exp(path - top).sum(axis=1))
    return bool(values.size and capital.max() >= bar)


def _log_sum(log_capital: Array) -> float:
    top = float(log_capital.max())
    return top + log(float(np.exp(log_capital - top).sum()))
