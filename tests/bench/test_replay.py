"""Replayed times: the recorded order, both sides of a pair from one row, known factors and qualities."""

from __future__ import annotations

import random

import pytest

from leadscrew.bench.comparison import Comparison, Floor, Seeds
from leadscrew.bench.noise import measure_noise
from leadscrew.bench.replay import Known, ReplayRig
from leadscrew.bench.soundness import Silent
from leadscrew.core.experiment import Status, Verdict
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed

ROWS = [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]
ONE, OTHER = Program({"main.py": b"speed=1"}), Program({"main.py": b"other"})


def seed(value: int) -> Seed:
    return Seed(Purpose.SEARCH, value)


def walls(rig: ReplayRig, values) -> list[float]:
    return [rig.trial(ONE, seed(value), cut_s=None).wall_s for value in values]


def test_two_trials_of_one_problem_get_the_two_times_of_one_row():
    for number in range(10):
        first, second = walls(ReplayRig(ROWS, random.Random(number)), (7, 7))
        assert (first, second) in ROWS


def test_rows_follow_one_another_and_begin_again():
    found = walls(ReplayRig(ROWS, random.Random(0)), (1, 1, 2, 2, 3, 3, 4, 4))
    assert sorted(found[:6]) == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0] and found[6:] == found[:2]
    assert all((b - a) % 6 == 2 for a, b in zip(found[::2][:3], found[2::2][:3], strict=True))


def test_a_single_trial_uses_up_a_row():
    found = walls(ReplayRig(ROWS, random.Random(1)), (1, 2, 3))
    assert sorted(found) == [1.0, 3.0, 5.0]


def test_a_known_factor_shortens_the_time_and_a_known_quality_is_given():
    def known(program: Program, seed: Seed) -> Known:
        return Known(factor=2.0 if program == OTHER else 1.0, quality=float(seed.value))

    rig = ReplayRig([(1.0, 1.0, 0.5, 0.5)], random.Random(0), known)
    one, other = rig.trial(ONE, seed(3), cut_s=None), rig.trial(OTHER, seed(3), cut_s=None)
    assert (one.wall_s, one.cpu_s, one.quality) == (1.0, 0.5, 3.0)
    assert (other.wall_s, other.cpu_s, other.quality) == (0.5, 0.25, 3.0)
    assert rig.spent_s == 1.5


def test_a_trial_longer_than_its_cut_is_cut():
    trial = ReplayRig([(1.0, 1.0)], random.Random(0)).trial(ONE, seed(1), cut_s=0.4)
    assert trial.status is Status.CUT and trial.wall_s == 0.4


@pytest.mark.parametrize("rows", [[], [(1.0,)], [(1.0, 0.0)]])
def test_rows_without_two_times_are_refused(rows):
    with pytest.raises(ValueError, match="rows"):
        ReplayRig(rows, random.Random(0))


def test_a_comparison_on_replayed_noise_finds_a_known_gain(bench):
    rng = random.Random(5)
    rows = [(rng.lognormvariate(0, 0.02), rng.lognormvariate(0, 0.02)) for _ in range(100)]
    task = bench().task
    rig = ReplayRig(rows, rng, lambda program, seed: Known(factor=1.2 if program == OTHER else 1.0))
    floor = Floor(task, rig, Seeds(bytes(32)), Silent(), rng=rng)
    noise = measure_noise(floor, earlier=(), out_of_time=lambda: False, record=False)
    decision = Comparison(floor, noise, number=1, new=OTHER, old=task.start, thorough=True).decide()
    assert decision.verdict is Verdict.BETTER
    assert decision.effect is not None and decision.effect.low < 1.2 < (decision.effect.high or 9)
