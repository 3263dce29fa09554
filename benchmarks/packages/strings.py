"""Two strings over a small alphabet."""

import random


def inputs(seed):
    rng = random.Random(seed)
    return tuple("".join(rng.choice("abcdefg ") for _ in range(rng.randint(20, 80))) for _ in range(2))
