"""A run that is killed at random moments and goes on each time, in one warm process that forks a child for each life.

    python lives.py LAB KILLS SEED

The run is a real one (record, comparison, reduction, claim) on a rig whose trials only sleep. A child tells its parent
through a pipe of each fact once it was recorded, so the parent knows what must be there after a kill. After each one
the record must verify, continue what it was, hold all that was told, and hold nothing twice. A run that reaches its end
is followed by a new one in the same lab. Prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from leadscrew.cli.control import Seeds
from leadscrew.core.experiment import Status, Trial
from leadscrew.core.program import Program
from leadscrew.research.desk import Closed
from leadscrew.research.run import OwnReader, Run
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import SMALL, Lab

SETTINGS = b"""
goal = "be fast"
editable = ["*.py"]
[candidate]
call = "main:run"
[metric]
kind = "time"
[limits]
source_kb = 1000
"""
EXPERIMENTS = 40
LONGEST_LIFE_S = 0.25
LARGE = b"#" * (SMALL + 1)
START = b"speed = 1.0\nwrong = False\nnumber = 0\n"


class SleepingRig:
    """Trials of a fraction of a millisecond, whose times are what the program says, with noise."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def trial(self, program, seed, *, cut_s):
        time.sleep(0.0003)
        speed, fails = (line.split(" = ")[1] for line in program.text("main.py").splitlines()[:2])
        wall_s = self.rng.lognormvariate(0, 0.02) / float(speed)
        status = Status.WRONG if fails == "True" else Status.OK
        if cut_s is not None and wall_s > cut_s:
            return Trial(status=Status.CUT, wall_s=cut_s, cpu_s=cut_s)
        return Trial(status=status, wall_s=wall_s, cpu_s=wall_s)

    def close(self):
        pass


class Proposer:
    """The same proposals in the same order, from wherever the record stands; some of them twice."""

    async def research(self, desk):
        known = {experiment.hypothesis for experiment in desk.experiments}

        async def work(first):
            for number in range(first, EXPERIMENTS + 10, desk.slots):
                if str(number) in known and number % 5:
                    continue
                rng = random.Random(number)
                speed = rng.choice((0.7, 0.99, 1.0, 1.01, 1.3)) * (1 + number / 100)
                main = f"speed = {speed:.6f}\nwrong = {number % 7 == 0}\nnumber = {number % 50}\n".encode()
                try:
                    await desk.submit(
                        {"main.py": main, "more.py": LARGE * (number % 9 == 0)}, str(number), author="lives"
                    )
                except Closed:
                    return

        await asyncio.gather(*(work(first) for first in range(desk.slots)))


def live(folder: Path, seed: int, told: int) -> None:
    """One life: go on with the open run, or begin one."""
    lab = Lab(folder, create=True)
    with lab.running():
        rows = lab.rows("run", "state != 'ended'")
        if rows:
            name = rows[0]["id"]
            lab.append("run_resumed", {"was": rows[0]["state"]}, run=name)
        else:
            task = task_from_parts(name="fast", settings=SETTINGS, judge=b"", start=Program({"main.py": START}))
            name = new_run(lab, task, budget_s=1e6, experiments=EXPERIMENTS, seed=0, researcher="lives", slots=2)
        rng = random.Random(seed)
        run = Run(
            lab, name, rigs=lambda task, core, stop: SleepingRig(rng), cores=[None, None], quiet_wait=False, reader=OwnReader(),
            listeners=[lambda kind, body: os.write(told, json.dumps([name, kind, body]).encode() + b"\n")],
        )  # fmt: skip
        asyncio.run(run.go(Proposer()))
    lab.close()


def facts_after(folder: Path, known: list[tuple[int, str]], lines: list[list[object]]) -> list[tuple[int, str]]:
    """Check the record after a life; its facts."""
    if not (folder / "lab.db").exists():
        assert not known
        return known
    lab = Lab(folder, create=True)
    seeds = Seeds(lab)
    lab.verify(seeds.look)
    facts = list(lab.facts())
    now = [(fact.seq, fact.hash) for fact in facts]
    assert now[: len(known)] == known, "the record is not what it was and more"
    recorded = Counter(json.dumps([fact.run, fact.kind, fact.body], sort_keys=True) for fact in facts[len(known) :])
    promised = Counter(json.dumps(line, sort_keys=True) for line in lines)
    assert not promised - recorded, "a fact that was recorded is gone"
    for kind in ("candidate", "verdict"):
        numbers = [(fact.run, fact.body["number"]) for fact in facts if fact.kind == kind]
        assert len(numbers) == len(set(numbers)), f"an experiment has two facts of kind {kind}"
    numbers = Counter(fact.run for fact in facts if fact.kind == "candidate")
    assert all(count <= EXPERIMENTS for count in numbers.values()), "more experiments than were asked for"
    meanings = [(fact.run, fact.body["meaning"]) for fact in facts if fact.kind == "candidate" and fact.body["meaning"]]
    assert len(meanings) == len(set(meanings)), "a program was measured in two experiments"
    ends = Counter(fact.run for fact in facts if fact.kind in ("run_ended", "claim"))
    assert all(count <= 3 for count in ends.values())
    lab.close()
    return now


def main(folder: Path, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    known: list[tuple[int, str]] = []
    killed = lives = 0
    while killed < kills:
        lives += 1
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                live(folder, rng.randrange(1 << 30), writing)
                os._exit(0)
            except BaseException:
                sys.excepthook(*sys.exc_info())
            os._exit(1)
        os.close(writing)
        os.set_blocking(reading, False)
        until, told = time.monotonic() + rng.uniform(0.0, LONGEST_LIFE_S), b""
        ended = 0
        while time.monotonic() < until and not ended:
            ended, status = os.waitpid(child, os.WNOHANG)
            told += drained(reading)
            time.sleep(0.001)
        if not ended:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            killed += 1
        told += drained(reading)
        os.close(reading)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "a life ended badly"
        lines = [json.loads(line) for line in told.split(b"\n")[:-1]]
        known = facts_after(folder, known, lines)
        rng.seed(rng.random())
    lab = Lab(folder)
    print(json.dumps({"kills": killed, "lives": lives, "facts": len(known), "runs": len(lab.rows("run"))}))


def drained(descriptor: int) -> bytes:
    data = b""
    while True:
        try:
            piece = os.read(descriptor, 1 << 16)
        except BlockingIOError:
            return data
        if not piece:
            return data
        data += piece


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
