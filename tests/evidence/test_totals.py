import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadscrew.evidence import pairs_to_meet, total_ratio

times = st.lists(st.tuples(st.floats(0.01, 100.0), st.floats(0.01, 100.0)), min_size=2, max_size=20)


def paired_t(old, new, ratio):
    """Student's statistic of old - ratio * new, and its critical value at 95 %, both squared."""
    from scipy.special import stdtrit

    apart = old - ratio * new
    critical = float(stdtrit(len(old) - 1, 0.975)) ** 2
    return apart.mean() ** 2 * len(old), critical * apart.var(ddof=1)


@settings(deadline=None, max_examples=100)
@given(pairs=times)
def test_the_ends_are_the_ratios_that_a_paired_t_test_just_rejects(pairs):
    old, new = np.array(pairs).T
    found = total_ratio(old, new, level=0.95)
    assert found.low <= found.ratio * (1 + 1e-9)
    assert found.ratio <= found.high * (1 + 1e-9)
    for end in (found.low, found.high):
        if 0.0 < end < np.inf:
            square, critical = paired_t(old, new, end)
            assert square == pytest.approx(critical, rel=1e-4, abs=1e-6 * (old.mean() + end * new.mean()) ** 2)


@settings(deadline=None, max_examples=50)
@given(pairs=times)
def test_swapping_the_programs_inverts_the_ratio(pairs):
    old, new = np.array(pairs).T
    here, there = total_ratio(old, new, level=0.9), total_ratio(new, old, level=0.9)
    assume(here.low > 1e-6 and there.low > 1e-6)
    assert there.low == pytest.approx(1.0 / here.high if here.high < np.inf else 0.0, rel=1e-5, abs=1e-9)
    assert here.low == pytest.approx(1.0 / there.high if there.high < np.inf else 0.0, rel=1e-5, abs=1e-9)


def test_the_same_times_give_exactly_one():
    old = np.array([1.0, 2.0, 1.5, 1.1, 1.3])
    same = total_ratio(old, old, level=0.99)
    assert (same.ratio, same.low, same.high, same.n) == (1.0, 1.0, 1.0, 5)
    twice = total_ratio(2.0 * old, old, level=0.99)
    assert (twice.low, twice.high) == pytest.approx((2.0, 2.0))


def test_a_program_that_is_far_slower_on_a_few_problems_is_not_praised():
    rng = np.random.default_rng(1)
    old = rng.normal(1.0, 0.02, size=200)
    new = np.where(np.arange(200) % 100 < 85, old / 1.1, old * 3.0)
    assert np.median(old / new) > 1.09
    assert total_ratio(old, new, level=0.98).high < 1.0


def test_wild_times_bound_nothing():
    one = total_ratio(np.array([1.0]), np.array([2.0]), level=0.9)
    assert (one.ratio, one.low, one.high) == (0.5, 0.0, np.inf)
    wild = total_ratio(np.array([1.0, 1.1]), np.array([1.0, 9.0]), level=0.99)
    assert (wild.low, wild.high) == (0.0, np.inf)


def test_the_interval_covers_the_ratio_of_expected_totals():
    rng = np.random.default_rng(4)
    covered = []
    for _ in range(400):
        problem = rng.gamma(4.0, size=25)
        old, new = (
            problem * rng.lognormal(0.0, 0.1, size=25),
            problem / 1.2 * rng.lognormal(0.0, 0.1, size=25),
        )
        found = total_ratio(old, new, level=0.9)
        covered.append(found.low <= 1.2 <= found.high)
    assert 0.85 <= np.mean(covered) <= 0.95


def test_what_are_no_times_is_refused():
    with pytest.raises(ValueError, match="as many"):
        total_ratio(np.ones(3), np.ones(2), level=0.9)
    with pytest.raises(ValueError, match="above 0"):
        total_ratio(np.array([1.0, 0.0]), np.ones(2), level=0.9)
    with pytest.raises(ValueError, match="new: expected finite"):
        total_ratio(np.ones(2), np.array([1.0, np.nan]), level=0.9)
    with pytest.raises(ValueError, match="one dimension"):
        total_ratio(np.ones((2, 2)), np.ones((2, 2)), level=0.9)


@pytest.mark.parametrize("ratio", [1.01, 1.1, 1.5, 2.0, 5.0, 100.0])
@pytest.mark.parametrize("slowdown", [1.5, 3.0, 10.0])
@pytest.mark.parametrize("alpha", [0.05, 0.01, 0.001])
def test_so_many_pairs_meet_the_share_that_undoes_the_gain_and_one_less_does_not(ratio, slowdown, alpha):
    pairs = pairs_to_meet(ratio, slowdown=slowdown, alpha=alpha)
    share = (1 - 1 / ratio) / (slowdown - 1 / ratio)
    assert (1 - share) / ratio + share * slowdown == pytest.approx(1)
    assert (1 - share) ** pairs <= alpha < (1 - share) ** (pairs - 1)


def test_without_a_gain_or_a_slowdown_it_is_refused():
    for ratio, slowdown in ((1.0, 3.0), (0.5, 3.0), (2.0, 1.0), (float("inf"), 3.0)):
        with pytest.raises(ValueError, match="above 1"):
            pairs_to_meet(ratio, slowdown=slowdown, alpha=0.01)
