"""Draw rods from a seed; solve them by elimination written out, and check what the steps must satisfy."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadscrew import Rejected

Floats = NDArray[np.float64]
TOLERANCE = 1e-8


def problem(seed: int) -> dict[str, Any]:
    """A rod of 260 points whose conductivity varies smoothly."""
    rng = np.random.default_rng(seed)
    waves = np.cumsum(rng.normal(size=261))
    return _rod(rng, 260, 1.0 + 0.9 * np.sin(waves / 6.0))


def held_out_problem(seed: int) -> dict[str, Any]:
    """A shorter rod of two materials."""
    rng = np.random.default_rng(seed)
    return _rod(rng, 200, np.where(rng.random(201) < 0.3, 0.05, 3.0) * rng.uniform(0.8, 1.2, size=201))


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless readings, energies and the final temperatures are right up to rounding."""
    expected = _simulated(problem)
    if not isinstance(answer, dict) or set(answer) != set(expected):
        raise Rejected(f"expected a mapping with {sorted(expected)}")
    for name, right in expected.items():
        found = answer[name]
        if not isinstance(found, np.ndarray) or found.shape != right.shape or found.dtype != np.float64:
            raise Rejected(f"{name!r} must be an array of float64 with shape {right.shape}")
        if not np.isfinite(found).all():
            raise Rejected(f"{name!r} holds a number that is not finite")
        worst = float(np.abs(found - right).max() / np.abs(right).max())
        if worst > TOLERANCE:
            raise Rejected(f"{name!r} is off by {worst:.2g} of its largest number, expected at most {TOLERANCE:g}")


def _rod(rng: np.random.Generator, points: int, conductivity: Floats) -> dict[str, Any]:
    bumps = rng.uniform(0.0, points, size=4), rng.uniform(5.0, 100.0, size=4), rng.uniform(2.0, 15.0, size=4)
    at = np.arange(points)
    temperature = sum(
        height * np.exp(-(((at - centre) / width) ** 2)) for centre, height, width in zip(*bumps, strict=True)
    )
    return {
        "temperature": np.asarray(temperature),
        "conductivity": conductivity,
        "dt": float(rng.uniform(0.2, 2.0)),
        "steps": int(rng.integers(70, 90)),
        "probes": [int(probe) for probe in rng.choice(points, size=12, replace=False)],
    }


def _simulated(problem: Mapping[str, Any]) -> dict[str, Floats]:
    k, dt = problem["conductivity"], problem["dt"]
    below, above, middle = -dt * k[:-1], -dt * k[1:], 1.0 + dt * (k[:-1] + k[1:])
    pivots, ratios = [float(middle[0])], [0.0]
    for i in range(1, len(middle)):
        ratios.append(float(below[i]) / pivots[-1])
        pivots.append(float(middle[i]) - ratios[-1] * float(above[i - 1]))
    state, readings, energies = problem["temperature"].astype(np.float64), [], []
    for _ in range(problem["steps"]):
        right = state.tolist()
        for i in range(1, len(right)):
            right[i] -= ratios[i] * right[i - 1]
        right[-1] /= pivots[-1]
        for i in range(len(right) - 2, -1, -1):
            right[i] = (right[i] - above[i] * right[i + 1]) / pivots[i]
        state = np.array(right)
        readings.append(state[problem["probes"]])
        energies.append(float(k @ np.diff(np.concatenate([[0.0], state, [0.0]])) ** 2))
    return {"readings": np.array(readings), "energy": np.array(energies), "final": state}
