import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leadscrew.evidence import Array, SpeedTest, e_values, futile, noise, speed_interval
from leadscrew.evidence.wager import Gambler

sizes = st.floats(0.0, 1e300) | st.floats(0.0, 1.0) | st.sampled_from([0.0, 5e-324, 0.01, 0.02, 1.0])
scales = st.none() | st.floats(0.0, 1e6)
series = st.lists(st.floats(-3.0, 3.0), min_size=1, max_size=25).map(np.array)


def capital_of(rows: Array, scale: float | None) -> Array:
    gambler = Gambler(series=len(rows), scale=scale)
    capital: Array = np.exp(np.cumsum([gambler.play(column) for column in rows.T], axis=0)).T
    return capital


def all_signs(size: list[float]) -> Array:
    n = len(size)
    bits = (np.arange(2**n)[:, None] >> np.arange(n)[::-1]) & 1
    rows: Array = np.array(size) * (2.0 * bits - 1.0)
    return rows


def resampled(x: Array, rows: int, pairs: int, seed: int) -> Array:
    """Stretches of a recorded series in their order, each pair's order drawn again."""
    rng = np.random.default_rng(seed)
    at = (rng.integers(x.size, size=rows)[:, None] + np.arange(pairs)) % x.size
    ratios: Array = x[at] * rng.choice([-1.0, 1.0], size=at.shape)
    return ratios


def first_at(capital: Array, threshold: float) -> Array:
    hit = capital >= threshold
    return np.where(hit.any(axis=1), hit.argmax(axis=1) + 1.0, np.inf)


@settings(deadline=None, max_examples=60)
@given(size=st.lists(sizes, min_size=1, max_size=10), scale=scales, seed=st.integers(0, 2**32 - 1))
@example(size=[0.02] * 10, scale=0.01, seed=1)
@example(size=[1e300, 0.0, 1e-300, 5.0, 0.7, 0.7, 0.7, 1e-9, 3.0, 0.1], scale=None, seed=2)
def test_at_equal_speed_the_expected_capital_is_exactly_one_at_any_stopping_time(size, scale, seed):
    capital = capital_of(all_signs(size), scale)
    n, ways = len(size), len(capital)
    np.testing.assert_allclose(capital.mean(axis=0), 1.0, rtol=1e-11)
    rng, row = np.random.default_rng(seed), np.arange(ways)
    wish = np.stack(
        [rng.random(2 ** (t + 1))[row >> (n - 1 - t)] < 0.2 for t in range(n)], axis=1
    )  # any rule of the past: one draw for each history
    for stop in (capital >= 20.0, capital >= 2.0, capital <= 0.5, wish, wish | (capital >= 3.0)):
        stop[:, -1] = True
        assert capital[row, stop.argmax(axis=1)].mean() == pytest.approx(1.0, rel=1e-11)


@settings(deadline=None, max_examples=40)
@given(x=series, scale=scales)
def test_pairs_added_one_by_one_give_the_same_evidence_as_all_at_once(x, scale):
    test = SpeedTest(scale=scale)
    assert test.e_value == 1.0
    assert [test.add(pair) for pair in x] == e_values(x, scale=scale).tolist()
    assert test.e_value == e_values(x, scale=scale)[-1]


def test_games_played_side_by_side_do_not_touch_each_other():
    rows = resampled(np.array([0.01, -0.02, 0.0, 0.3, 0.04]), 7, 20, 3)
    alone = np.stack([e_values(row, scale=0.02) for row in rows])
    np.testing.assert_allclose(capital_of(rows, 0.02), alone, rtol=1e-12)


def test_a_tie_is_no_bet_and_leaves_no_trace():
    x = np.array([0.03, -0.01, 0.2, 0.05])
    with_ties = np.array([0.0, 0.03, -0.01, 0.0, -0.0, 0.2, 0.05])
    assert e_values(with_ties)[[1, 2, 5, 6]].tolist() == e_values(x).tolist()
    assert e_values(with_ties)[0] == 1.0


@pytest.mark.parametrize("scale", [None, 0.01, 0.05])
@pytest.mark.parametrize("gain", [0.5, 1.0, 10.0, 1000.0])
def test_a_clear_winner_needs_five_pairs_in_search_and_at_most_eight_in_a_claim(gain, scale):
    x = np.log1p(gain) + np.array([0.01, -0.02, 0.004, 0.03, -0.01, 0.0, 0.015, -0.005])
    e = e_values(x, scale=scale)
    assert e[4] >= 20.0
    assert e[7] >= 100.0


def test_one_enormous_pair_against_a_winner_costs_time_and_not_the_case():
    x = np.full(30, 0.1)
    x[4] = -4.0
    e = e_values(x, scale=0.02)
    assert e[3] > e[4] > 0.0
    assert e[11] >= 20.0


def test_a_slower_program_never_gathers_evidence():
    assert e_values(np.full(50, -0.1), scale=0.02).max() < 1.0


def test_evidence_is_capped_and_stays_finite():
    e = e_values(np.full(1200, 2.0))
    assert e[-1] == 1e300
    assert np.isfinite(e).all()


def test_a_wrong_scale_costs_pairs_only():
    x = 0.1 + 0.02 * np.random.default_rng(5).normal(size=40)
    for scale in (1e-9, 0.004, 0.1, 1e9):
        assert e_values(x, scale=scale).max() >= 100.0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_a_finite_number_is_refused(bad):
    with pytest.raises(ValueError, match="expected finite numbers"):
        SpeedTest().add(bad)
    with pytest.raises(ValueError, match="at index 1"):
        e_values(np.array([0.1, bad]))
    with pytest.raises(ValueError, match="scale"):
        SpeedTest(scale=bad)


