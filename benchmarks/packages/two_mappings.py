"""Two mappings of lists, the second nearly the first."""

import random


def inputs(seed):
    rng = random.Random(seed)
    one = {f"k{number}": [rng.randrange(9) for _ in range(rng.randrange(6))] for number in range(rng.randint(3, 20))}
    other = {key: [rng.randrange(9) for _ in value] if rng.random() < 0.4 else value for key, value in one.items()}
    return (one, other)
