def main(xs, ys):
    total = 0.0
    for x, y in zip(xs, ys):
        total += (x - y) ** 2
    return total / len(xs)


def inputs(rng):
    return {"xs": rng.normal(size=(9,)).tolist(), "ys": rng.normal(size=(9,)).tolist()}
