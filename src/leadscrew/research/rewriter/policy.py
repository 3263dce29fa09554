"""Which arm to try next: Thompson sampling on what each kind of move has paid so far, per second of the bench.

Source: Thompson, Biometrika 25 (1933); Russo et al., A Tutorial on Thompson Sampling, arXiv 1707.02038.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

PRIOR: Mapping[str, tuple[float, float]] = {
    "combine": (4.0, 1.5),
    "dtype/all": (1.0, 1.5),
    "call": (1.0, 3.0),
    "hoist": (1.0, 4.0),
    "hoist/expression": (1.0, 7.0),
    "constant/integer-down-setting": (1.5, 3.0),
    "constant/float-up-setting": (1.5, 3.0),
    "constant": (1.0, 7.0),
    "remove/call": (1.0, 3.0),
    "remove/block": (1.0, 4.0),
    "remove": (1.0, 8.0),
    "coupled": (1.0, 8.0),
}
"""Successes and failures that each arm starts with, by the longest prefix: general experience, not any task's."""
PRIOR_GAIN = 0.3
"""Log gain that an arm is credited with before it has had a success."""


@dataclass(slots=True)
class Arm:
    """What one arm has paid."""

    successes: float = 0.0
    failures: float = 0.0
    log_gain: float = 0.0


class Policy:
    """Counts by arm, and a draw."""

    def __init__(self) -> None:
        self.arms: dict[str, Arm] = {}

    def learn(self, arm: str, *, success: float, factor: float | None) -> None:
        """One outcome: success from 0 to 1 (an enabling change counts in part), and the factor where it was better."""
        known = self.arms.setdefault(arm, Arm())
        known.successes += success
        known.failures += 1.0 - success
        if success == 1.0 and factor:
            known.log_gain += max(log(factor), 0.0)

    def order(self, arms: Iterable[str], rng: random.Random) -> list[str]:
        """The arms, the most promising draw first."""
        draws = {}
        for arm in sorted(set(arms)):
            known = self.arms.get(arm, Arm())
            wins, losses = prior(arm)
            chance = rng.betavariate(wins + known.successes, losses + known.failures)
            gain = (PRIOR_GAIN + known.log_gain) / (1.0 + known.successes)
            draws[arm] = chance * gain
        return sorted(draws, key=lambda arm: -draws[arm])


def prior(arm: str) -> tuple[float, float]:
    """The prior of the longest prefix that fits."""
    fitting = [prefix for prefix in PRIOR if arm.startswith(prefix)]
    return PRIOR[max(fitting, key=len)] if fitting else (1.0, 5.0)
