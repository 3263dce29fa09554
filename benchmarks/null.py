"""Identical programs, entered below the duplicate check: how often does the lab say `better`, how often claim a gain?

    python benchmarks/null.py [--quick]

Recorded pairs of identical programs (benchmarks/banks) go through the real comparison, the real claim, and whole runs
of 50 candidates with their record, reduction and claim. Gates: the upper end of each rate's 95 % interval lies under
the level that the bench promises, 5 % in search and 1 % for claims.
"""

from __future__ import annotations

import random
import time

from bank import Bank
from figures import Sheet
from replaying import Options, floor_of, options, parts_of, program_of, replay, spread, task_of, text_of, whole_run

from leadscrew.bench.claim import make_claim
from leadscrew.bench.comparison import Comparison
from leadscrew.core.experiment import Verdict
from leadscrew.core.seed import Purpose
from leadscrew.research.desk import Closed, Desk

CANDIDATES = 50


class Copies:
    """Submits so many copies of the start."""

    def __init__(self, count: int) -> None:
        self.count = count

    async def research(self, desk: Desk) -> None:
        """All of them, against the start."""
        for number in range(self.count):
            try:
                await desk.submit({"same.py": text_of(number)}, "a copy", author="null", base=0)
            except Closed:
                return


def compared(part: tuple[Bank, int, int, bool]) -> tuple[int, int]:
    """So many comparisons of identical programs: how many say `better`, and all their pairs."""
    bank, count, seed, thorough = part
    rng, task = random.Random(f"{bank.name} {seed}"), task_of()
    floor, noise = floor_of(task, replay(bank, rng), rng)
    better = pairs = 0
    for number in range(count):
        new = program_of(number)
        decision = Comparison(floor, noise, number=number, new=new, old=task.start, thorough=thorough).decide()
        better += decision.verdict is Verdict.BETTER
        pairs += decision.pairs
    return better, pairs


def claimed(part: tuple[Bank, int, int]) -> int:
    """So many first claims of identical programs: how many say `gain`."""
    bank, count, seed = part
    rng, task = random.Random(f"{bank.name} {seed}"), task_of()
    floor, noise = floor_of(task, replay(bank, rng), rng)
    return sum(
        make_claim(
            floor, noise, program_of(number), number=number, attempt=1, kinds=(Purpose.CLAIM,),
            out_of_time=lambda: False,
        ).gain
        for number in range(count)
    )  # fmt: skip


def ran(part: tuple[Bank, int, int]) -> tuple[int, int]:
    """So many whole runs: how many claim a gain, and how many had any candidate that was `better`."""
    bank, count, seed = part
    rng, gains, lucky = random.Random(f"{bank.name} {seed}"), 0, 0
    for _ in range(count):
        ended = whole_run(Copies(CANDIDATES), task_of(), replay(bank, rng), rng, CANDIDATES)
        gains += ended.claim.gain
        lucky += Verdict.BETTER in ended.verdicts
    return gains, lucky


def study(given: Options) -> int:
    """Print it; the exit code."""
    sheet, since = Sheet("Null: identical programs"), time.monotonic()
    for thorough, words in ((False, "search: says better"), (True, "search without screening (leadscrew try): better")):
        count = given.count(4000, 400) if not thorough else given.count(1500, 150)
        hits = 0
        for bank in given.banks:
            parts = [(bank, size, given.seed + n, thorough) for n, size in enumerate(parts_of(count))]
            found = spread(compared, parts, given.jobs)
            better, pairs = (sum(column) for column in zip(*found, strict=True))
            sheet.rate(f"{bank.name}: {words}", better, count, f"{pairs / count:.1f} pairs each")
            hits += better
        sheet.rate(f"all banks: {words}", hits, count * len(given.banks), most=0.05, significantly=given.quick)
    count, hits = given.count(1000, 100), 0
    for bank in given.banks:
        found = spread(claimed, [(bank, size, given.seed + n) for n, size in enumerate(parts_of(count))], given.jobs)
        sheet.rate(f"{bank.name}: a claim of a copy says gain", sum(found), count)
        hits += sum(found)
    sheet.rate(
        "all banks: a claim of a copy says gain", hits, count * len(given.banks), most=0.01, significantly=given.quick
    )
    count, all_gains, all_lucky = given.count(200, 10), 0, 0
    for bank in given.banks:
        parts = [(bank, size, given.seed + n) for n, size in enumerate(parts_of(count, 10))]
        gains, lucky = (sum(column) for column in zip(*spread(ran, parts, given.jobs), strict=True))
        sheet.rate(f"{bank.name}: runs of {CANDIDATES} copies that claim a gain", gains, count)
        all_gains, all_lucky = all_gains + gains, all_lucky + lucky
    total = count * len(given.banks)
    sheet.rate(f"all banks: runs of {CANDIDATES} with any candidate better by luck", all_lucky, total)
    what = f"all banks: runs of {CANDIDATES} copies that claim a gain"
    sheet.rate(what, all_gains, total, most=0.01, significantly=given.quick)
    sheet.say(f"{time.monotonic() - since:.0f} s")
    return sheet.close()


if __name__ == "__main__":
    raise SystemExit(study(options(__doc__)))
