"""How much to bet on the sign of the next pair, given its size and all pairs before it.

A Bayesian gambler. Each hypothesis says: x = effect + noise, with one effect > 0, one noise scale and one
shape. After each pair its weight is multiplied by the likelihood of x, so the gambler learns scale, tails
and effect at once. Of the next pair it sees |x| only; with p and q the weighted densities of +|x| and -|x|
it bets (p - q) / (p + q), which grows the expected log capital fastest if the hypotheses are true. If they
are false the bet is only a worse one: the level does not depend on them.

Why so: on recorded noise this needs 5 % more pairs than a gambler who knows the effect and the noise's
distribution. Shapes are Cauchy (an outlier tells nothing) and Student t with 7 degrees (close to Gaussian,
where Cauchy alone is late to see small gains).
"""

from dataclasses import dataclass
from functools import lru_cache
from math import gamma, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from leadscrew.evidence.series import Array

LARGEST_EFFECT = 5.0
"""The largest hypothesis, a log ratio (148 times as fast). Larger |x| are played as if this large."""

_SMALLEST_EFFECT = 0.5
"""The smallest hypothesis, as a part of the noise scale: smaller effects need hundreds of pairs."""

_EFFECTS = 10
_SHARE = 0.02
"""Part of the weights that returns to the prior after each pair, so that changed noise is learned again
(Herbster and Warmuth 1998)."""

_BOLDEST = 0.999
"""A single wrong outlier must not end the game; costs 0.1 % of the capital a pair at most."""

_QUIETEST, _LOUDEST = 1e-6, 1.0
_SCALES_AROUND_KNOWN = (0.35, 0.59, 1.0, 1.69, 2.86)
_WEIGHTS_AROUND_KNOWN = (0.32, 0.75, 1.0, 0.75, 0.32)
_SCALES_UNKNOWN = tuple(float(s) for s in np.geomspace(1e-4, 1.0, 12))

_MEDIAN_T7 = 0.7111417808
_PEAK_T7 = gamma(4.0) / (gamma(3.5) * sqrt(7.0 * pi))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hypotheses:
    """A grid, each array of shape (n,): first half Cauchy, second half Student t, 7 degrees of freedom."""

    effect: Array
    inverse_width: Array
    """1 / (width * sqrt(degrees of freedom)): both densities are powers of 1 + (x * inverse_width) ** 2."""
    peak: Array
    """The density at 0."""
    prior: Array


class Gambler:
    """Plays `series` games at once, each with its own capital and its own memory.

    scale: median |x| of noise, or None.
    Source: module docstring; Kelly 1956 for the bet.
    Assumes nothing for fairness: the bet is fixed before the sign is seen. The bet is never negative.
    """

    def __init__(self, *, series: int, scale: float | None) -> None:
        self._hypotheses = _hypotheses(None if scale is None else _usable(scale))
        self._weight = np.tile(self._hypotheses.prior, (series, 1))

    def play(self, x: Array) -> Array:
        """The log of the factor by which each game's capital changes with its pair `x`, shape (series,)."""
        h = self._hypotheses
        size = np.minimum(np.abs(x), LARGEST_EFFECT)[:, None]
        believed = self._weight * h.peak
        faster = believed / _falloff(size - h.effect, h)
        slower = believed / _falloff(size + h.effect, h)
        p, q = faster.sum(axis=1), slower.sum(axis=1)
        bet = np.minimum((p - q) / (p + q), _BOLDEST)
        self._learn(np.where((x > 0.0)[:, None], faster, slower), played=x != 0.0)
        log_factor: Array = np.log1p(bet * np.sign(x))
        return log_factor

    def _learn(self, posterior: Array, *, played: NDArray[np.bool_]) -> None:
        posterior *= ((1.0 - _SHARE) / posterior.sum(axis=1))[:, None]
        posterior += _SHARE * self._hypotheses.prior
        self._weight = posterior if played.all() else np.where(played[:, None], posterior, self._weight)


def _falloff(x: Array, h: _Hypotheses) -> Array:
    """The peak of each hypothesis' density over its density at a distance `x` from the effect."""
    falloff = np.square(x * h.inverse_width)
    falloff += 1.0
    normal_like = falloff[:, falloff.shape[1] // 2 :]
    np.square(normal_like, out=normal_like)
    np.square(normal_like, out=normal_like)
    return falloff


def _usable(scale: float) -> float:
    if not 0.0 <= scale < np.inf:
        raise ValueError(f"scale: expected the median of |x| of noise, at least 0 and finite, got {scale!r}")
    return min(max(scale, _QUIETEST), _LOUDEST)


@lru_cache(maxsize=32)
def _hypotheses(scale: float | None) -> _Hypotheses:
    """Effects from half the noise scale up to the largest, evenly in the logarithm, per scale and shape."""
    scales = _SCALES_UNKNOWN if scale is None else tuple(scale * s for s in _SCALES_AROUND_KNOWN)
    weights = np.ones(len(scales)) if scale is None else np.array(_WEIGHTS_AROUND_KNOWN)
    effect = np.concatenate([np.geomspace(_SMALLEST_EFFECT * s, LARGEST_EFFECT, _EFFECTS) for s in scales])
    median_size = np.repeat(scales, _EFFECTS)
    weight = np.repeat(weights, _EFFECTS)
    t7_width = median_size / _MEDIAN_T7
    inverse_width = np.concatenate([1.0 / median_size, 1.0 / (t7_width * sqrt(7.0))])
    peak = np.concatenate([1.0 / (pi * median_size), _PEAK_T7 / t7_width])
    return _Hypotheses(
        effect=np.tile(effect, 2),
        inverse_width=inverse_width,
        peak=peak,
        prior=np.tile(weight, 2) / (2.0 * weight.sum()),
    )
