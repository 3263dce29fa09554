"""The studies of the bench: their intervals are right, a gate that fails is told, and a study runs on any bank."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
from figures import Sheet, interval, percentile  # noqa: E402


def test_intervals_are_those_of_clopper_and_pearson():
    # 0 of n: 1 - 0.025 ** (1 / n); 5 of 20 from Clopper and Pearson's own kind of table
    assert interval(0, 300) == (0.0, pytest.approx(1 - 0.025 ** (1 / 300)))
    assert interval(5, 20) == (pytest.approx(0.0866, abs=1e-4), pytest.approx(0.4910, abs=1e-4))
    assert interval(7, 7)[1] == 1.0


def test_a_percentile_is_one_of_the_values():
    values = list(range(10, 0, -1))
    assert [percentile(values, share) for share in (0.1, 0.5, 0.9, 1.0)] == [1, 5, 9, 10]


@pytest.mark.parametrize(
    ("hits", "gate", "holds"),
    [
        (0, {"most": 0.02}, True),
        (3, {"most": 0.01}, False),
        (3, {"most": 0.01, "significantly": True}, True),
        (30, {"most": 0.01, "significantly": True}, False),
        (298, {"least": 0.99}, True),
        (280, {"least": 0.99}, False),
    ],
)
def test_a_gate_that_fails_ends_a_study_with_one(hits, gate, holds, capsys):
    sheet = Sheet("a study")
    sheet.rate("something", hits, 300, **gate)
    assert sheet.close() == (0 if holds else 1)
    assert ("FAILED" in capsys.readouterr().out) is not holds


def test_a_study_runs_on_any_recorded_bank(tmp_path):
    rng = random.Random(0)
    rows = [[rng.lognormvariate(-3, 0.02), rng.lognormvariate(-3, 0.02), 0.05, 0.05] for _ in range(80)]
    (tmp_path / "own.json").write_text(json.dumps({"pairs": rows}))
    command = [sys.executable, str(BENCHMARKS / "prediction.py"), "--quick", "--jobs", "1", "--folder", str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "own, 8 runs" in result.stdout and "100% gain: predicted 5, needed 5" in result.stdout
