import math

import numpy as np


def main(a, b, c):
    n = len(a)
    out = np.zeros(n)
    for i in range(n):
        t = a[i] * c  # scaled
        if t > 0:
            out[i] = math.exp(-t) + b[i]
        else:
            out[i] = b[i] - 1
    return out


def inputs(rng):
    return {"a": rng.normal(size=(9,)), "b": rng.normal(size=(9,)), "c": 0.5}
