"""What the bench makes of scores: in search, in a claim, in a reduction, and of programs that are no better."""

from __future__ import annotations

import random
from math import exp
from types import SimpleNamespace

import msgspec
import pytest

from leadscrew.bench.claim import make_claim
from leadscrew.bench.comparison import Comparison, Floor, Seeds
from leadscrew.bench.noise import measure_noise, needs
from leadscrew.bench.reduce import reduce_change
from leadscrew.core.experiment import Evidence, Pair, Status, Trial, Verdict
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Direction, Metric
from leadscrew.errors import TaskError
from leadscrew.sources.taskfile import task_from_parts

SETTINGS = """
goal = "err less"
editable = ["*.py"]
[candidate]
call = "main:run"
[metric]
kind = "score"
direction = "{direction}"
range = [0, 10]
smallest_gain = 0.1
"""


class Journal:
    def __init__(self):
        self.facts = []

    def record(self, kind, body, *, later=False, artefact=None):
        self.facts.append((kind, body))

    def count(self, kind):
        return sum(1 for known, _ in self.facts if known == kind)


class ScoreRig:
    """Scores programs by the sum of their lines such as `gain=0.4 noise=0.1 rarely=-5 fails=wrong takes=9`.

    Each problem has a score of its own around 5; what a program gains is the same on each.
    """

    def __init__(self, seed: int, sign: int) -> None:
        self.rng, self.sign, self.trials = random.Random(seed), sign, 0

    def trial(self, program, seed, *, cut_s):
        self.trials += 1
        lines = [dict(part.split("=") for part in line.split()) for line in program.text("main.py").splitlines()]
        values = {key: sum(float(line[key]) for line in lines if key in line) for key in ("gain", "noise", "takes")}
        fails = next((line["fails"] for line in lines if "fails" in line), None)
        if fails:
            return Trial(status=Status(fails), wall_s=1.0, reason="as told")
        if cut_s is not None:
            return Trial(status=Status.CUT, wall_s=cut_s)
        rarely = sum(float(line.get("rarely", 0)) for line in lines) if seed.value % 20 == 0 else 0.0
        problem = random.Random(seed.value).uniform(4.0, 6.0)
        gain = values["gain"] + rarely + self.rng.gauss(0.0, 1.0) * values["noise"]
        wall_s = 1.0 + values["takes"]
        return Trial(status=Status.OK, wall_s=wall_s, cpu_s=wall_s, quality=problem + self.sign * gain)

    def close(self):
        pass


def program(text: str) -> Program:
    return Program({"main.py": text.encode()})


@pytest.fixture(params=["higher", "lower"])
def scored(request):
    """Makes a floor and functions that compare and claim programs given as text; each test runs for both directions."""

    def make(seed: int = 0, start: str = "gain=0"):
        settings = SETTINGS.format(direction=request.param).encode()
        task = task_from_parts(name="err", settings=settings, judge=b"", start=program(start))
        journal, rig = Journal(), ScoreRig(seed, task.metric.sign)
        floor = Floor(task, rig, Seeds(bytes([seed % 256]) * 32), journal, rng=random.Random(seed))
        noise = measure_noise(floor, earlier=[], out_of_time=lambda: False)

        def compare(new: str, **options):
            return Comparison(floor, noise, number=1, new=program(new), old=task.start, **options).decide()

        def claim(new: str, kinds=(Purpose.CLAIM,)):
            return make_claim(
                floor, noise, program(new), number=1, attempt=1, kinds=kinds, out_of_time=lambda: False
            )  # fmt: skip

        return SimpleNamespace(
            task=task, journal=journal, rig=rig, floor=floor, noise=noise, compare=compare, claim=claim
        )

    return make


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_a_better_score_is_better_after_a_few_pairs_and_is_told_as_a_difference(scored, noise):
    made = scored(start=f"noise={noise}")
    decision = made.compare(f"gain=1 noise={noise}")
    assert decision.verdict is Verdict.BETTER and 5 <= decision.pairs <= 20
    effect = decision.effect
    assert effect.log_gain == pytest.approx(0.1, abs=0.03)
    assert effect.span == 10 * made.task.metric.sign and effect.low < effect.factor < effect.high


def test_time_is_no_part_of_a_score(scored):
    assert scored().compare("gain=1\ntakes=8").verdict is Verdict.BETTER
    assert scored().compare("gain=0\ntakes=-0.9").verdict is Verdict.NOT_BETTER


def test_a_program_with_the_same_scores_ends_as_not_better_after_three_pairs(scored):
    decision = scored().compare("gain=0 noise=0")
    assert decision.verdict is Verdict.NOT_BETTER and decision.pairs == 3 and decision.e_value == 1.0
    assert decision.effect.log_gain == 0.0


def test_a_worse_score_is_not_better_and_a_far_worse_one_costs_one_trial(scored):
    made = scored()
    assert made.compare("gain=-0.5").verdict is Verdict.NOT_BETTER
    before = made.rig.trials
    assert made.compare("gain=-9").verdict is Verdict.NOT_BETTER
    assert made.rig.trials == before + 1


@pytest.mark.parametrize("scored", ["higher"], indirect=True)  # the noise is the same either way
def test_copies_of_a_noisy_program_are_seldom_better_and_never_claimed(scored):
    better = claimed = 0
    for seed in range(60):
        made = scored(seed, start="noise=1")
        better += made.compare("noise=1 gain=0.0", thorough=True).verdict is Verdict.BETTER
        claimed += made.claim("noise=1 gain=0.0").gain if seed < 12 else 0
    assert better <= 7 and claimed == 0


