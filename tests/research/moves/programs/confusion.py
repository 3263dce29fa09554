import numpy as np


def main(true, pred, k):
    m = np.zeros((k, k), dtype=int)
    for a, b in zip(true, pred):
        m[a, b] += 1
    f1 = []
    for c in range(k):
        tp = m[c, c]
        fp = m[:, c].sum() - tp
        fn = m[c].sum() - tp
        f1.append(2 * tp / max(2 * tp + fp + fn, 1))
    return m, f1



def inputs(rng):
    return {"true": rng.integers(0, 3, 20), "pred": rng.integers(0, 3, 20), "k": 3}
