import numpy as np


def main(pos, mass):
    n = len(pos)
    acc = np.zeros((n, 3))
    for i in range(n):
        for j in range(n):
            if i != j:
                d = pos[j] - pos[i]
                r2 = np.sum(d**2) + 0.01
                acc[i] += mass[j] * d / r2**1.5
    return acc


def inputs(rng):
    return {"pos": rng.normal(size=(6, 3)), "mass": rng.normal(size=(6,)) ** 2}
