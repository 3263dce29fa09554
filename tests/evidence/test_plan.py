import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscrew.evidence import Noise, detectable_gain, e_values, noise, pairs_needed

noises = st.builds(
    lambda scale, tail: Noise(scale=scale, sd=scale * tail, autocorrelation=0.0, n=20),
    scale=st.floats(1e-4, 0.5),
    tail=st.floats(0.8, 10.0),
)


def test_normal_noise_is_described_by_its_standard_deviation():
    seen = noise(0.03 * np.random.default_rng(1).normal(size=4000))
    assert seen.sd == pytest.approx(0.03, rel=0.05)
    assert seen.scale == pytest.approx(0.6745 * 0.03, rel=0.05)
    assert seen.autocorrelation == pytest.approx(0.0, abs=0.05)
    assert seen.n == 4000


def test_outliers_do_not_own_the_description():
    x = 0.03 * np.random.default_rng(1).normal(size=200)
    spoiled = x.copy()
    spoiled[:5] = 9.0
    assert noise(spoiled).sd < 1.2 * noise(x).sd


def test_busy_spells_show_as_autocorrelation():
    rng = np.random.default_rng(2)
    x = rng.normal(size=400) * np.repeat(rng.choice([0.01, 0.2], size=20), 20)
    assert noise(x).autocorrelation > 0.3


def test_a_few_pairs_are_enough_to_describe_but_none_are_not():
    assert noise(np.array([0.1, -0.1])).autocorrelation == 0.0
    assert noise(np.zeros(5)) == Noise(scale=0.0, sd=0.0, autocorrelation=0.0, n=5)
    with pytest.raises(ValueError, match="at least one pair"):
        noise(np.array([]))
    with pytest.raises(ValueError, match="not negative"):
        Noise(scale=-1.0, sd=1.0, autocorrelation=0.0, n=5)


def test_without_noise_the_floor_is_five_and_seven_pairs():
    silent = noise(np.zeros(5))
    assert pairs_needed(silent, gain=0.5, threshold=20.0) == 5
    assert pairs_needed(silent, gain=0.5, threshold=100.0) == 7
    assert detectable_gain(silent, pairs=7, threshold=100.0) < 1e-6
    assert detectable_gain(silent, pairs=6, threshold=100.0) == np.inf


@settings(deadline=None, max_examples=60)
@given(noise=noises, gain=st.floats(1e-4, 100.0), factor=st.floats(1.0, 10.0))
def test_a_larger_gain_never_needs_more_pairs_nor_a_higher_bar_fewer(noise, gain, factor):
    pairs = pairs_needed(noise, gain=gain, threshold=20.0)
    assert pairs_needed(noise, gain=gain * factor, threshold=20.0) <= pairs
    assert pairs_needed(noise, gain=gain, threshold=20.0 * factor) >= pairs >= 5


@settings(deadline=None, max_examples=30)
@given(noise=noises, pairs=st.integers(1, 500))
def test_the_detectable_gain_is_the_inverse_of_the_pairs_needed(noise, pairs):
    gain = detectable_gain(noise, pairs=pairs, threshold=100.0)
    if gain == np.inf:
        return
    assert pairs_needed(noise, gain=gain * 1.0001, threshold=100.0) <= pairs
    assert pairs_needed(noise, gain=gain * 0.999, threshold=100.0) >= pairs


def test_what_cannot_be_asked_is_refused():
    quiet = noise(np.array([0.01, -0.02]))
    with pytest.raises(ValueError, match="gain"):
        pairs_needed(quiet, gain=0.0, threshold=20.0)
    with pytest.raises(ValueError, match="threshold"):
        pairs_needed(quiet, gain=0.1, threshold=1.0)
    with pytest.raises(ValueError, match="pairs"):
        detectable_gain(quiet, pairs=0, threshold=20.0)


@pytest.mark.parametrize("gain", [0.03, 0.05, 0.1, 0.5])
def test_the_plan_foretells_what_the_test_then_needs(gain):
    rng = np.random.default_rng(3)
    x = 0.02 * rng.standard_t(2, size=(60, 150))
    seen = noise(x.ravel())
    planned = pairs_needed(seen, gain=gain, threshold=100.0)
    needed = [
        int(np.argmax(np.append(e_values(row, scale=seen.scale), np.inf) >= 100.0)) + 1 for row in x + np.log1p(gain)
    ]
    assert np.median(needed) == pytest.approx(planned, rel=0.34)


def test_reference_a_quiet_numpy_program_shows_five_percent_within_a_dozen_pairs(recorded):
    idle, busy = noise(recorded["i_numpy"]), noise(recorded["n_torch_q"])
    assert 6 <= pairs_needed(idle, gain=0.05, threshold=100.0) <= 12
    assert pairs_needed(busy, gain=0.05, threshold=100.0) > 100
    assert detectable_gain(idle, pairs=20, threshold=100.0) < 0.03
