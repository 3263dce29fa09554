import numpy as np
import math


def main(x):
    n = len(x)
    re = np.zeros(n)
    im = np.zeros(n)
    for k in range(n):
        for t in range(n):
            angle = 2 * math.pi * t * k / n
            re[k] += x[t] * math.cos(angle)
            im[k] -= x[t] * math.sin(angle)
    power = [re[k] ** 2 + im[k] ** 2 for k in range(n)]
    return re, im, power



def inputs(rng):
    return {"x": rng.normal(size=12)}
