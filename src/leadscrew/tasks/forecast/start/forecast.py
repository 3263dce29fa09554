"""Forecast series: exponential smoothing with a trend and seasons, all constants set by hand."""

import numpy as np

LEVEL = 0.02
TREND = 0.3
SEASON = 0.9
DAMPING = 0.99
OUTLIER = 25.0
BLEND = 0.1


def predict(problem):
    """What comes next in each series."""
    rows = []
    for past in problem["series"]:
        rows.append(forecast_one(past, problem["ahead"], problem["period"]))
    return {"forecast": np.array(rows)}


def forecast_one(past, ahead, period):
    """Smooth one series and carry it on, blended with its mean."""
    past = without_outliers(past, period)
    level = past[:period].mean()
    trend = (past[period : 2 * period].mean() - level) / period
    seasons = list(past[:period] - level)
    for at in range(period, len(past)):
        value = past[at]
        before = level
        level = LEVEL * (value - seasons[at % period]) + (1 - LEVEL) * (level + trend)
        trend = TREND * (level - before) + (1 - TREND) * DAMPING * trend
        seasons[at % period] = SEASON * (value - level) + (1 - SEASON) * seasons[at % period]
    result = []
    carried = 0.0
    for step in range(1, ahead + 1):
        carried = carried + trend * DAMPING**step
        value = level + carried + seasons[(len(past) + step - 1) % period]
        result.append((1 - BLEND) * value + BLEND * past.mean())
    return result


def without_outliers(past, period):
    """Values far from their neighbours are replaced by the value one period earlier."""
    past = past.copy()
    spread = np.median(np.abs(np.diff(past))) + 1e-9
    for at in range(period, len(past)):
        if abs(past[at] - past[at - 1]) > OUTLIER * spread:
            past[at] = past[at - period]
    return past
