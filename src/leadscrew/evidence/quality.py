"""Did quality suffer? The new program's answers against the start's, on the same problems."""

from math import inf, sqrt

from leadscrew.evidence.series import Array, check_level, finite_series


def upper_bound(difference: Array, *, level: float) -> float:
    """One-sided upper bound of the mean of new minus start (positive is worse); inf below two pairs.

    Source: Student 1908. Assumes that problems are independent draws and the mean of their differences is
    about normal; looked at once. Differences that are all equal bound themselves: two programs with the
    same answers give exactly 0.0.
    """
    check_level(level)
    pairs = finite_series(difference, name="difference")
    if pairs.size < 2:
        return inf
    if (pairs == pairs[0]).all():
        return float(pairs[0])
    from scipy.special import stdtrit

    return float(pairs.mean() + stdtrit(pairs.size - 1, level) * pairs.std(ddof=1) / sqrt(pairs.size))
