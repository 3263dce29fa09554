"""Rates that follow the round, found by the shape of the code."""

from __future__ import annotations

import pytest

from leadscrew.research.rewriter.moves import schedule

INSIDE = """\
ROUNDS = 100
PACE = 0.1


def fit(xs):
    w = 0.0
    for i in range(ROUNDS):
        w = w - PACE * slope(w, xs)  # downhill
    return w
"""
HANDED_ON = """\
N = 50
eta = 0.01


def go(theta, g):
    for t in range(1, N + 1):
        move(theta, g, t)


def move(theta, g, now):
    for key in theta:
        theta[key] -= eta * g[key] / 2.0
"""


def test_the_rate_of_an_update_in_a_loop_decays_or_warms_up(proposals):
    found = proposals(schedule.MOVES, INSIDE)
    assert len(found) == len(schedule.FORMS)
    assert found[0] == INSIDE.replace("- PACE *", "- (PACE * 1.5 * (1.0 - (i) / ((ROUNDS) + 1.0))) *")
    for new in found:
        scope: dict[str, object] = {"slope": lambda w, xs: w - 3.0}
        exec(new, scope)
        assert scope["fit"](None) == pytest.approx(3.0, abs=0.2)  # type: ignore[operator]


def test_the_round_may_be_handed_on_to_the_function_that_updates(proposals):
    found = proposals(schedule.MOVES, HANDED_ON)
    assert len(found) == len(schedule.FORMS)
    assert "eta * 1.5 * (1.0 - (now) / ((N + 1) + 1.0))" in found[0]


@pytest.mark.parametrize(
    "text",
    [
        INSIDE.replace("PACE = 0.1", "PACE = 100.0"),
        INSIDE.replace("w = w - PACE * slope(w, xs)", "w = PACE * slope(w, xs)"),
        INSIDE.replace("range(ROUNDS)", "range(len(xs))"),
        INSIDE.replace("range(ROUNDS)", "xs"),
        INSIDE.replace("w - PACE * slope(w, xs)", "w - slope(PACE, xs)"),
        HANDED_ON.replace("move(theta, g, t)", "move(theta, g, 3)"),
    ],
)
def test_what_is_no_update_by_rounds_is_left_alone(text, proposals):
    assert proposals(schedule.MOVES, text) == []
