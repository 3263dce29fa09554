"""What a budget can come to, said before it is spent: how long search has, and which gain a claim can show.

Source: `evidence.plan` on the pairs of the start against itself.  Assumes that the noise stays as it was measured and
that a claimed program is as slow as the start, so what happens is mostly better than planned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from leadscrew.bench.claim import attempt_alpha, fewest_pairs, pairs_of_claim
from leadscrew.bench.rules import MAX_CLAIM_PAIRS, QUALITY_LOOKS
from leadscrew.bench.yardstick import yardstick_of
from leadscrew.core.experiment import Pair
from leadscrew.core.task import Metric
from leadscrew.evidence.plan import detectable_gain, pairs_needed
from leadscrew.evidence.plan import noise as noise_of

GAINS = (0.1, 0.2, 0.5, 1.0)
"""Relative gains that a plan says the pairs and the time of."""
MOST_GAIN, STEP = 20.0, 1.02
"""Where the search for the smallest gain ends, and how finely it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A budget against the noise and the length of a trial."""

    trial_s: float
    """Of the start, on the full problem."""
    pair_s: float
    """Two trials of the start and what the bench needs around them."""
    kinds: int
    """Of problems that a claim is measured on; each takes its own pairs."""
    search_s: float
    comparisons: int
    """That search has time for, if each takes its fewest pairs; most candidates take one trial."""
    claim_s: float
    """Kept for the claim at most."""
    claim_pairs: int
    """Pairs on each kind of problem that fit into it."""
    fewest: int
    """Pairs that a claim takes at least."""
    pairs: dict[str, int]
    """By gain, pairs on each kind of problem that a claim needs in the median."""
    needed_s: float
    """A budget in which a claim of a large gain has room."""
    smallest: float | None
    """The smallest gain that can be claimed in this budget; None where none can."""


def make_plan(
    pairs: Sequence[Pair], metric: Metric, *, trial_s: float, pair_s: float, search_s: float, claim_s: float,
    kinds: int, search_pair_s: float, varied: bool, quality: bool, needed_s: float,
) -> Plan:  # fmt: skip
    """The plan of a run whose noise has been measured.

    pairs: the start against itself.  pair_s: of the start with itself.  claim_s: seconds that the claim may take
    at most.  kinds: kinds of problems that a claim is measured on.  search_pair_s: a pair of search, which may be on a
    reduced problem.  varied: whether problems differ.  quality: whether it has to be shown as well.  needed_s: of a
    budget, as the run reserves time.
    """
    yard = yardstick_of(metric)
    scatter = noise_of(np.array([yard.gain(pair) for pair in pairs]))
    alpha = attempt_alpha(1)
    fewest = fewest_pairs(trial_s)
    affordable = int(claim_s / (kinds * pair_s))

    def at_least(gain: float) -> int:
        pairs = pairs_of_claim(1 + gain, alpha=alpha, fewest=fewest, varied=varied)
        return ceil(QUALITY_LOOKS * pairs) if quality else pairs

    smallest: float | None = None
    if affordable >= fewest and metric.kind == "time":
        found = detectable_gain(scatter, pairs=min(affordable, MAX_CLAIM_PAIRS), threshold=1 / alpha)
        while found < MOST_GAIN and at_least(found) > affordable:
            found *= STEP
        smallest = found if found < MOST_GAIN else None
    needs = {f"{gain:g}": max(at_least(gain), pairs_needed(scatter, gain=gain, threshold=1 / alpha)) for gain in GAINS}
    return Plan(
        trial_s=trial_s,
        pair_s=pair_s,
        kinds=kinds,
        search_s=max(0.0, search_s),
        comparisons=max(0, int(search_s / (6 * search_pair_s))),
        claim_s=claim_s,
        claim_pairs=affordable,
        fewest=fewest,
        pairs=needs if metric.kind == "time" else {},
        needed_s=needed_s,
        smallest=smallest,
    )
