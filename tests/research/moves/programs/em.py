import numpy as np


def main(x, mu, var, pi):
    n, k = len(x), len(mu)
    resp = np.zeros((n, k))
    for i in range(n):
        for c in range(k):
            resp[i, c] = pi[c] * np.exp(-0.5 * (x[i] - mu[c]) ** 2 / var[c]) / np.sqrt(2 * np.pi * var[c])
        resp[i] /= resp[i].sum()
    for c in range(k):
        nk = resp[:, c].sum()
        mu[c] = np.sum(resp[:, c] * x) / nk
        var[c] = np.sum(resp[:, c] * (x - mu[c]) ** 2) / nk
    return resp, mu, var


def inputs(rng):
    return {
        "x": rng.normal(size=(9,)),
        "mu": rng.normal(size=(3,)),
        "var": rng.normal(size=(3,)) ** 2 + 0.1,
        "pi": np.array([0.2, 0.3, 0.5]),
    }
