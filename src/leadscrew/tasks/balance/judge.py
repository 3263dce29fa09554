"""Try a controller on starts that nobody has seen, with a simulator of the judge's own."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadscrew import Rejected

Floats = NDArray[np.float64]
CONTROLLERS, EPISODES, STEPS = 6, 16, 200
GRAVITY, CART, POLE, LENGTH, FORCE, STEP = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02


def problem(seed: int) -> dict[str, Any]:
    """Seeds for the searches, and starts that stay here."""
    rng = np.random.default_rng(seed)
    return _drawn(rng, wind=0.0)


def held_out_problem(seed: int) -> dict[str, Any]:
    """A steady wind that no controller was told of."""
    rng = np.random.default_rng(seed)
    return _drawn(rng, wind=0.3)


def _drawn(rng: np.random.Generator, *, wind: float) -> dict[str, Any]:
    seeds = [int(seed) for seed in rng.integers(2**31, size=CONTROLLERS)]
    return {"seeds": seeds, "_starts": rng.uniform(-0.3, 0.3, size=(EPISODES, 4)), "_wind": wind}


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless the answer is a controller."""
    if not isinstance(answer, dict) or set(answer) != {"weights"} or not isinstance(answer["weights"], np.ndarray):
        raise Rejected("expected a mapping with the array 'weights'")
    weights = answer["weights"]
    if weights.shape != (CONTROLLERS, 5) or weights.dtype not in (np.float32, np.float64):
        raise Rejected(f"weights have shape {weights.shape} and type {weights.dtype}, expected floats of shape {(CONTROLLERS, 5)}")
    if not np.isfinite(weights).all() or float(np.abs(weights).max()) > 1e6:
        raise Rejected("a weight is not finite or absurdly large")


def score(problem: Mapping[str, Any], answer: Any) -> float:
    """Half for each step that the pole stands, half for each with the pole upright and the cart near the middle."""
    weights = answer["weights"].astype(np.float64)
    each = np.repeat(weights, EPISODES, axis=0).T
    x, speed, angle, rate = np.tile(problem["_starts"], (CONTROLLERS, 1)).T.copy()
    alive, good = np.ones(len(x), dtype=bool), 0.0
    for _ in range(STEPS):
        state = np.stack([x, speed, angle, rate, np.ones_like(x)])
        push = FORCE * np.tanh((each * state).sum(axis=0)) + problem["_wind"]
        sine, cosine = np.sin(angle), np.cos(angle)
        pull = (push + POLE * LENGTH * rate**2 * sine) / (CART + POLE)
        turn = (GRAVITY * sine - cosine * pull) / (LENGTH * (4.0 / 3.0 - POLE * cosine**2 / (CART + POLE)))
        shift = pull - POLE * LENGTH * turn * cosine / (CART + POLE)
        x, speed = np.where(alive, x + STEP * speed, x), np.where(alive, speed + STEP * shift, speed)
        angle, rate = np.where(alive, angle + STEP * rate, angle), np.where(alive, rate + STEP * turn, rate)
        alive &= (np.abs(angle) <= 0.6) & (np.abs(x) <= 3.0)
        good += 0.5 * float(alive.sum() + (alive & (np.abs(angle) < 0.1) & (np.abs(x) < 0.5)).sum())
    return good / (STEPS * EPISODES * CONTROLLERS)
