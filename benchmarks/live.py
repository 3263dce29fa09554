"""The replay is only worth something if the machine does the same: live comparisons held against replayed ones.

    python benchmarks/live.py [quiet steady bursts] [--comparisons 100] [--quick]

Under each condition, with the burners of bank.py started and stopped here, so many live comparisons of the bundled task
against itself are made in real boxes, and some of a program that waits, of known factors. The same is replayed from the
condition's bank. The gate: neither the share of `better` nor the number of pairs differs significantly (1 %).
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import time
from pathlib import Path

from bank import CONDITIONS, Bank, burners, read_banks
from figures import Sheet, middle_and_late
from replaying import PART, floor_of, parts_of, program_of, replay, task_of

from leadscrew.bench.comparison import Comparison, Floor, Seeds
from leadscrew.bench.noise import measure_noise
from leadscrew.bench.quiet import busy_share
from leadscrew.bench.rig import BoxRig
from leadscrew.bench.soundness import Silent
from leadscrew.core.experiment import Verdict
from leadscrew.core.program import Program
from leadscrew.core.task import Task
from leadscrew.research.start import slot_cores
from leadscrew.sources.taskfile import read_task

Row = tuple[bool, int]
"""Said better, pairs."""


def copy_of(task: Task, number: int) -> Program:
    """The start with one more comment."""
    path = task.editable_files()[0]
    return task.start.with_files({path: task.start.files[path] + f"\n# copy {number}\n".encode()})


def live(task: Task, count: int, core: int | None) -> list[Row]:
    """Comparisons in real boxes; each part of PART with an A/A of its own, as a run has."""
    rows: list[Row] = []
    for size in parts_of(count):
        rig = BoxRig(task, lab_mark=f"live-{secrets.token_hex(4)}", core=core)
        floor = Floor(task, rig, Seeds(secrets.token_bytes(32)), Silent(), rng=random.SystemRandom())
        try:
            noise = measure_noise(floor, earlier=(), out_of_time=lambda: False, record=False)
            for number in range(size):
                comparison = Comparison(floor, noise, number=number, new=copy_of(task, number), old=task.start)
                decision = comparison.decide()
                rows.append((decision.verdict is Verdict.BETTER, decision.pairs))
        finally:
            rig.close()
    return rows


def replayed(bank: Bank, count: int, seed: int) -> list[Row]:
    """The same from the bank."""
    rows: list[Row] = []
    task, rng = task_of(), random.Random(seed)
    for _ in range(count // PART):
        floor, noise = floor_of(task, replay(bank, rng), rng)
        for number in range(PART):
            comparison = Comparison(floor, noise, number=number, new=program_of(number), old=task.start)
            decision = comparison.decide()
            rows.append((decision.verdict is Verdict.BETTER, decision.pairs))
    return rows


def held_against(sheet: Sheet, name: str, machine: list[Row], bank: list[Row]) -> None:
    """Print both and whether they differ."""
    from scipy.stats import fisher_exact, mannwhitneyu

    for words, rows in (("live", machine), ("replayed", bank)):
        pairs = [float(row[1]) for row in rows]
        extra = f"pairs {middle_and_late(pairs)}, mean {sum(pairs) / len(pairs):.2f}, {pairs.count(0)} without a pair"
        sheet.rate(f"{name}, {words}: says better", sum(row[0] for row in rows), len(rows), extra)
    table = [[sum(row[0] for row in rows), sum(not row[0] for row in rows)] for rows in (machine, bank)]
    better = float(fisher_exact(table)[1])
    pairs_differ = float(mannwhitneyu([row[1] for row in machine], [row[1] for row in bank]).pvalue)
    sheet.gate(
        f"{name}: live and replayed agree (p = {better:.2f} for better, {pairs_differ:.2f} for pairs)",
        min(better, pairs_differ) >= 0.01,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("conditions", nargs="*", choices=CONDITIONS, default=["quiet"])
    parser.add_argument("--comparisons", type=int, default=100)
    parser.add_argument("--task", default="hello")
    parser.add_argument("--quick", action="store_true", help="20 comparisons")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "banks")
    options = parser.parse_args()
    banks = {bank.name: bank for bank in read_banks(options.folder)}
    sheet, since, core = Sheet("Live comparisons against replayed ones"), time.monotonic(), slot_cores(1)[0]
    if core is not None:
        os.sched_setaffinity(0, os.sched_getaffinity(0) - {core} or {core})
    count = 20 if options.quick else options.comparisons
    for condition in options.conditions:
        sheet.say(f"{condition}: others use {busy_share(core):.0%} of the bench's core before it begins")
        with burners(condition):
            machine = live(read_task(options.task), count, core)
        held_against(sheet, condition, machine, replayed(banks[f"{options.task}-{condition}"], 2000, 0))
    sheet.say(f"{time.monotonic() - since:.0f} s")
    return sheet.close()


if __name__ == "__main__":
    raise SystemExit(main())
