"""What is compiled by Numba, and that it computes the same."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from leadscrew.core.profile import Profile
from leadscrew.research.rewriter.moves import compile as compiling
from leadscrew.research.rewriter.source import Source

HELD = frozenset(("numpy", "numba"))
PLAIN = '''\
"""Doc."""

import numpy as np


def walk(xs, n):
    """Doc."""
    total = 0.0
    for i in range(n):
        total += np.sqrt(xs[i]) * i
    return total


def main(problem):
    xs = np.arange(1.0, 50.0)
    best = 0.0
    for i in range(10):
        best = max(best, xs[i] * i)
        xs[i] = best
    return {"best": best, "xs": xs, "walk": walk(xs, 20)}
'''
KINDS = {
    "a.py": {
        "walk": {"xs": "array float64 1", "n": "int", "total": "float", "i": "int"},
        "main": {"problem": "dict", "xs": "array float64 1", "best": "float", "i": "int"},
    }
}
SEEN = Profile(own={}, total={}, kinds=KINDS)


def made(text: str, packages: frozenset[str] = HELD, profile: Profile | None = SEEN) -> list[str]:
    source = Source.parse("a.py", text, profile=profile, packages=packages)
    assert source is not None
    return [edit.make().code for move in compiling.MOVES for edit in move.edits(source)]


def test_nothing_is_compiled_where_the_box_does_not_hold_numba():
    assert made(PLAIN, frozenset(("numpy",))) == []


def test_a_numeric_function_is_compiled_in_three_forms_and_a_loop_is_taken_out():
    found = made(PLAIN)
    assert [new.count("@numba.njit") for new in found] == [1, 1, 1, 1, 1]
    assert "import numpy as np\nimport numba\n" in found[0] and "@numba.njit\ndef walk(xs, n):" in found[0]
    outlined = found[-1]
    assert "best, i = main_loop(best, xs)" in outlined or "best = main_loop(best, xs)" in outlined


def test_a_loop_is_given_what_was_there_before_it_and_gives_back_what_is_read_after_it():
    text = """\
def f(xs):
    for i in range(len(xs)):
        last = xs[i] * 2.0
        xs[i] = last
    for i in range(len(xs)):
        xs[i] += last
    return xs
"""
    kinds = {"a.py": {"f": {"xs": "array float64 1", "i": "int", "last": "float"}}}
    first, second = made(text, profile=Profile(own={}, total={}, kinds=kinds))[-2:]
    assert "i, last = f_loop(xs)\n" in first
    assert "f_loop(i, last, xs)\n" in second
    for new in (first, second):
        scope: dict[str, object] = {}
        exec(new.replace("import numba\n", "").replace("@numba.njit\n", ""), scope)
        np.testing.assert_array_equal(scope["f"](np.arange(3.0)), [4.0, 6.0, 8.0])  # type: ignore[operator]


def test_a_loop_that_binds_what_the_profile_does_not_know_stays():
    text = "def f(xs):\n    for i in range(len(xs)):\n        last = xs[i]\n    return last\n"
    kinds = {"a.py": {"f": {"xs": "array float64 1", "i": "int"}}}
    assert not any("f_loop" in new for new in made(text, profile=Profile(own={}, total={}, kinds=kinds)))


@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="the extra numba is not installed")
@pytest.mark.filterwarnings("ignore")
def test_what_is_compiled_computes_the_same():
    plain: dict[str, object] = {}
    exec(PLAIN, plain)
    expected = plain["main"]({})  # type: ignore[operator]
    for new in made(PLAIN):
        scope: dict[str, object] = {}
        exec(new, scope)
        answer = scope["main"]({})  # type: ignore[operator]
        assert answer["best"] == expected["best"] and answer["walk"] == pytest.approx(expected["walk"])
        np.testing.assert_array_equal(answer["xs"], expected["xs"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("np.sqrt(xs[i])", "np.fft.fft(xs)[i]"),
        ("np.sqrt(xs[i])", "helper(xs[i])"),
        ("np.sqrt(xs[i])", "{1: 2}[i]"),
        ("np.sqrt(xs[i])", "float(f'{i}')"),
        ("for i in range(n):\n        total", "if n:\n        i = n\n        total"),
    ],
)
def test_what_numba_does_not_take_is_left_alone(before, after):
    text = PLAIN[: PLAIN.index("def main")].replace(before, after)
    assert made(text) == []


def test_arguments_that_are_lists_or_mappings_are_left_alone():
    kinds = {"a.py": {"walk": {"xs": "list float", "n": "int"}}}
    assert made(PLAIN[: PLAIN.index("def main")], profile=Profile(own={}, total={}, kinds=kinds)) == []
