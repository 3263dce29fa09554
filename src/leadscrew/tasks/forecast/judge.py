"""Draw series whose continuation stays on this side, and score forecasts of it.

Covered: malformed answers, numbers that are not finite or absurd, reading the future (it is not there).
Not covered: a program that recognises how the series are made and fits just that. It is what a forecaster does, too.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadscrew import Rejected

Floats = NDArray[np.float64]
SERIES, PAST, AHEAD = 500, 196, 14
PERIODS = 7, 30
WORST = 2.0
LARGEST = 1e9


def problem(seed: int) -> dict[str, Any]:
    """Daily series with weeks, months and trends; how common shifts, walks and outliers are differs by seed."""
    rng = np.random.default_rng(seed)
    return _drawn(rng, shifts=rng.uniform(0.1, 0.5), walks=rng.uniform(0.1, 0.5), outliers=rng.uniform(0.0, 0.03))


def held_out_problem(seed: int) -> dict[str, Any]:
    """Mostly walks and shifts, whose past says less about what comes next."""
    rng = np.random.default_rng(seed)
    return _drawn(rng, shifts=0.6, walks=0.7, outliers=0.01)


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless the forecast is an array of finite numbers of the right shape."""
    shape = problem["_future"].shape
    if not isinstance(answer, dict) or set(answer) != {"forecast"} or not isinstance(answer["forecast"], np.ndarray):
        raise Rejected("expected a mapping with the array 'forecast'")
    found = answer["forecast"]
    if found.shape != shape or found.dtype not in (np.float32, np.float64):
        raise Rejected(f"the forecast has shape {found.shape} and type {found.dtype}, expected floats of shape {shape}")
    if not np.isfinite(found).all() or not float(np.abs(found).max()) <= LARGEST:
        raise Rejected("a forecast is not finite or absurdly large")


def score(problem: Mapping[str, Any], answer: Any) -> float:
    """Mean over the series of the scaled error: 1 is what repeating the last week missed by in the past.

    Each series counts for WORST at most.  Source: Hyndman and Koehler, International Journal of Forecasting 22, 2006.
    """
    past, week = problem["series"], PERIODS[0]
    usual = np.abs(past[:, week:] - past[:, :-week]).mean(axis=1)
    error = np.abs(answer["forecast"].astype(np.float64) - problem["_future"]).mean(axis=1)
    return float(np.minimum(error / usual, WORST).mean())


def _drawn(rng: np.random.Generator, *, shifts: float, walks: float, outliers: float) -> dict[str, Any]:
    series: Floats = np.array([_series(rng, shifts, walks, outliers) for _ in range(SERIES)])
    return {
        "series": series[:, :PAST].copy(),
        "ahead": AHEAD,
        "periods": list(PERIODS),
        "_future": series[:, PAST:].copy(),
    }


def _series(rng: np.random.Generator, shifts: float, walks: float, outliers: float) -> Floats:
    """One series of PAST + AHEAD days, in units of its noise before it is scaled."""
    t = np.arange(PAST + AHEAD)
    level = rng.normal(0.0, 0.02) * t + rng.normal(0.0, 0.3) * np.sqrt(t)
    if rng.random() < walks:
        level = level + np.cumsum(rng.normal(0.0, 0.3, size=len(t)))
    if rng.random() < shifts:
        at = rng.integers(20, PAST - 10, size=int(rng.integers(1, 4)))
        level = level + (rng.normal(0.0, 4.0, size=len(at))[:, None] * (t >= at[:, None])).sum(axis=0)
    season = sum(rng.uniform(0.0, 3.0) * _pattern(rng, period)[t % period] for period in PERIODS)
    if rng.random() < 0.3:  # the season grows
        season = season * (0.5 + t / PAST)
    noise = rng.normal(size=len(t))
    noise = noise + rng.uniform(0.0, 0.6) * np.concatenate([[0.0], noise[:-1]])
    spikes = (rng.random(len(t)) < outliers) & (t < PAST)
    row: Floats = 30.0 + level + season + noise + np.where(spikes, rng.normal(0.0, 15.0, size=len(t)), 0.0)
    return row * rng.lognormal(0.0, 1.0)


def _pattern(rng: np.random.Generator, period: int) -> Floats:
    """One period, with mean 0 and variance 1: rough for a week, smooth for longer."""
    row = rng.normal(size=period)
    if period > PERIODS[0]:
        wave = np.arange(period) * 2.0 * np.pi / period
        row = sum(rng.normal() * np.sin(k * wave + rng.uniform(0.0, 6.3)) / k for k in (1, 2, 3))
    result: Floats = (row - row.mean()) / row.std()
    return result
