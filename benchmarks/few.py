"""Claims on few pairs, as long trials get them: errors, coverage, and what ten pairs do not meet.

    python benchmarks/few.py [--quick]

Recorded noise with every time taken 400 times as long, so that the rules for long trials hold. The gates: identical
programs claim a gain in no more than 1 %; the 99 % interval covers the true factor. What has no gate, and is told: a
program that is faster on most problems and three times slower on the rest (`mixed.py`), by the size of its gain.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace

from bank import Bank
from figures import Sheet
from mixed import by_problem
from replaying import Options, floor_of, options, parts_of, program_of, replay, spread, task_of

from leadscrew.bench.claim import make_claim
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed

LONGER = 400.0
FACTORS = (1.2, 1.5, 2.0, 3.0)
MIXED = (1.1, 1.5, 3.0)


class Longer:
    """A rig whose trials took 400 times as long."""

    def __init__(self, rig) -> None:
        self.rig = rig

    def trial(self, program: Program, seed: Seed, *, cut_s: float | None):
        cut = None if cut_s is None else cut_s / LONGER
        found = self.rig.trial(program, seed, cut_s=cut)
        return replace(found, wall_s=found.wall_s * LONGER, cpu_s=found.cpu_s * LONGER)

    def close(self) -> None:
        self.rig.close()


def claimed(part: tuple[Bank, int, int, tuple[tuple[str, float], ...]]) -> tuple[int, int, int, int]:
    """So many first claims of a program: gains, gains on fewer than 20 pairs, intervals that cover, all pairs."""
    bank, count, seed, truth = part
    rng, task = random.Random(f"{bank.name} {seed} {truth}"), task_of()
    floor, noise = floor_of(task, Longer(replay(bank, rng, by_problem)), rng)
    gains = few = covered = pairs = 0
    for number in range(count):
        claim = make_claim(
            floor, noise, program_of(number, **dict(truth)), number=number, attempt=1, kinds=(Purpose.CLAIM,),
            out_of_time=lambda: False,
        )  # fmt: skip
        main = claim.evidence[0]
        gains += claim.gain
        few += claim.gain and main.pairs < 20
        high = float("inf") if main.effect.high is None else main.effect.high
        covered += main.effect.low <= dict(truth).get("factor", 1.0) <= high
        pairs += main.pairs
    return gains, few, covered, pairs


def told(given: Options, count: int, bank: Bank, **truth: float) -> list[int]:
    known = tuple(sorted(truth.items()))
    parts = [(bank, size, given.seed + n, known) for n, size in enumerate(parts_of(count))]
    return [sum(column) for column in zip(*spread(claimed, parts, given.jobs), strict=True)]


def study(given: Options) -> int:
    """Print it; the exit code."""
    sheet, since = Sheet("Claims of long trials, from ten pairs on"), time.monotonic()
    false, covering, all_true, all_null = 0, 0, 0, 0
    for bank in given.banks:
        count = given.count(2000, 100)
        gains, _, _, pairs = told(given, count, bank)
        sheet.rate(
            f"{bank.name}: identical programs that claim a gain", gains, count, f"{pairs / count:.0f} pairs each"
        )
        false, all_null = false + gains, all_null + count
        count = given.count(300, 40)
        for factor in FACTORS:
            gains, few, covered, pairs = told(given, count, bank, factor=factor)
            text = (
                f"{covered} of {count} intervals cover, {few} claims on fewer than 20 pairs, {pairs / count:.0f} each"
            )
            sheet.rate(f"{bank.name}: {factor:g}x claims a gain", gains, count, text)
            covering, all_true = covering + covered, all_true + count
        for factor in MIXED:
            gains, few, _, pairs = told(given, count, bank, factor=factor, rarely=1 / 3, share=0.15)
            sheet.rate(f"{bank.name}: {factor:g}x on 85 %, three times slower on 15 %: gain", gains, count,
                       f"{few} on fewer than 20 pairs")  # fmt: skip
    sheet.rate("all banks: identical programs that claim a gain", false, all_null, most=0.01, significantly=given.quick)
    sheet.rate("all banks: intervals that do not cover", all_true - covering, all_true, most=0.01, significantly=True)
    sheet.say(f"{time.monotonic() - since:.0f} s")
    return sheet.close()


if __name__ == "__main__":
    raise SystemExit(study(options(__doc__)))
