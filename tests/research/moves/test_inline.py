"""Small functions and methods take the place of their calls."""

from __future__ import annotations

import pytest

from leadscrew.core.profile import Profile
from leadscrew.research.rewriter.moves import inline

TEXT = '''\
def scaled(x, by):
    """Doc."""
    return x * by + 1


def main(xs):
    total = 0
    for x in xs:
        total += scaled(x, 3) * 2  # twice
    return total + scaled(total - 1, 2)
'''
GRID = """\
class Grid:
    def __init__(self):
        self.cells = {}

    def at(self, row, column):
        return self.cells[(row, column)]

    def put(self, row, column, value):
        self.cells[(row, column)] = value


def main(n):
    grid = Grid()
    for i in range(n):
        grid.put(i, i + 1, i * 2)
    return sum([grid.at(i, i + 1) for i in range(n)])
"""
SEEN = Profile(own={}, total={}, kinds={"a.py": {"main": {"grid": "Grid", "n": "int"}}})


def value(text: str, argument: object) -> object:
    scope: dict[str, object] = {}
    exec(text, scope)
    return scope["main"](argument)  # type: ignore[operator]


def test_all_calls_become_the_expression_with_the_arguments_in_brackets(proposals):
    (new,) = proposals(inline.MOVES, TEXT)
    assert "total += (x * 3 + 1) * 2  # twice" in new and "((total - 1) * 2 + 1)" in new
    assert value(new, [1, 5, 7]) == value(TEXT, [1, 5, 7])


def test_methods_are_inlined_where_the_profile_saw_the_class(proposals):
    assert proposals(inline.MOVES, GRID) == []
    found = proposals(inline.MOVES, GRID, SEEN)
    assert any("grid.cells[(i, (i + 1))] = (i * 2)" in new for new in found)
    assert any("[grid.cells[(i, (i + 1))] for i" in new for new in found)
    for new in found:
        assert value(new, 6) == value(GRID, 6)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return x * by + 1", "return x * by + scaled(x, 0)"),
        ("return x * by + 1", "y = x * by\n    return y"),
        ("return x * by + 1", "return [x for x in range(by)]"),
        ("def scaled(x, by):", "def scaled(x, by=3):"),
        ("def scaled(x, by):", "def scaled(x, *by):"),
        ("return x * by + 1", "return x * x * by"),
    ],
)
def test_what_is_more_than_an_expression_or_would_compute_an_argument_twice_stays_a_call(before, after, proposals):
    text = TEXT.replace(before, after).replace("scaled(x, 3)", "scaled(x + 1, 3)")
    assert all("scaled(x + 1, 3)" in new for new in proposals(inline.MOVES, text))
