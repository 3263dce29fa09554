import numpy as np

KX = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def main(images):
    edges = []
    for image in images:
        h, w = image.shape
        out = np.zeros((h, w))
        for y in range(1, h - 1):
            for x in range(1, w - 1):
                window = image[y - 1 : y + 2, x - 1 : x + 2]
                gx = np.sum(window * KX)
                gy = np.sum(window * KX.T)
                out[y, x] = np.sqrt(gx**2 + gy**2)
        edges.append(out / out.max())
    mean = np.mean([e.mean() for e in edges])
    return np.stack(edges), mean


def inputs(rng):
    return {"images": [rng.uniform(size=(6, 7)) for _ in range(3)]}
