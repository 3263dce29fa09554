"""Did quality suffer? The new program's answers against the start's, on the same problems."""

from math import ceil, inf, sqrt

from leadscrew.evidence.series import Array, check_level, finite_series

_POWER = 0.9
_LARGE = 1_000_000


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


def pairs_for_margin(sd: float, margin: float, *, level: float) -> int:
    """The fewest pairs that put `upper_bound` under `margin` with 90 % probability at truly equal quality.

    sd: standard deviation of the difference on one problem, from the start against itself.  margin: > 0, in
    the same unit.
    Source: power of the one-sided t-test by the noncentral t distribution. Assumes normal differences and a
    known `sd`.
    """
    check_level(level)
    if not 0.0 <= sd < inf:
        raise ValueError(f"sd: expected a finite number that is not negative, got {sd!r}")
    if not 0.0 < margin < inf:
        raise ValueError(f"margin: expected a finite number above 0, got {margin!r}")
    from scipy.special import nctdtr, ndtri, stdtrit

    def suffices(n: int) -> bool:
        below = float(nctdtr(n - 1, sqrt(n) * margin / sd, stdtrit(n - 1, level)))
        return 1.0 - below >= _POWER

    if sd == 0.0:
        return 2
    quantiles = max(0.0, float(ndtri(level) + ndtri(_POWER)))
    n = max(2, ceil((quantiles * sd / margin) ** 2))  # a few too few: as if sd were never estimated
    while n < _LARGE and not suffices(n):
        n += 1
    return n
