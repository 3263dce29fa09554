"""What a claim says, and what is left of a change after the reduction."""

from __future__ import annotations

from itertools import pairwise

import pytest

from leadscrew.bench.claim import attempt_alpha, make_claim
from leadscrew.bench.reduce import hunks_between, reduce_change, with_hunks
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose


def claim(made, text, *, attempt=1, kinds=(Purpose.CLAIM,), out_of_time=lambda: False):
    return make_claim(
        made.floor, made.noise, made.program(text), number=1, attempt=attempt, kinds=kinds, out_of_time=out_of_time
    )


def test_a_true_gain_is_claimed_with_at_least_twenty_pairs(bench):
    found = claim(bench(), "speed=3")
    assert found.gain and found.evidence[0].pairs == 20
    effect = found.evidence[0].effect
    assert effect.low < 3 < effect.high and effect.level == pytest.approx(0.99)


def test_equal_speed_is_not_claimed(bench):
    assert not any(claim(bench(seed), "speed=1 name=copy").gain for seed in range(40))


def test_faster_on_most_problems_but_three_times_slower_on_some_is_no_gain(bench):
    gains = [claim(bench(seed), "speed=1.1 rarely=0.34") for seed in range(20)]
    assert not any(found.gain for found in gains)


def test_problems_that_would_undo_the_gain_are_not_missed_by_chance(bench):
    gains = [claim(bench(seed, noise=0.01), "speed=1.1 rarely=0.34 share=15") for seed in range(100)]
    assert not any(found.gain for found in gains)


def test_a_small_gain_takes_more_pairs_than_a_large_one(bench):
    small, large = claim(bench(noise=0.01), "speed=1.1"), claim(bench(noise=0.01), "speed=3")
    assert small.gain and small.evidence[0].pairs == 40
    assert large.gain and large.evidence[0].pairs == 20


def test_a_small_gain_takes_all_the_pairs_after_a_failed_attempt(bench):
    again = [claim(bench(noise=0.01), f"speed={speed}", attempt=2).evidence[0].pairs for speed in (1.1, 3)]
    assert again == [80, 20]


def test_a_small_gain_without_time_for_its_pairs_is_not_claimed(bench):
    made = bench(noise=0.01)
    found = claim(made, "speed=1.1", out_of_time=lambda: made.journal.count("claim_pair") >= 30)
    assert not found.gain and "30 of 40 fresh pairs" in found.reason


def test_worse_quality_is_no_gain(bench):
    found = claim(bench(margin=0.05), "speed=3 quality=0.06")
    assert not found.gain and "quality" in found.reason
    assert claim(bench(margin=0.05), "speed=3 quality=0.02").gain


def test_one_wrong_answer_is_no_gain(bench):
    found = claim(bench(), "speed=3 fails=wrong after=20")
    assert not found.gain and "did not count" in found.reason


def test_each_attempt_halves_the_error_and_all_stay_under_one_percent():
    alphas = [attempt_alpha(attempt) for attempt in range(1, 40)]
    assert alphas[0] == 0.005 and all(b == a / 2 for a, b in pairwise(alphas))
    assert sum(alphas) < 0.01


def test_the_held_out_kind_must_hold_too(bench):
    made = bench()
    found = claim(made, "speed=2", kinds=(Purpose.CLAIM, Purpose.HELD_OUT))
    assert found.gain and [e.kind for e in found.evidence] == ["claim", "held_out"]
    seeds = [body["pair"]["seed"] for kind, body in made.journal.facts if kind == "claim_pair"]
    assert len(seeds) == len(set(seeds))


def test_without_time_nothing_is_claimed(bench):
    made = bench()
    found = claim(made, "speed=5", out_of_time=lambda: made.journal.count("claim_pair") >= 7)
    assert not found.gain and "7 of 20" in found.reason
    assert not claim(bench(), "speed=5", out_of_time=lambda: True).gain


class LineRig:
    """The speed of a program is the product of the factors on its lines."""

    def __init__(self, rng):
        self.rng = rng

    def trial(self, program, seed, *, cut_s):
        from leadscrew.core.experiment import Status, Trial

        speed = 1.0
        for line in program.text("main.py").splitlines():
            speed *= float(line.split("=")[1])
        return Trial(status=Status.OK, wall_s=self.rng.lognormvariate(0, 0.02) / speed, cpu_s=1.0)

    def close(self):
        pass


def test_only_the_hunks_that_carry_the_gain_are_kept(bench):
    made = bench()
    start = Program({"main.py": b"".join(b"f%d=1\n" % number for number in range(16))})
    changed = start.text("main.py").replace("f2=1\n", "f2=1.5\n").replace("f10=1\n", "f10=1.4\n")
    for number in (0, 5, 7, 13):
        changed = changed.replace(f"f{number}=1\n", f"f{number}=1.0\n")
    made.floor.task = made.task.__class__(**{**{n: getattr(made.task, n) for n in made.task.__slots__}, "start": start})
    made.floor.rig = LineRig(made.rig.rng)
    champion = Program({"main.py": changed.encode()})
    assert len(hunks_between(start, champion)) == 6
    reduced = reduce_change(made.floor, made.noise, champion, left_s=lambda: 1e9)
    kept = {hunk.lines[0].strip() for hunk in hunks_between(start, reduced)}
    assert kept == {"f2=1.5", "f10=1.4"}


def test_all_hunks_give_the_new_program_and_none_the_old():
    old = Program({"a.py": b"1\n2\n3\n", "gone.py": b"x", "same.py": b"y"})
    new = Program({"a.py": b"0\n1\n3", "same.py": b"y", "fresh.py": b"z\n", "empty.py": b""})
    hunks = hunks_between(old, new)
    assert with_hunks(old, new, hunks).files == {**new.files} or "empty.py" not in with_hunks(old, new, hunks).files
    assert with_hunks(old, new, ()).digest == old.digest
