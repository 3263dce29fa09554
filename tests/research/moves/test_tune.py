"""Which constants are settings, what is proposed for each, and how several are moved together."""

from __future__ import annotations

import random
from math import exp, log

import pytest

from leadscrew.errors import ChangeError
from leadscrew.research.rewriter.moves import tune
from leadscrew.research.rewriter.settings import changed, described, settings_of
from leadscrew.research.rewriter.source import Source
from leadscrew.research.rewriter.tuner import Observation, Tuner


def parsed(text: str) -> Source:
    source = Source.parse("a.py", text)
    assert source is not None
    return source


TEXT = "RATE = 0.01  # slow\nDECAY = 0.999\n\n\ndef f(a, n=100):\n    return g(a[3:], a ** 4, n * 7.5)\n"


def test_a_constant_becomes_larger_and_smaller_where_it_stands(changes):
    text = "RATE = 0.01  # slow\ndef f(a, n = 100):\n    return a\n"
    assert changes(tune.MOVES, text) == {
        *(("RATE = 0.01  # slow", f"RATE = {value}  # slow") for value in ("0.02", "0.005", "0.04")),
        *(("def f(a, n = 100):", f"def f(a, n = {value}):") for value in (60, 200, 30)),
    }


def test_settings_are_told_from_numbers_in_expressions_indices_and_powers():
    roles = {setting.node.value: setting.role for setting in settings_of(parsed(TEXT))}
    assert roles == {"0.01": "setting", "0.999": "setting", "100": "setting", "7.5": "expression"}


def test_a_setting_keeps_its_name_when_other_lines_and_its_value_change():
    before = [setting.id for setting in settings_of(parsed(TEXT))]
    after = [setting.id for setting in settings_of(parsed("import os\n\n" + TEXT.replace("0.01", "0.5")))]
    assert before == after and len(set(before)) == 4


@pytest.mark.parametrize("steps", [-1.5, -0.3, 0.4, 2.0])
def test_steps_and_values_are_each_others_inverse(steps):
    for setting in settings_of(parsed(TEXT)):
        assert setting.distance(setting.moved(steps)) == pytest.approx(steps)


def test_a_decay_near_one_is_scaled_by_its_distance_from_one():
    decay = next(setting for setting in settings_of(parsed(TEXT)) if setting.below_one)
    assert 1 - decay.moved(log(2.0)) == pytest.approx(0.0005)


def test_several_settings_are_changed_at_once_and_described():
    source = parsed(TEXT)
    rate, _, size, _ = settings_of(source)
    values = {rate.id: 0.02, size.id: 40.4}
    assert changed(source, values).code == TEXT.replace("0.01", "0.02").replace("n=100", "n=40")
    assert described(settings_of(source), values) == "`RATE = 0.01` becomes 0.02, `n=100` becomes 40"
    with pytest.raises(ChangeError, match="any more"):
        changed(source, {"a.py::GONE = _#1": 3.0})
    with pytest.raises(ChangeError, match="no constant"):
        changed(source, {rate.id: rate.value})


TRAINING = parsed("STEPS = 1000\nRATE = 0.01\nNOTE = 40\n")
STEPS, RATE, NOTE = settings_of(TRAINING)


def truth(steps: dict[str, float]) -> Observation:
    """Time goes with STEPS; what is missing goes down with STEPS * RATE."""
    rounds, rate = exp(steps.get(STEPS.id, 0.0)), exp(steps.get(RATE.id, 0.0))
    lack = 10.0 * (exp(-min(rounds * rate, 3.0)) - exp(-1.0))
    return Observation(steps=steps, log_gain=-log(rounds), lack=lack, trials=8)


@pytest.mark.parametrize("seed", range(3))
def test_the_study_finds_fewer_steps_at_a_higher_rate(seed):
    tuner, rng = Tuner(start_lack=0.0), random.Random(seed)
    for probe in ({STEPS.id: -0.5}, {RATE.id: 0.7}, {NOTE.id: 0.7}):
        tuner.tell(truth(probe))
    assert {setting.id for setting in tuner.active([STEPS, RATE, NOTE])} == {STEPS.id, RATE.id}
    for _ in range(30):
        asked = tuner.ask([STEPS, RATE, NOTE], rng)
        assert asked is not None
        tuner.tell(truth(asked))
    best = tuner.best()
    assert best is not None and best.log_gain > 0.8


def test_without_a_setting_that_matters_there_is_no_study():
    tuner = Tuner()
    assert tuner.ask([STEPS], random.Random(0)) is None
    tuner.tell(Observation(steps={STEPS.id: 0.5}, log_gain=0.0, lack=None))
    tuner.tell(Observation(steps={RATE.id: 0.5}, log_gain=-2.0, lack=None, failed=True))
    assert tuner.ask([STEPS, RATE], random.Random(0)) is None


def test_the_same_observations_and_seed_give_the_same_point():
    tuner = Tuner()
    tuner.tell(truth({STEPS.id: -0.5}))
    assert tuner.ask([STEPS], random.Random(4)) == tuner.ask([STEPS], random.Random(4))


def test_a_long_study_keeps_its_best():
    tuner = Tuner()
    tuner.tell(Observation(steps={STEPS.id: -1.0}, log_gain=5.0, lack=-1.0))
    for _ in range(1000):
        tuner.tell(Observation(steps={STEPS.id: 0.1}, log_gain=0.0, lack=-1.0))
    assert len(tuner.observations) < 400
    best = tuner.best()
    assert best is not None and best.log_gain == 5.0
