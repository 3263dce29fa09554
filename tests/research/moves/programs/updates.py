import numpy as np


def main(x, w, b, steps):
    m = {"w": np.zeros_like(w), "b": np.zeros_like(b)}
    p = {"w": w.copy(), "b": b.copy()}
    for _ in range(steps):
        weights = p["w"]
        h = x @ weights  # (n, t, k)
        h = h + p["b"]
        h = np.tanh(h)
        g = (h - h.mean()) * 0.5
        g = 2.0 * g / h.size
        grads = {"w": np.tensordot(x, g, ([0, 1], [0, 1])), "b": g.sum(axis=(0, 1))}
        for key in p:
            m[key] = 0.9 * m[key] + (1 - 0.9) * grads[key]
            p[key] = p[key] - 0.1 * m[key]
    loss = np.sum((h - 1.0) ** 2) + np.mean(h * h) + np.sum(h * h, axis=-1).max()
    spread = [float(w[:, j].std()) for j in range(w.shape[1])]
    top = 0.0
    for j in range(w.shape[1]):
        top = top + float(np.sort(w[:, j])[0])
    return p["w"], p["b"], loss, spread, top


def inputs(rng):
    return {"x": rng.normal(size=(3, 4, 5)), "w": rng.normal(size=(5, 6)), "b": rng.normal(size=6), "steps": 3}
