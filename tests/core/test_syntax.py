"""When two programs are the same: layout, comments and the spelling of names do not count, all else does."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.core.program import Program
from leadscrew.core.syntax import meaning as meaning_of
from leadscrew.core.syntax import read_program, respelled
from leadscrew.errors import ChangeError

SOURCE = b'''\
"""What it does."""

import math


class Wheel:
    """A wheel."""

    def turn(self, times, *, by=1.5):
        """Turn it."""
        for i in range(times):  # once more
            if i % 2:
                yield math.sqrt(i * by)


def main(problem):
    """Run."""
    wheel = Wheel()
    return [round(x, 3) for x in wheel.turn(problem["n"])] + ["a string", -0.0, None]
'''


def meaning(source: bytes, keep: tuple[str, ...] = ()) -> str:
    return meaning_of(Program({"a.py": source}), keep)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"  # once more", b""),
        (b"import math\n", b"import math  # numbers\n\n\n# of all kinds\n"),
        (b'"""What it does."""\n', b""),
        (b'        """Turn it."""\n', b'        """Turn it\n\n        twice."""\n'),
        (b'    """A wheel."""\n', b""),
        (b"range(times)", b"range( times )"),
        (b"wheel = Wheel()", b"wheel = (\n        Wheel()\n    )"),
        (b'"a string"', b"'a ' 'string'"),
    ],
)
def test_comments_layout_and_docstrings_do_not_change_the_meaning(before, after):
    changed = SOURCE.replace(before, after)
    assert changed != SOURCE
    assert meaning(changed) == meaning(SOURCE)
    assert Program({"a.py": changed}).digest != Program({"a.py": SOURCE}).digest


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"by=1.5", b"by=1.6"),
        (b"i * by", b"i + by"),
        (b"i % 2", b"not i % 2"),
        (b"range(times)", b"range(times - 1)"),
        (b'"a string"', b'"a  string"'),
        (b"-0.0", b"0.0"),
        (b"-0.0", b"-0"),
        (b"None]", b"False]"),
        (b"for i in", b"async_ = 1\n        for i in"),
        (b"turn(self, times, *, by", b"turn(self, times, by"),
        (b"import math\n", b"import cmath as math\n"),
    ],
)
def test_changed_code_changes_the_meaning(before, after):
    changed = SOURCE.replace(before, after)
    assert changed != SOURCE
    assert meaning(changed) != meaning(SOURCE)


@given(st.randoms(use_true_random=False))
def test_no_comment_or_blank_line_anywhere_changes_the_meaning(rng: random.Random):
    lines = SOURCE.decode().split("\n")
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(lines) + 1)
        lines.insert(at, rng.choice(["", "# a note", "      # a note at another depth", "\t"]))
    assert meaning("\n".join(lines).encode()) == meaning(SOURCE)


def test_a_function_that_is_only_a_docstring_means_the_same_without_it():
    assert meaning(b'def f():\n    """Nothing."""\n') == meaning(b"def f():\n    pass\n")


def test_the_name_of_a_file_belongs_to_the_meaning():
    assert meaning_of(Program({"a.py": SOURCE})) != meaning_of(Program({"b.py": SOURCE}))


def test_files_that_are_no_python_mean_their_bytes():
    assert meaning_of(Program({"a.txt": b"x # y"})) != meaning_of(Program({"a.txt": b"x"}))
    assert meaning_of(Program({"a.py": b"x = = # y"})) != meaning_of(Program({"a.py": b"x = ="}))


@pytest.mark.parametrize(
    "source",
    [
        b"\xff\xfe",
        b"a\0b",
        b"x = " + b"(" * 3000 + b")" * 3000,
        b"x = " + b"-" * 100_000 + b"1",
        b"x = " + b"1" * 5000,
        b"x = 0x" + b"f" * 5000,
        b"# -*- coding: nonsense -*-\nx = 1",
    ],
    ids=["not UTF-8", "NUL", "deep", "deeper", "long number", "long hexadecimal number", "unknown coding"],
)
def test_any_bytes_have_a_meaning(source):
    assert meaning(source) == meaning(source) != meaning(b"x = 2")


PLAIN = b"""
import numpy as np

LIMIT = 10

def helper(values, scale):
    total = 0
    for index, value in enumerate(values):
        total += value * scale
    return [total + extra for extra in range(LIMIT) if (last := extra)]

