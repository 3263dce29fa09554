import math

import numpy as np


def main(pos, mass):
    n = len(pos)
    acc = np.zeros((n, 3))
    for i in range(n):
        for j in range(n):
            if i == j:
                continue
            dx = pos[j, 0] - pos[i, 0]
            dy = pos[j, 1] - pos[i, 1]
            dz = pos[j, 2] - pos[i, 2]
            inv = 1.0 / math.sqrt(dx * dx + dy * dy + dz * dz + 0.01) ** 3
            acc[i, 0] += mass[j] * dx * inv
            acc[i, 1] += mass[j] * dy * inv
            acc[i, 2] += mass[j] * dz * inv
    return acc


def inputs(rng):
    return {"pos": rng.normal(size=(6, 3)), "mass": rng.normal(size=(6,)) ** 2}
