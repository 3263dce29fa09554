"""How often something happens, exactly: a share of tries, or a count for so much exposure."""

from __future__ import annotations

from math import isfinite, log

from leadscrew.evidence.series import check_level


def share_bounds(happened: int, tries: int, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of a share, whatever it is, from independent tries: at least `level` of such intervals hold it.

    Without tries it is everything from 0 to 1.
    Source: Clopper and Pearson, Biometrika 26 (1934), 404-413.
    """
    check_level(level)
    if not 0 <= happened <= tries:
        raise ValueError(f"happened: {happened} of {tries}")
    tail = (1 - level) / 2
    if happened == 0:
        return 0.0, 1 - tail ** (1 / tries) if tries else 1.0
    if happened == tries:
        return tail ** (1 / tries), 1.0
    from scipy.special import betaincinv

    low = float(betaincinv(happened, tries - happened + 1, tail))
    return low, float(betaincinv(happened + 1, tries - happened, 1 - tail))


def count_bounds(happened: int, exposure: float, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of a rate for one unit of exposure, where events come one by one and independently.

    Source: Garwood, Biometrika 28 (1936), 437-442.
    """
    check_level(level)
    if happened < 0 or exposure <= 0 or not isfinite(exposure):
        raise ValueError(f"happened: {happened} in {exposure}")
    tail = (1 - level) / 2
    if happened == 0:
        return 0.0, -log(tail) / exposure
    from scipy.special import gammaincinv

    return float(gammaincinv(happened, tail)) / exposure, float(gammaincinv(happened + 1, 1 - tail)) / exposure
