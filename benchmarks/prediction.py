"""The A/A phase says how many pairs a gain will need: was it right?

    python benchmarks/prediction.py [--quick]

On stretches of recorded noise the real A/A phase measures the start, predicts, and then programs of known factors are
compared by the rule until it says `better`, with no cap on pairs but 400. Held against each other: the prediction of
each run and the median of that run's comparisons. The gate: in the middle of all runs prediction and what happened are
within a factor of two for each gain.
"""

from __future__ import annotations

import random
import time
from statistics import median

import numpy as np
from bank import Bank
from figures import Sheet, percentile
from replaying import Options, floor_of, options, program_of, replay, spread, task_of

from leadscrew.bench.noise import GAINS
from leadscrew.bench.rules import NOISE_PAIRS, SEARCH_E
from leadscrew.core.seed import Purpose
from leadscrew.evidence import SpeedTest, noise, pairs_needed

MOST_PAIRS = 400
COMPARISONS = 9


def ran(part: tuple[Bank, int]) -> list[tuple[float, int, float]]:
    """One run: (gain, pairs predicted, median of pairs that were needed)."""
    bank, seed = part
    rng, task, rows = random.Random(f"{bank.name} {seed}"), task_of(), []
    floor, measured = floor_of(task, replay(bank, rng), rng)
    pairs = [floor.pair(task.start, task.start, Purpose.NOISE)[1] for _ in range(NOISE_PAIRS[1])]
    seen = noise(np.array([pair.log_ratio for pair in pairs]))
    for gain in GAINS:
        predicted = pairs_needed(seen, gain=gain, threshold=SEARCH_E)
        needed = []
        for number in range(COMPARISONS):
            new, test, count = program_of(number, factor=1 + gain), SpeedTest(scale=measured.scale), 0
            while test.e_value < SEARCH_E and count < MOST_PAIRS:
                count += 1
                test.add(floor.pair(new, task.start, Purpose.SEARCH, cut=False)[1].log_ratio)
            needed.append(count)
        rows.append((gain, predicted, median(needed)))
    return rows


def study(given: Options) -> int:
    """Print it; the exit code."""
    sheet, since = Sheet("Prediction: pairs that a gain needs"), time.monotonic()
    runs = given.count(40, 8)
    for bank in given.banks:
        found = spread(ran, [(bank, given.seed + n) for n in range(runs)], given.jobs)
        rows = [row for one in found for row in one]
        sheet.say(f"{bank.name}, {runs} runs of {NOISE_PAIRS[1]} A/A pairs:")
        for gain in GAINS:
            mine = [row for row in rows if row[0] == gain]
            ratios = [happened / predicted for _, predicted, happened in mine]
            predicted, happened = (median(row[place] for row in mine) for place in (1, 2))
            sheet.say(
                f"  {gain:>4.0%} gain: predicted {predicted:.0f}, needed {happened:.0f} (medians); needed / predicted "
                f"{median(ratios):.2f}, in four of five runs {percentile(ratios, 0.1):.2f} "
                f"to {percentile(ratios, 0.9):.2f}"
            )
            if predicted <= MOST_PAIRS / 2:
                sheet.gate(
                    f"  {bank.name}, {gain:.0%}: within a factor of two in the middle", 0.5 <= median(ratios) <= 2
                )
    sheet.say(f"{time.monotonic() - since:.0f} s")
    return sheet.close()


if __name__ == "__main__":
    raise SystemExit(study(options(__doc__)))
