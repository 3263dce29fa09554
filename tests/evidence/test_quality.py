import numpy as np
import pytest

from leadscrew.evidence import upper_bound


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


def test_a_level_that_is_none_is_refused():
    with pytest.raises(ValueError, match="level"):
        upper_bound(np.zeros(3), level=1.5)
