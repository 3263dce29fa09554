import numpy as np


def main(x, wq, wk, wv, h):
    b, t, d = x.shape
    s = d // h
    outs = []
    q = x @ wq
    k = x @ wk
    v = x @ wv
    for i in range(h):
        qi = q[:, :, i * s : (i + 1) * s]
        ki = k[:, :, i * s : (i + 1) * s]
        vi = v[:, :, i * s : (i + 1) * s]
        att = qi @ ki.transpose(0, 2, 1) / np.sqrt(s)
        att = att - att.max(axis=-1, keepdims=True)
        e = np.exp(att)
        p = e / e.sum(axis=-1, keepdims=True)
        outs.append(p @ vi)
    return np.concatenate(outs, axis=-1)


def inputs(rng):
    return {
        "x": rng.normal(size=(2, 3, 8)),
        "wq": rng.normal(size=(8, 8)),
        "wk": rng.normal(size=(8, 8)),
        "wv": rng.normal(size=(8, 8)),
        "h": 2,
    }
