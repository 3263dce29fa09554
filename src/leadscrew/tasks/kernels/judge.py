"""Draw signals and weights from a seed, and encode them by array operations over all samples at once."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from leadscrew import Rejected

Floats = NDArray[np.float64]
TOLERANCE = 1e-4


def problem(seed: int) -> dict[str, Any]:
    """Eight signals of 56 steps and 16 channels, 2 heads, 5 taps."""
    return _drawn(seed, samples=8, steps=56, channels=16, heads=2, taps=5)


def held_out_problem(seed: int) -> dict[str, Any]:
    """Signals of another shape."""
    return _drawn(seed, samples=8, steps=40, channels=24, heads=3, taps=3)


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless all features are right up to rounding."""
    if not isinstance(answer, dict) or set(answer) != {"features"} or not isinstance(answer["features"], np.ndarray):
        raise Rejected("expected a mapping with the array 'features'")
    found, expected = answer["features"], _encoded(problem)
    if found.shape != expected.shape or found.dtype not in (np.float32, np.float64):
        raise Rejected(f"features have shape {found.shape} and type {found.dtype}, expected {expected.shape} of floats")
    if not np.isfinite(found).all():
        raise Rejected("a feature is not finite")
    worst = float(np.abs(found - expected).max() / np.abs(expected).max())
    if worst > TOLERANCE:
        raise Rejected(f"a feature is off by {worst:.2g} of the largest, expected at most {TOLERANCE:g}")


def _drawn(seed: int, *, samples: int, steps: int, channels: int, heads: int, taps: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)

    def normal(*shape: int) -> Floats:
        return rng.normal(0.0, 1.0 / np.sqrt(shape[-2] if len(shape) > 1 else 1.0), size=shape)

    weights = {"kernel": normal(taps, channels, channels) / np.sqrt(taps), "bias": 0.1 * normal(channels)}
    weights |= {name: normal(channels, channels) for name in ("query", "key", "value")}
    for number in "12":
        weights |= {f"scale{number}": 1.0 + 0.2 * normal(channels), f"shift{number}": 0.2 * normal(channels)}
    return {"signals": rng.normal(size=(samples, steps, channels)), "weights": weights, "heads": heads}


def _encoded(problem: Mapping[str, Any]) -> Floats:
    weights, x = problem["weights"], problem["signals"]
    half = weights["kernel"].shape[0] // 2
    padded = np.pad(x, ((0, 0), (half, half), (0, 0)))
    windows = sliding_window_view(padded, weights["kernel"].shape[0], axis=1)
    total = np.einsum("nsct,tco->nso", windows, weights["kernel"]) + weights["bias"]
    hidden = _normal(total / (1.0 + np.exp(-total)), weights["scale1"], weights["shift1"])
    samples, steps, channels = hidden.shape
    shape = samples, steps, problem["heads"], channels // problem["heads"]
    query, key, value = (np.moveaxis((hidden @ weights[n]).reshape(shape), 2, 1) for n in ("query", "key", "value"))
    scores = query @ np.swapaxes(key, -1, -2) / np.sqrt(shape[-1])
    scores = np.where(np.tri(steps, dtype=bool), scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = shares / shares.sum(axis=-1, keepdims=True) @ value
    joined = np.moveaxis(mixed, 1, 2).reshape(samples, steps, channels)
    return _normal(hidden + joined, weights["scale2"], weights["shift2"])


def _normal(x: Floats, scale: Floats, shift: Floats) -> Floats:
    result: Floats = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * scale + shift
    return result
