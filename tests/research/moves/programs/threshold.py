import numpy as np


def main(img, lo):
    h, w = img.shape
    n = 0
    out = np.zeros((h, w), dtype=bool)
    for y in range(h):
        for x in range(w):
            if img[y, x] > lo and img[y, x] < 2 * lo:
                out[y, x] = True
                n += 1
    return out, n


def inputs(rng):
    return {"img": rng.normal(size=(6, 7)), "lo": 0.2}
