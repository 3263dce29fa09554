import numpy as np


def main(obs, start, trans, emit):
    n, k = len(obs), len(start)
    alpha = np.zeros((n, k))
    for s in range(k):
        alpha[0, s] = start[s] * emit[s, obs[0]]
    for t in range(1, n):
        for s in range(k):
            total = 0.0
            for r in range(k):
                total += alpha[t - 1, r] * trans[r, s]
            alpha[t, s] = total * emit[s, obs[t]]
    return alpha, sum(alpha[n - 1])



def inputs(rng):
    return {"obs": rng.integers(0, 3, 6), "start": rng.uniform(size=4), "trans": rng.uniform(size=(4, 4)), "emit": rng.uniform(size=(4, 3))}
