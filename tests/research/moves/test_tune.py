"""What changes of constants propose."""

from __future__ import annotations

import pytest

from leadscrew.research.rewriter.moves import tune


def test_a_constant_is_scaled_both_ways_where_it_stands(changes):
    text = "RATE = 0.01  # slow\ndef f(a, n = 100):\n    return a\n"
    assert changes(tune.MOVES, text) == {
        *(("RATE = 0.01  # slow", f"RATE = {value}  # slow") for value in ("0.001", "0.003", "0.03", "0.1")),
        *(("def f(a, n = 100):", f"def f(a, n = {value}):") for value in (50, 25, 75, 200, 400)),
    }


@pytest.mark.parametrize(
    "text", ["x = 0", "x = 1", "x = 2", "x = 0.0", "x = a[7]", "x = a[3:9]", "x = '7'", "x = True", "x = 7j"]
)
def test_a_constant_that_is_no_setting_is_left_alone(text, proposals):
    assert proposals(tune.MOVES, text + "\n") == []
