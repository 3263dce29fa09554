"""How many pairs will it take? The noise of the start against itself, and what it makes of a given gain."""

from dataclasses import dataclass
from math import ceil, exp, expm1, inf, log, log1p, sqrt

import numpy as np

from leadscrew.evidence.series import Array, check_threshold, finite_series

_MEDIAN_NORMAL = 0.6744897501960817
_NINETIETH_NORMAL = 1.6448536269514722
_MANY = 1_000_000
_LARGEST_EFFECT = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """How the log ratio of a program against itself scatters."""

    scale: float
    """Median of |x|."""
    sd: float
    """Robust: the 90 % quantile of |x| over the normal's; beside `scale` it tells how heavy the tails are."""
    autocorrelation: float
    """Lag 1, of the ranks of |x|: above 0 when busy spells last longer than a pair; 0 below three pairs."""
    n: int
    """Pairs that were measured."""

    def __post_init__(self) -> None:
        if not (0.0 <= self.scale < np.inf and 0.0 <= self.sd < np.inf):
            raise ValueError(f"noise: scale {self.scale!r} and sd {self.sd!r} must be finite and not negative")
        if self.n < 1:
            raise ValueError(f"noise: expected at least one pair, got {self.n}")


def noise(x: Array) -> Noise:
    """The noise in log ratios `x` of identical programs. Raises ValueError without pairs.

    Source: quantiles of |x|, since timing noise has outliers that would own a plain variance. Assumes that
    the order in a pair is random, so that the sign of x carries nothing.
    """
    size = np.abs(finite_series(x, name="x"))
    if not size.size:
        raise ValueError("x: expected at least one pair, got none")
    middle, high = (float(q) for q in np.quantile(size, [0.5, 0.9]))
    return Noise(
        scale=middle,
        sd=high / _NINETIETH_NORMAL,
        autocorrelation=_rank_autocorrelation(size),
        n=int(size.size),
    )


def pairs_needed(noise: Noise, *, gain: float, threshold: float) -> int:
    """About how many pairs, in the median, until e >= `threshold` at a true gain (0.05: 5 %); at most 1e6.

    Source: a gambler who knows effect and noise multiplies the capital by exp(growth) per pair (Kelly
    1956), so that log(threshold) / growth pairs do. `SpeedTest` comes close to it: on recorded and normal
    noise the median error is 9 %, nine in ten lie within a third; gains under half of `noise.scale` take
    longer. Assumes symmetric noise that has the quantiles of `noise` and Tukey's h tails, and a test that
    is given its `scale`.
    """
    check_threshold(threshold)
    if not 0.0 < gain < np.inf:
        raise ValueError(f"gain: expected a positive number such as 0.05, got {gain!r}")
    growth = _growth(noise, log1p(gain))
    return ceil(log(threshold) / growth) if growth * _MANY > log(threshold) else _MANY


def detectable_gain(noise: Noise, *, pairs: int, threshold: float) -> float:
    """The smallest gain for which `pairs_needed` asks for at most `pairs`; inf where no gain is large enough.

    Source and assumptions: `pairs_needed`, inverted by bisection to a millionth.
    """
    check_threshold(threshold)
    if pairs < 1:
        raise ValueError(f"pairs: expected at least 1, got {pairs}")
    wanted = log(threshold) / pairs
    low, high = 0.0, _LARGEST_EFFECT
    if _growth(noise, high) < wanted:
        return inf
    while high - low > 1e-6 * high:
        middle = (low + high) / 2.0
        low, high = (low, middle) if _growth(noise, middle) >= wanted else (middle, high)
        if high < 1e-12:
            break
    return expm1(high)


def _growth(noise: Noise, effect: float) -> float:
    """Log capital per pair if effect and noise are known: log 2 less the sign's entropy, given |x|."""
    if noise.sd == 0.0:
        return log(2.0)
    z = np.linspace(-5.0, 5.0, 801)
    weight = np.exp(-(z**2) / 2.0)
    weight /= weight.sum()
    x, log_density = _tukey(noise, z)
    size = np.abs(x + effect)
    odds = np.interp(np.abs(size - effect), x, log_density) - np.interp(size + effect, x, log_density)
    faster = 1.0 / (1.0 + np.exp(-odds))
    entropy = np.logaddexp(0.0, -odds) + (1.0 - faster) * odds
    return float(weight @ (log(2.0) - entropy))


def _tukey(noise: Noise, z: Array) -> tuple[Array, Array]:
    """Noise at normal quantiles `z` and its log density there: Tukey's h with the quantiles of `noise`."""
    scale = max(noise.scale, noise.sd / 100.0)
    high = noise.sd * _NINETIETH_NORMAL
    tail = log(high / scale) - log(_NINETIETH_NORMAL / _MEDIAN_NORMAL)
    h = max(0.0, 2.0 * tail / (_NINETIETH_NORMAL**2 - _MEDIAN_NORMAL**2))
    width = scale / (_MEDIAN_NORMAL * exp(h * _MEDIAN_NORMAL**2 / 2.0))
    x = width * z * np.exp(h * z**2 / 2.0)
    log_density = -(1.0 + h) * z**2 / 2.0 - np.log(width * (1.0 + h * z**2))
    return x, log_density


def _rank_autocorrelation(size: Array) -> float:
    if size.size < 3:
        return 0.0
    ordered = np.sort(size)
    rank = np.searchsorted(ordered, size, side="left") + np.searchsorted(ordered, size, side="right")
    before, after = rank[:-1] - rank[:-1].mean(), rank[1:] - rank[1:].mean()
    spread = sqrt(float(before @ before) * float(after @ after))
    return float(before @ after) / spread if spread > 0.0 else 0.0
