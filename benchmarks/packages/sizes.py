"""Integers of many sizes."""

import random


def inputs(seed):
    rng = random.Random(seed)
    return (rng.randrange(10 ** rng.randint(1, 24)),)
