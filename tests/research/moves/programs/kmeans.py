import numpy as np


def assign(points, centres):
    labels = np.zeros(len(points), dtype=int)
    for i in range(len(points)):
        best = float("inf")
        arg = -1
        for j in range(len(centres)):
            d = 0.0
            for k in range(points.shape[1]):
                d += (points[i, k] - centres[j, k]) ** 2
            if d < best:
                best = d
                arg = j
        labels[i] = arg
    return labels


def update(points, labels, k):
    centres = np.zeros((k, points.shape[1]))
    counts = np.zeros(k)
    for i in range(len(points)):
        centres[labels[i]] += points[i]
        counts[labels[i]] += 1
    for j in range(k):
        if counts[j] > 0:
            centres[j] = centres[j] / counts[j]
    return centres


def main(points, k):
    centres = points[:k].copy()
    for _ in range(5):
        labels = assign(points, centres)
        centres = update(points, labels, k)
    return centres, labels


def inputs(rng):
    return {"points": rng.normal(size=(40, 3)), "k": 4}
