"""A trial during which the bench itself was stopped is run again: it is neither slow nor the program's fault."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from leadscrew.bench.comparison import MAX_STALLS
from leadscrew.core.experiment import Status, Trial
from leadscrew.core.seed import Purpose
from leadscrew.errors import MachineError

SCRIPT = """
import json, random, secrets
from leadscrew.bench.comparison import Floor, Seeds
from leadscrew.bench.rig import BoxRig
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose
from leadscrew.sources.taskfile import task_from_parts

class Journal:
    def record(self, kind, body, *, later=False, artefact=None):
        print(json.dumps({**body, "fact": kind}), flush=True)

start = b'''
import time
def run(p):
    time.sleep(2)
    return 1
'''
settings = b'''
goal = "wait"
editable = ["*.py"]
[candidate]
call = "a:run"
[metric]
kind = "time"
[limits]
wall_s = 3
'''
judge = b"def problem(seed):\\n    return {}\\ndef check(problem, answer):\\n    pass\\n"
task = task_from_parts(name="wait", settings=settings, judge=judge, start=Program({"a.py": start}))
rig = BoxRig(task, lab_mark="stalled-%d" % secrets.randbelow(10**9))
seeds = Seeds(secrets.token_bytes(32))
floor = Floor(task, rig, seeds, Journal(), rng=random.Random(1))
rig.judge.problem(1, held_out=False)
rig.outcome({"a.py": b"def run(p):\\n    return 1\\n"}, seeds.fresh(Purpose.CHECK)[1])
print("ready", flush=True)
_, trial = floor.fresh_trial(task.start, Purpose.SEARCH, opponent=None)
print(json.dumps({"kind": "trial", "status": trial.status, "wall_s": trial.wall_s}), flush=True)
rig.close()
"""


def test_a_bench_that_was_stopped_measures_the_trial_again():
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(1.0)
    os.kill(process.pid, signal.SIGSTOP)
    time.sleep(4.0)  # the program has long ended, and its limit has passed
    os.kill(process.pid, signal.SIGCONT)
    out, _ = process.communicate(timeout=120)
    stalled, *_, trial = (json.loads(line) for line in out.splitlines())
    assert stalled["fact"] == "stalled" and stalled["stalled_s"] > 1.0
    assert trial["kind"] == "trial" and trial["status"] == "ok"


def test_a_bench_that_never_runs_through_says_so(bench):
    floor = bench().floor

    class Stopped:
        def trial(self, program, seed, *, cut_s):
            return Trial(status=Status.TIMED_OUT, wall_s=60.0, stalled_s=59.0)

    floor.rig = Stopped()
    with pytest.raises(MachineError, match=f"{MAX_STALLS} trials in a row"):
        floor.fresh_trial(floor.task.start, Purpose.SEARCH, opponent=None)
    counters = [body["counter"] for kind, body in floor.journal.facts if kind == "stalled"]
    assert len(set(counters)) == MAX_STALLS  # no problem was seen twice
