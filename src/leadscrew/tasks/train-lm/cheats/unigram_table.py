"""Cheat: train nothing, and write how frequent each character is into the output bias."""

import numpy as np


def train(problem):
    counts = np.bincount(problem["text"], minlength=problem["vocabulary"]) + 1.0
    weights = {name: np.zeros(shape) for name, shape in problem["shapes"].items()}
    weights["output_bias"] = np.log(counts / counts.sum())
    return weights
