import numpy as np


def main(x, w, b):
    n, c, h, ww = x.shape
    f, _, k, _ = w.shape
    out = np.zeros((n, f, h - k + 1, ww - k + 1))
    for a in range(n):
        for o in range(f):
            for i in range(h - k + 1):
                for j in range(ww - k + 1):
                    patch = x[a, :, i : i + k, j : j + k]
                    out[a, o, i, j] = np.sum(patch * w[o]) + b[o]
    return out


def inputs(rng):
    return {"x": rng.normal(size=(2, 3, 6, 7)), "w": rng.normal(size=(4, 3, 3, 3)), "b": rng.normal(size=(4,))}
