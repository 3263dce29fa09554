"""A/A first: the start against itself, before anything is compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from math import sqrt
from statistics import fmean, median, stdev

import msgspec
import numpy as np

from leadscrew.bench.claim import fewest_pairs, pairs_of_claim
from leadscrew.bench.comparison import Floor, Noise
from leadscrew.bench.rig import varies
from leadscrew.bench.rules import CLAIM_ALPHA, CLAIM_PAIRS, FEW_NOISE_PAIRS, LONG_TRIAL_S, NOISE_PAIRS
from leadscrew.bench.yardstick import yardstick_of
from leadscrew.core.experiment import Pair
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Metric
from leadscrew.errors import TaskError
from leadscrew.evidence.plan import detectable_gain
from leadscrew.evidence.plan import noise as noise_of

SMALLEST_SCALE = 1e-4
GAINS, SHARES = (0.02, 0.05, 0.1, 0.5, 1.0), (0.01, 0.02, 0.05, 0.1, 0.5)


def measure_noise(
    floor: Floor, *, earlier: Sequence[Pair], out_of_time: Callable[[], bool], record: bool = True
) -> Noise:
    """Pairs of the start against itself, then one fact of what they mean.  Raises TaskError if the start fails."""
    pairs = list(earlier)
    start = floor.task.start
    for pair in pairs:
        _check(floor, pair)
        floor.remember(start, pair.old)
    while len(pairs) < _fewest(pairs) or (len(pairs) < NOISE_PAIRS[1] and not out_of_time()):
        counter, pair = floor.pair(start, start, Purpose.NOISE)
        floor.journal.record("noise_pair", {"counter": counter, "pair": msgspec.to_builtins(pair)})
        _check(floor, pair)
        pairs.append(pair)
    noise = summarise(pairs, floor.task.metric)
    if record:
        floor.journal.record(
            "noise",
            {**asdict(noise), "pairs": len(pairs), "needs": needs(pairs, floor.task.metric, varied=varies(floor.task))},
        )
    return noise


def _fewest(pairs: Sequence[Pair]) -> int:
    """Where a trial takes minutes, two pairs must do."""
    long = bool(pairs) and pairs[0].old.wall_s >= LONG_TRIAL_S
    return FEW_NOISE_PAIRS if long else NOISE_PAIRS[0]


def summarise(pairs: Sequence[Pair], metric: Metric) -> Noise:
    """The noise of pairs of identical programs."""
    seen = noise_of(np.array(_gains(pairs, metric)))
    # new and old are the same program on the same problem: one quality a problem
    qualities = [pair.old.quality for pair in pairs if pair.old.quality is not None]
    return Noise(
        scale=float(seen.scale) if metric.kind == "score" else max(float(seen.scale), SMALLEST_SCALE),
        median_s=median(t.wall_s for pair in pairs for t in (pair.new, pair.old)),
        quality_mean=fmean(qualities) if qualities else None,
        quality_sd=stdev(qualities) * sqrt(1 + 1 / len(qualities)) if len(qualities) > 1 else None,
    )


def needs(pairs: Sequence[Pair], metric: Metric, *, varied: bool = True) -> dict[str, object]:
    """How many pairs a gain of a given size needs at this noise, and what a claim's pairs can detect.

    Gains are relative for time, and shares of the range for a score.  varied: whether problems differ.
    """
    fewest = fewest_pairs(median(pair.old.wall_s for pair in pairs))

    def at_least(gain: float) -> int:
        if metric.kind == "score":
            return fewest
        return pairs_of_claim(1 + gain, alpha=CLAIM_ALPHA / 2, fewest=fewest, varied=varied)

    yard, gains = yardstick_of(metric), _gains(pairs, metric)
    sizes = SHARES if metric.kind == "score" else GAINS
    if metric.kind == "score":
        smallest = next((n / 1000 for n in range(1, 1001) if yard.claim_pairs(gains, n / 1000) <= CLAIM_PAIRS), 1.0)
    else:
        smallest = detectable_gain(noise_of(np.array(gains)), pairs=CLAIM_PAIRS, threshold=2 / CLAIM_ALPHA)
    return {
        "pairs_in_search": {f"{gain:g}": yard.search_pairs(gains, gain) for gain in sizes},
        "pairs_in_claim": {f"{gain:g}": max(at_least(gain), yard.claim_pairs(gains, gain)) for gain in sizes},
        "smallest_claim_at_20_pairs": smallest,
    }


def _gains(pairs: Sequence[Pair], metric: Metric) -> list[float]:
    yard = yardstick_of(metric)
    return [yard.gain(pair) for pair in pairs]


def _check(floor: Floor, pair: Pair) -> None:
    for trial in (pair.old, pair.new):
        if trial.failed:
            raise TaskError(
                f"task {floor.task.name!r}: the start fails its own check ({trial.status}): {trial.reason}\n"
                f"correct start/ or judge.py, then 'leadscrew task check {floor.task.name}'"
            )
