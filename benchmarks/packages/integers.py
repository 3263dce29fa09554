"""Lists of small integers, many of them alike."""

import random


def inputs(seed):
    rng = random.Random(seed)
    return ([rng.randrange(50) for _ in range(rng.randint(20, 200))],)
