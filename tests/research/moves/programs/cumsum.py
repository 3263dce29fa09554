import numpy as np


def main(a):
    out = np.zeros(len(a))
    s = 0.0
    for i in range(len(a)):
        s += a[i]
        out[i] = s
    return out


def inputs(rng):
    return {"a": rng.normal(size=(9,))}
