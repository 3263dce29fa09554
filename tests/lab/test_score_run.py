"""Whole runs on score tasks through the command line, with real boxes: what is claimed, shown, applied and verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leadscrew.cli.main import run

SETTINGS = """
goal = "Say the mean of each row more accurately."
editable = ["*.py"]
[candidate]
call = "fit:fit"
[metric]
kind = "score"
direction = "lower"
range = [0, 2]
smallest_gain = 0.02
[limits]
wall_s = 5
memory_mb = 256
"""
JUDGE = """
import random
from leadscrew import Rejected


def problem(seed):
    rng = random.Random(seed)
    truth = [rng.uniform(0.5, 1.5) for _ in range(20)]
    return {"rows": [[t + rng.gauss(0, 0.5) for _ in range(30)] for t in truth], "_truth": truth}


def check(problem, answer):
    if not isinstance(answer, list) or len(answer) != len(problem["rows"]):
        raise Rejected("expected one number a row")
    if not all(isinstance(value, float) for value in answer):
        raise Rejected("expected numbers")


def score(problem, answer):
    return sum(abs(a - t) for a, t in zip(answer, problem["_truth"])) / len(answer)
"""
START = "def fit(problem):\n    return [0.5 * sum(row) / len(row) for row in problem['rows']]\n"
BETTER = START.replace("0.5 * ", "")
NOISY = "import os\n\n" + START.replace("0.5 *", "os.urandom(1)[0] / 255 *")


@pytest.fixture
def task(tmp_path, monkeypatch):
    """Writes the task with a start, and a change; the working directory holds both."""
    monkeypatch.chdir(tmp_path)

    def make(start: str, change: str, settings: str = SETTINGS, judge: str = JUDGE):
        folder = Path("means")
        (folder / "start").mkdir(parents=True)
        (folder / "task.toml").write_text(settings)
        (folder / "judge.py").write_text(judge)
        (folder / "start" / "fit.py").write_text(start)
        Path("fit.py").write_text(change)

    return make


def claim_of(capsys) -> dict:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.parametrize("start", [START, NOISY], ids=["repeats itself", "noisy"])
def test_a_better_score_is_claimed_shown_reported_and_applied(task, capsys, start):
    task(start, BETTER)
    assert run(["try", "./means", "fit.py", "--budget", "5m", "--json"]) == 0
    claim = claim_of(capsys)
    assert claim["gain"] is True and claim["pairs"] >= 20
    assert claim["difference"] == pytest.approx(claim["score"] - claim["start_score"])
    assert claim["difference_low"] < claim["difference"] < claim["difference_high"] < 0
    assert run(["verify"]) == 0
    assert run(["show", "r1"]) == 0
    shown = capsys.readouterr().out
    assert "score 0." in shown and "(lower is better), difference -0." in shown and "x faster" not in shown
    assert run(["report", "r1", "--out", "page.html"]) == 0
    page = Path("page.html").read_text()
    assert "lower is better" in page and "Score over time" in page and "mean difference of scores" in page
    assert "Speed-up" not in page and "ratio of totals" not in page and "as fast as" not in page
    assert run(["apply", "r1", "--to", "means/start"]) == 0
    assert "[sum(row)" in Path("means/start/fit.py").read_text()


def test_a_faster_program_of_the_same_score_is_no_gain(task, capsys):
    slow = START.replace("    return", "    sum(range(300_000))\n    return")
    task(slow, START)
    assert run(["try", "./means", "fit.py", "--budget", "60s", "--json"]) == 1
    assert claim_of(capsys)["gain"] is False


@pytest.mark.parametrize("answer", ["float('nan')", "float('inf')", "-float('inf')"])
def test_a_score_that_is_no_finite_number_is_a_wrong_answer(task, capsys, answer):
    task(START, f"def fit(problem):\n    return [{answer} for row in problem['rows']]\n")
    assert run(["try", "./means", "fit.py", "--budget", "60s", "--json"]) == 1
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    verdict = next(event for event in events if event.get("verdict"))
    assert verdict["verdict"] == "wrong" and "expected a finite number" in verdict["reason"]


def test_a_score_beyond_the_range_counts_as_its_end(task, capsys):
    judge = (
        JUDGE + "\n\nhonest = score\n\n\ndef score(problem, answer):\n    return 1.5 + honest(problem, answer) * 10\n"
    )
    task(START, BETTER, judge=judge)
    assert run(["try", "./means", "fit.py", "--budget", "60s", "--json"]) in (0, 1)
    claim = claim_of(capsys)
    if claim["gain"]:
        assert claim["start_score"] <= 2.0
    assert run(["show", "r1/1", "--json"]) == 0
    assert 0.0 <= json.loads(capsys.readouterr().out)["quality"] <= 2.0


@pytest.mark.parametrize(
    ("settings", "judge", "told"),
    [
        (SETTINGS, JUDGE.replace("def score", "def other"), "does not define 'score'"),
        (SETTINGS.replace('"score"', '"time"').replace("range = [0, 2]\n", ""), JUDGE, "defines 'score'"),
    ],
)
def test_the_judge_and_the_metric_must_agree(task, capsys, settings, judge, told):
    task(START, BETTER, settings, judge)
    run(["task", "check", "./means", "--quick"])
    assert told in "".join(capsys.readouterr())
