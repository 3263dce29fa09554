"""Does a claim's 99 % interval cover the true factor in 99 % of claims?

    python benchmarks/claims.py [--quick]

Each claim is made by the real code on recorded noise. The true factor is the median of 2,000 pairs of the same two
programs on the same noise. Two ways of making a faster program of recorded times: `stretched`, the recorded time over
the factor, whose noise is symmetric; and `composed`, where the start is M and the candidate N recorded trials one after
the other, so that what interferes falls more often on the longer program, as it does in life. Of the composed ones the
coverage of M / N, the factor of a machine without interference, is printed too. The gate is on symmetric noise alone.
"""

from __future__ import annotations

import random
import time
from math import exp
from statistics import median

from bank import Bank
from figures import Sheet
from replaying import Options, by_factor, floor_of, options, parts_of, program_of, replay, spread, task_of, truths

from leadscrew.bench.claim import make_claim
from leadscrew.bench.comparison import Floor, Noise
from leadscrew.bench.rig import Rig
from leadscrew.core.experiment import Evidence, Status, Trial
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed

STRETCHED = (1.05, 1.5, 3.0)
COMPOSED = ((3, 2), (2, 1), (3, 1))
PAIRS_OF_TRUTH = 2000


class ComposedRig:
    """Each trial lasts as long as so many recorded trials one after the other."""

    def __init__(self, bank: Bank, rng: random.Random, start: int) -> None:
        self.times = [wall_s for row in bank.rows for wall_s in row[:2]]
        self.at, self.start = rng.randrange(len(self.times)), start

    def trial(self, program: Program, seed: Seed, *, cut_s: float | None) -> Trial:
        """The sum of the next recorded times."""
        count = int(truths(program).get("trials", self.start))
        wall_s = sum(self.times[(self.at + n) % len(self.times)] for n in range(count))
        self.at += count
        return Trial(status=Status.OK, wall_s=wall_s, cpu_s=wall_s)

    def close(self) -> None:
        """Nothing."""


Truth = tuple[float, float]
"""The median of the pair ratios, and the ratio of total times."""
Row = tuple[bool, bool, bool, bool, int]
"""Covered the median ratio, covered the quiet factor, covered the totals, said gain, pairs."""


def truth_of(floor: Floor, new: Program) -> Truth:
    """What 2,000 pairs say."""
    pairs = [floor.pair(new, floor.task.start, Purpose.CLAIM, cut=False)[1] for _ in range(PAIRS_OF_TRUTH)]
    total = sum(pair.old.wall_s for pair in pairs) / sum(pair.new.wall_s for pair in pairs)
    return exp(median(pair.log_ratio for pair in pairs)), total


def made(part: tuple[Bank, float, tuple[int, int] | None, int, int]) -> list[Row]:
    """So many first claims of one program."""
    bank, factor, trials, count, seed = part
    rng, task = random.Random(f"{bank.name} {seed}"), task_of()
    rig: Rig = replay(bank, rng, by_factor) if trials is None else ComposedRig(bank, rng, trials[0])
    new = program_of(1, factor=factor) if trials is None else program_of(1, trials=float(trials[1]))
    floor, noise = floor_of(task, rig, rng)
    truth, rows = truth_of(floor, new), []
    for number in range(count):
        rows.append(one(floor, noise, new, number, truth, factor))
    return rows


def one(floor: Floor, noise: Noise, new: Program, number: int, truth: Truth, factor: float) -> Row:
    """A claim, held against the truth."""
    claim = make_claim(floor, noise, new, number=number, attempt=1, kinds=(Purpose.CLAIM,), out_of_time=lambda: False)
    found = claim.evidence[0]
    return (
        covers(found, truth[0]), covers(found, factor),
        found.total_low <= truth[1] <= (found.total_high or float("inf")), claim.gain, found.pairs,
    )  # fmt: skip


def covers(found: Evidence, factor: float) -> bool:
    """Whether the interval of the median ratio holds a factor."""
    return found.effect.low <= factor <= (found.effect.high or float("inf"))


def study(given: Options) -> int:
    """Print it; the exit code."""
    sheet, since = Sheet("Coverage of a claim's 99 % interval"), time.monotonic()
    covered, all_made = 0, 0
    for bank in given.banks:
        cases: list[tuple[str, float, tuple[int, int] | None]] = [
            *((f"stretched {factor:g}", factor, None) for factor in STRETCHED),
            *((f"composed {m} to {n}", m / n, (m, n)) for m, n in COMPOSED),
        ]
        for words, factor, trials in cases:
            count = given.count(340, 50)
            parts = [(bank, factor, trials, size, given.seed + n) for n, size in enumerate(parts_of(count))]
            rows = [row for found in spread(made, parts, given.jobs) for row in found]
            hits = sum(row[0] for row in rows)
            sheet.rate(f"{bank.name}, {words}: median of 2,000 pairs covered", hits, count)
            gains = [row for row in rows if row[3]]
            sheet.say(
                f"    gain said in {len(gains)}, {sum(row[0] for row in gains)} of them covered; "
                f"quiet factor covered in {sum(row[1] for row in rows)}; ratio of totals in "
                f"{sum(row[2] for row in rows)}; {sum(row[4] for row in rows) / count:.0f} pairs each"
            )
            if trials is None:
                covered, all_made = covered + hits, all_made + count
    sheet.rate("all banks, symmetric noise: covered", covered, all_made, least=0.99)
    sheet.say(f"{time.monotonic() - since:.0f} s")
    return sheet.close()


if __name__ == "__main__":
    raise SystemExit(study(options(__doc__)))
