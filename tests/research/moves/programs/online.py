import numpy as np


def main(a, w):
    for i in range(1, len(a)):
        a[i] = a[i - 1] * w + a[i]
    b = np.zeros(len(a))
    last = 0.0
    for i in range(len(a)):
        b[i] = last
        last = a[i] * 0.5 + last * 0.1
    return a, b


def inputs(rng):
    return {"a": rng.normal(size=(9,)), "w": 0.5}
