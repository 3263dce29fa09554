"""A whole run with real boxes: of a change of eight hunks the three that carry the gain are claimed, and shown."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from leadscrew.bench.reduce import hunks_between
from leadscrew.cli.main import run
from leadscrew.core.program import Program
from leadscrew.errors import LeadscrewError
from leadscrew.report import words
from leadscrew.report.collect import collect
from leadscrew.report.headline import Standing
from leadscrew.research.state import read_state
from leadscrew.store.lab import Lab

START = """import time

ROUNDS = 3


def first(x):
    time.sleep(0.02)
    return x + 1


def second(x):
    waited = 0
    time.sleep(0.02)
    return x * 2


def third(x):
    return x - 3 - (time.sleep(0.02) or 0)


def name(x):
    label = "result"
    return {label: x}


def run(problem):
    time.sleep(0.04)
    value = third(second(first(problem["x"])))
    answer = name(value)
    return answer
"""
CARRY = [
    ("def first(x):\n    time.sleep(0.02)\n", "def first(x):\n    time.sleep(0.0)\n"),
    ("    waited = 0\n    time.sleep(0.02)\n", "    waited = 0\n"),
    ("(time.sleep(0.02) or 0)", "0"),
]
COSMETIC = [
    ("import time\n", "import time  # to wait\n"),
    ("ROUNDS = 3\n", "ROUNDS = 4\n"),
    ("return x + 1\n", "return 1 + x\n"),
    ('label = "result"', 'label = str("result")'),
    ("return answer", "return dict(answer)"),
]
JUDGE = """
from leadscrew import Rejected
def problem(seed):
    return {"x": seed % 1000}
def check(problem, answer):
    if answer != {"result": (problem["x"] + 1) * 2 - 3}:
        raise Rejected("not the result")
"""
SETTINGS = """
goal = "wait less"
editable = ["*.py"]
[candidate]
call = "main:run"
[metric]
kind = "time"
smallest_gain = 0.1
[limits]
wall_s = 10
memory_mb = 256
[budget]
wall = "5m"
"""


def changed(changes: list[tuple[str, str]]) -> str:
    text = START
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "waits" / "start").mkdir(parents=True)
    for name, text in (("task.toml", SETTINGS), ("judge.py", JUDGE), ("start/main.py", START)):
        (tmp_path / "waits" / name).write_text(text)
    return tmp_path


@pytest.mark.slow
def test_of_eight_hunks_the_three_that_carry_the_gain_are_claimed_applied_and_shown(task, capsys):
    start, smallest = (Program({"main.py": text.encode()}) for text in (START, changed(CARRY)))
    champion = Program({"main.py": changed(CARRY + COSMETIC).encode()})
    assert len(hunks_between(start, champion)) == 8
    Path("main.py").write_text(champion.text("main.py"))
    assert run(["try", "./waits", "main.py", "--budget", "4m", "--json"]) == 0
    claim = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert claim["gain"] is True and claim["low"] > 1.5

    lab = Lab(task / ".leadscrew")
    state = read_state(lab, "r1")
    files = state.claims[-1].files
    assert files == state.reduced_files and set(files) == {"main.py"}
    assert lab.artefact(files["main.py"]).decode() == smallest.text("main.py")
    assert len(hunks_between(start, smallest)) == 3
    assert run(["verify"]) == 0

    summary = collect(lab, "r1")
    assert summary.headline.standing is Standing.GAIN and summary.change is not None
    assert summary.change.reduced and (summary.change.added, summary.change.removed) == (2, 3)
    dropped = [step for step in summary.change.steps if step.dropped]
    assert dropped and all(step.lines and step.place.startswith("main.py:") for step in summary.change.steps)
    assert summary.headline.text == f"{words.times(state.claims[-1].evidence[0].effect.factor)} faster than the start"

    capsys.readouterr()
    assert run(["apply", "r1", "--patch"]) == 0
    patch = capsys.readouterr().out
    assert sum(line.startswith("-") and not line.startswith("---") for line in patch.splitlines()) == 3
    assert "to wait" not in patch and "dict(answer)" not in patch


@pytest.mark.slow
def test_a_reduction_that_is_killed_goes_on_and_claims_the_same(task):
    Path("main.py").write_text(changed(CARRY + COSMETIC))
    command = [sys.executable, "-m", "leadscrew"]
    process = subprocess.Popen(
        [*command, "try", "./waits", "main.py", "--budget", "4m"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _ in range(4_000):
        time.sleep(0.03)
        if process.poll() is not None or decided(task) >= 3:
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = decided(task)
    assert before >= 3
    assert subprocess.run([*command, "resume", "r1"], capture_output=True, timeout=250).returncode == 0
    lab = Lab(task / ".leadscrew")
    steps = [fact.body["step"] for fact in lab.facts(run="r1", kind="reduced")]
    assert steps == list(range(len(steps))) and len(steps) > before
    files = read_state(lab, "r1").claims[-1].files
    assert files is not None and lab.artefact(files["main.py"]).decode() == changed(CARRY)
    assert run(["verify"]) == 0


def decided(folder: Path) -> int:
    """How many attempts to do without some hunks are on the record."""
    if not (folder / ".leadscrew" / "lab.db").exists():
        return 0
    try:
        lab = Lab(folder / ".leadscrew")
    except LeadscrewError:  # it is being made
        return 0
    found = sum(1 for _ in lab.facts(kind="reduced"))
    lab.close()
    return found