def test_small_gains_with_rare_large_losses_are_not_claimed(scored):
    gains = [scored(seed).claim("gain=0.2 rarely=-4").gain for seed in range(12)]
    assert not any(gains)


def test_more_wins_than_losses_are_not_better_where_the_mean_is_worse(scored):
    made = scored()
    comparison = Comparison(made.floor, made.noise, number=1, new=program("gain=1"), old=made.task.start)
    for gain in [0.5] * 12 + [-9.0]:
        trials = [
            Trial(status=Status.OK, wall_s=1.0, quality=5.0 + made.task.metric.sign * x) for x in (gain / 2, -gain / 2)
        ]
        comparison._count(Pair(seed=1, new=trials[0], old=trials[1], new_first=True))
    comparison.test.add(5.0)
    assert comparison.test.e_value >= 20
    decision = comparison._state()
    assert decision is None or decision.verdict is not Verdict.BETTER


def test_a_claim_says_both_scores_and_the_interval_of_their_mean_difference(scored):
    made = scored(start="noise=0.2")
    found = made.claim("gain=3 noise=0.2")
    evidence = found.evidence[0]
    assert found.gain and evidence.pairs >= 20
    assert made.task.metric.sign * (evidence.score - evidence.start_score) == pytest.approx(3, abs=0.3)
    assert exp(0.0) < evidence.effect.low < evidence.effect.factor < evidence.effect.high
    assert evidence.e_value >= 200


def test_a_claim_holds_on_each_kind_of_problem_or_not_at_all(scored):
    kinds = (Purpose.CLAIM, Purpose.HELD_OUT)
    found = scored().claim("gain=3", kinds)
    assert found.gain and [evidence.kind for evidence in found.evidence] == ["claim", "held_out"]


@pytest.mark.parametrize("fails", ["wrong", "crashed", "timed_out"])
def test_an_answer_that_does_not_count_is_never_a_gain(scored, fails):
    made = scored()
    assert made.compare(f"gain=5\nfails={fails}").verdict == fails
    found = made.claim(f"gain=5\nfails={fails}")
    assert not found.gain and "did not count" in found.reason


def test_a_gain_too_small_for_any_claim_is_given_up_before_the_last_pair(scored):
    made = scored()
    found = made.claim("gain=0.05")
    assert not found.gain and made.journal.count("claim_pair") == 80
    assert "equal mean score" in found.reason


def test_what_lies_outside_the_range_counts_as_its_end():
    metric = Metric(kind="score", direction=Direction.LOWER, range=(0.0, 2.0), smallest_gain=0.1)
    assert [metric.clipped(score) for score in (-1e99, 0.5, 1e99)] == [0.0, 0.5, 2.0]


def test_the_smallest_diff_keeps_what_scores_and_drops_what_does_not(scored):
    made = scored(start="gain=0\ntakes=0\n")
    champion = program("gain=1\ntakes=1\n")
    made.floor.remember(champion, Trial(status=Status.OK, wall_s=1.0))
    left = reduce_change(made.floor, made.noise, champion, left_s=lambda: 1e9)
    assert left.text("main.py") == "gain=1\ntakes=0\n"


def test_the_noise_says_how_many_pairs_a_gain_needs(scored):
    made = scored(start="noise=1")
    body = next(body for kind, body in made.journal.facts if kind == "noise")
    search, claim = body["needs"]["pairs_in_search"], body["needs"]["pairs_in_claim"]
    assert claim["0.01"] > claim["0.05"] > claim["0.1"] > claim["0.5"] == 20
    assert search["0.5"] == 5 and all(search[gain] < claim[gain] for gain in search)
    assert body["quality_mean"] == pytest.approx(5, abs=1.5)


def test_a_start_that_never_differs_from_itself_can_be_planned_for():
    metric = Metric(kind="score", direction=Direction.HIGHER, range=(0.0, 1.0), smallest_gain=0.1)
    trial = Trial(status=Status.OK, wall_s=1.0, quality=0.5)
    found = needs([Pair(seed=n, new=trial, old=trial, new_first=True) for n in range(4)], metric)
    assert found["pairs_in_search"] == dict.fromkeys(("0.01", "0.02", "0.05", "0.1", "0.5"), 5)
    assert 0.3 < found["smallest_claim_at_20_pairs"] < 0.5


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"range": None}, "needs 'range"),
        ({"range": (1.0, 1.0)}, "the lower one first"),
        ({"range": (0.0, float("nan"))}, "finite"),
        ({"smallest_gain": 2.0}, "below 2, the width"),
        ({"smallest_gain": 0.0}, "above 0"),
    ],
)
def test_a_range_that_bounds_nothing_is_refused(settings, told):
    known = {"range": (0.0, 2.0), "smallest_gain": 0.1} | settings
    with pytest.raises(TaskError, match=told):
        Metric(kind="score", direction=Direction.LOWER, **known)


def test_evidence_recorded_before_there_were_scores_is_still_read():
    recorded = {
        "kind": "claim", "effect": {"factor": 2.0, "low": 1.9, "high": 2.1, "level": 0.99}, "e_value": 300.0, "pairs": 20,
        "total_ratio": 2.0, "total_low": 1.9, "total_high": 2.1, "excess": None, "excess_upper": None, "holds": True,
    }  # fmt: skip
    evidence = msgspec.convert(recorded, Evidence)
    assert evidence.effect.span is None and evidence.score is None
    assert evidence.effect.log_gain == pytest.approx(0.6931, abs=1e-4)
