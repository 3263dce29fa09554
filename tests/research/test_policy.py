"""What pays is tried more often, and nothing is given up for good."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from leadscrew.research.rewriter.policy import PRIOR, Policy, prior

ARMS = ["remove/call-depth0", "remove/call-depth1", "remove/call-depth2"]


def first_draws(policy: Policy, arms: list[str], count: int = 600) -> Counter[str]:
    rng = random.Random(7)
    return Counter(policy.order(arms, rng)[0] for _ in range(count))


def test_arms_of_which_nothing_is_known_are_drawn_alike():
    drawn = first_draws(Policy(), ARMS)
    assert all(150 < drawn[arm] < 250 for arm in ARMS)


def test_an_arm_that_pays_is_drawn_more_often():
    policy = Policy()
    before = first_draws(policy, ARMS)[ARMS[1]]
    policy.learn(ARMS[1], success=1.0, factor=1.5)
    once = first_draws(policy, ARMS)[ARMS[1]]
    for _ in range(4):
        policy.learn(ARMS[1], success=1.0, factor=1.5)
    assert before * 1.2 < once < first_draws(policy, ARMS)[ARMS[1]]


def test_an_arm_that_fails_is_drawn_less_often_but_still_drawn():
    policy = Policy()
    for _ in range(10):
        policy.learn(ARMS[0], success=0.0, factor=None)
    drawn = first_draws(policy, ARMS)
    assert 0 < drawn[ARMS[0]] < 120


def test_a_larger_gain_counts_for_more():
    policy = Policy()
    policy.learn(ARMS[0], success=1.0, factor=1.02)
    policy.learn(ARMS[1], success=1.0, factor=4.0)
    drawn = first_draws(policy, ARMS)
    assert drawn[ARMS[1]] > 1.5 * drawn[ARMS[0]]


def test_half_of_a_pair_of_coupled_changes_counts_in_part():
    nothing, part, whole = Policy(), Policy(), Policy()
    nothing.learn(ARMS[0], success=0.0, factor=None)
    part.learn(ARMS[0], success=0.4, factor=None)
    whole.learn(ARMS[0], success=1.0, factor=1.5)
    drawn = [first_draws(policy, ARMS)[ARMS[0]] for policy in (nothing, part, whole)]
    assert drawn == sorted(drawn) and len(set(drawn)) == 3


def test_the_same_random_numbers_give_the_same_order_whatever_the_order_of_the_arms():
    policy = Policy()
    policy.learn(ARMS[2], success=1.0, factor=2.0)
    orders = [policy.order(arms, random.Random(5)) for arms in (ARMS, ARMS[::-1], [*ARMS, ARMS[0]])]
    assert orders[0] == orders[1] == orders[2]
    assert sorted(orders[0]) == ARMS
    assert len({tuple(policy.order(ARMS, random.Random(seed))) for seed in range(30)}) > 3


@pytest.mark.parametrize(
    ("arm", "prefix"),
    [
        ("dtype/all", "dtype/all"),
        ("remove/block-depth1", "remove/block"),
        ("remove/assign-depth0", "remove"),
        ("call/x", "call"),
    ],
)
def test_an_arm_starts_with_the_experience_of_its_longest_prefix(arm, prefix):
    assert prior(arm) == PRIOR[prefix]


def test_an_arm_of_a_new_family_has_a_chance():
    wins, losses = prior("brand-new/family")
    assert wins > 0 and losses > 0
    assert set(Policy().order(["brand-new/family", ARMS[0]], random.Random(1))) == {"brand-new/family", ARMS[0]}
