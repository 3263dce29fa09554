"""What goes in: one series of finite numbers."""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]


def finite_series(values: ArrayLike, *, name: str) -> Array:
    """`values` as a one-dimensional array of floats; raises ValueError where they are not, or not finite."""
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1:
        raise ValueError(f"{name}: expected one dimension, got shape {series.shape}")
    if not np.isfinite(series).all():
        at = int(np.flatnonzero(~np.isfinite(series))[0])
        raise ValueError(f"{name}: expected finite numbers, got {series[at]} at index {at}")
    return series


def check_level(level: float) -> None:
    """Raise ValueError unless `level` lies between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"level: expected a number between 0 and 1, got {level!r}")


def check_threshold(threshold: float) -> None:
    """Raise ValueError unless an e-value of `threshold` is evidence at all."""
    if not 1.0 < threshold < np.inf:
        raise ValueError(f"threshold: expected a finite e-value above 1, got {threshold!r}")
