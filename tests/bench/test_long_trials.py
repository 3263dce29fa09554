"""Trials of minutes: few pairs, half pairs that survive a kill, and the plan that is said before."""

from __future__ import annotations

import random
from dataclasses import replace

import msgspec
import pytest

from leadscrew.bench.claim import attempt_alpha, fewest_pairs, looks, make_claim, pairs_of_claim
from leadscrew.bench.comparison import KEPT_HALF_S, Floor, Half, Seeds
from leadscrew.bench.noise import measure_noise
from leadscrew.bench.plan import make_plan
from leadscrew.bench.rig import Unjudged
from leadscrew.bench.rules import CLAIM_PAIRS, FEW_NOISE_PAIRS, FEW_PAIRS, LONG_TRIAL_S, SMALL_GAIN_PAIRS
from leadscrew.cli.words import claim_line, kept_plan, plan_lines
from leadscrew.core.experiment import Pair, Status, Trial
from leadscrew.core.seed import Purpose, problem_seed


class MinutesRig:
    """A rig whose trials say that they took minutes; `stops_at` raises in that trial."""

    def __init__(self, seed: int, trial_s: float = 60.0, stops_at: int = 0) -> None:
        self.rng, self.trial_s, self.stops_at, self.seeds = random.Random(seed), trial_s, stops_at, []

    def trial(self, program, seed, *, cut_s):
        self.seeds.append(seed)
        if len(self.seeds) == self.stops_at:
            raise KeyboardInterrupt
        speed = float(program.text("main.py").removeprefix("speed="))
        wall_s = self.trial_s * self.rng.lognormvariate(0, 0.02) / speed
        return Trial(status=Status.OK, wall_s=wall_s, cpu_s=wall_s)

    def close(self):
        pass


def claimed(made, *, speed, trial_s, kinds=(Purpose.CLAIM,)):
    made.floor.rig = MinutesRig(3, trial_s)
    return make_claim(
        made.floor, made.noise, made.program(f"speed={speed}"), number=1, attempt=1, kinds=kinds,
        out_of_time=lambda: False,
    )  # fmt: skip


def test_a_large_gain_of_a_program_of_minutes_is_claimed_on_ten_pairs_and_the_claim_says_that_they_are_few(bench):
    found = claimed(bench(noise=0.02), speed=2.0, trial_s=60.0)
    main = found.evidence[0]
    assert found.gain and main.pairs == FEW_PAIRS == 10 and main.effect.low > 1.0
    assert main.e_value >= 1 / attempt_alpha(1)
    assert main.wrong_at_most == pytest.approx(1 - 0.05**0.1) and 0.25 < main.wrong_at_most < 0.27
    said = claim_line(found, spent_s=1.0, uses=0)
    assert "few pairs" in said and "fewer than 25.9% fail it" in said


def test_the_same_gain_of_a_program_of_a_second_takes_twenty(bench):
    found = claimed(bench(noise=0.02), speed=3.0, trial_s=1.0)
    assert found.gain and found.evidence[0].pairs == CLAIM_PAIRS
    assert "few pairs" not in claim_line(found, spent_s=1.0, uses=0)


def test_few_pairs_do_not_make_luck_a_gain(bench):
    """Identical programs of a minute: at an error of 0.5 % forty claims should hold none."""
    for seed in range(40):
        made = bench(seed=seed, noise=0.02)
        made.floor.rig = MinutesRig(seed)
        found = make_claim(
            made.floor, made.noise, made.program("speed=1.0"), number=1, attempt=1, kinds=(Purpose.CLAIM,),
            out_of_time=lambda: False,
        )  # fmt: skip
        assert not found.gain


def test_looks_and_pairs_by_the_length_of_a_trial():
    assert looks(FEW_PAIRS) == (10, 20, 40, 80) and looks() == (20, 40, 80)
    assert (fewest_pairs(LONG_TRIAL_S), fewest_pairs(LONG_TRIAL_S - 0.1)) == (FEW_PAIRS, CLAIM_PAIRS)
    alpha = attempt_alpha(1)
    assert pairs_of_claim(1.1, alpha=alpha) == SMALL_GAIN_PAIRS
    assert pairs_of_claim(1.1, alpha=alpha, fewest=FEW_PAIRS) == FEW_PAIRS
    assert pairs_of_claim(1.1, alpha=alpha, varied=False) == CLAIM_PAIRS, "no problem but the one that was met"


