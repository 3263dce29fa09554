def main(a, b):
    n = len(a)
    m = len(b[0])
    c = [[0.0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            for p in range(len(b)):
                c[i][j] += a[i][p] * b[p][j]
    return c


def inputs(rng):
    return {"a": rng.normal(size=(4, 5)).tolist(), "b": rng.normal(size=(5, 6)).tolist()}
