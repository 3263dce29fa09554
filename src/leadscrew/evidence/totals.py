"""Is the new program faster in total? A median would praise one that is far slower on a few problems."""

from dataclasses import dataclass
from math import ceil, inf, log, log1p, sqrt

import numpy as np

from leadscrew.evidence.series import Array, check_level, finite_series


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalRatio:
    """The total time of the old program over that of the new one; above 1 the new one is faster."""

    ratio: float
    """sum(old) / sum(new)."""
    low: float
    """Lower end of the interval; 0.0 where the pairs give no bound."""
    high: float
    """Upper end; inf where the pairs give no bound."""
    level: float
    """Two-sided confidence level."""
    n: int
    """Number of pairs."""


def total_ratio(old: Array, new: Array, *, level: float) -> TotalRatio:
    """Ratio of total times with Fieller's interval.

    old, new: shape (n,), > 0, in any unit; entry i of both is the same problem.  One pair gives no bounds.
    Source: Fieller 1954: the ratios r for which a paired t-test does not reject that old - r * new has mean
    0; where these are no interval, their hull. Assumes pairs that are independent draws of problems, and
    enough of them that means are about normal; looked at once, not after each pair. A few enormous times
    that happen not to be drawn are not covered.
    """
    check_level(level)
    old, new = finite_series(old, name="old"), finite_series(new, name="new")
    if old.size != new.size or not old.size:
        raise ValueError(f"totals: expected as many old times as new ones, at least one, got {old.size} and {new.size}")
    if min(old.min(), new.min()) <= 0.0:
        raise ValueError("totals: expected times above 0")
    low, high = _fieller(old, new, level) if old.size > 1 else (0.0, inf)
    return TotalRatio(ratio=float(old.sum() / new.sum()), low=low, high=high, level=level, n=int(old.size))


def pairs_to_meet(ratio: float, *, slowdown: float, alpha: float) -> int:
    """The fewest pairs that miss a share of slow problems, just large enough to undo `ratio`, with at most `alpha`.

    ratio: total time of the old program over the new one's on the problems met so far, above 1.  slowdown: how many
    times as long as the old program the new one takes on the problems not met, above 1.
    Source: a share p undoes the gain when (1 - p) / ratio + p * slowdown = 1, and n independent problems all miss it
    with probability (1 - p)**n. Assumes that problems are independent draws.
    """
    check_level(alpha)
    if not 1.0 < ratio < inf or not 1.0 < slowdown < inf:
        raise ValueError(f"ratio and slowdown: expected finite numbers above 1, got {ratio!r} and {slowdown!r}")
    share = (1.0 - 1.0 / ratio) / (slowdown - 1.0 / ratio)
    return ceil(log(alpha) / log1p(-share))


def _fieller(old: Array, new: Array, level: float) -> tuple[float, float]:
    """The hull of the positive r with a * r**2 - 2 * b * r + c <= 0; `quarter` is b**2 - a * c."""
    from scipy.special import stdtrit

    n = old.size
    t2 = float(stdtrit(n - 1, (1.0 + level) / 2.0)) ** 2 / n
    mean_old, mean_new = float(old.mean()), float(new.mean())
    apart = mean_new * old - mean_old * new  # 0 for proportional times, where b**2 - a * c is rounding noise
    variance = np.cov(np.stack([old, new, apart]))
    a = mean_new**2 - t2 * float(variance[1, 1])
    b = mean_old * mean_new - t2 * float(variance[0, 1])
    determinant = float(variance[0, 0] * variance[2, 2] - variance[0, 2] ** 2) / mean_old**2
    quarter = t2 * float(variance[2, 2]) - t2**2 * determinant
    root = sqrt(max(quarter, 0.0))
    if a > 0.0:
        return max(0.0, (b - root) / a), (b + root) / a
    # The new total may be anything near 0: no upper end, and a lower one only beside a negative other root.
    bounded_below = a < 0.0 and quarter >= 0.0 and (b + root) / a <= 0.0
    return (max(0.0, (b - root) / a) if bounded_below else 0.0), inf
