"""Find controllers by random steps: a change is kept when the next episodes were better."""

import numpy as np
import simulate

ROUNDS = 200
EPISODES = 2
STEP_SIZE = 1.0
DECAY = 0.97
START_SCALE = 0.5
PATIENCE = 25


def learn(problem):
    """Weights of one controller for each cart."""
    found = []
    for cart, seed in zip(problem["carts"], problem["seeds"], strict=True):
        found.append(search(cart, seed))
    return {"weights": np.array(found)}


def search(cart, seed):
    """Weights of a controller for one cart."""
    rng = np.random.default_rng(seed)
    weights = rng.normal(0.0, START_SCALE, size=5)
    best = value_of(cart, weights, rng)
    size = STEP_SIZE
    since = 0
    history = []
    for _ in range(ROUNDS):
        other = weights + size * rng.normal(size=5)
        value = value_of(cart, other, rng)
        history.append(value)
        if value > best:
            weights, best = other, value
            since = 0
        else:
            since += 1
        if since > PATIENCE:
            size = size * DECAY
    return weights


def value_of(cart, weights, rng):
    """Mean over some episodes from random starts."""
    total = 0.0
    for _ in range(EPISODES):
        start = rng.uniform(-0.3, 0.3, size=4)
        total += simulate.episode(cart, weights, start)
    return total / EPISODES
