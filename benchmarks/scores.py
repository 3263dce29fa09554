"""Programs that are scored: how often is one called better that is not, and what does it take to show that one is?

    python benchmarks/scores.py [--quick]

Drawn scores within 0 and 1 go through the real comparison and the real claim. Two kinds of programs are no better than
the start: those whose scores are distributed alike, with noise of several shapes, and those that win a little often and
lose much rarely (or the other way round) with an equal mean. Gates: `better` in search at most 5 % of the first kind,
a claimed gain at most 1 % of either kind, and the claim's 99 % interval covers the true mean difference. Of the second
kind search says `better` more often; the share is printed without a gate, since only a claim is about the mean.
"""

from __future__ import annotations

import random
import time
from functools import lru_cache
from math import log
from statistics import median

from figures import Sheet, middle_and_late
from replaying import BODY, Options, options, parts_of, program_of, spread, truths

from leadscrew.bench.claim import make_claim
from leadscrew.bench.comparison import Comparison, Floor, Noise, Seeds
from leadscrew.bench.noise import measure_noise
from leadscrew.bench.rules import MAX_PAIRS, SEARCH_E
from leadscrew.bench.soundness import Silent
from leadscrew.core.experiment import Status, Trial, Verdict
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed
from leadscrew.core.task import Task
from leadscrew.evidence import MeanTest
from leadscrew.sources.taskfile import task_from_parts

SETTINGS = b"""
goal = "score higher"
editable = ["*.py"]
[candidate]
call = "same:run"
[metric]
kind = "score"
direction = "higher"
range = [0, 1]
smallest_gain = 0.01
"""
ALIKE = ("even", "ties", "skewed", "heavy")
"""Noise of each trial, of the start as of the candidate."""
UNLIKE = ("rare losses", "rare gains")
"""Differences of mean 0 between programs that repeat themselves."""
GAINS = (0.01, 0.02, 0.05, 0.1, 0.2)
NOISES = (0.0, 0.02, 0.1)


def drawn(shape: str, rng: random.Random) -> float:
    """Noise of mean 0 within about -0.4 and 0.4."""
    match shape:
        case "even":
            return rng.gauss(0.0, 0.05)
        case "ties":
            return rng.choice((-0.2, 0.2)) if rng.random() < 0.1 else 0.0
        case "skewed":
            return min(rng.expovariate(20.0), 0.4) - 0.05
        case _:
            return max(-0.4, min(0.4, 0.02 * rng.gauss(0, 1) / max(abs(rng.gauss(0, 1)), 1e-9)))


class ScoreRig:
    """A program says its gain and noise; the start says nothing, so it is told the noise that all have."""

    def __init__(self, shape: str, noise: float, rng: random.Random) -> None:
        self.shape, self.noise, self.rng = shape, noise, rng

    def trial(self, program: Program, seed: Seed, *, cut_s: float | None) -> Trial:
        """A problem's own score, and what the program and luck make of it."""
        told = truths(program)
        score = 0.5 + told.get("gain", 0.0)
        if self.shape in ALIKE:
            score += drawn(self.shape, self.rng)
        elif self.shape in UNLIKE and told:
            rare = random.Random(seed.value).random() < 0.05
            score += (-0.38 if rare else 0.02) * (1 if self.shape == "rare losses" else -1)
        else:
            score += self.rng.gauss(0.0, self.noise)
        return Trial(status=Status.OK, wall_s=0.1, cpu_s=0.1, quality=score)

    def close(self) -> None:
        """Nothing to end."""


@lru_cache
def task_of() -> Task:
    """The task that is scored."""
    return task_from_parts(name="scores", settings=SETTINGS, judge=b"", start=Program({"same.py": BODY.encode()}))


def floor_of(shape: str, noise: float, seed: int) -> tuple[Floor, Noise]:
    """A bench on drawn scores, with its noise measured."""
    rng = random.Random(f"{shape} {noise} {seed}")
    seeds = Seeds(rng.randbytes(32))
    floor = Floor(task_of(), ScoreRig(shape, noise, rng), seeds, Silent(), rng=rng)
    return floor, measure_noise(floor, earlier=[], out_of_time=lambda: False)


def compared(part: tuple[str, float, float, int, int]) -> list[int]:
    """Comparisons at a gain: the pairs of those that say `better`."""
    shape, noise, gain, count, seed = part
    floor, known = floor_of(shape, noise, seed)
    found = []
    for number in range(count):
        new = program_of(number, gain=gain)
        decision = Comparison(floor, known, number=number, new=new, old=task_of().start).decide()
        if decision.verdict is Verdict.BETTER:
            found.append(decision.pairs)
    return found


