"""What lower precision proposes."""

from __future__ import annotations

from leadscrew.research.rewriter.moves import dtype


def test_double_precision_becomes_single_at_one_place_and_at_all(proposals):
    lines = {
        "a = xp.zeros((n, n))  # state": "a = xp.zeros((n, n), dtype=xp.float32)  # state",
        "b = xp.array([1.0, 2])": "b = xp.array([1.0, 2], dtype=xp.float32)",
        "c = rng.normal(size=3)": "c = rng.normal(size=3).astype(xp.float32)",
        "d = xp.ones(3, dtype=float)": "d = xp.ones(3, dtype=xp.float32)",
        "e = a.astype(xp.float64)": "e = a.astype(xp.float32)",
    }
    rest = ["i = xp.array([1, 2])", "j = xp.zeros(3, dtype=xp.int64)", "k = xp.sum(a)", "s = 1 / xp.sqrt(N)"]
    text = "\n".join(["import numpy as xp", *lines, *rest]) + "\n"
    single = [text.replace(before, after) for before, after in lines.items()]
    everything = "\n".join(["import numpy as xp", *lines.values(), *rest]) + "\n"
    scalars = everything.replace("1 / xp.sqrt(N)", "1 / float(xp.sqrt(N))")
    found = proposals(dtype.MOVES, text)
    assert sorted(found) == sorted([*single, everything, scalars])


def test_without_numpy_there_is_nothing_to_narrow(proposals):
    assert proposals(dtype.MOVES, "import math\na = np.zeros(3)\n") == []
