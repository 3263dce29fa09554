import numpy as np


def main(a, k):
    out = []
    for i in range(len(a) - k + 1):
        out.append(np.mean(a[i : i + k]))
    return np.array(out)


def inputs(rng):
    return {"a": rng.normal(size=(12,)), "k": 3}
