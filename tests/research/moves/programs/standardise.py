import numpy as np


def main(rows):
    cols = len(rows[0])
    n = len(rows)
    means = []
    for c in range(cols):
        total = 0.0
        for r in range(n):
            total += rows[r][c]
        means.append(total / n)
    stds = [0.0] * cols
    for c in range(cols):
        total = 0.0
        for r in range(n):
            total += (rows[r][c] - means[c]) ** 2
        stds[c] = (total / n) ** 0.5
    return [[(rows[r][c] - means[c]) / stds[c] for c in range(cols)] for r in range(n)]



def inputs(rng):
    return {"rows": rng.normal(size=(9, 3)).tolist()}