def test_the_noise_of_a_program_of_minutes_takes_two_pairs_where_time_is_short(bench):
    made = bench()
    made.floor.rig = MinutesRig(0)
    measure_noise(made.floor, earlier=(), out_of_time=lambda: True)
    assert made.journal.count("noise_pair") == FEW_NOISE_PAIRS == 2


def halves_of(journal, made, secret):
    """What a run makes of the facts of half pairs."""
    found = {}
    for kind, body in journal.facts:
        if kind == "half_pair":
            seed = problem_seed(secret, Purpose(body["kind"]), body["counter"])
            half = Half(
                counter=body["counter"], seed=seed, new_first=body["new_first"],
                first=Unjudged(trial=msgspec.convert(body["trial"], Trial)),
            )  # fmt: skip
            found[Purpose(body["kind"]), body["new"], body["old"]] = half
    return found


def test_the_first_trial_of_an_interrupted_pair_is_kept_and_the_second_runs_on_the_same_problem(bench):
    made = bench()
    made.floor.rig = MinutesRig(1, stops_at=2)
    new, old = made.program("speed=2"), made.program("speed=1")
    with pytest.raises(KeyboardInterrupt):
        made.floor.pair(new, old, Purpose.CLAIM, cut=False)
    halves = halves_of(made.journal, made, bytes(32))
    assert len(halves) == 1
    rig = MinutesRig(2)
    seeds = Seeds(bytes(32), {Purpose.CLAIM: 1})
    again = Floor(made.task, rig, seeds, made.journal, rng=random.Random(1), halves=halves)
    counter, pair = again.pair(new, old, Purpose.CLAIM, cut=False)
    half = halves_of(made.journal, made, bytes(32)).popitem()[1]
    assert counter == 0 and pair.seed == half.seed.value and [seed.value for seed in rig.seeds] == [pair.seed]
    assert half.first.trial in (pair.new, pair.old) and (pair.new == half.first.trial) is half.new_first
    assert not halves, "it is used once"
    assert again.pair(new, old, Purpose.CLAIM, cut=False)[0] == 1


def test_a_pause_in_the_second_trial_keeps_the_first_for_the_same_session(bench):
    made = bench()
    made.floor.rig = MinutesRig(1, stops_at=2)
    new, old = made.program("speed=2"), made.program("speed=1")
    with pytest.raises(KeyboardInterrupt):
        made.floor.pair(new, old, Purpose.SEARCH)
    first = made.floor.rig.seeds[0]
    made.floor.rig = MinutesRig(2)
    counter, pair = made.floor.pair(new, old, Purpose.SEARCH)
    assert (counter, pair.seed) == (0, first.value) and len(made.floor.rig.seeds) == 1
    assert made.floor.pair(new, old, Purpose.SEARCH)[0] == 1


def test_a_half_pair_of_other_programs_or_for_another_purpose_is_not_taken(bench):
    made = bench()
    new, old, other = (made.program(f"speed={n}") for n in (2, 1, 3))
    seed = problem_seed(bytes(32), Purpose.CLAIM, 0)
    half = Half(counter=0, seed=seed, new_first=True, first=Trial(status=Status.OK, wall_s=30.0))
    halves = {(Purpose.CLAIM, new.digest, old.digest): half}
    floor = Floor(
        made.task,
        MinutesRig(0),
        Seeds(bytes(32), {Purpose.CLAIM: 1}),
        made.journal,
        rng=random.Random(0),
        halves=halves,
    )
    assert floor.pair(other, old, Purpose.CLAIM)[0] == 1
    assert floor.pair(new, old, Purpose.SEARCH)[0] == 0
    assert len(halves) == 1


def test_short_trials_leave_no_half_pairs_on_the_record(bench):
    made = bench()
    made.floor.rig = MinutesRig(0, trial_s=KEPT_HALF_S / 3)
    made.floor.pair(made.program("speed=1"), made.task.start, Purpose.SEARCH)
    assert made.journal.count("half_pair") == 0


