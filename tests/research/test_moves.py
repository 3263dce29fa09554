"""What each family of moves proposes, and that no source makes one of them fail."""

from __future__ import annotations

import ast
import random
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import libcst as cst
import numpy
import pytest

from leadscrew.core.syntax import check_python
from leadscrew.errors import ChangeError
from leadscrew.research.rewriter import call, constant, dtype, hoist, remove
from leadscrew.research.rewriter.edit import Edit, Source
from leadscrew.research.rewriter.rewriter import FAMILIES

Family = Callable[[Source], Iterator[Edit]]


def parsed(text: str) -> Source:
    source = Source.parse("a.py", text)
    assert source is not None
    return source


def proposals(family: Family, text: str) -> list[str]:
    """The changed files that a family proposes, in order."""
    return [edit.make().code for edit in family(parsed(text))]


def changes(family: Family, text: str) -> set[tuple[str, str]]:
    """For each proposal the one line that it changes, before and after."""
    found = set()
    for new in proposals(family, text):
        before, after = text.splitlines(), new.splitlines()
        assert len(before) == len(after), new
        (pair,) = [(a.strip(), b.strip()) for a, b in zip(before, after, strict=True) if a != b]
        found.add(pair)
    return found


# remove

REMOVABLE = '''\
"""Doc."""
import os


def f(n):
    """Doc."""
    total = 0  # the sum

    # each of them
    for i in range(n):
        total += i
    print( total )
    return total
'''


def test_each_statement_may_be_removed_but_for_docstrings_imports_and_returns():
    shorter = proposals(remove.edits, REMOVABLE)
    assert sorted(shorter) == sorted(
        [
            REMOVABLE.replace("    total = 0  # the sum\n", ""),
            REMOVABLE.replace("\n    # each of them\n    for i in range(n):\n        total += i\n", ""),
            REMOVABLE.replace("        total += i\n", "        pass\n"),
            REMOVABLE.replace("    print( total )\n", ""),
        ]
    )


def test_the_place_of_a_removed_statement_is_what_the_policy_learns_about():
    arms = {edit.hypothesis.split("`")[1]: edit.arm for edit in remove.edits(parsed(REMOVABLE))}
    assert arms["total += i"] == "remove/assign-depth1"
    assert arms["print( total )"] == "remove/call-depth0"
    assert arms["total = 0 # the sum"] == "remove/assign-depth0"


def test_a_whole_chain_of_conditions_is_removed_and_not_its_middle():
    text = "def f(n):\n    if n:\n        g(n)\n    elif n > 3:\n        h(n)\n    return n\n"
    assert "def f(n):\n    return n\n" in proposals(remove.edits, text)
    assert all("elif" in new or new == "def f(n):\n    return n\n" for new in proposals(remove.edits, text))


# constant


def test_a_constant_is_scaled_both_ways_where_it_stands():
    text = "RATE = 0.01  # slow\ndef f(a, n = 100):\n    return a\n"
    assert changes(constant.edits, text) == {
        *(("RATE = 0.01  # slow", f"RATE = {value}  # slow") for value in ("0.001", "0.003", "0.03", "0.1")),
        *(("def f(a, n = 100):", f"def f(a, n = {value}):") for value in (50, 25, 75, 200, 400)),
    }


@pytest.mark.parametrize(
    "text", ["x = 0", "x = 1", "x = 2", "x = 0.0", "x = a[7]", "x = a[3:9]", "x = '7'", "x = True", "x = 7j"]
)
def test_a_constant_that_is_no_setting_is_left_alone(text):
    assert proposals(constant.edits, text + "\n") == []


def test_settings_are_told_from_numbers_in_expressions():
    text = "def f(a, n=64):\n    for i in range(30):\n        a = a * 0.5 + 7\n    return g(a, rate=3)\n"
    roles = {edit.hypothesis.split()[0]: edit.arm.rsplit("-", 1)[1] for edit in constant.edits(parsed(text))}
    assert roles == {"64": "setting", "30": "setting", "3": "setting", "0.5": "expression", "7": "expression"}


