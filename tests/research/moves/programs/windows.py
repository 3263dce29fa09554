import numpy as np


def main(a, starts, k):
    return np.stack([a[i : i + k] for i in range(len(a) - k)]), np.array([x * 2 for x in a])


def inputs(rng):
    return {"a": rng.normal(size=(12,)), "starts": rng.integers(0, 5, 6), "k": 3}
