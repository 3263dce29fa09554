"""Draw carts that nobody has seen, and try their controllers on fresh starts, with a simulator of the judge's own.

Every cart has other masses, another pole and another wiring of its sensors, so a controller stored in the source
is worth nothing on it.

Covered: malformed answers, numbers that are not finite or absurd, controllers carried over, reading the starts.
Not covered: a controller that is computed from the equations instead of learned. If it balances, that is a gain.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadscrew import Rejected

Floats = NDArray[np.float64]
CARTS, EPISODES, STEPS = 6, 16, 200
GRAVITY, STEP = 9.8, 0.02
FALLEN, AWAY = 0.6, 3.0
UPRIGHT, NEAR = 0.1, 0.5
LARGEST_START = 0.3
LARGEST_WEIGHT = 1e6


def problem(seed: int) -> dict[str, Any]:
    """Carts in still air."""
    return _drawn(np.random.default_rng(seed), wind=0.0)


def held_out_problem(seed: int) -> dict[str, Any]:
    """Carts in a steady wind, each in another."""
    return _drawn(np.random.default_rng(seed), wind=1.5)


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless the answer is one controller for each cart."""
    if not isinstance(answer, dict) or set(answer) != {"weights"} or not isinstance(answer["weights"], np.ndarray):
        raise Rejected("expected a mapping with the array 'weights'")
    weights = answer["weights"]
    if weights.shape != (CARTS, 5) or weights.dtype not in (np.float32, np.float64):
        raise Rejected(f"weights have shape {weights.shape} and type {weights.dtype}, expected floats of {(CARTS, 5)}")
    if not np.isfinite(weights).all() or not float(np.abs(weights).max()) <= LARGEST_WEIGHT:
        raise Rejected("a weight is not finite or absurdly large")


def score(problem: Mapping[str, Any], answer: Any) -> float:
    """Half for each step that the pole stands, half for each with the pole upright and the cart near the middle."""
    weights = np.repeat(answer["weights"].astype(np.float64), EPISODES, axis=0)
    carts = [cart for cart in problem["carts"] for _ in range(EPISODES)]
    mass, pole, length, force, wind = (
        np.array([cart[name] for cart in carts]) for name in ("mass", "pole", "length", "force", "wind")
    )
    wiring = np.array([cart["wiring"] for cart in carts])
    x, speed, angle, rate = problem["_starts"].reshape(-1, 4).T.copy()
    total, alive, good = mass + pole, np.ones(len(carts), dtype=bool), 0
    for _ in range(STEPS):
        seen = np.einsum("nij,nj->ni", wiring, np.stack([x, speed, angle, rate], axis=1))
        push = force * np.tanh((weights[:, :4] * seen).sum(axis=1) + weights[:, 4]) + wind
        sine, cosine = np.sin(angle), np.cos(angle)
        pull = (push + pole * length * rate**2 * sine) / total
        turn = (GRAVITY * sine - cosine * pull) / (length * (4.0 / 3.0 - pole * cosine**2 / total))
        shift = pull - pole * length * turn * cosine / total
        moves = np.stack([speed, shift, rate, turn]) * STEP * alive
        x, speed, angle, rate = x + moves[0], speed + moves[1], angle + moves[2], rate + moves[3]
        alive &= (np.abs(angle) <= FALLEN) & (np.abs(x) <= AWAY)
        good += int(alive.sum() + (alive & (np.abs(angle) < UPRIGHT) & (np.abs(x) < NEAR)).sum())
    return 0.5 * good / (STEPS * len(carts))


def _drawn(rng: np.random.Generator, *, wind: float) -> dict[str, Any]:
    carts = [_cart(rng, wind) for _ in range(CARTS)]
    seeds = [int(seed) for seed in rng.integers(2**31, size=CARTS)]
    starts = rng.uniform(-LARGEST_START, LARGEST_START, size=(CARTS, EPISODES, 4))
    return {"carts": carts, "seeds": seeds, "_starts": starts}


def _cart(rng: np.random.Generator, wind: float) -> dict[str, Any]:
    mass, pole = float(rng.uniform(0.5, 2.0)), float(rng.uniform(0.05, 0.3))
    wiring, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    return {
        "mass": mass,
        "pole": pole,
        "length": float(rng.uniform(0.3, 0.9)),
        "force": float(rng.uniform(7.0, 11.0) * (mass + pole)),
        "wind": wind * float(rng.uniform(-1.0, 1.0)),
        "wiring": wiring,
    }
