"""What faster calls propose."""

from __future__ import annotations

import pytest

from leadscrew.research.rewriter.moves import call


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
def test_a_slower_call_becomes_a_faster_one(before, after, changes):
    assert (f"y = {before}  # so", f"y = {after}  # so") in changes(call.MOVES, f"y = {before}  # so\n")


@pytest.mark.parametrize(
    "text",
    ["sorted(x, key=f)[0]", "x.copy(order='C')", "x ** 3", "(a + b) ** 2", "x in [ ]", "f(x)", "x.max(axis=0)",
     "np.einsum('ij', x, optimize=False)", "np.max(f(x))", "list()", "x in y in [1]"],
)  # fmt: skip
def test_a_call_without_a_faster_twin_is_left_alone(text, proposals):
    assert proposals(call.MOVES, f"y = {text}\n") == []


def test_a_list_that_is_asked_for_membership_becomes_a_set(proposals):
    text = """\
def f(ys):
    seen = []  # so far
    for y in ys:
        if y not in seen:
            seen.append( y )
    return len(seen)
"""
    assert proposals(call.MOVES, text) == [text.replace("[]", "set()").replace("append( y )", "add( y )")]
