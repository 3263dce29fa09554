"""Lists of integers, most of them different."""

import random


def inputs(seed):
    rng = random.Random(seed)
    return ([rng.randrange(2000) for _ in range(rng.randint(300, 600))],)
