"""Record banks of timing noise: pairs of a task's start against itself, in real boxes, under a named condition.

    python benchmarks/bank.py quiet steady bursts [--pairs 2000] [--task hello] [--folder benchmarks/banks]

`quiet` adds nothing; `steady` keeps as many processes busy as there are cores; `bursts` does so for half a second at a
time, on average, with pauses of a second and a half. The burners are started and stopped here. Each row of a bank is
[wall of the first trial, wall of the second, processor time of the first, of the second], in seconds, in the order in
which they ran; the other benchmarks replay these rows.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from leadscrew.bench.comparison import Floor, Seeds
from leadscrew.bench.quiet import busy_share
from leadscrew.bench.rig import BoxRig
from leadscrew.bench.soundness import Silent
from leadscrew.core.seed import Purpose
from leadscrew.research.start import environment, slot_cores
from leadscrew.sources.taskfile import read_task

CONDITIONS = ("quiet", "steady", "bursts")
BURST_S, PAUSE_S = 0.5, 1.5
LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True)
class Bank:
    """Recorded pairs of identical programs."""

    name: str
    rows: tuple[tuple[float, float, float, float], ...]
    """(wall of the first, wall of the second, processor time of both), seconds."""


def read_banks(folder: Path) -> list[Bank]:
    """All banks of a folder, in the order of their names."""
    found = []
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text())
        rows = content.get("pairs") or content.get("rec")
        found.append(Bank(path.stem, tuple((row[0], row[1], row[2], row[3]) for row in rows)))
    return found


def _burn(bursts: bool, seed: int) -> None:
    """Keep a core busy, all the time or in bursts; ends with its parent, and by itself after an hour."""
    rng, parent, end = random.Random(seed), os.getppid(), time.monotonic() + LONGEST_S
    while time.monotonic() < end and os.getppid() == parent:
        until = time.monotonic() + (rng.expovariate(1 / BURST_S) if bursts else 0.2)
        while time.monotonic() < until:
            sum(range(2000))
        if bursts:
            time.sleep(min(rng.expovariate(1 / PAUSE_S), 20.0))


@contextmanager
def burners(condition: str) -> Iterator[None]:
    """The load of a condition, while the block runs."""
    count = 0 if condition == "quiet" else os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=_burn, args=(condition == "bursts", n), daemon=True) for n in range(count)]
    for process in running:
        process.start()
    try:
        yield
    finally:
        for process in running:
            process.terminate()
            process.join()


def record(condition: str, pairs: int, task_name: str) -> dict[str, object]:
    """So many pairs of a task's start against itself under a condition."""
    task = read_task(task_name)
    core = slot_cores(1)[0]
    rig = BoxRig(task, lab_mark=f"bank-{secrets.token_hex(4)}", core=core)
    floor = Floor(task, rig, Seeds(secrets.token_bytes(32)), Silent(), rng=random.SystemRandom())
    before = busy_share(core)
    if core is not None:
        os.sched_setaffinity(0, os.sched_getaffinity(0) - {core} or {core})
    rows = []
    try:
        with burners(condition):
            for _ in range(pairs):
                _, pair = floor.pair(task.start, task.start, Purpose.NOISE)
                first, second = (pair.new, pair.old) if pair.new_first else (pair.old, pair.new)
                rows.append([round(v, 6) for v in (first.wall_s, second.wall_s, first.cpu_s, second.cpu_s)])
    finally:
        rig.close()
    return {
        "task": task_name, "condition": condition, "busy_before": round(before, 3), "environment": environment(),
        "pairs": rows,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("conditions", nargs="+", choices=CONDITIONS)
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--task", default="hello")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "banks")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for condition in options.conditions:
        since = time.monotonic()
        bank = record(condition, options.pairs, options.task)
        path = options.folder / f"{options.task}-{condition}.json"
        path.write_text(json.dumps(bank, separators=(",", ":")).replace("],[", "],\n[") + "\n")
        print(f"{path.name}: {options.pairs} pairs in {time.monotonic() - since:.0f} s", flush=True)


if __name__ == "__main__":
    main()
