"""What lower precision proposes."""

from __future__ import annotations

import pytest

from leadscrew.core.profile import Profile
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
    narrow = text.replace("xp.int64", "xp.int32")
    assert sorted(found) == sorted([*single, everything, scalars, narrow])


def test_without_numpy_there_is_nothing_to_narrow(proposals):
    assert proposals(dtype.MOVES, "import math\na = np.zeros(3)\n") == []


GIVEN = '''\
import numpy as np
def main(problem, start, n):
    """Doc."""
    x = problem["x"]  # features
    y = problem["y"]
    w = step(start, x, y)
    return {"w": w, "n": n}
def step(w, x, y):
    return w - x.T @ (x @ w - y) / np.sqrt(len(x))
'''


def test_arrays_that_come_in_are_narrowed_and_answers_widened(proposals):
    wide = {"start": "array float64 1", "x": "array float64 2", "y": "array int64 1", "w": "array float64 1"}
    profile = Profile(own={}, total={}, kinds={"a.py": {"main": wide, "step": wide}})
    incoming = (
        GIVEN.replace('x = problem["x"]', 'x = problem["x"].astype(np.float32)')
        .replace('    x = ', "    start = start.astype(np.float32)\n    x = ", 1)
    )  # fmt: skip
    answers = incoming.replace('"w": w', '"w": w.astype(np.float64)')
    found = proposals(dtype.MOVES, GIVEN, profile)
    assert [new for new in found if "np.float32" in new] == [incoming, answers]
    assert proposals(dtype.MOVES, GIVEN) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('TYPE = "float64"', 'TYPE = "float32"'),
        ("a = b.astype(float)", "a = b.astype(np.float32)"),
        ('a = np.zeros(3, dtype="f8")', 'a = np.zeros(3, dtype="float32")'),
        ("a = np.double", "a = np.float32"),
        ("a = np.zeros(3, dtype=complex)", "a = np.zeros(3, dtype=np.complex64)"),
        ("a = np.zeros(3, dtype=int)", "a = np.zeros(3, dtype=np.int32)"),
    ],
)
def test_a_wide_type_has_a_narrow_one(before, after, proposals):
    assert proposals(dtype.MOVES, f"import numpy as np\n{before}\n") == [f"import numpy as np\n{after}\n"]
