from math import exp, inf, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from leadscrew.evidence import NO_GAIN, Gain, gains, mean_gain, share_of_gain

Z99, Z95 = float(ndtri(0.995)), float(ndtri(0.975))


def rng():
    return np.random.default_rng(0)


def gain(factor, spread=0.05):
    """Measured with that standard deviation of the logarithm."""
    return Gain(factor=factor, low=factor * exp(-Z99 * spread), high=factor * exp(Z99 * spread), level=0.99)


def test_where_nothing_was_proven_the_mean_is_one_exactly():
    found = mean_gain([[NO_GAIN], [NO_GAIN, NO_GAIN]], rng=rng())
    assert (found.factor, found.low, found.high) == (1.0, 1.0, 1.0)
    assert (found.tasks, found.runs) == (2, 3)


def test_the_mean_is_that_of_logarithms_over_tasks_and_seeds_within_them():
    found = mean_gain([[gain(2.0), gain(8.0)], [NO_GAIN]], rng=rng())
    assert found.factor == pytest.approx(2.0)
    assert found.between_seeds


def test_with_one_seed_the_interval_is_what_the_claims_own_intervals_add_up_to():
    found = mean_gain([[gain(2.0, 0.1)], [gain(4.0, 0.05)], [NO_GAIN]], rng=rng())
    width = Z95 * sqrt(0.1**2 + 0.05**2) / 3
    assert log(found.high / found.factor) == pytest.approx(width, rel=0.05)
    assert log(found.factor / found.low) == pytest.approx(width, rel=0.05)
    assert not found.between_seeds


def test_seeds_that_differ_widen_the_interval_beyond_what_was_measured():
    alike = mean_gain([[gain(3.0, 0.01)] * 3], rng=rng())
    apart = mean_gain([[gain(1.5, 0.01), gain(3.0, 0.01), gain(6.0, 0.01)]], rng=rng())
    assert apart.high / apart.low > 5 * alike.high / alike.low


def test_a_claim_without_an_upper_bound_leaves_the_mean_without_one():
    open_ended = Gain(factor=2.0, low=1.5, high=inf, level=0.99)
    found = mean_gain([[open_ended], [gain(2.0)]], rng=rng())
    assert found.high == inf and 1.0 < found.low < 2.0
    share = share_of_gain([[gain(2.0)]], [[open_ended]], rng=rng())
    assert share is not None and share.share == pytest.approx(1.0) and (share.low, share.high) == (None, None)


def test_intervals_hold_the_true_mean_as_often_as_they_say(monkeypatch):
    monkeypatch.setattr(gains, "DRAWS", 500)
    draw, held, times = np.random.default_rng(3), 0, 300
    for _ in range(times):
        true = draw.uniform(0.5, 3.0, 4)
        tasks = [[gain(exp(mu + 0.3 * draw.standard_normal())) for _ in range(3)] for mu in true]
        found = mean_gain(tasks, rng=rng())
        held += found.low <= exp(true.mean()) <= found.high
    assert 0.92 <= held / times <= 0.99


def test_the_share_is_a_ratio_of_logarithms_on_the_same_tasks():
    share = share_of_gain([[gain(2.0)], [NO_GAIN]], [[gain(4.0)], [gain(4.0)]], rng=rng())
    assert share is not None and share.share == pytest.approx(0.25)
    assert share.low is not None and share.high is not None and share.low < 0.25 < share.high
    nothing = share_of_gain([[NO_GAIN]], [[gain(4.0)]], rng=rng())
    assert nothing is not None and (nothing.share, nothing.low, nothing.high) == (0.0, 0.0, 0.0)


def test_there_is_no_share_of_no_gain():
    assert share_of_gain([[gain(2.0)]], [[NO_GAIN]], rng=rng()) is None
    with pytest.raises(ValueError, match="the same tasks"):
        share_of_gain([[NO_GAIN]], [[NO_GAIN], [NO_GAIN]], rng=rng())


@settings(max_examples=25)
@given(st.floats(1.1, 9.0), st.floats(1.5, 9.0), st.floats(0.01, 0.1), st.floats(0.01, 0.1))
def test_the_ends_of_a_share_are_the_ratios_that_the_difference_just_allows(part, whole, a_sd, b_sd):
    """Fieller 1954: (a - r b)^2 = z^2 (var a + r^2 var b)."""
    share = share_of_gain([[gain(part, a_sd)]], [[gain(whole, b_sd)]], rng=rng())
    assert share is not None
    for end in (share.low, share.high):
        if end:
            square = (log(part) - end * log(whole)) ** 2
            assert square == pytest.approx(Z95**2 * (a_sd**2 + end**2 * b_sd**2), rel=0.15)


@pytest.mark.parametrize("bad", [(0.0, 1.0, 2.0), (1.5, 1.0, 2.0), (1.0, 3.0, 2.0), (1.0, inf, inf)])
def test_a_gain_lies_within_its_interval(bad):
    low, factor, high = bad
    with pytest.raises(ValueError, match="expected 0 < low"):
        Gain(factor=factor, low=low, high=high, level=0.99)
    with pytest.raises(ValueError, match="at least one"):
        mean_gain([[NO_GAIN], []], rng=rng())
