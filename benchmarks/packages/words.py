"""Words with endings that English treats in its own way."""

import random

ENDS = ("y", "s", "ch", "fe", "f", "o", "us", "is", "ix", "man", "ex", "sh", "x", "")


def inputs(seed):
    rng = random.Random(seed)
    return ("".join(rng.choice("abcdefghilmnoprstuv") for _ in range(rng.randint(3, 9))) + rng.choice(ENDS),)
