"""A program that is 10 % faster on 85 % of problems and three times slower on the rest: is a gain claimed?

    python benchmarks/mixed.py [--quick]

Its total time is about a fifth larger. Which problems are slow depends on the problem's seed. Claims are made directly,
and at the end of whole runs that propose nothing else. The gate: no more than 1 % of either say `gain`.
"""

from __future__ import annotations

import random
import time

from bank import Bank
from figures import Sheet
from replaying import (
    Options,
    floor_of,
    options,
    parts_of,
    program_of,
    replay,
    spread,
    task_of,
    text_of,
    truths,
    whole_run,
)

from leadscrew.bench.claim import make_claim
from leadscrew.bench.replay import Known
from leadscrew.core.experiment import Verdict
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed
from leadscrew.research.desk import Closed, Desk

USUALLY, RARELY, SHARE = 1.1, 1 / 3, 0.15
PROPOSALS = 8


def by_problem(program: Program, seed: Seed) -> Known:
    """The factor of a program on one problem."""
    told = truths(program)
    rare = "rarely" in told and random.Random(seed.value).random() < told["share"]
    return Known(factor=told["rarely"] if rare else told.get("factor", 1.0))


def mixed(number: int) -> dict[str, float]:
    """What is true of the program."""
    return {"factor": USUALLY, "rarely": RARELY, "share": SHARE}


class Mixer:
    """Proposes the same mixed effect again and again."""

    async def research(self, desk: Desk) -> None:
        """All against the start."""
        for number in range(PROPOSALS):
            try:
                await desk.submit({"same.py": text_of(number, **mixed(number))}, "mixed", author="mixer", base=0)
            except Closed:
                return


def claimed(part: tuple[Bank, int, int]) -> tuple[int, int]:
    """So many first claims: how many say `gain`, and all their pairs."""
    bank, count, seed = part
    rng, task = random.Random(f"{bank.name} {seed}"), task_of()
    floor, noise = floor_of(task, replay(bank, rng, by_problem), rng)
    claims = [
        make_claim(
            floor, noise, program_of(number, **mixed(number)), number=number, attempt=1, kinds=(Purpose.CLAIM,),
            out_of_time=lambda: False,
        )
        for number in range(count)
    ]  # fmt: skip
    return sum(claim.gain for claim in claims), sum(claim.evidence[0].pairs for claim in claims)


def ran(part: tuple[Bank, int, int]) -> tuple[int, int]:
    """So many whole runs: how many claim a gain, how many had a champion."""
    bank, count, seed = part
    rng, gains, champions = random.Random(f"{bank.name} {seed}"), 0, 0
    for _ in range(count):
        ended = whole_run(Mixer(), task_of(), replay(bank, rng, by_problem), rng, PROPOSALS)
        gains += ended.claim.gain
        champions += Verdict.BETTER in ended.verdicts
    return gains, champions


def study(given: Options) -> int:
    """Print it; the exit code."""
    sheet, since = (
        Sheet("Mixed effects: 1.1 times as fast on 85 % of problems, 3 times slower on 15 %"),
        time.monotonic(),
    )
    totals = [0, 0, 0, 0]
    for bank in given.banks:
        count = given.count(1000, 100)
        parts = [(bank, size, given.seed + n) for n, size in enumerate(parts_of(count))]
        gains, pairs = (sum(column) for column in zip(*spread(claimed, parts, given.jobs), strict=True))
        sheet.rate(f"{bank.name}: a claim says gain", gains, count, f"{pairs / count:.0f} pairs each")
        runs = given.count(300, 20)
        parts = [(bank, size, given.seed + n) for n, size in enumerate(parts_of(runs, 10))]
        false, champions = (sum(column) for column in zip(*spread(ran, parts, given.jobs), strict=True))
        sheet.rate(f"{bank.name}: whole runs that claim a gain", false, runs, f"{champions} of them had a champion")
        totals = [a + b for a, b in zip(totals, (gains, count, false, runs), strict=True)]
    sheet.rate("all banks: a claim says gain", totals[0], totals[1], most=0.01, significantly=given.quick)
    sheet.rate("all banks: whole runs that claim a gain", totals[2], totals[3], most=0.01, significantly=given.quick)
    sheet.say(f"{time.monotonic() - since:.0f} s")
    return sheet.close()


if __name__ == "__main__":
    raise SystemExit(study(options(__doc__)))
