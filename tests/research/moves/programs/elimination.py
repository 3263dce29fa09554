import numpy as np


def main(a, b):
    n = len(b)
    a = a.copy()
    x = np.zeros(n)
    for k in range(n - 1):
        for i in range(k + 1, n):
            f = a[i, k] / a[k, k]
            for j in range(k, n):
                a[i, j] -= f * a[k, j]
            b[i] -= f * b[k]
    for i in range(n - 1, -1, -1):
        s = b[i]
        for j in range(i + 1, n):
            s -= a[i, j] * x[j]
        x[i] = s / a[i, i]
    return x


def inputs(rng):
    return {"a": rng.normal(size=(5, 5)) + 5 * np.eye(5), "b": rng.normal(size=5)}
