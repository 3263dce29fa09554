"""A run that is paused, interrupted or killed loses nothing, repeats nothing and leaves no process behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from leadscrew.sandbox.box import living_boxes
from leadscrew.store.lab import Lab

COMMAND = [sys.executable, "-m", "leadscrew"]


def start(*arguments: str, lab: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *arguments, "--lab", str(lab)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finished(process: subprocess.Popen[str], timeout: float = 120) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=timeout)
    return process.returncode, out, err


def call(*arguments: str, lab: Path) -> tuple[int, str, str]:
    return finished(start(*arguments, lab=lab))


def wait_for(condition, timeout: float = 60.0) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def kinds(folder: Path) -> Counter[str]:
    if not (folder / "lab.db").exists():
        return Counter()
    lab = Lab(folder)
    found = Counter(fact.kind for fact in lab.facts())
    lab.close()
    return found


def boxes(folder: Path) -> tuple[int, ...]:
    lab = Lab(folder)
    found = living_boxes(lab.mark)
    lab.close()
    return found


def nothing_lost_or_repeated(folder: Path, before: list[tuple[int, str]]) -> None:
    lab = Lab(folder)
    facts = list(lab.facts())
    assert [(fact.seq, fact.hash) for fact in facts][: len(before)] == before
    for kind in ("candidate", "verdict"):
        numbers = [(fact.run, fact.body["number"]) for fact in facts if fact.kind == kind]
        assert len(numbers) == len(set(numbers)), f"an experiment has two facts of kind {kind}"
    meanings = [fact.body["meaning"] for fact in facts if fact.kind == "candidate" and fact.body["meaning"]]
    assert len(meanings) == len(set(meanings)), "a program was measured in two experiments"
    lab.close()


def kill_and_resume(folder: Path, kills: int, rng: random.Random) -> int:
    """Kill the process group at so many random moments, resume each time, let the run end; how many kills met it alive."""
    process = start("run", "hello", "--budget", "40s", "--seed", "3", "--json", lab=folder)
    wait_for(lambda: kinds(folder)["noise_pair"] > 0)
    done = 0
    while done < kills and process.poll() is None:
        time.sleep(rng.uniform(0.05, 1.5))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        done += 1
        wait_for(lambda: boxes(folder) == (), timeout=5)
        lab = Lab(folder)
        before = [(fact.seq, fact.hash) for fact in lab.facts()]
        lab.close()
        assert call("verify", lab=folder)[0] == 0
        process = start("resume", "--json", lab=folder)
        count = len(before)
        wait_for(
            lambda count=count, process=process: sum(kinds(folder).values()) > count + 1 or process.poll() is not None
        )
        nothing_lost_or_repeated(folder, before)
    code, out, err = finished(process)
    assert code in (0, 1), err
    assert json.loads(out.splitlines()[-1])["event"] == "claim"
    code, out, err = call("verify", lab=folder)
    assert code == 0, err
    assert boxes(folder) == ()
    return done


def test_a_killed_run_goes_on_where_it_was(tmp_path):
    assert kill_and_resume(tmp_path / "lab", 3, random.Random(1)) >= 1


@pytest.mark.slow
def test_twenty_kills_at_random_moments(tmp_path):
    rng, killed, labs = random.Random(), 0, 0
    while killed < 20:
        killed += kill_and_resume(tmp_path / f"lab{labs}", min(5, 20 - killed), rng)
        labs += 1
    print(f"{killed} kills in {labs} labs: nothing lost, nothing repeated, no process left, every record verified")


def stop_and_continue(folder: Path, seconds: float, times: int) -> None:
    """Stop the lab's process, not its boxes, for so long; what a trial then took must not be held against anybody."""
    process = start(
        "run", "hello", "--budget", f"{20 + 2 * seconds * times:.0f}s", "--experiments", "2", "--json", lab=folder
    )
    wait_for(lambda: kinds(folder)["noise_pair"] > 0)
    for _ in range(times):
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGCONT)
        time.sleep(random.uniform(0.2, 1.5))
    code, _, err = finished(process, timeout=200)
    assert code in (0, 1), err
    lab = Lab(folder)
    for fact in lab.facts(run="r1"):
        trials = [fact.body[side] for side in ("trial",) if side in fact.body]
        trials += [fact.body["pair"][side] for side in ("new", "old") if "pair" in fact.body]
        for trial in trials:
            assert trial["wall_s"] < seconds and trial["status"] != "timed_out", (
                "the stop was counted as a trial's time"
            )
        assert fact.body.get("verdict") != "timed_out"
    assert lab.run_row("r1")["state"] == "ended"
    lab.close()
    assert call("verify", lab=folder)[0] == 0
    assert boxes(folder) == ()


def test_a_run_that_was_stopped_for_a_while_holds_it_against_no_program(tmp_path):
    stop_and_continue(tmp_path / "lab", 3.0, 2)


@pytest.mark.slow
def test_a_run_that_was_stopped_for_a_minute_at_a_time(tmp_path):
    stop_and_continue(tmp_path / "lab", 60.0, 3)


def test_a_pause_stops_a_run_and_a_lift_lets_it_go_on(tmp_path):
    folder = tmp_path / "lab"
    run = start("run", "hello", "--budget", "60s", "--json", lab=folder)
    wait_for(lambda: kinds(folder)["candidate"] > 0)
    code, out, err = call("pause", "--reason", "a test", lab=folder)
    assert code == 0, err
    assert "no box is alive" in out
    shown = json.loads(call("show", "--json", lab=folder)[1])
    assert shown["state"] == "paused" and shown["boxes"] == [] and shown["pause"]["reason"] == "a test"
    wait_for(lambda: kinds(folder)["standing_still"] > 0)
    measured = kinds(folder)["pair"] + kinds(folder)["trial"]
    time.sleep(1.0)
    assert kinds(folder)["pair"] + kinds(folder)["trial"] == measured
    assert boxes(folder) == ()
    assert call("run", "hello", lab=folder)[0] == 3
    assert call("try", "hello", __file__, lab=folder)[0] in (2, 3)
    assert call("lift", lab=folder)[0] == 0
    code, out, err = finished(run)
    assert code in (0, 1), err
    assert call("verify", lab=folder)[0] == 0


def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(tmp_path):
    folder = tmp_path / "lab"
    run = start("run", "hello", "--budget", "60s", lab=folder)
    wait_for(lambda: kinds(folder)["candidate"] > 1)
    run.send_signal(signal.SIGINT)
    code, _, err = finished(run, timeout=20)
    assert code == 3
    assert "leadscrew resume r1" in err
    assert "Traceback" not in err
    assert boxes(folder) == ()
    assert call("verify", lab=folder)[0] == 0
    assert kinds(folder)["run_interrupted"] == 1


def test_a_second_run_in_the_same_lab_is_refused(tmp_path):
    folder = tmp_path / "lab"
    run = start("run", "hello", "--budget", "60s", lab=folder)
    try:
        wait_for(lambda: kinds(folder)["noise_pair"] > 0)
        code, _, err = call("run", "hello", lab=folder)
        assert code == 2
        assert "in use by another run" in err and str(run.pid) in err
    finally:
        run.send_signal(signal.SIGTERM)
        assert finished(run, timeout=20)[0] == 3
