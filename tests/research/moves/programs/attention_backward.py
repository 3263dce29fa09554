import numpy as np


def main(q, k, v, g):
    b, h, t, d = q.shape
    dq = np.zeros_like(q)
    dk = np.zeros_like(k)
    dv = np.zeros_like(v)
    for i in range(b):
        for j in range(h):
            s = q[i, j] @ k[i, j].T / np.sqrt(d)
            s = s - s.max(axis=1, keepdims=True)
            p = np.exp(s)
            p = p / p.sum(axis=1, keepdims=True)
            dv[i, j] = p.T @ g[i, j]
            dp = g[i, j] @ v[i, j].T
            ds = p * (dp - (dp * p).sum(axis=1, keepdims=True))
            dq[i, j] = ds @ k[i, j] / np.sqrt(d)
            dk[i, j] = ds.T @ q[i, j] / np.sqrt(d)
    return dq, dk, dv



def inputs(rng):
    return {"q": rng.normal(size=(2, 3, 4, 5)), "k": rng.normal(size=(2, 3, 4, 5)), "v": rng.normal(size=(2, 3, 4, 5)), "g": rng.normal(size=(2, 3, 4, 5))}
