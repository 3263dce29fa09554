"""A suite and a person's run on a real bench, with tiny budgets: what is killed goes on where it was.

The whole of it: pytest -m "slow or not slow" tests/lab/test_suite_run.py
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from leadscrew.bench import quiet as quiet_machine
from leadscrew.cli.main import run
from leadscrew.research import submitting
from leadscrew.research import suite as record
from leadscrew.sources.taskfile import BUNDLED, read_task
from leadscrew.store.lab import Lab

HELLO = read_task("hello")
FILE = f"""
name = "tiny"
version = 1
[[task]]
name = "hello"
digest = "{HELLO.digest}"
wall = "9s"
experiments = 2
"""
SUMMARY = HELLO.start.files["summary.py"].decode()
MIDDLE = "        middle = sorted(readings)[len(readings) // 2]\n"
LOOP = "    for first in range("
ONCE = SUMMARY.replace(MIDDLE, "").replace(LOOP, MIDDLE.replace("        ", "    ", 1) + LOOP)
AND_MIN = ONCE.replace("sorted(readings[:after])[0]", "min(readings[:after])")


@pytest.fixture
def command(tmp_path):
    """Runs, or only starts, a command in an empty folder."""
    environment = {**os.environ, "TERM": "dumb", "COLUMNS": "100"}
    environment.pop("LEADSCREW_LAB", None)

    def call(*arguments: str, wait: bool = True) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "leadscrew", *arguments]
        process = subprocess.Popen(
            words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        if wait:
            process.out, process.err = process.communicate(timeout=90)  # type: ignore[attr-defined]
            assert "fault in leadscrew itself" not in process.err  # type: ignore[attr-defined]
        return process

    return call


def once_recorded(folder: Path, kind: str, *, seconds: float = 60.0) -> None:
    """Wait for a fact."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(Exception), closing(Lab(folder)) as lab:
            if any(lab.facts(kind=kind)):
                return
        time.sleep(0.05)
    raise AssertionError(f"no fact {kind!r} in {seconds} s")


def test_a_killed_suite_goes_on_with_the_run_that_was_interrupted(command, tmp_path):
    (tmp_path / "tiny.toml").write_text(FILE)
    asked = ("suite", "run", "--researcher", "rewriter", "--suite", "tiny.toml")
    first = command(*asked, wait=False)
    once_recorded(tmp_path / ".leadscrew", "verdict")
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    again = command(*asked, "--json")
    assert again.returncode == 0, again.err
    row = json.loads(again.out.splitlines()[-1])["row"]
    (cell,) = row["cells"]
    with closing(Lab(tmp_path / ".leadscrew")) as lab:
        assert [fact.run for fact in lab.facts(kind="run_started")] == ["r1"]
        assert [fact.run for fact in lab.facts(kind="run_resumed")] == ["r1"]
        assert len(list(lab.facts(kind=record.STARTED))) == 1 and record.open_suites(lab) == []
        (claim,) = [fact.body for fact in lab.facts(kind="claim")] or [{"gain": False}]
        assert cell["gain"] is claim["gain"]
        if claim["gain"]:
            effect = claim["evidence"][0]["effect"]
            assert [cell[name] for name in ("factor", "low", "high", "level")] == [
                effect[n] for n in ("factor", "low", "high", "level")
            ]
        assert cell["experiments"] == lab.run_row("r1")["experiments"] >= 1
        assert cell["tokens"] == 0 and cell["cost_usd"] == 0 and cell["missing"] == ""
        assert not any(lab.facts(kind="policy")), "a suite's run taught the control"
        lab.verify()
    assert "generation 1" in row["model"] and row["cores"] == len(os.sched_getaffinity(0))


@pytest.fixture
def quick(tmp_path) -> str:
    """The task `hello` with a short budget, so that the bench does not wait long for a quiet machine."""
    folder = tmp_path / "quick"
    shutil.copytree(BUNDLED / "hello", folder)
    settings = folder / "task.toml"
    settings.write_text(settings.read_text().replace('wall = "1m"', 'wall = "10s"'))
    return "./quick"


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """Runs a command in this process, on a machine that is never too busy; exit code, standard output and error."""
    monkeypatch.setattr(quiet_machine, "BUSY", 2.0)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEADSCREW_LAB", raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        out, err = capsys.readouterr()
        assert "fault in leadscrew itself" not in err, err
        return int(code), out, err

    return call


def test_a_person_submits_from_the_first_change_to_the_claim(said, tmp_path, quick):
    assert said("submit", quick, "--begin", "--budget", "4h")[0] == 0
    program = tmp_path / "quick-work" / "summary.py"
    program.write_text(ONCE)
    code, out, err = said("submit", quick, "quick-work", "--why", "the middle once")
    assert code == 0 and "#1 better" in out and "against the start" in out, out + err
    program.write_text(AND_MIN)
    _, out, _ = said("submit", quick, "quick-work", "--minutes", "7.5", "--json")
    told = json.loads(out.splitlines()[-1])
    assert told["experiment"]["number"] == 2 and told["experiment"]["parent"] == 1
    _, out, err = said("submit", quick, "--done")
    assert "as stated (" in out and "by the clock" in out, out + err
    with closing(Lab(tmp_path / ".leadscrew")) as lab:
        (person,) = submitting.people_of(lab)
        assert person.ended and person.stated and person.submissions == 2
        assert person.human_s is not None and 450 < person.human_s < 480
        assert person.clock_s is not None and person.with_bench_s is not None
        assert 0 < person.clock_s < person.with_bench_s
        assert person.steps and person.steps[0].factor > 1
        (claim,) = [fact.body for fact in lab.facts(kind="claim") if fact.body["gain"]] or [None]
        assert claim is None or person.proven.factor == claim["evidence"][0]["effect"]["factor"]
        assert sum(fact.body["human_s"] for fact in lab.facts(kind="human")) == pytest.approx(person.human_s)
        assert [fact.body["stated"] for fact in lab.facts(kind="human")] == [False, True, False]
        lab.verify()


@pytest.mark.slow
def test_a_submission_without_a_clock_leaves_minutes_unknown_and_a_killed_one_is_finished(command, tmp_path, quick):
    (tmp_path / "change.py").write_text(ONCE)
    first = command("submit", quick, "change.py", wait=False)
    once_recorded(tmp_path / ".leadscrew", "candidate")
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    finished = command("submit", quick, "--json")
    told = json.loads(finished.out.splitlines()[-1])
    assert told["experiment"]["number"] == 1 and told["experiment"]["decision"]["verdict"] == "better", finished.out
    assert told["human_s"] is None and told["clock_s"] is None and told["submissions"] == 1
    with closing(Lab(tmp_path / ".leadscrew")) as lab:
        assert not any(lab.facts(kind="human"))
