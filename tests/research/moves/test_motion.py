"""What code motion proposes."""

from __future__ import annotations

import pytest

from leadscrew.research.rewriter.moves import motion

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


def test_what_is_the_same_in_each_round_is_computed_before_the_loop(proposals):
    moved = LOOP.replace("        # how far\n        limit = n * 3  # three times\n", "").replace(
        "    # go through\n", "    # how far\n    limit = n * 3  # three times\n    # go through\n"
    )
    product = LOOP.replace("= n * 3  #", "= hoisted_0  #").replace("    # go", "    hoisted_0 = n * 3\n    # go")
    call_ = LOOP.replace("go(n) + go(n)", "hoisted_0 + hoisted_0").replace(
        "    # go", "    hoisted_0 = go(n)\n    # go"
    )
    both = LOOP.replace("go(n) + go(n)", "hoisted_0").replace("    # go", "    hoisted_0 = go(n) + go(n)\n    # go")
    assert sorted(proposals(motion.MOVES, LOOP)) == sorted([moved, product, call_, both])


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
def test_what_may_change_in_the_loop_stays_in_it(body, proposals):
    lines = "\n".join(f"        {part}" for part in body.split("; "))
    text = f"def f(rows, n, xs):\n    total = 0\n    for row in rows:\n{lines}\n"
    assert proposals(motion.MOVES, text) == []


def test_a_new_name_does_not_take_one_that_is_there(proposals):
    text = "hoisted_0 = 1\nfor i in a:\n    b = g(hoisted_0, i) + h(c, d)\n"
    assert proposals(motion.MOVES, text) == [
        "hoisted_0 = 1\nhoisted_1 = h(c, d)\nfor i in a:\n    b = g(hoisted_0, i) + hoisted_1\n"
    ]


def test_a_body_that_would_be_empty_keeps_a_pass(proposals):
    assert proposals(motion.MOVES, "while True:\n    x = y\n") == ["x = y\nwhile True:\n    pass\n"]
