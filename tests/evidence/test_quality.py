import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscrew.evidence import pairs_for_margin, upper_bound


def test_the_bound_is_students():
    # Student 1908, the sleep data: mean 1.58, standard error 0.389; t(9) at 95 % is 1.833
    difference = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    assert upper_bound(difference, level=0.95) == pytest.approx(1.58 + 1.8331 * 0.38896, abs=1e-4)


def test_equal_answers_bound_themselves_and_one_pair_bounds_nothing():
    assert upper_bound(np.zeros(5), level=0.99) == 0.0
    assert upper_bound(np.full(3, 0.1), level=0.99) == 0.1
    assert upper_bound(np.array([0.0]), level=0.99) == np.inf
    assert upper_bound(np.array([]), level=0.99) == np.inf


def test_the_bound_fails_as_often_as_its_level_says():
    rng = np.random.default_rng(1)
    missed = [upper_bound(rng.normal(0.3, 1.0, size=8), level=0.95) < 0.3 for _ in range(2000)]
    assert np.mean(missed) == pytest.approx(0.05, abs=0.015)


@settings(deadline=None, max_examples=50)
@given(sd=st.floats(0.01, 10.0), margin=st.floats(0.1, 10.0), level=st.sampled_from([0.9, 0.95, 0.99]))
def test_more_noise_or_a_smaller_margin_never_needs_fewer_pairs(sd, margin, level):
    pairs = pairs_for_margin(sd, margin, level=level)
    assert pairs >= 2
    assert pairs_for_margin(2.0 * sd, margin, level=level) >= pairs
    assert pairs_for_margin(sd, 2.0 * margin, level=level) <= pairs
    assert pairs_for_margin(sd * 4.0, margin * 4.0, level=level) == pairs


@pytest.mark.parametrize(("sd", "margin", "level"), [(1.0, 1.0, 0.99), (1.0, 0.5, 0.95), (2.0, 4.0, 0.99)])
def test_the_planned_pairs_pass_nine_times_in_ten_at_equal_quality(sd, margin, level):
    pairs = pairs_for_margin(sd, margin, level=level)
    rng = np.random.default_rng(2)

    def passes(n):
        return np.mean([upper_bound(rng.normal(0.0, sd, size=n), level=level) < margin for _ in range(1500)])

    assert passes(pairs) >= 0.88
    assert passes(pairs - 1) <= 0.92


def test_no_noise_needs_two_pairs_and_nonsense_is_refused():
    assert pairs_for_margin(0.0, 0.1, level=0.99) == 2
    with pytest.raises(ValueError, match="margin"):
        pairs_for_margin(1.0, 0.0, level=0.99)
    with pytest.raises(ValueError, match="sd"):
        pairs_for_margin(-1.0, 1.0, level=0.99)
    with pytest.raises(ValueError, match="level"):
        upper_bound(np.zeros(3), level=1.5)
