"""Whole runs through the command line, with real boxes, on the smallest task and on tasks of a user's own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from leadscrew.cli.main import run
from leadscrew.store.lab import Lab

FASTER = """
def summarise(problem):
    readings = problem["readings"]
    ignored = set(problem["ignored"])
    middle = sorted(readings)[len(readings) // 2]
    rows, lowest = [], None
    for first in range(0, len(readings), problem["day"]):
        counted = [reading for reading in readings[first : first + problem["day"]] if reading not in ignored]
        day = min(readings[first : first + problem["day"]])
        lowest = day if lowest is None else min(lowest, day)
        rows.append([len(counted), sum(reading > middle for reading in counted), lowest])
    return rows
"""


def last_line(capsys) -> dict:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_a_change_by_hand_is_claimed_and_applied(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("summary.py").write_text(FASTER)
    assert run(["try", "hello", "summary.py", "--budget", "2m", "--json"]) == 0
    claim = last_line(capsys)
    assert claim["event"] == "claim" and claim["gain"] is True
    assert claim["low"] > 1 and claim["pairs"] >= 20 and claim["level"] == pytest.approx(0.99)
    assert run(["verify"]) == 0
    from leadscrew.sources.taskfile import BUNDLED

    shutil.copytree(BUNDLED / "hello" / "start", "start")
    assert run(["apply", "r1"]) == 0
    applied = Path("start/summary.py").read_text()
    assert "set(problem" in applied or "lowest = day" in applied
    Path("start/summary.py").write_text("changed since\n")
    assert run(["apply", "r1"]) == 2
    assert Path("start/summary.py").read_text() == "changed since\n"


def test_a_change_that_gains_nothing_is_not_claimed(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    from leadscrew.sources.taskfile import BUNDLED

    text = (BUNDLED / "hello" / "start" / "summary.py").read_text()
    Path("summary.py").write_text(text.replace("rows = []", "rows = list()"))
    assert run(["try", "hello", "summary.py", "--budget", "60s", "--json"]) == 1
    assert last_line(capsys)["gain"] is False


def test_the_rewriter_finds_a_gain_in_a_new_task(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["task", "new", "mine"]) == 0
    assert run(["task", "list", "--json"]) == 0
    capsys.readouterr()
    assert run(["run", "./mine", "--budget", "2m", "--seed", "1", "--json"]) == 0
    claim = last_line(capsys)
    assert claim["gain"] is True and claim["low"] > 1.5
    lab = Lab(tmp_path / ".leadscrew")
    assert lab.run_row("r1")["state"] == "ended"


def task_folder(folder: Path, *, judge: str, start: dict[str, str], settings: str) -> Path:
    (folder / "start").mkdir(parents=True)
    (folder / "judge.py").write_text(judge)
    (folder / "task.toml").write_text(settings)
    for name, text in start.items():
        (folder / "start" / name).write_text(text)
    return folder


COMMAND_TASK = """
goal = "sum the numbers"
editable = ["*.sh", "*.c"]
[candidate]
command = ["sh", "sum.sh"]
packages = ["numpy", "/usr/bin/sleep"]
[metric]
kind = "time"
[limits]
wall_s = 10
memory_mb = 256
[budget]
wall = "2m"
"""
COMMAND_JUDGE = """
import numpy as np
from leadscrew import Rejected
def problem(seed):
    rng = np.random.default_rng(seed)
    return {"numbers": rng.integers(0, 100, size=5), "_secret": 1}
def check(problem, answer):
    if answer.get("total") != int(problem["numbers"].sum()):
        raise Rejected("not the sum")
"""
COMMAND_START = """
sleep 0.1
python3 -c '
import os, json
import sys
sys.path.append("/opt/site")
import numpy as np
folder = os.environ["LEADSCREW_PROBLEM"]
assert "_secret" not in json.load(open(folder + "/data.json"))
total = int(np.load(folder + "/numbers.npy").sum())
json.dump({"total": total}, open(os.environ["LEADSCREW_ANSWER"] + "/data.json", "w"))
'
"""


def test_a_command_in_any_language_is_measured(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    task_folder(tmp_path / "sum", judge=COMMAND_JUDGE, start={"sum.sh": COMMAND_START}, settings=COMMAND_TASK)
    Path("sum.sh").write_text(COMMAND_START.replace("sleep 0.1", ""))
    assert run(["try", "./sum", "sum.sh", "--json"]) == 0
    assert last_line(capsys)["low"] > 1.2


def test_a_build_is_run_once_and_not_timed(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = COMMAND_TASK.replace(
        'command = ["sh", "sum.sh"]', 'command = ["sh", "built.sh"]\nbuild = ["sh", "build.sh"]'
    )
    settings = settings.replace('editable = ["*.sh", "*.c"]', 'editable = ["sum.sh"]')
    start = {
        "sum.sh": COMMAND_START,
        "build.sh": 'sleep 1\nwhile read -r line; do echo "$line"; done < sum.sh > built.sh\n',
    }
    task_folder(tmp_path / "sum", judge=COMMAND_JUDGE, start=start, settings=settings)
    Path("sum.sh").write_text(COMMAND_START.replace("sleep 0.1", ""))
    assert run(["try", "./sum", "sum.sh", "--json"]) == 0
    claim = last_line(capsys)
    assert claim["low"] > 1.2 and claim["machine_s"] < 150


JUDGE = """
from leadscrew import Rejected
def problem(seed):
    return {"x": seed}
def check(problem, answer):
    if answer != problem["x"]:
        raise Rejected("not x")
"""
SETTINGS = """
goal = "say x"
editable = ["*.py"]
[candidate]
call = "main:run"
[metric]
kind = "time"
[limits]
wall_s = 2
[budget]
wall = "20s"
"""
START = {"main.py": "def run(problem):\n    return problem['x']\n"}


@pytest.mark.parametrize(
    ("judge", "start", "message"),
    [
        (JUDGE, {"main.py": "def run(problem):\n    return 0\n"}, "the start fails its own check"),
        (JUDGE, {"main.py": "def run(problem):\n    1 / 0\n"}, "ZeroDivisionError"),
        (JUDGE, {"main.py": "def run(problem):\n    while True:\n        pass\n"}, "no answer within 2 s"),
        (JUDGE.replace("return {", "raise ValueError('broken'); return {"), START, "broken"),
        (JUDGE.replace("return {", "return 1; return {"), START, "expected a dict"),
        ("def problem(seed):\n    return {}\n", START, "check"),
        ("import nowhere\n", START, "nowhere"),
        (JUDGE + "\ndef quality(problem, answer):\n    return 0.0\n", START, "[quality]"),
    ],
)
def test_a_task_that_cannot_work_is_bad_input_and_says_why(tmp_path, capsys, monkeypatch, judge, start, message):
    monkeypatch.chdir(tmp_path)
    task_folder(tmp_path / "bad", judge=judge, start=start, settings=SETTINGS)
    assert run(["run", "./bad"]) == 2
    assert message in capsys.readouterr().err
    assert run(["verify"]) == 0


def test_task_check_finds_a_judge_that_does_not_repeat_itself_and_a_cheat_that_wins(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fickle = JUDGE.replace('return {"x": seed}', 'import random; return {"x": random.random()}')
    task_folder(tmp_path / "fickle", judge=fickle, start=START, settings=SETTINGS)
    assert run(["task", "check", "./fickle"]) == 1
    assert "two different problems" in capsys.readouterr().out
    folder = task_folder(
        tmp_path / "loose",
        judge=JUDGE.replace("answer != problem", "False and problem"),
        start=START,
        settings=SETTINGS,
    )
    (folder / "cheats").mkdir()
    (folder / "cheats" / "main.py").write_text("def run(problem):\n    return 1\n")
    assert run(["task", "check", "./loose", "--quick"]) == 1
    out = capsys.readouterr().out
    assert "the judge accepted None" in out and "the judge accepted it on 3 problems" in out