def test_two_settings_are_scaled_against_each_other():
    text = "STEPS = 1000\nRATE = 0.01\n"
    edit = constant.coupled(parsed(text), random.Random(0))
    assert edit is not None and edit.arm == "coupled/settings"
    steps, rate = (ast.literal_eval(line.split(" = ")[1]) for line in edit.make().code.splitlines())
    assert (steps < 1000) != (rate < 0.01)
    assert constant.coupled(parsed("STEPS = 1000\n"), random.Random(0)) is None


def test_places_that_mattered_are_coupled_more_often():
    text = "".join(f"S{n} = {n}00\n" for n in range(1, 9))
    rng = random.Random(3)

    def share(likely):
        edits = [constant.coupled(parsed(text), rng, likely) for _ in range(80)]
        return sum("S4" in edit.key for edit in edits if edit) / 80

    assert share(["400 becomes 200 in `S4 = 400` at a.py:4"]) > share([]) + 0.1


# hoist

LOOP = """\
def f(rows, n):
    out = []
    # go through
    for row in rows:  # each
        # how far
        limit = n * 3  # three times
        out.append(row)
        row = go(n) + go(n) + row
    return out
"""


def test_what_is_the_same_in_each_round_is_computed_before_the_loop():
    moved = LOOP.replace("        # how far\n        limit = n * 3  # three times\n", "").replace(
        "    # go through\n", "    # how far\n    limit = n * 3  # three times\n    # go through\n"
    )
    product = LOOP.replace("= n * 3  #", "= hoisted_0  #").replace("    # go", "    hoisted_0 = n * 3\n    # go")
    call_ = LOOP.replace("go(n) + go(n)", "hoisted_0 + hoisted_0").replace(
        "    # go", "    hoisted_0 = go(n)\n    # go"
    )
    both = LOOP.replace("go(n) + go(n)", "hoisted_0").replace("    # go", "    hoisted_0 = go(n) + go(n)\n    # go")
    assert sorted(proposals(hoist.edits, LOOP)) == sorted([moved, product, call_, both])


@pytest.mark.parametrize(
    "body",
    [
        "x = g(row)",
        "total += 1; x = total * 2",
        "xs.append(row); x = len(xs)",
        "xs[row] = 1; x = sum(xs)",
        "x = g((y := row), y)",
        "return lambda: g(n)",
        "g(n)",
    ],
)
def test_what_may_change_in_the_loop_stays_in_it(body):
    lines = "\n".join(f"        {part}" for part in body.split("; "))
    text = f"def f(rows, n, xs):\n    total = 0\n    for row in rows:\n{lines}\n"
    assert proposals(hoist.edits, text) == []


def test_a_new_name_does_not_take_one_that_is_there():
    text = "hoisted_0 = 1\nfor i in a:\n    b = g(hoisted_0, i) + h(c, d)\n"
    assert proposals(hoist.edits, text) == [
        "hoisted_0 = 1\nhoisted_1 = h(c, d)\nfor i in a:\n    b = g(hoisted_0, i) + hoisted_1\n"
    ]


def test_a_body_that_would_be_empty_keeps_a_pass():
    assert proposals(hoist.edits, "while True:\n    x = y\n") == ["x = y\nwhile True:\n    pass\n"]


# dtype


def test_double_precision_becomes_single_at_one_place_and_at_all():
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
    found = proposals(dtype.edits, text)
    assert sorted(found) == sorted([*single, everything, scalars])


def test_without_numpy_there_is_nothing_to_narrow():
    assert proposals(dtype.edits, "import math\na = np.zeros(3)\n") == []


# call


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sorted(x)[0]", "min(x)"),
        ("sorted(x)[-1]", "max(x)"),
        ("sorted(f(x))", "f(x)"),
        ("list( x )", "x"),
        ("tuple(f(a) for a in x)", "(f(a) for a in x)"),
        ("x.copy()", "x"),
        ("a.b ** 2", "(a.b * a.b)"),
        ("x not in [1, 2]", "x not in {1, 2}"),
        ("np.array(x)", "np.asarray(x)"),
        ("numpy.zeros((3, 3))", "numpy.empty((3, 3))"),
        ("np.max(x, axis=0)", "x.max(axis=0)"),
        ("np.einsum('ij,jk', x, y)", "np.einsum('ij,jk', x, y, optimize = True)"),
    ],
)
def test_a_slower_call_becomes_a_faster_one(before, after):
    assert (f"y = {before}  # so", f"y = {after}  # so") in changes(call.edits, f"y = {before}  # so\n")


