"""Bets on the mean of bounded differences: their level at any distribution, their interval, and what they need."""

from __future__ import annotations

from itertools import product
from math import exp, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscrew.evidence import Array, MeanTest, mean_interval, pairs_to_show
from leadscrew.evidence.bounded import LOG_SHARES, STAKES

series = st.lists(st.floats(-1.0, 1.0), min_size=1, max_size=30).map(np.array)
RNG_SEED = 2010


def null_shapes(rows: int, pairs: int) -> dict[str, Array]:
    """Differences of mean 0 that are as unlike each other as differences of scores are."""
    rng, size = np.random.default_rng(RNG_SEED), (rows, pairs)
    rare = np.where(rng.random(size) < 0.02, -0.98, 0.02)
    skewed = np.minimum(rng.exponential(0.05, size), 0.9)
    return {
        "coins": rng.choice([-1.0, 1.0], size),
        "mostly ties": rng.choice([-0.4, 0.4], size) * (rng.random(size) < 0.1),
        "rare large losses": rare,
        "rare large gains": -rare,
        "skewed": skewed - skewed.mean(),
        "small and even": rng.uniform(-0.01, 0.01, size),
    }


def paths(d: Array) -> Array:
    """The e-value of each row after each difference."""
    log_capital = np.cumsum(np.log1p(d[:, :, None] * STAKES), axis=1)
    capital: Array = np.exp(log_capital + LOG_SHARES).sum(axis=2)
    return capital


@settings(deadline=None, max_examples=60)
@given(win=st.floats(0.01, 1.0), loss=st.floats(0.01, 1.0), n=st.integers(1, 8))
def test_where_the_mean_is_zero_the_expected_capital_is_exactly_one(win, loss, n):
    chance = loss / (win + loss)
    total = 0.0
    for wins in product((True, False), repeat=n):
        test = MeanTest()
        for won in wins:
            test.add(win if won else -loss)
        total += test.e_value * prod(chance if won else 1 - chance for won in wins)
    assert total == pytest.approx(1.0)


@pytest.mark.parametrize("threshold", [20.0, 200.0])
def test_whatever_the_differences_look_like_the_level_holds_however_often_one_looks(threshold):
    rows = 2000
    for name, d in null_shapes(rows, 200).items():
        false = int((paths(d).max(axis=1) >= threshold).sum())
        assert false <= rows / threshold + 3 * (rows / threshold) ** 0.5, (name, false)


def test_the_interval_covers_the_mean_of_any_shape():
    for name, d in null_shapes(80, 80).items():
        for mean in (0.0, 0.01):
            shifted = d * (1 - mean) + mean
            found = [mean_interval(row, level=0.9) for row in shifted]
            covered = sum(interval.low <= mean <= interval.high for interval in found)
            assert covered >= 66, (name, mean, covered)  # 72 expected at least, less two standard errors


@settings(deadline=None, max_examples=60)
@given(d=series, level=st.sampled_from([0.5, 0.9, 0.99]))
def test_the_interval_leaves_zero_out_just_where_the_test_has_rejected_it(d, level):
    test = MeanTest()
    reached = max(test.add(value) for value in d)
    interval = mean_interval(d, level=level)
    bar = 2 / (1 - level)
    if reached > bar * (1 + 1e-6):
        assert interval.low > 0.0
    elif reached < bar * (1 - 1e-6):
        assert interval.low <= 1e-9


@settings(deadline=None, max_examples=40)
@given(d=series)
def test_swapping_the_programs_mirrors_the_interval_of_the_mean(d):
    here, there = mean_interval(d, level=0.9), mean_interval(-d, level=0.9)
    assert (there.low, there.high) == pytest.approx((-here.high, -here.low))
    assert -1.0 <= here.low <= here.high <= 1.0


def test_ties_are_no_evidence_and_narrow_the_interval_from_both_sides():
    test = MeanTest()
    assert [test.add(0.0) for _ in range(50)] == pytest.approx([1.0] * 50)
    few, many = mean_interval(np.zeros(20), level=0.98), mean_interval(np.zeros(200), level=0.98)
    assert few.low < many.low < 0.0 < many.high < few.high


def test_no_differences_bound_nothing():
    interval = mean_interval(np.array([]), level=0.99)
    assert (interval.low, interval.high) == (-1.0, 1.0)


def test_a_gain_that_a_rare_loss_undoes_is_not_taken_for_one():
    d = np.full(400, 0.02)
    d[40::40] = -0.9
    test = MeanTest()
    assert max(test.add(value) for value in d) < 20.0


@pytest.mark.parametrize(("mean", "spread"), [(0.2, 0.0), (0.05, 0.0), (0.1, 0.05), (0.05, 0.2), (0.1, 0.3)])
def test_about_as_many_differences_are_needed_as_were_planned(mean, spread):
    rng = np.random.default_rng(RNG_SEED)
    d = np.clip(mean + spread * rng.standard_normal((60, 1000)), -1.0, 1.0)
    hit = paths(d) >= 200.0
    needed = float(np.median(np.where(hit.any(axis=1), hit.argmax(axis=1) + 1.0, np.inf)))
    assert pairs_to_show(mean, spread, threshold=200.0) == pytest.approx(needed, rel=0.25)


def test_a_gain_drowned_in_noise_takes_more_pairs_than_anyone_has():
    assert pairs_to_show(1e-9, 0.5, threshold=200.0) == 1_000_000
    with pytest.raises(ValueError, match="mean within 0 and 1"):
        pairs_to_show(0.0, 0.1, threshold=20.0)


@pytest.mark.parametrize("bad", [1.0001, -1.5, np.nan, np.inf])
def test_a_difference_beyond_its_bounds_is_refused(bad):
    with pytest.raises(ValueError, match="d: expected"):
        MeanTest().add(bad)
    with pytest.raises(ValueError, match="d: expected"):
        mean_interval(np.array([0.1, bad]), level=0.9)


def test_capital_is_capped_and_never_gone():
    test = MeanTest()
    for _ in range(3000):
        test.add(1.0)
    assert test.e_value == pytest.approx(1e300)
    for _ in range(3000):
        test.add(-1.0)
    assert 0.0 <= test.e_value < exp(1e-9)