def claimed(part: tuple[str, float, float, int, int]) -> list[tuple[bool, int, bool]]:
    """First claims at a gain: whether it was claimed, the pairs, and whether the interval covers the gain."""
    shape, noise, gain, count, seed = part
    floor, known = floor_of(shape, noise, seed + 1000)
    found = []
    for number in range(count):
        made = make_claim(
            floor, known, program_of(number, gain=gain), number=number, attempt=1, kinds=(Purpose.CLAIM,),
            out_of_time=lambda: False,
        )  # fmt: skip
        effect = made.evidence[0].effect
        covers = effect.high is not None and log(effect.low or 1e-9) - 1e-9 <= gain <= log(effect.high) + 1e-9
        found.append((made.gain, made.evidence[0].pairs, covers))
    return found


def by_mean(noise: float, gain: float, count: int, seed: int) -> list[int]:
    """What search would need if it, too, bet on the bounded mean: the pairs of those that get there in time."""
    rng, found = random.Random(f"mean {noise} {gain} {seed}"), []
    for _ in range(count):
        test = MeanTest()
        for pairs in range(1, MAX_PAIRS + 1):
            d = gain + rng.gauss(0.0, noise) - rng.gauss(0.0, noise)
            if test.add(max(-1.0, min(1.0, d))) >= SEARCH_E:
                found.append(pairs)
                break
    return found


def null(given: Options, sheet: Sheet) -> None:
    """Programs that are no better."""
    count = given.count(1000, 200)
    total = hits = 0
    for shape in (*ALIKE, *UNLIKE):
        parts = [(shape, 0.0, 0.0, size, given.seed + n) for n, size in enumerate(parts_of(count))]
        better = sum(len(found) for found in spread(compared, parts, given.jobs))
        sheet.rate(f"{shape}: search says better", better, count)
        if shape in ALIKE:
            hits, total = hits + better, total + count
    sheet.rate("distributed alike: search says better", hits, total, most=0.05, significantly=given.quick)
    count = given.count(200, 20)
    gains, covered, total = 0, 0, 0
    for shape in (*ALIKE, *UNLIKE):
        parts = [(shape, 0.0, 0.0, size, given.seed + n) for n, size in enumerate(parts_of(count, 10))]
        rows = [row for found in spread(claimed, parts, given.jobs) for row in found]
        gain, covers = sum(row[0] for row in rows), sum(row[2] for row in rows)
        sheet.rate(f"{shape}: a claim says gain", gain, len(rows), f"covers 0 in {covers}")
        gains, covered, total = gains + gain, covered + covers, total + len(rows)
    sheet.rate("all shapes: a claim says gain", gains, total, most=0.01, significantly=given.quick)
    sheet.rate("all shapes: the claim's interval covers 0", covered, total, least=0.99)


def power(given: Options, sheet: Sheet) -> None:
    """Programs that are better by a known share of the range."""
    sheet.say(f"{'noise':>6}{'gain':>6}   search: better, pairs   by the bounded mean   claim: gain, pairs")
    covered = total = 0
    for noise in NOISES:
        for gain in GAINS:
            count, claims = given.count(100, 20), given.count(40, 10)
            sized = [(n, size) for n, size in enumerate(parts_of(count, 25))]
            parts = [("gauss", noise, gain, size, given.seed + n) for n, size in sized]
            pairs = [row for found in spread(compared, parts, given.jobs) for row in found]
            means = by_mean(noise, gain, count, given.seed)
            parts = [("gauss", noise, gain, size, given.seed + n) for n, size in enumerate(parts_of(claims, 10))]
            rows = [row for found in spread(claimed, parts, given.jobs) for row in found]
            covered, total = covered + sum(row[2] for row in rows), total + len(rows)
            proven = sum(row[0] for row in rows) / len(rows)
            sheet.say(
                f"{noise:>6g}{gain:>6g}{len(pairs) / count:>15.0%}{middle_and_late(pairs):>8}"
                f"{len(means) / count:>14.0%}{middle_and_late(means):>8}"
                f"{proven:>13.0%}{median(row[1] for row in rows):>6.0f}"
            )
    sheet.rate("the claim's interval covers the true mean difference", covered, total, least=0.99)


def study(given: Options) -> int:
    """Print it; the exit code."""
    sheet, since = Sheet("Scores"), time.monotonic()
    null(given, sheet)
    power(given, sheet)
    sheet.say(f"{time.monotonic() - since:.0f} s")
    return sheet.close()


if __name__ == "__main__":
    raise SystemExit(study(options(__doc__)))
