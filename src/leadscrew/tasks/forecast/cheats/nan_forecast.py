"""Cheat: a forecast that is no number compares with nothing."""

import numpy as np


def predict(problem):
    return {"forecast": np.full((len(problem["series"]), problem["ahead"]), np.nan)}
