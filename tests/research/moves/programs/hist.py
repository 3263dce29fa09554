import numpy as np


def main(idx, w, n):
    h = np.zeros(n)
    c = np.zeros(n, dtype=int)
    for i in range(len(idx)):
        h[idx[i]] += w[i]
        c[idx[i]] += 1
    return h, c


def inputs(rng):
    return {"idx": rng.integers(0, 5, 20), "w": rng.normal(size=(20,)), "n": 5}
