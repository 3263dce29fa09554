"""Cheat: a longer controller, one for each start."""

import numpy as np


def learn(problem):
    return {"weights": np.ones((64, 5))}
