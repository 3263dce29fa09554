"""What a pair says, by the task's metric: how much faster, or how much better scored, and the tests that go with it.

A gain is one number for each pair, above 0 where the new program won: the log ratio of times, or the difference of
scores as a share of the declared range. An effect holds exp(gain), so that effects multiply along the champions' line
for both; `Effect.span` says that it stands for a difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, log1p, sqrt
from statistics import fmean, median
from typing import Protocol

import numpy as np

from leadscrew.bench.rules import CLAIM_ALPHA, CLAIM_PAIRS, HOPELESS, SEARCH_E
from leadscrew.core.experiment import Effect, Pair, Trial
from leadscrew.core.task import Metric
from leadscrew.evidence.bounded import MeanTest, mean_interval, pairs_to_show
from leadscrew.evidence.plan import noise as noise_of
from leadscrew.evidence.plan import pairs_needed
from leadscrew.evidence.speed import Interval, SpeedTest, futile, speed_interval


class Test(Protocol):
    """A sequential test: one gain after the other, an e-value against "no better"."""

    def add(self, x: float, /) -> float:
        """Add a gain, return the e-value so far."""
        ...

    @property
    def e_value(self) -> float:
        """The e-value so far."""
        ...


class Yardstick(Protocol):
    """How gains of one kind are read and tested."""

    slack: float
    """The smallest gain that is worth looking for, as a pair's gain."""
    worse: str
    """What a program of a negative gain is called."""

    def gain(self, pair: Pair) -> float:
        """The gain of a pair whose answers both counted."""
        ...

    def search_test(self, scale: float) -> Test:
        """The test of search."""
        ...

    def claim_test(self, scale: float) -> Test:
        """The test of a claim."""
        ...

    def effect(self, gains: Sequence[float], *, level: float, scale: float, claim: bool = False) -> Effect | None:
        """The effect that some gains amount to, with its interval; None without gains."""
        ...

    def futile(self, gains: Sequence[float], scale: float) -> bool:
        """Whether the smallest gain has become implausible."""
        ...

    def hopeless(self, gains: Sequence[float]) -> bool:
        """Whether the first two pairs end it."""
        ...

    def convincing(self, gains: Sequence[float]) -> bool:
        """Whether what the test of search has shown is a gain of the kind that a claim is about."""
        ...

    def search_pairs(self, gains: Sequence[float], gain: float) -> int:
        """About how many pairs a gain needs in search, by the gains of identical programs."""
        ...

    def claim_pairs(self, gains: Sequence[float], gain: float) -> int:
        """The same of a claim's first attempt."""
        ...


class Speed:
    """Wall time: the gain is log(old / new)."""

    worse = "slower"

    def __init__(self, metric: Metric) -> None:
        self.slack = log1p(metric.smallest_gain)
        self._smallest = metric.smallest_gain

    def gain(self, pair: Pair) -> float:
        return pair.log_ratio

    def search_test(self, scale: float) -> Test:
        return SpeedTest(scale=scale)

    def claim_test(self, scale: float) -> Test:
        return SpeedTest(scale=scale)

    def effect(self, gains: Sequence[float], *, level: float, scale: float, claim: bool = False) -> Effect | None:
        if not gains:
            return None
        return effect_from(median(gains), speed_interval(np.array(gains), level=level, scale=scale))

    def futile(self, gains: Sequence[float], scale: float) -> bool:
        return futile(np.array(gains), smallest_gain=self._smallest, scale=scale)

    def hopeless(self, gains: Sequence[float]) -> bool:
        return len(gains) >= 2 and all(gain < -log(HOPELESS) for gain in gains[:2])

    def convincing(self, gains: Sequence[float]) -> bool:
        return True

    def search_pairs(self, gains: Sequence[float], gain: float) -> int:
        return pairs_needed(noise_of(np.array(gains)), gain=gain, threshold=SEARCH_E)

    def claim_pairs(self, gains: Sequence[float], gain: float) -> int:
        return pairs_needed(noise_of(np.array(gains)), gain=gain, threshold=2 / CLAIM_ALPHA)


class Score:
    """The judge's score: the gain is the difference as a share of the declared range, so within -1 and 1.

    In search the test is the sign-symmetric one, exact for programs whose scores are alike in distribution, and the
    mean must be above 0 too; a claim bets on the mean within the bounds, which no rare large loss can fool
    (docs/decisions/0005-scores-in-search.md).
    """

    worse = "worse"

    def __init__(self, metric: Metric) -> None:
        low, high = metric.bounds
        self._metric, self._low, self._high, self._sign = metric, low, high, metric.sign
        self.slack = metric.smallest_gain / (high - low)
        self.span = self._sign * (high - low)

    def gain(self, pair: Pair) -> float:
        return self._share(pair.new) - self._share(pair.old)

    def _share(self, trial: Trial) -> float:
        worst = self._low if self._sign > 0 else self._high
        score = self._metric.clipped(worst if trial.quality is None else trial.quality)
        return self._sign * (score - self._low) / (self._high - self._low)

    def search_test(self, scale: float) -> Test:
        return SpeedTest(scale=None)

    def claim_test(self, scale: float) -> Test:
        return MeanTest()

    def effect(self, gains: Sequence[float], *, level: float, scale: float, claim: bool = False) -> Effect | None:
        if not gains:
            return None
        values = np.array(gains)
        if claim:
            return effect_from(fmean(gains), mean_interval(values, level=level), span=self.span)
        interval = speed_interval(values, level=level, scale=None)
        middle = fmean(gains)
        whole = Interval(low=min(interval.low, middle), high=max(interval.high, middle), level=level)
        return effect_from(middle, whole, span=self.span)

    def futile(self, gains: Sequence[float], scale: float) -> bool:
        return len(gains) >= 3 and futile(np.array(gains), smallest_gain=exp(self.slack) - 1.0, scale=None)

    def hopeless(self, gains: Sequence[float]) -> bool:
        return False

    def convincing(self, gains: Sequence[float]) -> bool:
        return fmean(gains) > 0.0

    def search_pairs(self, gains: Sequence[float], gain: float) -> int:
        return pairs_needed(noise_of(np.array(gains)), gain=exp(gain) - 1.0, threshold=SEARCH_E)

    def claim_pairs(self, gains: Sequence[float], gain: float) -> int:
        spread = sqrt(fmean(value * value for value in gains))
        return max(CLAIM_PAIRS, pairs_to_show(min(gain, 1.0), spread, threshold=2 / CLAIM_ALPHA))


def yardstick_of(metric: Metric) -> Yardstick:
    """How a task's pairs are read."""
    return Score(metric) if metric.kind == "score" else Speed(metric)


def effect_from(middle: float, interval: Interval, *, span: float | None = None) -> Effect:
    """An effect from gains."""
    low = exp(interval.low) if interval.low > -700 else 0.0
    high = exp(interval.high) if interval.high < 700 else None
    return Effect(factor=exp(middle), low=low, high=high, level=interval.level, span=span)
