import numpy as np


def main(img, radius, a, b):
    h, w = img.shape
    out = np.zeros_like(img)
    padded = np.pad(img, radius, mode="edge")
    for y in range(h):
        for x in range(w):
            total = 0.0
            norm = 0.0
            for dy in range(2 * radius + 1):
                for dx in range(2 * radius + 1):
                    v = padded[y + dy, x + dx]
                    weight = np.exp(-((dy - radius) ** 2 + (dx - radius) ** 2) / a - (v - img[y, x]) ** 2 / b)
                    total += weight * v
                    norm += weight
            out[y, x] = total / norm
    return out



def inputs(rng):
    return {"img": rng.normal(size=(6, 7)), "radius": 1, "a": 2.0, "b": 0.5}
