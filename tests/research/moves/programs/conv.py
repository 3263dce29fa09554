import numpy as np


def main(x, w):
    n, m = x.shape
    k, p = w.shape
    out = np.zeros((n - k + 1, m - p + 1))
    for i in range(n - k + 1):
        for j in range(m - p + 1):
            s = 0.0
            for u in range(k):
                for v in range(p):
                    s += x[i + u, j + v] * w[u, v]
            out[i, j] = s
    return out


def inputs(rng):
    return {"x": rng.normal(size=(8, 9)), "w": rng.normal(size=(3, 2))}
