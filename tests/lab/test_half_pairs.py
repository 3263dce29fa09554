"""First trials of interrupted pairs on the record: what `verify` makes of them, and how a run takes them up."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from leadscrew.cli.main import run
from leadscrew.core.experiment import Pair, Status, Trial
from leadscrew.core.seed import Purpose, problem_seed
from leadscrew.research.run import Run
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import read_task
from leadscrew.store.lab import Lab

FIRST, SECOND = Trial(status=Status.OK, wall_s=60.0, cpu_s=59.0), Trial(status=Status.OK, wall_s=30.0, cpu_s=29.0)


@pytest.fixture
def lab(tmp_path, monkeypatch) -> Lab:
    monkeypatch.chdir(tmp_path)
    lab = Lab(Path(".leadscrew"), create=True)
    new_run(lab, read_task("hello"), budget_s=60.0, experiments=None, seed=1, researcher="rewriter")
    return lab


def half(lab: Lab, counter: int, kind: str = "noise") -> None:
    start = read_task("hello").start.digest
    body = {
        "kind": kind, "counter": counter, "new": start, "old": start, "new_first": False,
        "trial": msgspec.to_builtins(FIRST),
    }  # fmt: skip
    lab.append("half_pair", body, run="r1")


def pair(lab: Lab, counter: int, *, old: Trial = FIRST) -> None:
    seed = problem_seed(lab.secret("r1"), Purpose.NOISE, counter).value
    whole = Pair(seed=seed, new=SECOND, old=old, new_first=False)
    lab.append("noise_pair", {"counter": counter, "pair": msgspec.to_builtins(whole)}, run="r1")


def test_a_half_pair_and_its_pair_use_one_problem_and_verify(lab, capsys):
    half(lab, 0)
    pair(lab, 0)
    half(lab, 1)
    assert run(["verify"]) == 0


def test_a_pair_that_forgets_its_first_trial_does_not_verify(lab, capsys):
    half(lab, 0)
    pair(lab, 0, old=SECOND)
    assert run(["verify"]) == 5
    assert "does not hold the first trial" in capsys.readouterr().err


def test_a_problem_that_is_used_by_two_pairs_does_not_verify(lab, capsys):
    half(lab, 0)
    pair(lab, 0)
    pair(lab, 0)
    assert run(["verify"]) == 5
    assert "used twice" in capsys.readouterr().err


def test_a_run_takes_up_the_half_pairs_that_no_pair_or_stall_has_ended(lab):
    half(lab, 0)
    pair(lab, 0)
    half(lab, 1)
    lab.append("stalled", {"kind": "noise", "counter": 1, "stalled_s": 3.0}, run="r1")
    half(lab, 2)
    half(lab, 0, kind="claim")
    going = Run(lab, "r1")
    start = going.task.start.digest
    found = going._halves()
    assert {key: (one.counter, one.first.trial) for key, one in found.items()} == {
        (Purpose.NOISE, start, start): (2, FIRST), (Purpose.CLAIM, start, start): (0, FIRST),
    }  # fmt: skip
    for (purpose, _, _), one in found.items():
        assert one.seed == problem_seed(lab.secret("r1"), purpose, one.counter)
    counter, _ = going._seeds.fresh(Purpose.NOISE)
    assert counter >= 3, "no other pair gets the problem of a half one"


def undecided(lab: Lab, number: int, *, e_value: float, factor: float, verdict: str = "undecided") -> None:
    """An experiment as the end of the search left it."""
    content = f"# {number}\n".encode()
    body = {
        "number": number, "parent": 0, "base": 0, "files": {"summary.py": lab.keep(content)}, "meaning": str(number),
        "hypothesis": "", "author": "", "move": "",
    }  # fmt: skip
    lab.append("candidate", body, run="r1")
    effect = {"factor": factor, "low": 0.9, "high": None, "level": 0.9, "span": None}
    decision = {"pairs": 4, "e_value": e_value, "effect": effect, "excess": None, "excess_upper": None}
    lab.append(
        "verdict",
        {"number": number, "verdict": verdict, "quality": None, "reason": "the time for search is over", **decision},
        run="r1",
    )


def test_where_nothing_is_better_the_claims_time_goes_to_what_looked_so(lab):
    undecided(lab, 1, e_value=8.0, factor=0.8)
    undecided(lab, 2, e_value=1.5, factor=1.4)
    undecided(lab, 3, e_value=9.0, factor=1.4, verdict="not_better")
    assert Run(lab, "r1")._promising() == []
    undecided(lab, 4, e_value=4.0, factor=1.2)
    undecided(lab, 5, e_value=7.0, factor=1.3)
    ((number, files),) = Run(lab, "r1")._promising()
    assert number == 5 and lab.artefact(str(files["summary.py"])) == b"# 5\n"
