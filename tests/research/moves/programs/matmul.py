import numpy as np


def main(a, b):
    n, k = a.shape
    m = b.shape[1]
    c = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            s = 0.0
            for p in range(k):
                s += a[i, p] * b[p, j]
            c[i, j] = s
    return c


def inputs(rng):
    return {"a": rng.normal(size=(4, 5)), "b": rng.normal(size=(5, 6))}
