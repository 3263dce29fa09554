"""Identical programs, entered below the duplicate check: how often does the lab say `better`, how often claim a gain?

Times of pairs of identical programs are recorded once (on this machine, or given as recordings) and replayed through
the real comparison and the real run, loop, record and claim included; then comparisons are made live beside it.

    python benchmarks/null.py --record bank.json --pairs 200            # record this machine once
    python benchmarks/null.py --bank bank.json --comparisons 5000 --runs 300 --live 100

Without --bank the recordings in $LEADSCREW_REFERENCE_DATA/noise are replayed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scipy.special import betaincinv

from leadscrew.bench.comparison import Comparison, Floor, Seeds
from leadscrew.bench.noise import measure_noise
from leadscrew.bench.rig import BoxRig
from leadscrew.bench.soundness import Silent
from leadscrew.core.experiment import Status, Trial, Verdict
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed
from leadscrew.core.task import Task
from leadscrew.research.desk import Closed, Desk
from leadscrew.research.run import Run
from leadscrew.research.start import new_run, slot_cores
from leadscrew.sources.taskfile import read_task, task_from_parts
from leadscrew.store.lab import Lab

Bank = list[tuple[float, float]]
SETTINGS = b"""
goal = "replay"
editable = ["*.py"]
[candidate]
call = "same:run"
[metric]
kind = "time"
smallest_gain = 0.02
"""


class ReplayRig:
    """Answers each trial with a recorded time: the two trials on one problem get the two times of one recorded pair."""

    def __init__(self, bank: Bank, rng: random.Random) -> None:
        self.bank = bank
        self.at = rng.randrange(len(bank))
        self.seed: Seed | None = None
        self.second = False

    def trial(self, program: Program, seed: Seed, *, cut_s: float | None) -> Trial:
        if seed != self.seed:
            self.seed, self.second = seed, False
            self.at = (self.at + 1) % len(self.bank)
        wall_s = self.bank[self.at][1 if self.second else 0]
        self.second = not self.second
        status = Status.CUT if cut_s is not None and wall_s > cut_s else Status.OK
        return Trial(status=status, wall_s=min(wall_s, cut_s or wall_s), cpu_s=wall_s)

    def close(self) -> None:
        pass


class Copies:
    """Submits so many copies of the start."""

    def __init__(self, count: int) -> None:
        self.count = count

    async def research(self, desk: Desk) -> None:
        for number in range(self.count):
            try:
                await desk.submit({"same.py": copy_of(number)}, "a copy", author="null", base=0)
            except Closed:
                return


def copy_of(number: int) -> bytes:
    return f"def run(problem):\n    return 0\n# copy {number}\n".encode()


def replay_task() -> Task:
    return task_from_parts(
        name="replay", settings=SETTINGS, judge=b"", start=Program({"same.py": b"def run(problem):\n    return 0\n"})
    )


def banks(options: argparse.Namespace) -> dict[str, Bank]:
    if options.bank:
        return {options.bank.name: [tuple(row) for row in json.loads(options.bank.read_text())["pairs"]]}
    folder = os.environ.get("LEADSCREW_REFERENCE_DATA")
    if not folder:
        raise SystemExit("null: give --bank FILE, --record FILE, or set LEADSCREW_REFERENCE_DATA")
    found = {}
    for path in sorted((Path(folder) / "noise").glob("*.json")):
        found[path.stem] = [(row[0], row[1]) for row in json.loads(path.read_text())["rec"]]
    return found


def interval(hits: int, count: int, level: float = 0.95) -> tuple[float, float]:
    """Clopper-Pearson."""
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, count - hits + 1, tail))
    high = 1.0 if hits == count else float(betaincinv(hits + 1, count - hits, 1 - tail))
    return low, high


def told(what: str, hits: int, count: int, extra: str = "") -> None:
    low, high = interval(hits, count)
    print(
        f"{what:<58} {hits:>4} of {count:<6} {hits / count:7.2%}  95 % interval [{low:.2%}, {high:.2%}] {extra}",
        flush=True,
    )


def replayed_comparisons(bank: Bank, count: int, rng: random.Random) -> tuple[int, float]:
    """How many say `better`, and the mean number of pairs."""
    task, better, pairs = replay_task(), 0, 0
    for number in range(count):
        rig = ReplayRig(bank, rng)
        floor = Floor(task, rig, Seeds(rng.randbytes(32)), Silent(), rng=rng)
        if number % 50 == 0:
            noise = measure_noise(floor, earlier=(), out_of_time=lambda: False, record=False)
        floor.trial(task.start, Seed(Purpose.CHECK, number), opponent=None)
        new = task.start.with_files({"same.py": copy_of(number)})
        decision = Comparison(floor, noise, number=1, new=new, old=task.start).decide()
        better += decision.verdict is Verdict.BETTER
        pairs += decision.pairs
    return better, pairs / count


def replayed_runs(everything: list[Bank], runs: int, candidates: int, rng: random.Random) -> Iterator[tuple[bool, int]]:
    """Whole runs through record, search, reduction and claim: was a gain claimed, and how many were `better`."""
    shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    for number in range(runs):
        with tempfile.TemporaryDirectory(dir=shared) as folder:
            lab = Lab(Path(folder) / "lab", create=True)
            run = new_run(lab, replay_task(), budget_s=1e9, experiments=candidates, seed=0, researcher="null")
            bank = everything[number % len(everything)]
            progress = Run(
                lab, run, rigs=lambda task, core, stop, bank=bank: ReplayRig(bank, rng),
                rng=rng, duplicates_allowed=True, quiet_wait=False,
            )  # fmt: skip
            claim = asyncio.run(progress.go(Copies(candidates)))
            yield claim.gain, sum(e.verdict is Verdict.BETTER for e in progress.experiments)
            lab.close()


def live_comparisons(count: int, name: str) -> tuple[int, float]:
    """Real trials in real boxes."""
    task = read_task(name)
    rig = BoxRig(task, lab_mark=f"null-{secrets.token_hex(4)}", core=slot_cores(1)[0])
    floor = Floor(task, rig, Seeds(secrets.token_bytes(32)), Silent(), rng=random.SystemRandom())
    better, pairs = 0, 0
    path = task.editable_files()[0]
    try:
        noise = measure_noise(floor, earlier=(), out_of_time=lambda: False, record=False)
        for number in range(count):
            new = task.start.with_files({path: task.start.files[path] + f"\n# copy {number}\n".encode()})
            decision = Comparison(floor, noise, number=number, new=new, old=task.start).decide()
            better += decision.verdict is Verdict.BETTER
            pairs += decision.pairs
    finally:
        rig.close()
    return better, pairs / count


def record(path: Path, pairs: int, name: str) -> None:
    """Pairs of the start of a task against itself, on this machine."""
    task = read_task(name)
    rig = BoxRig(task, lab_mark=f"null-{secrets.token_hex(4)}", core=slot_cores(1)[0])
    floor = Floor(task, rig, Seeds(secrets.token_bytes(32)), Silent(), rng=random.SystemRandom())
    try:
        rows = []
        for _ in range(pairs):
            _, pair = floor.pair(task.start, task.start, Purpose.NOISE)
            first, second = (pair.new, pair.old) if pair.new_first else (pair.old, pair.new)
            rows.append((first.wall_s, second.wall_s))
    finally:
        rig.close()
    path.write_text(json.dumps({"task": name, "pairs": rows}))
    print(f"recorded {pairs} pairs of {name!r} against itself in {path}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--bank", type=Path)
    parser.add_argument("--task", default="hello")
    parser.add_argument("--comparisons", type=int, default=2000, help="for each bank")
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--candidates", type=int, default=50)
    parser.add_argument("--live", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.record:
        record(options.record, options.pairs, options.task)
        return
    rng = random.Random(options.seed)
    everything = banks(options)
    total, hits = 0, 0
    for name, bank in everything.items():
        better, pairs = replayed_comparisons(bank, options.comparisons, rng)
        told(f"{name}: comparisons that say better (level 5 %)", better, options.comparisons, f"{pairs:.1f} pairs each")
        total, hits = total + options.comparisons, hits + better
    if total:
        told("all recordings: comparisons that say better", hits, total)
    since, claims, false = time.monotonic(), 0, 0
    for gain, better in replayed_runs(list(everything.values()), options.runs, options.candidates, rng):
        claims += gain
        false += better > 0
    if options.runs:
        told(f"whole runs of {options.candidates} candidates with any `better`", false, options.runs)
        told("whole runs that claim a gain (level 1 %)", claims, options.runs, f"{time.monotonic() - since:.0f} s")
    if options.live:
        better, pairs = live_comparisons(options.live, options.task)
        told(f"live: {options.task} against itself, says better", better, options.live, f"{pairs:.1f} pairs each")


if __name__ == "__main__":
    main()
