"""Which edits leave a name unbound."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from leadscrew.research.rewriter.names import breaks_names, unbound

BEFORE = """\
import math

SCALE = 2.0


def area(radius, rows):
    total = 0.0
    for row in rows:
        half = row / 2
        total += half * SCALE
    return math.pi * radius * total
"""


@pytest.mark.parametrize(
    "gone",
    [
        "import math",
        "SCALE = 2.0",
        "    total = 0.0",
        "        half = row / 2",
        "    for row in rows:\n        half = row / 2\n        total += half * SCALE",
    ],
)
def test_an_edit_that_takes_a_binding_away_breaks_names(gone):
    after = BEFORE.replace(gone + "\n", "")
    assert breaks_names(BEFORE, after) is ("for row" not in gone)


@pytest.mark.parametrize(
    "text",
    [
        "def f(xs):\n    return [y for x in xs for y in x if y]\n",
        "def f():\n    def g():\n        return late\n    late = 1\n    return g()\n",
        "def f():\n    global n\n    n = 1\n\n\ndef g():\n    return n\n",
        "from os.path import *\nprint(join('a'))\n",
        "def f(x):\n    try:\n        y = x()\n    except OSError as exc:\n        y = exc\n    return y\n",
        "class A:\n    x = 1\n    y = x\n\n    def f(self):\n        return __class__\n",
        "def f(x):\n    match x:\n        case [a, *rest]:\n            return a, rest\n",
        "def f(x):\n    if (n := len(x)) > 1:\n        return n\n",
        "def f(a, *b, c=1, **d):\n    return lambda e: (a, b, c, d, e)\n",
        "import os.path\nprint(os.path)\n",
        "def f(:\n",
    ],
)
def test_names_that_python_finds_are_bound(text):
    assert unbound(text) == frozenset()


def test_a_name_that_is_read_before_its_only_binding_is_unbound():
    assert unbound("def f():\n    x += 1\n    return x\n") == {("f", "x")}
    assert unbound("def f():\n    print(y)\n") == {("f", "y")}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(x):\n    max = x[0]\n    return max\n", "def f(x):\n    return max\n"),
        ("n = 3\n\n\ndef f(x):\n    n = len(x)\n    return n\n", "n = 3\n\n\ndef f(x):\n    return n\n"),
        ("a = 1\nb = a\n", "b = a\na = 1\n"),
    ],
)
def test_a_name_that_is_another_thing_after_an_edit_is_broken(before, after):
    assert breaks_names(before, after)
    assert not breaks_names(before, before)


def test_a_local_that_becomes_a_constant_of_the_module_is_not_broken():
    before = "def f(x):\n    k = sum([3])\n    return k * x\n"
    assert not breaks_names(before, "k = sum([3])\n\n\ndef f(x):\n    return k * x\n")


def test_modules_of_the_standard_library_have_all_their_names():
    folder = Path(sysconfig.get_paths()["stdlib"])
    odd = {path.name for path in sorted(folder.glob("[a-m]*.py")) if unbound(path.read_text("utf-8", "replace"))}
    assert len(odd) <= 4, odd  # names that are set through globals() or in loops
