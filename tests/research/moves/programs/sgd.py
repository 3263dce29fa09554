import numpy as np


def main(x, y, w, rate, epochs):
    losses = []
    for _ in range(epochs):
        grad = np.zeros_like(w)
        loss = 0.0
        for i in range(len(x)):
            z = np.dot(x[i], w)
            p = 1.0 / (1.0 + np.exp(-z))
            loss += -(y[i] * np.log(p) + (1 - y[i]) * np.log(1 - p))
            grad += (p - y[i]) * x[i]
        w = w - rate * grad / len(x)
        losses.append(loss / len(x))
    return w, losses



def inputs(rng):
    return {"x": rng.normal(size=(9, 4)), "y": rng.integers(0, 2, 9), "w": rng.normal(size=4), "rate": 0.1, "epochs": 3}
