import numpy as np


def main(signal, factor, taps):
    n = len(signal)
    out = np.zeros(n // factor)
    for i in range(n // factor):
        acc = 0.0
        for k in range(len(taps)):
            j = i * factor - k
            if j >= 0:
                acc += signal[j] * taps[k]
        out[i] = acc
    pairs = np.array([signal[2 * i] + signal[2 * i + 1] for i in range(n // 2)])
    blocks = np.array([signal[4 * i : 4 * (i + 1)].mean() for i in range(n // 4)])
    back = np.zeros(n)
    for i in range(n):
        back[n - 1 - i] = signal[i]
    prefix = np.zeros(n + 1)
    for i in range(n):
        prefix[i + 1] = prefix[i] + signal[i]
    return out, pairs, blocks, back, prefix


def inputs(rng):
    return {"signal": rng.normal(size=24), "factor": 3, "taps": rng.normal(size=4)}
