import numpy as np


def forward(p, x):
    acts = []
    for row in x:
        h = np.tanh(row @ p["w"] + p["b"])
        acts.append(h)
    return np.array(acts)


def main(x, w, b, layers):
    p = {"w": w, "b": b}
    for _ in range(layers):
        x = forward(p, x)
    norms = {}
    for name, value in p.items():
        norms[name] = float(np.sqrt((value**2).sum()))
    return x, norms["w"], norms["b"]


def inputs(rng):
    return {"x": rng.normal(size=(5, 4)), "w": rng.normal(size=(4, 4)), "b": rng.normal(size=4), "layers": 2}