@pytest.mark.parametrize(
    "text",
    ["sorted(x, key=f)[0]", "x.copy(order='C')", "x ** 3", "(a + b) ** 2", "x in [ ]", "f(x)", "x.max(axis=0)",
     "np.einsum('ij', x, optimize=False)", "np.max(f(x))", "list()", "x in y in [1]"],
)  # fmt: skip
def test_a_call_without_a_faster_twin_is_left_alone(text):
    assert proposals(call.edits, f"y = {text}\n") == []


def test_a_list_that_is_asked_for_membership_becomes_a_set():
    text = """\
def f(ys):
    seen = []  # so far
    for y in ys:
        if y not in seen:
            seen.append( y )
    return len(seen)
"""
    assert proposals(call.edits, text) == [text.replace("[]", "set()").replace("append( y )", "add( y )")]


# all families


def test_the_same_rewrite_keeps_its_name_after_other_lines_have_changed():
    for family, text in {
        remove.edits: REMOVABLE,
        constant.edits: REMOVABLE.replace("total = 0", "total = 10"),
        hoist.edits: LOOP,
        call.edits: "def f(x):\n    return sorted(x)[0]\n",
        dtype.edits: "import numpy as np\nx = np.zeros(3)\n",
    }.items():
        before = [edit.move for edit in family(parsed(text))]
        after = [edit.move for edit in family(parsed("# a new line\n\n" + text + "\n\nz = None\n"))]
        assert before and set(before) <= set(after)


def test_what_libcst_cannot_read_is_no_source():
    assert Source.parse("a.py", "def f(:\n") is None
    assert Source.parse("a.py", "x = " + "(" * 5000) is None


def real_sources() -> list[Path]:
    """Modules under 400 lines: 26 of the standard library, 6 of NumPy, the starts of the bundled tasks."""

    def some(paths: list[Path], count: int) -> list[Path]:
        short = [path for path in sorted(paths) if 60 <= len(path.read_bytes().splitlines()) < 400]
        return short[:: max(1, len(short) // count)][:count]

    library = Path(sysconfig.get_paths()["stdlib"])
    arrays = Path(numpy.__file__).parent
    bundled = Path(constant.__file__).parents[2] / "tasks"
    packages = (
        "json",
        "email",
        "collections",
        "concurrent/futures",
        "importlib",
        "xml/etree",
        "asyncio",
        "multiprocessing",
    )
    return [
        *some(list(library.glob("*.py")), 18),
        *some([path for package in packages for path in (library / package).glob("*.py")], 8),
        *some([path for package in ("lib", "polynomial", "fft", "ma") for path in (arrays / package).glob("*.py")], 6),
        *bundled.glob("*/start/*.py"),
    ]


@pytest.mark.parametrize("path", real_sources(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_family_reads_real_code_and_what_it_proposes_compiles_or_is_dropped(path):
    text = path.read_bytes().decode("utf-8")
    source = Source.parse(path.name, text)
    assert source is not None and source.module.code == text
    rng = random.Random(path.name)
    for family in FAMILIES:
        found = list(family(source))
        assert all(edit.hypothesis and "#" in edit.move for edit in found)
        dropped = 0
        for edit in rng.sample(found, min(3, len(found))):
            try:
                code = edit.make().code
                check_python(path.name, code.encode())
            except (ChangeError, cst.CSTValidationError):  # as the rewriter does
                dropped += 1
                continue
            assert code != text
            lost = set(comments(text)) - set(comments(code))
            assert edit.family == "remove" or not lost, edit.hypothesis
        assert dropped <= 1, family


def comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if line.lstrip().startswith("#")]
