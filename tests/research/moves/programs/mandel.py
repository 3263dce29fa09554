import numpy as np


def main(re, im, steps):
    out = np.zeros((len(im), len(re)), dtype=int)
    for y in range(len(im)):
        for x in range(len(re)):
            zr = 0.0
            zi = 0.0
            n = 0
            for s in range(steps):
                t = zr * zr - zi * zi + re[x]
                zi = 2 * zr * zi + im[y]
                zr = t
                if zr * zr + zi * zi < 4:
                    n += 1
            out[y, x] = n
    return out


def inputs(rng):
    return {"re": rng.normal(size=(5,)), "im": rng.normal(size=(4,)), "steps": 4}