def run(problem):
    try:
        with open("x") as file:
            lines = {line: len(line) for line in file}
    except OSError as error:
        lines = error
    def inner(deep):
        nonlocal lines
        lines = deep
        return lambda other: other + deep
    return helper(problem, 2), inner, np.sum(lines)
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("total", "sum_of_all"),
        ("index", "_"),
        ("helper", "assistant"),
        ("LIMIT", "BOUND"),
        ("np", "numbers"),
        ("extra", "more"),
        ("last", "final"),
        ("error", "exc"),
        ("file", "handle"),
        ("line", "row"),
        ("deep", "shallow"),
        ("other", "another"),
        ("problem", "task"),
        ("inner", "within"),
        ("values", "numbers_given"),
    ],
)
def test_the_name_of_a_variable_does_not_count(before, after):
    changed = re.sub(rf"\b{before}\b", after, PLAIN.decode())
    assert changed.encode() != PLAIN
    assert meaning(changed.encode(), ("run",)) == meaning(PLAIN, ("run",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # which variable is read
        (b"def run(p):\n    a = 1\n    b = 2\n    return a\n", b"def run(p):\n    a = 1\n    b = 2\n    return b\n"),
        # a name that the bench calls
        (b"def run(p):\n    return 1\n", b"def ran(p):\n    return 1\n"),
        # attributes and keywords
        (b"def run(p):\n    return p.a\n", b"def run(p):\n    return p.b\n"),
        (b"def f(a, b):\n    return a\ndef run(p):\n    return f(a=1, b=2)\n", b"def f(b, a):\n    return b\ndef run(p):\n    return f(a=1, b=2)\n"),
        # what is not bound here
        (b"def run(p):\n    return sorted(p)\n", b"def run(p):\n    return reversed(p)\n"),
        (b"def run(p):\n    return left\n", b"def run(p):\n    return right\n"),
        # a global in one, a local in the other
        (b"x = 1\ndef run(p):\n    return x\n", b"x = 1\ndef run(p):\n    x = 1\n    return x\n"),
        (b"x = 1\ndef run(p):\n    global x\n    x = 2\n", b"x = 1\ndef run(p):\n    x = 2\n"),
        # class bodies bind attributes, which methods do not see
        (
            b"x = 1\nclass C:\n    x = 2\n    def f(self):\n        return x\ndef run(p):\n    return C\n",
            b"y = 1\nclass C:\n    x = 2\n    def f(self):\n        return x\ndef run(p):\n    return C\n",
        ),
        # := inside a lambda inside a comprehension binds in the lambda
        (
            b"x = 1\ndef run(p):\n    y = [(lambda: (x := 1)) for _ in p]\n    return x\n",
            b"g = 1\ndef run(p):\n    y = [(lambda: (x := 1)) for _ in p]\n    return x\n",
        ),
        # a name that some inner scope declares global is a global there, whatever lies between
        (
            b"x = 1\ndef run(p):\n    x = 5\n    def g():\n        global x\n        def h():\n            return x\n        return h()\n    return g() + x\n",
            b"x = 1\ndef run(p):\n    y = 5\n    def g():\n        global x\n        def h():\n            return y\n        return h()\n    return g() + y\n",
        ),
        (
            b"x = 1\ndef run(p):\n    x = 5\n    class C:\n        global x\n        z = x\n    return C.z\n",
            b"x = 1\ndef run(p):\n    y = 5\n    class C:\n        global x\n        z = y\n    return C.z\n",
        ),
        # words in strings may become keywords
        (
            b"from threading import Thread\ndef f(n, m=0):\n    return n\ndef run(p):\n    return Thread(target=f, kwargs={'n': p})\n",
            b"from threading import Thread\ndef f(k, m=0):\n    return k\ndef run(p):\n    return Thread(target=f, kwargs={'n': p})\n",
        ),
        # programs that read their own docstrings
        (
            b'def f():\n    "one"\n    return 1\ndef run(p):\n    return f.__doc__\n',
            b'def f():\n    "two"\n    return 1\ndef run(p):\n    return f.__doc__\n',
        ),
        # programs that look at their own names
        (b"def run(p):\n    a = 1\n    return locals()\n", b"def run(p):\n    b = 1\n    return locals()\n"),
        (b"def run(p):\n    a = 1\n    return eval('a')\n", b"def run(p):\n    b = 1\n    return eval('a')\n"),
        (b"def a():\n    pass\ndef run(p):\n    return a.__name__\n", b"def b():\n    pass\ndef run(p):\n    return b.__name__\n"),
        (b"def f(**k):\n    return k\ndef g(a=1):\n    return a\ndef run(p):\n    return g(**p)\n", b"def f(**k):\n    return k\ndef g(b=1):\n    return b\ndef run(p):\n    return g(**p)\n"),
    ],
)  # fmt: skip
def test_names_that_are_more_than_a_spelling_count(one, other):
    assert meaning(one, ("run",)) != meaning(other, ("run",))


def test_a_class_nested_too_deep_to_follow_has_a_meaning():
    source = b"class C:\n    x = " + b" + ".join([b"1"] * 3000) + b"\ndef run(p):\n    return C.x\n"
    assert meaning(source) == meaning(source) != meaning(source.replace(b"return C.x", b"return -C.x"))


def test_a_respelled_program_means_the_same_and_reads_otherwise():
    for source in (PLAIN, SOURCE):
        program = Program({"a.py": source})
        other = respelled(program, ("run",))
        assert other is not None and other.files != program.files
        assert meaning_of(other, ("run",)) == meaning_of(program, ("run",))
    assert respelled(Program({"a.py": b"def run(p):\n    return locals()\n"}), ("run",)) is None


def test_what_a_file_of_another_kind_names_keeps_its_name():
    script = b"python3 -c 'import a; print(a.first())'\n"
    one = Program({"a.py": b"def first():\n    return 1\ndef second():\n    return 2\n", "run.sh": script})
    other = Program({"a.py": b"def second():\n    return 1\ndef first():\n    return 2\n", "run.sh": script})
    assert meaning_of(one) != meaning_of(other)


def test_what_another_file_imports_keeps_its_name():
    one = Program({"a.py": b"def f():\n    return 1\ndef g():\n    return 2\n", "b.py": b"from a import f\n"})
    other = Program({"a.py": b"def g():\n    return 1\ndef f():\n    return 2\n", "b.py": b"from a import f\n"})
    assert meaning_of(one) != meaning_of(other)


@pytest.mark.parametrize(
    "content",
    [
        b"def add(:\n",
        b"x = 1\n  y = 2\n",
        b"a\0b",
        b"\xff",
        b"return 1",
        b"x = " + b"(" * 900 + b")" * 900,
        b"# -*- coding: nonsense -*-\n",
    ],
    ids=["syntax", "indent", "NUL", "not UTF-8", "return", "deep", "coding"],
)
def test_a_program_that_does_not_compile_is_refused(content):
    with pytest.raises(ChangeError, match=r"'a\.py' does not parse"):
        read_program(Program({"a.py": content}))
    read_program(Program({"a.py": b"x = 1", "a.txt": content}))
