import numpy as np


def main(pos, q):
    n = len(pos)
    energy = 0.0
    force = np.zeros_like(pos)
    for i in range(n):
        for j in range(i + 1, n):
            d = pos[i] - pos[j]
            r = np.sqrt(np.sum(d * d)) + 0.1
            energy += q[i] * q[j] / r
            f = q[i] * q[j] * d / r**3
            force[i] += f
            force[j] -= f
    return energy, force



def inputs(rng):
    return {"pos": rng.normal(size=(6, 3)), "q": rng.normal(size=6)}
