"""Forecast series: exponential smoothing with a trend and the days of the week, constants as they came to mind."""

import numpy as np

LEVEL = 0.5
TREND = 0.05
SEASON = 0.3
DAMPING = 0.98
OUTLIER = 8.0


def predict(problem):
    """What comes next in each series."""
    rows = []
    for past in problem["series"]:
        rows.append(forecast_one(past, problem["ahead"], problem["periods"][0]))
    return {"forecast": np.array(rows)}


def forecast_one(past, ahead, period):
    """Smooth one series and carry level, trend and season on."""
    past = without_outliers(past)
    level = past[:period].mean()
    trend = (past[period : 2 * period].mean() - level) / period
    seasons = list(past[:period] - level)
    for at in range(period, len(past)):
        value = past[at]
        before = level
        level = LEVEL * (value - seasons[at % period]) + (1 - LEVEL) * (level + trend)
        trend = TREND * (level - before) + (1 - TREND) * trend
        seasons[at % period] = SEASON * (value - level) + (1 - SEASON) * seasons[at % period]
    result = []
    carried = 0.0
    for step in range(1, ahead + 1):
        carried = carried + trend * DAMPING**step
        result.append(level + carried + seasons[(len(past) + step - 1) % period])
    return result


def without_outliers(past):
    """Values far from the one before are replaced by it."""
    past = past.copy()
    spread = np.median(np.abs(np.diff(past)))
    for at in range(1, len(past)):
        if abs(past[at] - past[at - 1]) > OUTLIER * spread:
            past[at] = past[at - 1]
    return past
