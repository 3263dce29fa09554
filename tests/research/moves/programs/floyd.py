import numpy as np


def main(w):
    n = w.shape[0]
    d = w.copy()
    for k in range(n):
        for i in range(n):
            for j in range(n):
                through = d[i, k] + d[k, j]
                if through < d[i, j]:
                    d[i, j] = through
    return d



def inputs(rng):
    return {"w": rng.uniform(1, 9, size=(6, 6))}
