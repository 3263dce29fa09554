"""What the lab itself costs: complete experiments per second on a program that does nothing, fully boxed, one slot.

Each candidate is wrong at once, so that one trial decides it: proposed, recorded, forked into its own namespaces, run,
judged, recorded. Printed beside it is the floor: what fork, namespaces and fsync alone cost on this machine.

    python benchmarks/overhead.py [--counts 100 1000 10000]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import tempfile
import time
from pathlib import Path

from leadscrew.core.program import Program
from leadscrew.core.task import Entry, Limits
from leadscrew.research.desk import Closed, Desk
from leadscrew.research.run import Run
from leadscrew.research.start import new_run
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.worker import Job, WarmWorker
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab

SETTINGS = b"""
goal = "do nothing"
editable = ["*.py"]
[candidate]
call = "noop:run"
[metric]
kind = "time"
[limits]
wall_s = 5
memory_mb = 256
processes = 4
disk_mb = 8
"""
JUDGE = b"""
from leadscrew import Rejected
def problem(seed):
    return {"x": seed}
def check(problem, answer):
    if answer != problem["x"]:
        raise Rejected("not the number that was asked for")
"""


class Flood:
    """Proposes so many candidates, each of them new and wrong."""

    def __init__(self, counts: list[int]) -> None:
        self.counts = counts
        self.rates: list[dict[str, float]] = []

    async def research(self, desk: Desk) -> None:
        done = 0
        for count in self.counts:
            window = max(50, min(1000, (count - done) // 2))
            since, cpu = 0.0, 0.0
            for number in range(done, count):
                if number == count - window:
                    since, cpu = time.perf_counter(), time.process_time()
                source = f"def run(problem):\n    return -{number + 1}\n".encode()
                try:
                    await desk.submit({"noop.py": source}, f"return {number}", author="flood", base=0)
                except Closed:
                    return
            spent = time.perf_counter() - since
            rate = {
                "experiments": count,
                "per_s": window / spent,
                "lab_cpu_ms": 1000 * (time.process_time() - cpu) / window,
            }
            self.rates.append(rate)
            print(
                f"  up to {count:>6}: {rate['per_s']:6.1f} experiments/s over the last {window}, "
                f"{1000 * spent / window:5.1f} ms each, {rate['lab_cpu_ms']:.1f} ms of it the lab's own processor time",
                flush=True,
            )
            done = count


def floor(folder: Path) -> dict[str, float]:
    """Milliseconds of a bare fork, of a boxed trial without the lab, and of one fsynced insert."""
    count = 200
    since = time.perf_counter()
    for _ in range(count):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
    fork_ms = 1000 * (time.perf_counter() - since) / count
    worker = WarmWorker(
        Entry(call="noop:run"), Limits(wall_s=5, memory_mb=256), lab_mark="floor", core=max(os.sched_getaffinity(0))
    )
    job = Job(files={"noop.py": b"def run(problem):\n    return 0\n"}, mode="call", problem=plain.encoded({}))
    worker.run(job, cut_s=None, stop=lambda: None)
    since = time.perf_counter()
    for _ in range(count):
        worker.run(job, cut_s=None, stop=lambda: None)
    trial_ms = 1000 * (time.perf_counter() - since) / count
    worker.close()
    database = sqlite3.connect(folder / "floor.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE t (x)")
    since = time.perf_counter()
    for number in range(count):
        database.execute("INSERT INTO t VALUES (?)", (number,))
    fsync_ms = 1000 * (time.perf_counter() - since) / count
    return {"fork_ms": fork_ms, "trial_ms": trial_ms, "fsync_ms": fsync_ms}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--folder", type=Path, help="where the lab is made  [default: a temporary folder]")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        low = floor(Path(name))
        print(
            f"floor: fork {low['fork_ms']:.2f} ms, boxed trial {low['trial_ms']:.2f} ms, "
            f"fsynced insert {low['fsync_ms']:.2f} ms"
        )
        task = task_from_parts(
            name="noop",
            settings=SETTINGS,
            judge=JUDGE,
            start=Program({"noop.py": b"def run(problem):\n    return problem['x']\n"}),
        )
        lab = Lab(Path(name) / "lab", create=True)
        run = new_run(lab, task, budget_s=1e6, experiments=None, seed=0, researcher="flood")
        flood = Flood(sorted(options.counts))
        asyncio.run(Run(lab, run, quiet_wait=False).go(flood))
        rates = [rate["per_s"] for rate in flood.rates]
        print(f"slowest / fastest: {min(rates) / max(rates):.2f}")
        print(json.dumps({"floor": low, "rates": flood.rates}))


if __name__ == "__main__":
    main()
