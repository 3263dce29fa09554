import numpy as np


def main(x, lags):
    n = len(x)
    mean = x.mean()
    out = np.zeros(lags)
    for k in range(lags):
        s = 0.0
        for t in range(n - k):
            s += (x[t] - mean) * (x[t + k] - mean)
        out[k] = s / n
    return out


def inputs(rng):
    return {"x": rng.normal(size=(20,)), "lags": 5}
