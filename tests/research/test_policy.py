"""What the policy learns, and how it is kept."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.research.rewriter.policy import Option, Policy, Temper, Uniform, from_plain, to_plain

GOOD, BAD = Option(move="call/linear", site="d1p3"), Option(move="remove/statement", site="d0p0")
TWIN = Option(move="call/other", site="d1p3")


def taught(rounds: int = 40) -> Policy:
    policy = Policy()
    for _ in range(rounds):
        policy.learn(GOOD, success=1.0, log_gain=0.5)
        policy.learn(BAD, success=0.0, log_gain=0.0)
    return policy


def firsts(policy: Policy | Uniform, options: list[Option], draws: int = 200) -> list[int]:
    rng = random.Random(0)
    return [policy.order(options, rng)[0] for _ in range(draws)]


def test_what_pays_is_tried_first_and_what_does_not_is_still_tried_early_on():
    assert sum(index == 1 for index in firsts(taught(), [BAD, GOOD])) > 180
    bold = Policy(Temper(doubt=0.6, boldness=1.0))
    bold.learn(GOOD, success=1.0, log_gain=0.5)
    assert 20 < sum(index == 1 for index in firsts(bold, [TWIN, GOOD])) < 190


def test_a_move_that_was_never_tried_is_judged_by_its_family_and_site():
    policy = taught()
    strange = Option(move="loop/new", site="d0p0")
    assert policy.chance(TWIN) > policy.chance(strange) > policy.chance(BAD)


def test_a_site_without_a_share_of_the_time_cannot_promise_much():
    policy = taught()
    assert policy.gain(Option(move=GOOD.move, site="d1p0")) <= 0.01 < policy.gain(GOOD)


def test_a_new_task_starts_from_the_same_means_with_more_doubt():
    policy = taught()
    again = policy.start_of_task()
    for name, known in policy.weights.items():
        assert again.weights[name].mean == known.mean
        assert again.weights[name].variance > known.variance
    again.learn(BAD, success=1.0, log_gain=1.0)
    assert policy.weights == taught().weights


def test_half_a_success_counts_for_less_than_a_whole_one():
    one, half = Policy(), Policy()
    one.learn(GOOD, success=1.0, log_gain=0.3)
    half.learn(GOOD, success=0.3, log_gain=0.0)
    assert Policy().chance(GOOD) < one.chance(GOOD) and half.chance(GOOD) < one.chance(GOOD)


def test_uniform_choice_learns_nothing():
    uniform = Uniform()
    for _ in range(50):
        uniform.learn(GOOD, success=1.0, log_gain=1.0)
    assert 60 < sum(index == 1 for index in firsts(uniform, [BAD, GOOD])) < 140


def test_the_record_says_which_option_an_experiment_was():
    assert Option.read("call/linear@d1p3#0a1b") == GOOD
    assert Option.read("by hand") == Option(move="by hand", site="d0p-")


@given(st.lists(st.tuples(st.sampled_from([GOOD, BAD, TWIN]), st.floats(0, 1), st.floats(0, 5)), max_size=60))
def test_any_history_leaves_a_policy_that_can_be_kept(history):
    policy = Policy()
    for option, success, gain in history:
        policy.learn(option, success=success, log_gain=gain)
        assert 0.0 < policy.chance(option) < 1.0 and policy.gain(option) > 0.0
    again = from_plain(json.loads(json.dumps(to_plain(policy))))
    assert to_plain(again) == to_plain(policy)


@pytest.mark.parametrize("plain", [{}, {"version": 2}, {"version": 1, "temper": 1, "weights": {}, "gains": {}}])
def test_what_is_no_policy_is_refused(plain):
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_plain(plain)


def test_a_temper_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="chance"):
        Temper(first_chance=0.0)
    with pytest.raises(ValueError, match="forgetting"):
        Temper(forgetting=2.0)
