"""Why a claim fails, and that it says so."""

from __future__ import annotations

import random

import pytest

from leadscrew.bench.claim import make_claim
from leadscrew.bench.rules import CLAIM_PAIRS, MAX_CLAIM_PAIRS, VOID_PAIRS
from leadscrew.core.experiment import Status, Trial
from leadscrew.core.seed import Purpose


class KindRig:
    """Speed and failures of the candidate by the kind of problem and the number of its trial on that kind."""

    def __init__(self, trial):
        self.made, self.rng, self.count, self.seeds = trial, random.Random(0), {}, []

    def trial(self, program, seed, *, cut_s):
        new = program.text("main.py") != "speed=1"
        place = (seed.purpose, new)
        self.count[place] = self.count.get(place, 0) + 1
        self.seeds.append((new, seed))
        made = self.made(seed.purpose, new, self.count[place])
        if isinstance(made, Trial):
            return made
        wall_s = self.rng.lognormvariate(0, 0.02) / made
        if cut_s is not None and wall_s > cut_s:
            return Trial(status=Status.CUT, wall_s=cut_s, cpu_s=cut_s)
        return Trial(status=Status.OK, wall_s=wall_s, cpu_s=wall_s)

    def close(self):
        pass


@pytest.fixture
def claim(bench):
    """Makes a claim on a rig; its claim, journal and rig."""

    def run(trial, *, kinds=(Purpose.CLAIM,), **options):
        made = bench()
        made.floor.rig = KindRig(trial)
        attempt = options.pop("attempt", 1)
        found = make_claim(
            made.floor, made.noise, made.program("other"), number=1, attempt=attempt, kinds=kinds,
            out_of_time=options.pop("out_of_time", lambda: False), **options,
        )  # fmt: skip
        return found, made.journal, made.floor.rig

    return run


WRONG = Trial(status=Status.WRONG, wall_s=0.1, reason="the counts are not right")


@pytest.mark.parametrize("when", [1, 2, 11, 20])
def test_one_failing_answer_whenever_it_comes_is_no_gain_and_is_named(claim, when):
    found, journal, _ = claim(lambda kind, new, n: (WRONG if n == when else 3.0) if new else 1.0)
    assert not found.gain
    assert "did not count" in found.reason and "the counts are not right" in found.reason
    assert journal.count("claim_pair") == when


def test_a_start_that_fails_is_no_gain_and_is_named(claim):
    found, journal, _ = claim(lambda kind, new, n: 3.0 if new else WRONG)
    assert not found.gain and "the start failed" in found.reason
    assert journal.count("claim_pair") == VOID_PAIRS


def test_a_few_problems_that_take_three_times_as_long_are_no_gain_though_the_median_is(claim):
    found, _, _ = claim(lambda kind, new, n: (0.34 if n % 7 == 0 else 1.1) if new else 1.0)
    assert not found.gain
    effect = found.evidence[0].effect
    assert effect.factor > 1.05 and found.evidence[0].total_low <= 1.0


def test_a_gain_that_the_second_kind_of_problem_does_not_show_is_no_gain(claim):
    kinds = (Purpose.CLAIM, Purpose.HELD_OUT)
    found, _, rig = claim(lambda kind, new, n: 2.0 if new and kind is Purpose.CLAIM else 1.0, kinds=kinds)
    assert not found.gain
    assert [(evidence.kind, evidence.holds) for evidence in found.evidence] == [("claim", True), ("held_out", False)]
    assert {seed.purpose for _, seed in rig.seeds} == set(kinds)


def test_a_failure_on_the_second_kind_is_no_gain_and_is_named(claim):
    kinds = (Purpose.CLAIM, Purpose.HELD_OUT)
    found, _, _ = claim(lambda kind, new, n: (WRONG if kind is Purpose.HELD_OUT else 2.0) if new else 1.0, kinds=kinds)
    assert not found.gain and "did not count" in found.reason
    assert found.evidence[0].holds


def test_a_kind_that_fails_saves_the_time_of_the_next(claim):
    kinds = (Purpose.CLAIM, Purpose.HELD_OUT)
    _, _, rig = claim(lambda kind, new, n: 0.9 if new else 1.0, kinds=kinds)
    assert {seed.purpose for _, seed in rig.seeds} == {Purpose.CLAIM}


def test_a_small_gain_gets_more_pairs_up_to_the_limit_and_no_more(claim):
    found, journal, _ = claim(lambda kind, new, n: 1.012 if new else 1.0)
    assert journal.count("claim_pair") in (2 * CLAIM_PAIRS, MAX_CLAIM_PAIRS)
    assert found.evidence[0].pairs == journal.count("claim_pair")


def test_an_attempt_that_failed_makes_the_next_one_harder(claim):
    def trial(kind, new, n):
        return 1.012 if new else 1.0

    first, second = claim(trial, attempt=1)[0], claim(trial, attempt=6)[0]
    assert first.alpha == 0.005 and second.alpha == 0.01 / 2**6
    assert second.evidence[0].effect.low < first.evidence[0].effect.low
    assert second.evidence[0].effect.level > first.evidence[0].effect.level


def test_an_interrupted_claim_measures_nothing_again(claim):
    def trial(kind, new, n):
        return 3.0 if new else 1.0

    journal = None

    def soon():
        return journal is not None

    whole, full, _ = claim(trial)
    pairs = [body for kind, body in full.facts if kind == "claim_pair"]
    import msgspec

    from leadscrew.core.experiment import Pair

    earlier = {Purpose.CLAIM: [msgspec.convert(body["pair"], Pair) for body in pairs]}
    again, rest, rig = claim(trial, earlier=earlier)
    assert again == whole and rig.seeds == [] and rest.facts == []
    half = {Purpose.CLAIM: earlier[Purpose.CLAIM][:13]}
    _, rest, rig = claim(trial, earlier=half)
    assert rest.count("claim_pair") == CLAIM_PAIRS - 13 and len(rig.seeds) == 2 * (CLAIM_PAIRS - 13)
