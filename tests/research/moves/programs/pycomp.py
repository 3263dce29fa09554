import math


def norm(v):
    return math.sqrt(sum(x * x for x in v))


def main(a, b):
    c = [x * 2 + y for x, y in zip(a, b)]
    return sum(x * y for x, y in zip(a, b)) / (norm(a) * norm(b)), c, max(abs(x) for x in a)


def inputs(rng):
    return {"a": rng.normal(size=(9,)).tolist(), "b": rng.normal(size=(9,)).tolist()}
