"""Step-shaving: candidates that trade a little quality for speed, one on top of the other, over a whole run.

    python benchmarks/drift.py [--quick]

Quality is the start's plus what the program's text says, plus noise between problems (which pairs cancel) and noise of
each program on each problem (which they do not). Printed are the gates on their boundary (a candidate exactly half a
margin worse in search, exactly a margin worse in a claim) and where whole runs of 50 shaving candidates end. The gate:
the claimed program's true quality lies within the margin in all but 1 % of runs.
"""

from __future__ import annotations

import random
import time

from bank import Bank
from figures import Sheet, middle_and_late
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
from leadscrew.bench.comparison import Comparison
from leadscrew.bench.replay import Known
from leadscrew.core.experiment import Verdict
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed
from leadscrew.research.desk import Closed, Desk

MARGIN = 0.02
BETWEEN_PROBLEMS = 2.0
"""Standard deviation of quality between problems, in margins."""
OWN = (0.1, 0.4, 1.0)
"""Standard deviation of one program's quality on one problem, in margins."""
STEPS = {"steps of 0.25 margins": 0.25, "steps of 0.05 margins": 0.05}
CANDIDATES = 50


class KnownQuality:
    """The truth of programs whose quality is noisy."""

    def __init__(self, own: float) -> None:
        self.own = own * MARGIN

    def __call__(self, program: Program, seed: Seed) -> Known:
        """Speed as told; quality as told, with the noise of the problem and of the program on it."""
        told = truths(program)
        of_problem = random.Random(seed.value).gauss(0.0, BETWEEN_PROBLEMS * MARGIN)
        of_program = random.Random(f"{seed.value} {program.digest}").gauss(0.0, self.own)
        quality = 1.0 + told.get("excess", 0.0) + of_problem + of_program
        return Known(factor=told.get("factor", 1.0), quality=quality)


class Shaver:
    """Always goes on from the champion, a little faster and a little worse."""

    def __init__(self, step: float, rng: random.Random) -> None:
        self.step, self.rng = step * MARGIN, rng

    async def research(self, desk: Desk) -> None:
        """Until the candidates are used up."""
        for number in range(CANDIDATES):
            now = truths(desk.program(desk.champion))
            text = text_of(
                number,
                factor=now.get("factor", 1.0) * self.rng.uniform(1.03, 1.2),
                excess=now.get("excess", 0.0) + self.step * self.rng.uniform(0.5, 1.5),
            )
            try:
                await desk.submit({"same.py": text}, "shave", author="shaver")
            except Closed:
                return


def at_the_limit(part: tuple[Bank, float, int, int]) -> tuple[int, int]:
    """So many fast candidates exactly on the limit: `better` in search, `gain` in a first claim."""
    bank, own, count, seed = part
    rng, task = random.Random(f"{bank.name} {seed}"), task_of(MARGIN)
    floor, noise = floor_of(task, replay(bank, rng, KnownQuality(own)), rng)
    better = gains = 0
    for number in range(count):
        new = program_of(number, factor=1.5, excess=MARGIN / 2)
        decision = Comparison(floor, noise, number=number, new=new, old=task.start, thorough=True).decide()
        better += decision.verdict is Verdict.BETTER
        new = program_of(number, factor=3.0, excess=MARGIN)
        claim = make_claim(
            floor, noise, new, number=number, attempt=1, kinds=(Purpose.CLAIM,), out_of_time=lambda: False
        )
        gains += claim.gain
    return better, gains


def ran(part: tuple[Bank, float, float, int, int]) -> list[tuple[bool, float, float, float]]:
    """So many whole runs: gain said, the claimed excess, the champion's excess (both in margins), the true factor."""
    bank, own, step, count, seed = part
    rng, rows = random.Random(f"{bank.name} {seed}"), []
    for _ in range(count):
        rig = replay(bank, rng, KnownQuality(own))
        ended = whole_run(Shaver(step, rng), task_of(MARGIN), rig, rng, CANDIDATES)
        claimed, champion = truths(ended.claimed), truths(ended.champions[-1]) if ended.champions else {}
        rows.append(
            (
                ended.claim.gain,
                claimed.get("excess", 0.0) / MARGIN,
                champion.get("excess", 0.0) / MARGIN,
                claimed.get("factor", 1.0),
            )
        )
    return rows


def study(given: Options) -> int:
    """Print it; the exit code."""
    sheet, since = Sheet("Quality drift: step-shaving candidates"), time.monotonic()
    bank = next((bank for bank in given.banks if "quiet" in bank.name), given.banks[0])
    sheet.say(f"bank: {bank.name}; quality varies between problems by {BETWEEN_PROBLEMS:g} margins")
    count = given.count(1000, 100)
    parts = [(bank, OWN[0], size, given.seed + n) for n, size in enumerate(parts_of(count))]
    better, gains = (sum(column) for column in zip(*spread(at_the_limit, parts, given.jobs), strict=True))
    sheet.rate("search says better at half a margin (5 % a look)", better, count)
    what = "a claim says gain at one margin (level 0.5 %)"
    sheet.rate(what, gains, count, most=0.005, significantly=True)
    outside = said = 0
    for place, own in enumerate(OWN):
        words = f"own noise {own:g} margins"
        for name, step in STEPS.items():
            runs = given.count(75, 5)
            parts = [(bank, own, step, size, given.seed + 1000 * place + n) for n, size in enumerate(parts_of(runs, 5))]
            rows = [row for found in spread(ran, parts, given.jobs) for row in found]
            claims = [row for row in rows if row[0]]
            over = sum(row[1] > 1 for row in claims)
            sheet.rate(f"{words}, {name}: claimed quality outside the margin", over, len(claims))
            sheet.say(
                f"    {len(claims)} of {runs} runs claimed a gain; true excess in margins, median/90th percentile: "
                f"claimed {middle_and_late([row[1] for row in claims], 2)}, largest "
                f"{max((row[1] for row in claims), default=0):.2f}; champions of search "
                f"{middle_and_late([row[2] for row in rows], 2)}, {sum(row[2] > 1 for row in rows)} outside"
            )
            outside, said = outside + over, said + len(claims)
    sheet.rate("all runs: claimed quality outside the margin", outside, said, most=0.01, significantly=given.quick)
    sheet.say(f"{time.monotonic() - since:.0f} s")
    return sheet.close()


if __name__ == "__main__":
    raise SystemExit(study(options(__doc__)))
