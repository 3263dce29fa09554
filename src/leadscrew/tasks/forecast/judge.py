"""Draw series whose continuation stays on this side, and score forecasts of it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadscrew import Rejected

Floats = NDArray[np.float64]
SERIES, PAST, AHEAD, PERIOD = 400, 120, 12, 12
WORST = 2.0


def problem(seed: int) -> dict[str, Any]:
    """Series with trends, seasons, noise, shifts and outliers."""
    return _drawn(np.random.default_rng(seed), shifts=0.3, outliers=0.02)


def held_out_problem(seed: int) -> dict[str, Any]:
    """More shifts, and walks in place of some trends."""
    return _drawn(np.random.default_rng(seed), shifts=0.5, outliers=0.01, walk=0.5)


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless the forecast is an array of finite numbers of the right shape."""
    shape = problem["_future"].shape
    if not isinstance(answer, dict) or set(answer) != {"forecast"} or not isinstance(answer["forecast"], np.ndarray):
        raise Rejected("expected a mapping with the array 'forecast'")
    found = answer["forecast"]
    if found.shape != shape or found.dtype not in (np.float32, np.float64):
        raise Rejected(f"the forecast has shape {found.shape} and type {found.dtype}, expected floats of shape {shape}")
    if not np.isfinite(found).all() or float(np.abs(found).max()) > 1e9:
        raise Rejected("a forecast is not finite or absurdly large")


def score(problem: Mapping[str, Any], answer: Any) -> float:
    """Mean over the series of the error in units of the naive forecast's, each at most WORST."""
    future, past = problem["_future"], problem["series"]
    naive = np.abs(np.tile(past[:, -PERIOD:], (1, -(-AHEAD // PERIOD)))[:, :AHEAD] - future).mean(axis=1)
    error = np.abs(answer["forecast"].astype(np.float64) - future).mean(axis=1)
    return float(np.minimum(error / (naive + 1e-3), WORST).mean())


def _drawn(rng: np.random.Generator, *, shifts: float, outliers: float, walk: float = 0.2) -> dict[str, Any]:
    t = np.arange(PAST + AHEAD)
    rows = []
    for _ in range(SERIES):
        noise = rng.uniform(0.2, 1.5)
        row = rng.normal(0.0, 10.0) + rng.normal(0.0, 0.05) * t
        if rng.random() < walk:
            row = row + np.cumsum(rng.normal(0.0, 0.4, size=len(t)))
        pattern = np.cumsum(rng.normal(size=PERIOD))
        row = row + rng.uniform(0.0, 4.0) * (pattern - pattern.mean())[t % PERIOD] / (pattern.std() + 1e-9)
        if rng.random() < shifts:
            row = row + np.where(t > rng.integers(20, PAST - 20), rng.normal(0.0, 5.0), 0.0)
        row = row + noise * rng.normal(size=len(t))
        spikes = (rng.random(len(t)) < outliers) & (t < PAST)
        rows.append(row + np.where(spikes, rng.normal(0.0, 20.0, size=len(t)), 0.0))
    series: Floats = np.array(rows)
    return {
        "series": series[:, :PAST].copy(),
        "ahead": AHEAD,
        "period": PERIOD,
        "_future": series[:, PAST:].copy(),
    }