def test_no_pairs_are_no_evidence():
    assert e_values(np.array([])).size == 0
    interval = speed_interval(np.array([]), level=0.98)
    assert (interval.low, interval.high) == (-np.inf, np.inf)


@settings(deadline=None, max_examples=25)
@given(x=series, level=st.sampled_from([0.5, 0.9, 0.98]), scale=st.none() | st.floats(0.001, 0.3))
def test_a_shift_that_is_not_rejected_at_zero_keeps_zero_in_the_interval(x, level, scale):
    bar = 2.0 / (1.0 - level)
    interval = speed_interval(x, level=level, scale=scale)
    if e_values(x, scale=scale).max() < bar * (1 - 1e-9):
        assert interval.low <= 0.0
    if e_values(-x, scale=scale).max() < bar * (1 - 1e-9):
        assert interval.high >= 0.0


@settings(deadline=None, max_examples=20)
@given(x=series, scale=st.none() | st.floats(0.001, 0.3))
def test_swapping_the_programs_mirrors_the_interval(x, scale):
    here = speed_interval(x, level=0.9, scale=scale)
    there = speed_interval(-x, level=0.9, scale=scale)
    assert (there.low, there.high) == (-here.high, -here.low)


@pytest.mark.parametrize("gain", [0.05, 0.5, 3.0])
def test_the_interval_leaves_zero_out_when_the_test_has_rejected_it(gain):
    x = np.log1p(gain) + 0.02 * np.random.default_rng(1).standard_t(2, size=30)
    assert e_values(x, scale=0.02).max() >= 100.0
    interval = speed_interval(x, level=0.98, scale=0.02)
    assert 0.0 < interval.low < np.log1p(gain) < interval.high
    assert interval.high - interval.low < 0.06


def test_few_pairs_bound_nothing():
    x = np.full(6, 0.4)
    interval = speed_interval(x, level=0.98, scale=0.01)
    assert (interval.low, interval.high) == (-np.inf, np.inf)
    longer = speed_interval(np.full(9, 0.4), level=0.98, scale=0.01)
    assert 0.3 < longer.low < 0.4 < longer.high < 0.5


def test_an_interval_of_a_hundred_pairs_is_cheap():
    x = 0.05 + 0.03 * np.random.default_rng(2).standard_t(2, size=100)
    speed_interval(x, level=0.98)
    start = time.process_time()
    for _ in range(3):
        speed_interval(x, level=0.98)
    assert (time.process_time() - start) / 3 < 0.3  # about 0.05 s on an idle machine


@pytest.mark.parametrize("level", [0.0, 1.0, -0.5, 99.0, np.nan])
def test_a_level_is_a_probability(level):
    with pytest.raises(ValueError, match="level"):
        speed_interval(np.array([0.1]), level=level)


def test_two_pairs_are_never_futile():
    assert not futile(np.array([-5.0, -5.0]), smallest_gain=0.02)
    assert futile(np.full(3, -0.5), smallest_gain=0.02, scale=0.01)
    with pytest.raises(ValueError, match="smallest_gain"):
        futile(np.array([0.1]), smallest_gain=0.0)


def test_importing_the_package_imports_no_scipy():
    code = "import sys, leadscrew.evidence; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_reference_false_alarms_on_recorded_noise_stay_under_the_level(recorded):
    from scipy.special import betaincinv

    for name, x in recorded.items():
        for scale in (noise(x).scale, None):
            capital = capital_of(resampled(x, 400, 100, 7), scale)
            for threshold in (20.0, 100.0):
                false = int((first_at(capital, threshold) <= 100).sum())
                at_least = betaincinv(false, 401 - false, 0.001) if false else 0.0
                assert at_least <= 1.0 / threshold, (name, scale, threshold, false)


def test_reference_true_gains_on_idle_machines_need_no_more_pairs_than_the_older_rule(recorded):
    # the rule g = clip(x / running median of |x|, -1, 1), e >= 100: median and 90th percentile of pairs
    older = {
        "i_numpy": {0.03: (11, 24), 0.05: (9, 18), 0.1: (9, 12), 0.5: (8, 8)},
        "i_torch": {0.03: (32, 72), 0.05: (19, 40), 0.1: (10, 23), 0.5: (8, 9)},
    }
    for name, gains in older.items():
        x = recorded[name]
        for gain, (median, late) in gains.items():
            pairs = first_at(capital_of(resampled(x, 400, 100, 8) + np.log1p(gain), noise(x).scale), 100.0)
            assert np.quantile(pairs, 0.5, method="higher") <= median, (name, gain)
            assert np.quantile(pairs, 0.9, method="higher") <= late, (name, gain)


def test_reference_the_interval_covers_the_true_gain_on_recorded_noise(recorded):
    covered = [
        interval.low <= np.log1p(0.1) <= interval.high
        for x in recorded.values()
        for row in resampled(x, 12, 25, 9) + np.log1p(0.1)
        for interval in [speed_interval(row, level=0.9, scale=noise(x).scale)]
    ]
    assert np.mean(covered) >= 0.9


def test_reference_identical_programs_are_given_up_early_and_true_gains_seldom(recorded):
    stops: list[int] = []
    wrong: list[bool] = []
    for name in ("i_numpy", "i_torch", "q_numpy", "q_torch"):
        x = recorded[name]
        scale = noise(x).scale
        for row in resampled(x, 40, 40, 10):
            mirror = next((n for n in range(3, 26) if futile(row[:n], smallest_gain=0.02, scale=scale)), 26)
            stops.append(mirror)
            wrong.append(futile(row + np.log1p(0.04), smallest_gain=0.02, scale=scale))
    assert np.median(stops) <= 6
    assert np.mean(wrong) < 0.05
