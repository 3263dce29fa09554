"""Library calls become faster ones with the same result."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.linalg
import scipy.signal

from leadscrew.core.profile import Profile
from leadscrew.research.rewriter.block import with_import
from leadscrew.research.rewriter.moves import library, memo

HEAD = "import numpy as xp\nimport scipy.linalg\nimport scipy.signal\n"
RNG = np.random.default_rng(1)
SQUARE = RNG.normal(size=(6, 6)) + 6 * np.eye(6)
POSITIVE = SQUARE @ SQUARE.T
BAND = np.diag(np.arange(2.0, 8.0)) + np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1)


@pytest.mark.parametrize(
    ("text", "square", "count"),
    [
        ("z = xp.linalg.inv(a) @ v", POSITIVE, 2),
        ("z = xp.dot(xp.linalg.inv(a), v)", SQUARE, 1),
        ("a[0, 0 + 1] += 0\nz = xp.linalg.solve(a, v)", BAND, 2),
        ("z = a @ b @ v", SQUARE, 1),
        ("z = xp.diag(v) @ a", SQUARE, 1),
        ("z = a @ xp.diag(v)", SQUARE, 1),
        ("z = xp.trace(a @ b)", SQUARE, 1),
        ("z = xp.linalg.eigvals(a).sum()", POSITIVE, 1),
        ("z = xp.linalg.norm(v) ** 2", SQUARE, 1),
        ("z = xp.convolve(v, w)", SQUARE, 1),
        ("z = xp.sort(v)[:3]", SQUARE, 1),
        ("z = xp.argsort(v)[0]", SQUARE, 1),
        ("z = sum(v ** 2)", SQUARE, 1),
        ("z = sorted(xs)[:2]", SQUARE, 1),
        ("z = sorted(xs, key=abs)[0]", SQUARE, 1),
        ("z = 1 in d.keys()", SQUARE, 1),
        ("z = len([x for x in xs])", SQUARE, 1),
        ("z = 3 ** 5 % 7", SQUARE, 1),
    ],
)  # fmt: skip
def test_each_row_gives_what_it_replaces(text, square, count, proposals):
    scope = {
        "a": square.copy(),
        "b": POSITIVE,
        "v": RNG.normal(size=6),
        "w": RNG.normal(size=6),
        "xs": [3, 1, -2],
        "d": {1: 2},
    }
    before = dict(scope)
    exec(HEAD + text, before)
    found = proposals(library.MOVES, HEAD + text + "\n")
    assert len(found) >= count
    for new in found:
        after = dict(scope)
        exec(new, after)
        np.testing.assert_allclose(after["z"], before["z"], rtol=1e-9)


def test_a_banded_solver_is_proposed_only_where_the_file_writes_beside_a_diagonal(proposals):
    text = "x = xp.linalg.solve(a, b)\n"
    assert not any("banded" in new for new in proposals(library.MOVES, HEAD + text))
    assert any("banded" in new for new in proposals(library.MOVES, HEAD + "a[i, i - 1] = 1\n" + text))


def test_scipy_is_called_only_where_the_box_holds_it(proposals):
    text = "import numpy as np\nx = np.linalg.solve(a, b)\n"
    assert not any("scipy" in new for new in proposals(library.MOVES, text))


def test_a_replacement_brings_its_import_and_keeps_the_lines_above(proposals):
    text = '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os  # why\n\nx = sorted(y)[:k]\n'
    assert proposals(library.MOVES, text) == [
        text.replace("import os  # why\n", "import os  # why\nimport heapq\n").replace(
            "sorted(y)[:k]", "heapq.nsmallest(k, y)"
        )
    ]


def test_a_scalar_is_known_by_what_the_profile_saw(proposals):
    text = "import numpy as np\n\n\ndef f(x, y):\n    return np.sqrt(x) + np.exp(y)\n"
    seen = Profile(own={}, total={}, kinds={"a.py": {"f": {"x": "float", "y": "array float64 1"}}})
    assert proposals(library.MOVES, text) == []
    (only,) = proposals(library.MOVES, text, seen)
    assert "math.sqrt(x) + np.exp(y)" in only and "import math" in only
    assert math.sqrt(2) == np.sqrt(2) and scipy.linalg and scipy.signal


@pytest.mark.parametrize(
    "text", ["np.linalg.inv(a) + b", "a @ b", "sorted(x)[1:]", "x ** 2 % 3 ** y", "np.sort(a)[k:]"]
)
def test_what_only_resembles_a_row_is_left_alone(text, proposals):
    found = proposals(library.MOVES, f"import numpy as np\nz = {text}\n")
    assert not [new for new in found if "solve" in new or "nsmallest" in new or "partition" in new]


RECURSIVE = "def count(n, k):\n    if n < k:\n        return 1\n    return count(n - 1, k) + count(n - k, k)\n"


def test_a_pure_function_that_calls_itself_remembers(proposals):
    (new,) = proposals(memo.MOVES, RECURSIVE)
    assert new == "import functools\n@functools.cache\n" + RECURSIVE
    scope: dict[str, object] = {}
    exec(new, scope)
    assert scope["count"](60, 2) > 10**11  # type: ignore[operator]


@pytest.mark.parametrize(
    "body",
    [
        "print(n)\n",
        "n.append(1)\n",
        "n[0] = 1\n",
        "global seen\n    seen = n\n",
        "yield n\n",
        "random.random()\n",
        "rng.normal()\n",
        "random.randint(1, n)\n",
        "seen.append(n)\n",
        "seen[n] = 1\n",
        "n[0].append(1)\n",
    ],
)
def test_a_function_that_does_more_than_return_is_not_remembered(body, proposals):
    text = f"def f(n):\n    {body}    return f(n)\n"
    assert proposals(memo.MOVES, text) == []


def test_arguments_that_cannot_be_hashed_are_not_remembered(proposals):
    seen = Profile(own={}, total={}, kinds={"a.py": {"count": {"n": "list int", "k": "int"}}})
    assert proposals(memo.MOVES, RECURSIVE, seen) == []


def test_an_import_that_is_there_is_not_added():
    import libcst as cst

    module = cst.parse_module("import math\nx = 1\n")
    assert with_import(module, "import math") is module
