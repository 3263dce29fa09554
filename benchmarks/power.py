"""Programs of a known factor: how many are decided right, and after how many pairs and seconds?

    python benchmarks/power.py [--quick] [--plot docs/power]

Recorded noise goes through the real comparison, with the faster program's times divided by the factor. Beside it are
rules of a fixed size on the same noise: a t-test at 5 % on 20 or 60 pairs, medians of five runs each that differ by
more than 2 %, and a single run of each. `faster` counts comparisons that say that the faster program is better (right
where the factor is above 1, wrong at 1), `slower` those that say the same of the slower one (always wrong).
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import log, sqrt
from statistics import fmean, median, stdev

from bank import Bank
from figures import Sheet, middle_and_late
from replaying import Options, floor_of, options, parts_of, program_of, replay, spread, task_of

from leadscrew.bench.comparison import Comparison
from leadscrew.core.experiment import Verdict

FACTORS = (1.0, 1.01, 1.02, 1.05, 1.1, 1.5, 3.0)
RULE, SEARCH = "the rule", "the rule in search"
SINGLE, FIVES, T20, T60 = "a single run of each", "medians of 5 runs", "t-test on 20 pairs", "t-test on 60 pairs"
T_AT_5_PERCENT = {20: 1.7291, 60: 1.6711}
"""Student t, one-sided 5 %, one degree of freedom less than pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """How one rule does at one factor on one bank."""

    bank: str
    rule: str
    factor: float
    """Below 1: the candidate is the slower program."""
    better: int
    count: int
    pairs: tuple[float, ...]
    """Of those that said `better` (at 1 and below: of all)."""
    seconds: tuple[float, ...]


def sequential(part: tuple[Bank, float, int, int, bool]) -> list[tuple[bool, int, float]]:
    """Comparisons by the real rule: said better, pairs, seconds of trials."""
    bank, factor, count, seed, thorough = part
    rng, task = random.Random(f"{bank.name} {seed}"), task_of()
    rig = replay(bank, rng)
    floor, noise = floor_of(task, rig, rng)
    found = []
    for number in range(count):
        new, before_s = program_of(number, factor=factor), rig.spent_s
        decision = Comparison(floor, noise, number=number, new=new, old=task.start, thorough=thorough).decide()
        found.append((decision.verdict is Verdict.BETTER, decision.pairs, rig.spent_s - before_s))
    return found


def fixed(rule: str, bank: Bank, factor: float, rng: random.Random) -> tuple[bool, int, float]:
    """One comparison by a rule of a fixed size."""
    count = {SINGLE: 1, FIVES: 5, T20: 20, T60: 60}[rule]
    at = rng.randrange(len(bank.rows))
    if rule == FIVES:  # as people do it: five of the old, then five of the new
        old = [bank.rows[(at + n) % len(bank.rows)][0] for n in range(count)]
        new = [bank.rows[(at + count + n) % len(bank.rows)][0] / factor for n in range(count)]
        return median(old) / median(new) > 1.02, count, sum(old) + sum(new)
    old, new = [], []
    for n in range(count):
        row, flip = bank.rows[(at + n) % len(bank.rows)], rng.random() < 0.5
        old.append(row[flip])
        new.append(row[not flip] / factor)
    ratios = [log(a / b) for a, b in zip(old, new, strict=True)]
    if rule == SINGLE:
        return ratios[0] > 0, count, sum(old) + sum(new)
    return fmean(ratios) > T_AT_5_PERCENT[count] * stdev(ratios) / sqrt(count), count, sum(old) + sum(new)


def measured(bank: Bank, rule: str, factor: float, count: int, given: Options) -> Power:
    """One rule at one factor on one bank."""
    if rule in (RULE, SEARCH):
        parts = [(bank, factor, size, given.seed + n, rule == RULE) for n, size in enumerate(parts_of(count))]
        rows = [row for found in spread(sequential, parts, given.jobs) for row in found]
    else:
        rng = random.Random(given.seed)
        rows = [fixed(rule, bank, factor, rng) for _ in range(count)]
    counted = [row for row in rows if row[0]] if factor > 1 else rows
    return Power(
        bank=bank.name, rule=rule, factor=factor, better=sum(row[0] for row in rows), count=len(rows),
        pairs=tuple(row[1] for row in counted), seconds=tuple(row[2] for row in counted),
    )  # fmt: skip


def table(given: Options, sheet: Sheet) -> list[Power]:
    """All rules at all factors, printed as they come."""
    found: list[Power] = []
    for bank in given.banks:
        sheet.say(f"{bank.name}, trials of {median(row[0] for row in bank.rows) * 1000:.0f} ms")
        sheet.say(f"  {'rule':<24}{'factor':>7}{'faster':>9}{'slower':>9}   pairs med/p90   seconds med/p90")
        for rule in (RULE, SEARCH, T60, T20, FIVES, SINGLE):
            for factor in FACTORS:
                count = given.count(200, 40) if rule in (RULE, SEARCH) else given.count(2000, 500)
                one = measured(bank, rule, factor, count, given)
                other = one if factor == 1 else measured(bank, rule, 1 / factor, count, given)
                found += [one] if factor == 1 else [one, other]
                sheet.say(
                    f"  {rule:<24}{factor:>7.2f}{one.better / one.count:>9.1%}{other.better / other.count:>9.1%}"
                    f"{middle_and_late(one.pairs):>14}{middle_and_late(one.seconds, 2):>18}"
                )
    return found


def gates(found: Sequence[Power], sheet: Sheet, given: Options) -> None:
    """What must hold: the slower program is not called better more often than 5 %; a large gain is found."""
    for rule in (RULE, SEARCH):
        mine = [one for one in found if one.rule == rule]
        slower = [one for one in mine if one.factor < 1]
        hits, count = sum(one.better for one in slower), sum(one.count for one in slower)
        sheet.rate(f"{rule}: a slower program is called better", hits, count, most=0.01, significantly=given.quick)
        large = [one for one in mine if one.factor >= 1.5]
        hits, count = sum(one.better for one in large), sum(one.count for one in large)
        sheet.rate(f"{rule}: 1.5 times as fast or more is called better", hits, count, least=0.95)


def study(given: Options) -> int:
    """Print it; the exit code."""
    sheet, since = Sheet("Power: programs of a known factor"), time.monotonic()
    found = table(given, sheet)
    gates(found, sheet, given)
    sheet.say(f"{time.monotonic() - since:.0f} s")
    if given.plot:
        from power_plot import write_plots

        for path in write_plots([asdict(one) for one in found], given.plot):
            sheet.say(f"wrote {path}")
    return sheet.close()


if __name__ == "__main__":
    raise SystemExit(study(options(__doc__)))
