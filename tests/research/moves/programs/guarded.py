import numpy as np


def main(x, w, half):
    n = len(x)
    out = np.zeros(n)
    for i in range(n):
        total = 0.0
        for k in range(len(w)):
            at = i + k - half
            if 0 <= at < n:
                total += x[at] * w[k]
        out[i] = total
    smooth = np.zeros(n)
    for i in range(n):
        left = x[i - 1] if i > 0 else x[i]
        right = x[i + 1] if i + 1 < n else x[i]
        smooth[i] = (left + right + x[i]) / 3
    table = []
    for i in range(n):
        row = []
        for j in range(n):
            row.append(x[i] * x[j])
        table.append(row)
    weights = []
    for i in range(n):
        scores = []
        for j in range(n):
            scores.append(x[i] * w[0] + x[j])
        scores = np.array(scores)
        e = np.exp(scores - scores.max())
        weights.append(e / e.sum())
    return out, smooth, table, np.array(weights)


def inputs(rng):
    return {"x": rng.normal(size=9), "w": rng.normal(size=4), "half": 2}
