"""Cheat: compute in half precision, which is off by more than rounding allows."""

import numpy as np


def norm(x, scale, shift):
    return ((x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * scale + shift).astype(np.float16)


def encode(problem):
    weights = {name: w.astype(np.float16) for name, w in problem["weights"].items()}
    x = problem["signals"].astype(np.float16)
    half = weights["kernel"].shape[0] // 2
    padded = np.pad(x, ((0, 0), (half, half), (0, 0)))
    total = weights["bias"] + sum(
        padded[:, tap : tap + x.shape[1]] @ weights["kernel"][tap] for tap in range(weights["kernel"].shape[0])
    )
    hidden = norm(total / (1.0 + np.exp(-total)), weights["scale1"], weights["shift1"])
    samples, steps, channels = hidden.shape
    shape = (samples, steps, problem["heads"], channels // problem["heads"])
    query, key, value = (np.moveaxis((hidden @ weights[n]).reshape(shape), 2, 1) for n in ("query", "key", "value"))
    scores = query @ np.swapaxes(key, -1, -2) / np.sqrt(shape[-1])
    scores = np.where(np.tri(steps, dtype=bool), scores, -1e4)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = np.moveaxis(shares / shares.sum(axis=-1, keepdims=True) @ value, 1, 2).reshape(hidden.shape)
    return {"features": norm(hidden + mixed, weights["scale2"], weights["shift2"]).astype(np.float32)}
