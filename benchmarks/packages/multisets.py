"""Six integers with repetitions, to be permuted."""

import random


def inputs(seed):
    rng = random.Random(seed)
    return ([rng.randrange(4) for _ in range(6)],)
