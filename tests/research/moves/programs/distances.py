import numpy as np


def main(x, y):
    n, d = x.shape
    m = y.shape[0]
    out = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            diff = x[i] - y[j]
            out[i, j] = np.sqrt(np.sum(diff * diff))
    return out


def inputs(rng):
    return {"x": rng.normal(size=(4, 3)), "y": rng.normal(size=(5, 3))}
