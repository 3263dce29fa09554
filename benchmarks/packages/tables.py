"""Rows of words, floats and integers, to be laid out."""

import random


def inputs(seed):
    rng = random.Random(seed)
    rows = [
        [
            rng.choice(["a", "bb", "ccc" * rng.randint(1, 4)]),
            rng.random() * 10 ** rng.randint(-3, 6),
            rng.randint(0, 10 ** rng.randint(1, 6)),
        ]
        for _ in range(rng.randint(5, 60))
    ]
    return {"tabular_data": rows, "headers": ["name", "x", "n"], "tablefmt": rng.choice(["simple", "grid", "pipe"])}
