"""What a comparison must not do: judge by an old trial, blame the wrong side, measure again, go on for ever."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from leadscrew.bench.comparison import STALE, Comparison, Earlier, Floor, Seeds
from leadscrew.bench.rules import MAX_PAIRS, VOID_PAIRS
from leadscrew.core.experiment import Status, Trial, Verdict


class ScriptedRig:
    """Gives the trials of a function of (program's text, number of the trial), and keeps what it was asked."""

    def __init__(self, trial):
        self.made, self.asked = trial, []

    def trial(self, program, seed, *, cut_s):
        self.asked.append((program.text("main.py"), seed, cut_s))
        return self.made(program.text("main.py"), len(self.asked))

    def close(self):
        pass


def ok(wall_s: float, *, cpu_s: float | None = None, quality: float | None = None) -> Trial:
    return Trial(status=Status.OK, wall_s=wall_s, cpu_s=wall_s if cpu_s is None else cpu_s, quality=quality)


def scripted(made, trial) -> ScriptedRig:
    made.floor.rig = ScriptedRig(trial)
    return made.floor.rig


def steady(speed: float, rng: random.Random):
    """The start takes a second, everything else is `speed` times as fast; a little noise."""
    return lambda text, _: ok(rng.lognormvariate(0, 0.02) / (1.0 if text == "speed=1" else speed))


def test_each_pair_is_recorded_before_the_next_trial(bench):
    made = bench()
    recorded = []

    def trial(text, number):
        recorded.append(made.journal.count("pair"))
        return steady(1.1, random.Random(number))(text, number)

    scripted(made, trial)
    decision = made.compare("other", thorough=True)
    assert recorded == [0, *(pair for pair in range(decision.pairs) for _ in (1, 2))]


def test_both_sides_of_a_pair_meet_the_same_problem_and_only_the_candidate_is_cut(bench):
    made = bench()
    rig = scripted(made, steady(1.1, random.Random(1)))
    made.compare("other", thorough=True)
    pairs = list(zip(rig.asked[1::2], rig.asked[2::2], strict=True))
    assert pairs and all(one[1] == other[1] and {one[0], other[0]} == {"speed=1", "other"} for one, other in pairs)
    assert len({seed.value for _, seed, _ in rig.asked}) == 1 + len(pairs)
    for text, _, cut_s in rig.asked:
        assert cut_s is None if text == "speed=1" else 2.5 < cut_s < 4.0


def test_the_order_inside_pairs_is_drawn_and_does_not_favour_one_side(bench):
    made = bench()
    scripted(made, lambda text, number: ok(1.0 + 0.001 * (number % 7)))
    for number in range(12):
        made.compare(f"other {number}", thorough=True)
    first = [body["pair"]["new_first"] for kind, body in made.journal.facts if kind == "pair"]
    assert 0.25 < sum(first) / len(first) < 0.75 and len(first) > 30


def test_a_single_slow_trial_on_a_busy_machine_gets_one_more_chance(bench):
    made = bench()
    rng = random.Random(2)
    stalled = ok(2.0, cpu_s=0.3)
    rig = scripted(made, lambda text, number: stalled if number == 1 else steady(2, rng)(text, number))
    assert made.compare("other").verdict is Verdict.BETTER
    made = bench()
    rig = scripted(made, lambda text, number: stalled)
    decision = made.compare("other")
    assert decision.verdict is Verdict.NOT_BETTER and len(rig.asked) == 2


def test_a_slow_trial_that_used_its_processor_is_held_against_the_candidate_at_once(bench):
    made = bench()
    rig = scripted(made, lambda text, number: ok(2.0))
    decision = made.compare("other")
    assert decision.verdict is Verdict.NOT_BETTER and len(rig.asked) == 1
    assert decision.effect.factor == pytest.approx(0.5) and decision.effect.low == 0.0 and decision.effect.high is None


def test_an_opponent_that_fails_is_not_held_against_the_candidate(bench):
    def trial(text, number):
        return Trial(status=Status.CRASHED, wall_s=0.1, reason="gone") if text == "speed=1" else ok(0.5)

    made = bench()
    scripted(made, trial)
    decision = made.compare("other")
    assert decision.verdict is Verdict.UNDECIDED and "opponent failed" in decision.reason
    assert decision.pairs == VOID_PAIRS


def test_a_trial_that_was_cut_in_a_pair_is_a_loss_and_not_a_fault(bench):
    def trial(text, number):
        if text != "speed=1" and number > 1:
            return Trial(status=Status.CUT, wall_s=3.0, cpu_s=3.0, reason="cut")
        return ok(0.9)

    made = bench()
    scripted(made, trial)
    decision = made.compare("other")
    assert decision.verdict is Verdict.NOT_BETTER and decision.pairs == 2
    assert decision.effect.factor == pytest.approx(0.3)


def test_when_the_time_is_over_what_was_measured_is_kept_as_undecided(bench):
    made = bench()
    scripted(made, steady(1.3, random.Random(3)))
    decision = made.compare("other", out_of_time=lambda: made.journal.count("pair") >= 3)
    assert decision.verdict is Verdict.UNDECIDED and decision.pairs == 3 and decision.effect.factor > 1.1


# quality


def test_a_faster_program_whose_start_gives_no_quality_does_not_run_for_ever(bench):
    """The champion's answers have a quality, the start crashes on the same problems: nothing can be said of it."""

    def trial(text, number):
        if text == "speed=1":
            return Trial(status=Status.CRASHED, wall_s=0.1, reason="gone")
        return ok((0.5 if text == "other" else 1.0) * random.Random(number).lognormvariate(0, 0.02), quality=0.0)

    made = bench(margin=0.1)
    rig = scripted(made, trial)
    for _ in range(6):
        made.floor.remember(made.program("champion"), ok(1.0))
    decision = made.compare("other", "champion")
    assert decision.verdict is Verdict.UNDECIDED and decision.pairs <= MAX_PAIRS
    assert len(rig.asked) <= 1 + 3 * MAX_PAIRS


def test_the_start_is_measured_once_on_each_problem_and_what_is_known_is_not_measured(bench):
    def quality(text, number):
        rng = random.Random(number)
        return ok((0.5 if text == "other" else 1.0) * rng.lognormvariate(0, 0.02), quality=rng.gauss(0.04, 0.05))

    made = bench(margin=0.1)
    scripted(made, quality)
    for _ in range(6):
        made.floor.remember(made.program("champion"), ok(1.0))
    stopped = Comparison(
        made.floor, made.noise, number=1, new=made.program("other"), old=made.program("champion"), thorough=True,
        out_of_time=lambda: made.journal.count("pair") >= 9,
    )  # fmt: skip
    assert stopped.decide().verdict is Verdict.UNDECIDED
    starts = [body["seed"] for kind, body in made.journal.facts if kind == "start_trial"]
    assert len(starts) == len(set(starts)) == len(stopped.earlier.start_quality) > 4
    earlier = Earlier(
        qualifying=stopped.earlier.qualifying,
        pairs=list(stopped.pairs),
        start_quality=dict(stopped.earlier.start_quality),
    )
    rig = scripted(made, quality)
    again = Comparison(
        made.floor, made.noise, number=1, new=made.program("other"), old=made.program("champion"), thorough=True,
        earlier=earlier, out_of_time=lambda: True,
    ).decide()  # fmt: skip
    assert again.verdict is Verdict.UNDECIDED and again.pairs == 9 and rig.asked == []


# an interrupted comparison


def test_a_resumed_comparison_is_not_thrown_away_for_its_first_trial(bench):
    """The machine got faster since: the qualifying trial of the first session now looks slow, its pairs do not."""
    made = bench()
    scripted(made, steady(1.25, random.Random(4)))
    stopped = Comparison(
        made.floor, made.noise, number=1, new=made.program("other"), old=made.task.start,
        out_of_time=lambda: made.journal.count("pair") >= 4,
    )  # fmt: skip
    assert stopped.decide().pairs == 4
    later = Floor(made.task, made.floor.rig, Seeds(bytes(32)), made.journal, rng=random.Random(5))
    for _ in range(6):
        later.remember(made.task.start, ok(0.6))
    earlier = Earlier(qualifying=stopped.earlier.qualifying, pairs=list(stopped.pairs))
    decision = Comparison(
        later, made.noise, number=1, new=made.program("other"), old=made.task.start, earlier=earlier
    ).decide()
    assert decision.verdict is Verdict.BETTER and decision.pairs > 4


def test_a_decision_that_was_not_written_down_is_made_again_without_a_trial(bench):
    made = bench()
    scripted(made, steady(2.0, random.Random(6)))
    whole = Comparison(made.floor, made.noise, number=1, new=made.program("other"), old=made.task.start)
    decision = whole.decide()
    rig = scripted(made, lambda text, number: pytest.fail("measured again"))
    earlier = Earlier(qualifying=whole.earlier.qualifying, pairs=list(whole.pairs))
    assert made.compare("other", earlier=earlier) == replace(decision)
    assert rig.asked == []


def test_a_machine_that_became_slower_does_not_screen_out_every_candidate_for_good(bench):
    made, rng = bench(noise=0.02), random.Random(3)
    scripted(made, lambda text, _: ok(1.3 * rng.lognormvariate(0, 0.02) / (1.0 if text == "speed=1" else 1.15)))
    verdicts = [made.compare(f"other {number}").verdict for number in range(2 * STALE)]
    assert verdicts[:STALE] == [Verdict.NOT_BETTER] * STALE
    assert verdicts[STALE:] == [Verdict.BETTER] * STALE


class OwnTests:
    """A program's own tests: how long they take, and whom they break."""

    def __init__(self, wall_s, breaks=()):
        self.wall_s, self.breaks, self.ran = wall_s, breaks, []

    def takes_s(self, program):
        return 0.0 if program.text("main.py") in self.ran else self.wall_s

    def broken(self, program, *, fresh=False):
        self.ran.append(program.text("main.py"))
        return "1 of 3 tests fails" if self.ran[-1] in self.breaks else ""


def test_short_tests_run_before_any_pair_and_long_ones_only_for_what_is_better(bench):
    made = bench()
    made.floor.suite = OwnTests(0.5, breaks=("speed=2", "speed=1.9"))
    found = made.compare("speed=2")
    assert (found.verdict, found.pairs, found.reason) == (Verdict.WRONG, 0, "1 of 3 tests fails")
    made.floor.suite.wall_s = 500.0
    found = made.compare("speed=1.9")
    assert found.verdict is Verdict.WRONG and found.pairs > 0
    before = list(made.floor.suite.ran)
    assert made.compare("speed=0.9").verdict is Verdict.NOT_BETTER
    assert made.floor.suite.ran == before, "what is slower is not tested"
    assert made.compare("speed=3").verdict is Verdict.BETTER


def test_what_is_better_when_the_time_is_over_is_not_tested_and_so_not_better(bench):
    made = bench()
    made.floor.suite = OwnTests(500.0)
    assert made.compare("speed=3", left_s=lambda: 600.0).verdict is Verdict.BETTER
    made.floor.suite.ran.clear()
    found = made.compare("speed=2.9", left_s=lambda: 400.0)
    assert found.verdict is Verdict.UNDECIDED and "no time was left for its tests" in found.reason
    assert made.floor.suite.ran == []
