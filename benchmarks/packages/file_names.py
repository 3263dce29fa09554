"""File names with numbers in them, to be sorted as people would."""

import random


def inputs(seed):
    rng = random.Random(seed)
    return ([f"{rng.choice('abc')}{rng.randrange(500)}.{rng.choice(['txt', 'py', 'md'])}" for _ in range(60)],)
