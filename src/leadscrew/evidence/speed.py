"""Is the new program faster? A bet on the sign of each pair, paid at even odds.

A pair gives x = log(t_old / t_new). The order inside a pair is drawn at random, so if both programs are
equally fast the sign of x is a fair coin, whatever |x| is and whatever came before: no assumption about the
noise is needed. A gambler who sees |x| and the past, bets the share b of the capital on "new is faster" and
wins or loses it has an expected capital of exactly 1 at every moment and at every stopping time. So capital
>= 20 has a probability of at most 5 %, however often one looks.

Covered: equal speed under any noise (heavy tails, busy spells, drift), any stopping rule, any wrong
`scale`.
Not covered: an order that is not random; noise that falls more often on the slower program; programs that
are equally fast in the median but not pair by pair symmetric (the interval, and the test at a shift other
than 0, assume symmetry).

How much to bet is where the power lies. `wager.py` holds it; nothing there can break the level.
"""

from dataclasses import dataclass
from math import exp, log, log1p

import numpy as np

from leadscrew.evidence.series import Array, check_level, finite_series
from leadscrew.evidence.wager import LARGEST_EFFECT, Gambler

_LARGEST_E_VALUE = 1e300
_IMPLAUSIBLE = 3.0
_FEWEST_PAIRS = 3
_REFINEMENTS = 2
_POINTS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Values of the median log ratio that the pairs do not contradict."""

    low: float
    """Smallest value, -inf where the pairs give no bound."""
    high: float
    """Largest value, inf where the pairs give no bound."""
    level: float
    """Probability, over repeated comparisons, that the interval covers the truth; at least this."""

    def __post_init__(self) -> None:
        check_level(self.level)
        if not self.low <= self.high:
            raise ValueError(f"interval: low {self.low!r} is not below high {self.high!r}")


class SpeedTest:
    """Sequential e-process against equal speed; grows when the new program is faster.

    scale: median |x| of the start measured against itself, or None. It makes the first bets better, a wrong
    one only costs pairs.
    Source: testing by betting (Shafer 2021; Ramdas et al., arXiv 2210.01948, section 3). Assumes the order
    in each pair is random.
    """

    def __init__(self, *, scale: float | None = None) -> None:
        self._gambler = Gambler(series=1, scale=scale)
        self._log_capital = 0.0

    def add(self, x: float) -> float:
        """Add one pair's log(t_old / t_new) and return the e-value so far; a tie, x == 0, is no bet.

        Raises ValueError unless x is finite. Source and assumptions: the class.
        """
        pair = finite_series([x], name="x")
        self._log_capital += float(self._gambler.play(pair)[0])
        return self.e_value

    @property
    def e_value(self) -> float:
        """Evidence so far: at least c with probability at most 1/c at equal speed. Capped at 1e300."""
        return _e_value(self._log_capital)


def e_values(x: Array, *, scale: float | None = None) -> Array:
    """The e-value after each pair of `x`, as `SpeedTest` gives it. Source and assumptions: there."""
    pairs = finite_series(x, name="x")
    return np.array([_e_value(log_capital) for log_capital in _log_capital(pairs[None, :], scale)[0]])


def speed_interval(x: Array, *, level: float, scale: float | None = None) -> Interval:
    """Interval for the median of `x`, valid however often it is looked at; as log ratios.

    A value theta is rejected from below when the e-values of x - theta have ever reached 2 / (1 - level),
    from above when those of theta - x have; so 0 lies outside when `e_values(x).max()` or
    `e_values(-x).max()` is that large, and only then. The processes need not be monotone in theta: the
    interval is the convex hull of what a grid over the data shows as not rejected (in trials 1 in 2,000 hulls
    holds a 0 that is itself rejected). With six pairs or fewer it is unbounded at 98 %. Noise that is not
    symmetric may reject everything: the two crossing ends are then returned in order.
    Source: inversion of `SpeedTest`; confidence sequences by Ville's inequality (Howard et al., arXiv
    1810.08240). Assumes that noise is symmetric about the median ratio, given the past; the test at 0 does
    not.
    """
    check_level(level)
    pairs = finite_series(x, name="x")
    if not pairs.size:
        return Interval(low=-np.inf, high=np.inf, level=level)
    low, high = _plausible_ends(pairs, log(2.0 / (1.0 - level)), scale)
    return Interval(low=min(low, high), high=max(low, high), level=level)


def futile(x: Array, *, smallest_gain: float, scale: float | None = None) -> bool:
    """Whether a gain of `smallest_gain` (0.02 is 2 %) has become implausible; no error rate is claimed.

    True once a gambler who bets that the median gain is *smaller* than `smallest_gain` has ever made 3 out
    of 1, from three pairs on. Where the noise is larger than the gain no rule can be both early and right;
    this one is then late.
    Source: the mirror of `SpeedTest`. Assumes nothing for the level of `SpeedTest`: stopping early cannot
    raise it.
    """
    if not 0.0 < smallest_gain < np.inf:
        raise ValueError(f"smallest_gain: expected a positive number such as 0.02, got {smallest_gain!r}")
    pairs = finite_series(x, name="x")
    if pairs.size < _FEWEST_PAIRS:
        return False
    against = _log_capital((log1p(smallest_gain) - pairs)[None, :], scale)[0]
    return bool(against[_FEWEST_PAIRS - 1 :].max() >= log(_IMPLAUSIBLE))


def _e_value(log_capital: float) -> float:
    return exp(log_capital) if log_capital < log(_LARGEST_E_VALUE) else _LARGEST_E_VALUE


def _log_capital(series: Array, scale: float | None) -> Array:
    """Running log capital of each row of `series`, shape (rows, pairs)."""
    gambler = Gambler(series=len(series), scale=scale)
    steps = np.empty(series.shape)
    for i in range(series.shape[1]):
        steps[:, i] = gambler.play(series[:, i])
    return np.cumsum(steps, axis=1)


def _plausible_ends(x: Array, bar: float, scale: float | None) -> tuple[float, float]:
    """Smallest theta that x - theta does not reject, largest that theta - x does not; may be infinite.

    Both searches go side by side, the second on -x, each on a grid that is refined twice around the first
    accepted value.
    """
    sides = np.stack([x, -x])
    grids = np.stack([_grid(side) for side in sides])
    for _ in range(_REFINEMENTS + 1):
        shifted = sides[:, None, :] - grids[:, :, None]
        best = _log_capital(shifted.reshape(-1, x.size), scale).max(axis=1).reshape(grids.shape)
        accepted = best < bar
        accepted[:, -1] = True  # noise that is not symmetric may reject all: end at the largest pair
        first = np.argmax(accepted, axis=1)
        here = np.arange(2)
        ends = np.where(first == 0, -np.inf, grids[here, first])
        grids = np.linspace(grids[here, np.maximum(first - 1, 0)], grids[here, first], _POINTS, axis=1)
        if np.isinf(ends).all():
            break
    return float(ends[0]), -float(ends[1])


def _grid(x: Array) -> Array:
    """Ascending theta from the smallest that matters to the largest of `x`, with 0 among them.

    Five below the smallest x every pair counts as the largest effect, so all smaller theta give the same
    capital.
    """
    low, high = float(x.min()), float(x.max())
    outside = low - LARGEST_EFFECT * np.array([1.0, 0.3, 0.1, 0.03, 0.01])
    inside = np.quantile(x, np.linspace(0.0, 1.0, _POINTS))
    return np.sort(np.concatenate([outside, inside, np.clip([0.0], outside[0], high)]))
