"""Several bench slots measure at once, and the record stays one chain."""

from __future__ import annotations

import asyncio
import random
import threading
import time

from leadscrew.core.experiment import Status, Trial, Verdict
from leadscrew.core.program import Program
from leadscrew.research.run import Run
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab

SETTINGS = b"""
goal = "be fast"
editable = ["*.py"]
[candidate]
call = "main:run"
[metric]
kind = "time"
"""


class SleepingRig:
    """Takes as long as the number in the program says; counts how many trials overlap."""

    running, most, lock = 0, 0, threading.Lock()

    def trial(self, program, seed, *, cut_s):
        with self.lock:
            type(self).running += 1
            type(self).most = max(self.most, self.running)
        time.sleep(0.002)
        with self.lock:
            type(self).running -= 1
        speed = float(program.text("main.py").split("=")[1])
        return Trial(status=Status.OK, wall_s=random.lognormvariate(0, 0.02) / speed, cpu_s=1.0)

    def close(self):
        pass


class Faster:
    async def research(self, desk):
        async def one(number):
            await desk.submit({"main.py": f"speed = {1 + number / 10}\n".encode()}, "faster", author="test", base=0)

        assert desk.slots == 3
        await asyncio.gather(*(one(number) for number in range(1, 7)))


def test_three_slots_measure_at_once_and_the_champion_is_never_replaced_by_a_slower_one(tmp_path):
    lab = Lab(tmp_path / "lab", create=True)
    task = task_from_parts(name="fast", settings=SETTINGS, judge=b"", start=Program({"main.py": b"speed = 1.0\n"}))
    name = new_run(lab, task, budget_s=1e6, experiments=None, seed=0, researcher="test", slots=3)
    run = Run(lab, name, rigs=lambda task, core, stop: SleepingRig(), cores=[None] * 3, quiet_wait=False)
    claim = asyncio.run(run.go(Faster()))
    assert SleepingRig.most >= 2
    assert claim.gain
    assert all(experiment.verdict is Verdict.BETTER for experiment in run.experiments)
    line = run.state.champions
    assert line and all(run.state.experiments[b].parent == a for a, b in zip([0, *line], line, strict=False))
    lab.verify()
    lab.close()
