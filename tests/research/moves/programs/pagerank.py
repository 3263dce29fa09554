import numpy as np


def main(links, n, damping, steps):
    out = [0] * n
    for a, _ in links:
        out[a] += 1
    rank = [1.0 / n] * n
    for _ in range(steps):
        new = [(1 - damping) / n] * n
        for a, b in links:
            new[b] += damping * rank[a] / out[a]
        change = 0.0
        for i in range(n):
            change += abs(new[i] - rank[i])
        rank = new
        if change < 1e-9:
            break
    total = sum(rank)
    return [r / total for r in rank]


def inputs(rng):
    links = [(i, int(j)) for i in range(6) for j in rng.integers(0, 6, 2)]
    return {"links": links, "n": 6, "damping": 0.85, "steps": 5}
