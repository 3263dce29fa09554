"""A pause reaches every slot, also the idle ones, and is counted once."""

from __future__ import annotations

import asyncio
import threading
import time

from leadscrew.ledger.pause import LIFTED, PAUSED
from leadscrew.research.rewriter.rewriter import Rewriter
from leadscrew.research.run import Run
from leadscrew.research.start import new_run
from leadscrew.sandbox.box import living_boxes
from leadscrew.sources.taskfile import read_task
from leadscrew.store.lab import Lab


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_both_slots_stand_still_and_go_on(tmp_path):
    lab = Lab(tmp_path / "lab", create=True)
    name = new_run(lab, read_task("hello"), budget_s=300.0, experiments=12, seed=1, researcher="rewriter", slots=2)
    kinds = []
    run = Run(lab, name, cores=[None, None], quiet_wait=False, listeners=[lambda kind, body: kinds.append(kind)])
    done = []
    thread = threading.Thread(target=lambda: done.append(asyncio.run(run.go(Rewriter()))))
    thread.start()
    wait_for(lambda: kinds.count("verdict") >= 2)
    lab.append(PAUSED, {"who": "a test", "reason": ""})
    wait_for(lambda: "standing_still" in kinds)
    assert living_boxes(lab.id) == ()
    spent = run.spent_s()
    time.sleep(2.0)
    lab.append(LIFTED, {"who": "a test", "reason": ""})
    wait_for(lambda: "going_on" in kinds)
    assert kinds.count("standing_still") == 1
    assert spent - 3.0 < run.spent_s() < spent + 1.5
    thread.join(timeout=200)
    assert done and lab.run_row(name)["experiments"] >= 8
    assert living_boxes(lab.id) == ()
    lab.verify()
    lab.close()
