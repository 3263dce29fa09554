"""What a comparison in search comes to."""

from __future__ import annotations

import pytest

from leadscrew.bench.comparison import Comparison, Earlier
from leadscrew.core.experiment import Verdict


@pytest.mark.parametrize("speed", [1.3, 2, 10])
def test_a_faster_program_is_better_after_a_few_pairs(bench, speed):
    decision = bench(1).compare(f"speed={speed}")
    assert decision.verdict is Verdict.BETTER
    assert 5 <= decision.pairs <= 8
    assert decision.effect.factor == pytest.approx(speed, rel=0.1)


def test_the_same_speed_is_better_in_at_most_a_twentieth_of_comparisons(bench):
    better = sum(
        bench(seed).compare("speed=1 name=copy", thorough=True).verdict is Verdict.BETTER for seed in range(200)
    )
    assert better <= 20


@pytest.mark.parametrize(("fails", "verdict"), [("wrong", "wrong"), ("crashed", "crashed"), ("timed_out", "timed_out")])
def test_a_failure_at_once_costs_one_trial(bench, fails, verdict):
    made = bench()
    assert made.compare(f"speed=9 fails={fails}").verdict == verdict
    assert made.rig.trials == 1 and made.journal.count("trial") == 1 and made.journal.count("pair") == 0


def test_a_failure_in_a_later_pair_decides(bench):
    made = bench()
    assert made.compare("speed=2 fails=wrong after=4").verdict is Verdict.WRONG
    assert 1 <= made.journal.count("pair") <= 3


def test_a_slower_program_ends_early_and_a_much_slower_one_is_cut(bench):
    assert bench().compare("speed=0.8").pairs == 0
    decision = bench().compare("speed=0.8", thorough=True)
    assert decision.verdict is Verdict.NOT_BETTER and decision.pairs <= 8
    cut = bench().compare("speed=0.1")
    assert cut.verdict is Verdict.NOT_BETTER and cut.pairs == 0


def test_a_faster_program_with_worse_answers_is_not_better(bench):
    decision = bench(margin=0.1).compare("speed=3 quality=0.08")
    assert decision.verdict is Verdict.NOT_BETTER and "quality" in decision.reason
    assert bench(margin=0.1).compare("speed=3 quality=0.03").verdict is Verdict.BETTER


def test_quality_cannot_be_shaved_off_step_by_step(bench):
    """Each step loses a little against the champion before it; the start is what counts."""
    made = bench(margin=0.1)
    champion, quality, speed = "speed=1", 0.0, 1.0
    for _ in range(12):
        quality, speed = quality + 0.02, speed * 1.3
        candidate = f"speed={speed} quality={quality}"
        if made.compare(candidate, champion).verdict is Verdict.BETTER:
            champion = candidate
    final = float(dict(part.split("=") for part in champion.split()).get("quality", 0))
    assert 0 < final <= 0.05 + 0.005
    assert made.journal.count("start_trial") > 0


def test_an_interrupted_comparison_measures_nothing_twice(bench):
    made = bench(4)
    stopped = Comparison(
        made.floor, made.noise, number=1, new=made.program("speed=1.15"), old=made.task.start,
        out_of_time=lambda: made.journal.count("pair") >= 4,
    )  # fmt: skip
    first = stopped.decide()
    assert first.verdict is Verdict.UNDECIDED and first.pairs == 4
    before = made.rig.trials
    earlier = Earlier(qualifying=stopped.earlier.qualifying, pairs=list(stopped.pairs))
    decision = made.compare("speed=1.15", earlier=earlier)
    assert decision.verdict is Verdict.BETTER
    assert made.rig.trials - before == 2 * (decision.pairs - 4)
    assert made.journal.count("trial") == 1


def test_a_comparison_takes_no_more_than_its_share(bench):
    decision = bench(noise=0.5).compare("speed=1.05", share_s=0.0)
    assert decision.pairs <= 8


def test_each_pair_is_a_fresh_problem_in_random_order(bench):
    made = bench()
    made.compare("speed=1.05", thorough=True)
    pairs = [body["pair"] for kind, body in made.journal.facts if kind == "pair"]
    counters = [body["counter"] for kind, body in made.journal.facts if "counter" in body]
    assert len(counters) == len(set(counters))
    assert len({pair["new_first"] for pair in pairs}) == 2 or len(pairs) < 6
