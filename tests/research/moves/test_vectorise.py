"""What vectorising proposes, on numeric programs as people write them: the same results, by array operations."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadscrew.core.profile import Profile
from leadscrew.research.rewriter.moves import vectorise

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
UNLIFTED = {"online", "scatter"}
"""Programs without a loop that can be lifted."""


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_vectorised_program_gives_the_same_results(path, oracle):
    assert bool(oracle(vectorise.MOVES, path)) == (path.stem not in UNLIFTED)


def test_three_loops_become_a_matrix_product(proposals):
    text = """\
import numpy as np
def f(a, b):
    n, k = a.shape
    k, m = b.shape
    c = np.zeros((n, m))
    # by rows
    for i in range(n):
        for j in range(m):
            for p in range(k):
                c[i, j] += a[i, p] * b[p, j]  # the inner product
    return c
"""
    new = proposals(vectorise.MOVES, text)
    assert any("    # by rows\n    # the inner product\n    c[:] += a @ b\n    return c" in code for code in new)


def test_a_condition_becomes_a_mask(proposals):
    text = """\
import numpy as np
def f(a):
    out = np.zeros(len(a))
    for i in range(len(a)):
        if a[i] > 0:
            out[i] = a[i]
    return out
"""
    (new,) = proposals(vectorise.MOVES, text)
    assert "mask = np.asarray(a) > 0\n    out[:] = np.where(mask, np.asarray(a), out)" in new


@pytest.mark.parametrize(
    "body",
    ["a[i] = a[i - 1] + 1", "a[i] = s\n        s = a[i] * s", "out.append(a[i])\n        out.pop()", "a[i] = f(a)",
     "if a[i] > s:\n            break", "print(a[i])", "a[b[i]] = a[i] + 1", "a[i] = d[i]['k']", "x = yield a[i]"],
)  # fmt: skip
def test_rounds_that_depend_on_one_another_stay_a_loop(body, proposals):
    text = f"import numpy as np\ndef f(a, b, d, n):\n    s = 0\n    out = []\n    for i in range(1, n):\n        {body}\n    return a\n"
    assert proposals(vectorise.MOVES, text) == []


def test_what_is_read_after_the_loop_keeps_the_loop(proposals):
    text = "import numpy as np\ndef f(a, out, n):\n    for i in range(n):\n        t = a[i] * 2\n        out[i] = t\n    return {}\n"
    assert proposals(vectorise.MOVES, text.format("out")) != []
    assert proposals(vectorise.MOVES, text.format("t")) == []


def test_a_program_without_numpy_is_left_alone_where_its_box_has_none(proposals):
    text = "def f(a, b, n):\n    s = 0\n    for i in range(n):\n        s += a[i] * b[i]\n    return s\n"
    assert proposals(vectorise.MOVES, text) == []
    assert proposals(vectorise.MOVES, "import numpy as np\n" + text) != []


@pytest.mark.parametrize(
    ("kind", "lifted"), [("list float", True), ("dict", False), ("list str", False), ("str", False)]
)
def test_only_numbers_are_taken_for_arrays(kind, lifted, proposals):
    text = "import numpy as np\ndef f(a, n):\n    s = 0\n    for i in range(n):\n        s += a[i]\n    return s\n"
    profile = Profile(own={}, total={}, kinds={"a.py": {"f": {"a": kind, "n": "int", "s": "int"}}})
    assert bool(proposals(vectorise.MOVES, text, profile)) == lifted
