import numpy as np


def main(x):
    n, d = x.shape
    mean = np.array([np.mean(x[:, j]) for j in range(d)])
    cov = np.zeros((d, d))
    for i in range(d):
        for j in range(d):
            cov[i, j] = np.sum((x[:, i] - mean[i]) * (x[:, j] - mean[j])) / (n - 1)
    return cov


def inputs(rng):
    return {"x": rng.normal(size=(9, 4))}
