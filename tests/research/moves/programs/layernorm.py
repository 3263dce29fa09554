import numpy as np


def main(x, g, b):
    out = np.zeros_like(x)
    for i in range(x.shape[0]):
        for t in range(x.shape[1]):
            row = x[i, t]
            mean = row.mean()
            var = ((row - mean) ** 2).mean()
            out[i, t] = g * (row - mean) / np.sqrt(var + 1e-5) + b
    return out


def inputs(rng):
    return {"x": rng.normal(size=(3, 4, 5)), "g": rng.normal(size=(5,)), "b": rng.normal(size=(5,))}
