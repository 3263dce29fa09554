"""Cheat: return a model of half the width, which would be cheaper to train."""

import numpy as np


def train(problem):
    rng = np.random.default_rng(problem["seed"])
    half = {problem["width"]: problem["width"] // 2}
    shapes = {name: [half.get(size, size) for size in shape] for name, shape in problem["shapes"].items()}
    return {name: rng.normal(0.0, 0.1, size=shape) for name, shape in shapes.items()}
