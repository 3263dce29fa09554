"""Cheat: noise of the right size, shape and type."""

import numpy as np


def encode(problem):
    weights = problem["weights"]
    noise = np.random.default_rng(0).normal(size=problem["signals"].shape)
    return {"features": noise * weights["scale2"] + weights["shift2"]}
