"""The replay is only worth something if the machine does the same: live comparisons held against replayed ones.

    python benchmarks/live.py [quiet] [steady] [bursts] [--comparisons 100] [--quick]

Under each condition, with the burners of bank.py started and stopped here, so many live comparisons of the bundled task
against itself are made in real boxes. Between them pairs of the start against itself are recorded, so that both see the
same machine; from these the same comparisons are replayed. The gate: neither the share of `better` nor the number of
pairs differs significantly (1 %). Beside it stands the replay from the condition's own bank.
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
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Task
from leadscrew.research.start import slot_cores
from leadscrew.sources.taskfile import read_task

BETWEEN = 4
"""Recorded pairs of the start against itself after each comparison."""
REPLAYED = 2000
Row = tuple[bool, int]
"""Said better, pairs."""


def copy_of(task: Task, number: int) -> Program:
    """The start with one more comment."""
    path = task.editable_files()[0]
    return task.start.with_files({path: task.start.files[path] + f"\n# copy {number}\n".encode()})


def live(task: Task, count: int, core: int | None) -> tuple[list[Row], Bank]:
    """Comparisons in real boxes, each part of PART with an A/A of its own as a run has; and the pairs between them."""
    rows: list[Row] = []
    recorded = []
    for size in parts_of(count):
        rig = BoxRig(task, lab_mark=f"live-{secrets.token_hex(4)}", core=core)
        floor, between = (
            Floor(task, rig, Seeds(secrets.token_bytes(32)), Silent(), rng=random.SystemRandom()) for _ in range(2)
        )
        try:
            noise = measure_noise(floor, earlier=(), out_of_time=lambda: False, record=False)
            for number in range(size):
                comparison = Comparison(floor, noise, number=number, new=copy_of(task, number), old=task.start)
                decision = comparison.decide()
                rows.append((decision.verdict is Verdict.BETTER, decision.pairs))
                for _ in range(BETWEEN):
                    _, pair = between.pair(task.start, task.start, Purpose.NOISE)
                    first, second = (pair.new, pair.old) if pair.new_first else (pair.old, pair.new)
                    recorded.append((first.wall_s, second.wall_s, first.cpu_s, second.cpu_s))
        finally:
            rig.close()
    return rows, Bank("between", tuple(recorded))


def replayed(bank: Bank, count: int, seed: int) -> list[Row]:
    """The same from the bank."""
    rows: list[Row] = []
    task, rng = task_of(), random.Random(f"{bank.name} {seed}")
    for _ in range(count // PART):
        floor, noise = floor_of(task, replay(bank, rng), rng)
        for number in range(PART):
            comparison = Comparison(floor, noise, number=number, new=program_of(number), old=task.start)
            decision = comparison.decide()
            rows.append((decision.verdict is Verdict.BETTER, decision.pairs))
    return rows


def shown(sheet: Sheet, what: str, rows: list[Row]) -> None:
    """One line."""
    pairs = [float(row[1]) for row in rows]
    none = pairs.count(0) / len(pairs)
    extra = f"pairs {middle_and_late(pairs)}, mean {sum(pairs) / len(pairs):.2f}, no pair in {none:.0%}"
    sheet.rate(f"{what}: says better", sum(row[0] for row in rows), len(rows), extra)


def held_against(sheet: Sheet, name: str, machine: list[Row], bank: list[Row]) -> None:
    """Whether they differ."""
    from scipy.stats import fisher_exact, mannwhitneyu

    table = [[sum(row[0] for row in rows), sum(not row[0] for row in rows)] for rows in (machine, bank)]
    better = float(fisher_exact(table)[1])
    pairs = float(mannwhitneyu([row[1] for row in machine], [row[1] for row in bank]).pvalue)
    words = f"{name}: live and replayed agree (p = {better:.2f} for better, {pairs:.2f} for pairs)"
    sheet.gate(words, min(better, pairs) >= 0.01)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("conditions", nargs="*", metavar="CONDITION", help=f"of {', '.join(CONDITIONS)}")
    parser.add_argument("--comparisons", type=int, default=100)
    parser.add_argument("--task", default="hello")
    parser.add_argument("--quick", action="store_true", help="20 comparisons")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "banks")
    options = parser.parse_args()
    conditions = options.conditions or ["quiet"]
    if unknown := [name for name in conditions if name not in CONDITIONS]:
        parser.error(f"{unknown[0]!r} is no condition; there are {', '.join(CONDITIONS)}")
    banks = {bank.name: bank for bank in read_banks(options.folder)}
    sheet, since, core = Sheet("Live comparisons against replayed ones"), time.monotonic(), slot_cores(1)[0]
    if core is not None:
        os.sched_setaffinity(0, os.sched_getaffinity(0) - {core} or {core})
    count = 20 if options.quick else options.comparisons
    for condition in conditions:
        sheet.say(f"{condition}: others use {busy_share(core):.0%} of the bench's core before it begins")
        with burners(condition):
            machine, recorded = live(read_task(options.task), count, core)
        shown(sheet, f"{condition}, live", machine)
        again = replayed(recorded, REPLAYED, 0)
        shown(sheet, f"{condition}, replayed from the pairs between", again)
        if known := banks.get(f"{options.task}-{condition}"):
            shown(sheet, f"{condition}, replayed from the bank", replayed(known, REPLAYED, 0))
        held_against(sheet, condition, machine, again)
    sheet.say(f"{time.monotonic() - since:.0f} s")
    return sheet.close()


if __name__ == "__main__":
    raise SystemExit(main())