def noise_pairs(scale: float, count: int = 8) -> list[Pair]:
    rng = random.Random(5)
    return [
        Pair(
            seed=number, new_first=True, old=Trial(status=Status.OK, wall_s=60.0),
            new=Trial(status=Status.OK, wall_s=60.0 * rng.lognormvariate(0, scale)),
        )
        for number in range(count)
    ]  # fmt: skip


def plan(bench, *, budget_s: float, scale: float = 0.03, trial_s: float = 60.0, kinds: int = 1):
    return make_plan(
        noise_pairs(scale), bench().task.metric, trial_s=trial_s, pair_s=2 * trial_s + 1.0, search_s=0.4 * budget_s,
        claim_s=0.6 * budget_s, kinds=kinds, search_pair_s=2 * trial_s, varied=True, quality=False, needed_s=2016.0 * kinds,
    )  # fmt: skip


def test_a_plan_says_what_a_gain_needs_and_what_the_budget_can_claim(bench):
    found = plan(bench, budget_s=3600.0)
    assert found.pair_s == 121.0 and found.claim_pairs == 17 and found.fewest == FEW_PAIRS
    needs = [found.pairs[gain] for gain in ("0.1", "0.2", "0.5", "1")]
    assert needs == sorted(needs, reverse=True) and needs[-1] >= FEW_PAIRS
    assert found.smallest is not None and 0.01 < found.smallest < 0.2
    longer, noisier = plan(bench, budget_s=8 * 3600.0), plan(bench, budget_s=3600.0, scale=0.2)
    assert longer.smallest < found.smallest < noisier.smallest
    said = " ".join(plan_lines(vars_of(found)))
    assert "a pair 2:01 min" in said and "or more is possible in this budget" in said and "may go unmet" in said


def test_a_budget_that_has_no_room_for_a_claim_is_told_what_would_do(bench):
    found = plan(bench, budget_s=600.0)
    assert found.smallest is None and found.claim_pairs < found.fewest
    said = " ".join(plan_lines(vars_of(found)))
    assert "room for 2 pairs" in said and "33:36 min would do" in said


def test_a_plan_counts_the_pairs_of_each_kind_of_problem(bench):
    one, two = plan(bench, budget_s=3600.0), plan(bench, budget_s=3600.0, kinds=2)
    assert two.claim_pairs == one.claim_pairs // 2 and two.needed_s == 2 * one.needed_s
    needs = " ".join(plan_lines(vars_of(plan(bench, budget_s=24 * 3600.0, kinds=2))))
    assert "100% about 10 pairs = 40:20 min" in needs


def test_a_small_gain_of_trials_of_seconds_is_planned_with_the_pairs_that_it_takes(bench):
    """Below LONG_TRIAL_S problems that are rarely met have to be ruled out, whatever the noise."""
    found = plan(bench, budget_s=3600.0, trial_s=10.0)
    assert found.pairs["0.1"] >= SMALL_GAIN_PAIRS and found.pairs["1"] < SMALL_GAIN_PAIRS
    short = plan(bench, budget_s=1000.0, trial_s=10.0)
    assert short.fewest <= short.claim_pairs < SMALL_GAIN_PAIRS
    assert short.smallest is not None and short.smallest > 2 * found.smallest
    assert pairs_of_claim(1 + short.smallest, alpha=attempt_alpha(1)) <= short.claim_pairs


def test_nobody_is_told_a_plan_for_trials_of_a_second(bench):
    assert plan_lines(vars_of(plan(bench, budget_s=60.0, trial_s=0.5))) == []


def test_what_came_of_a_plan_is_said_beside_it(bench):
    found = claimed(bench(noise=0.02), speed=2.0, trial_s=60.0)
    told = kept_plan(vars_of(plan(bench, budget_s=3600.0)), found)
    assert told.startswith("planned for a gain of this size: about ") and told.endswith("it took 10")
    none = replace(found, gain=False)
    assert kept_plan(vars_of(plan(bench, budget_s=3600.0)), none) == ""


def vars_of(found):
    return msgspec.to_builtins(found)
