"""Which edit to try next: a contextual bandit over moves and sites, by Thompson sampling.

The chance that an edit is `better` is a probit of features of its move and its site, with an independent normal belief
for each weight; each outcome updates the weights it touched in closed form (assumed-density filtering). The gain of a
success is a running mean by move, shrunk towards the family's, and no site can gain more than its share of the time.

Sources: Graepel, Candela, Borchert and Herbrich, Web-scale Bayesian click-through rate prediction, ICML 2010 (the
update); Chapelle and Li, An empirical evaluation of Thompson sampling, NIPS 2011; Russo et al., A tutorial on Thompson
sampling, arXiv 1707.02038.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import erf, exp, log, pi, sqrt
from typing import Protocol

from leadscrew.core.task import Task

CAPS = {"0": 0.01, "1": 0.05, "2": 0.22}
"""Largest log gain at a site of a share of the time (`Source.site`): log(1 / (1 - share)); hot sites have none."""
NOISE = 1.0
"""Standard deviation of the probit link."""
PRIOR_GAIN, PRIOR_COUNT = 0.25, 2.0
"""Log gain that a move is credited with before it has had a success, and how many successes that is worth."""
SMALLEST_CHANCE = 1e-6
FIRST = {"family combine": 0.5, "move tune/study": 0.7, "quality family tune": 0.5, "score family tune": 0.7,
         "move tune/integer-down-setting": 0.4}  # fmt: skip
"""Weights, in probits, of what recorded outcomes of single edits cannot teach: changes that rest on earlier ones, and
constants where more than time counts."""
LEAST_VARIANCE = 0.02
"""No weight becomes so sure that it could not learn from the next task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One edit as the policy sees it."""

    move: str
    """`family/name`."""
    site: str
    """`d1p3`, as `Source.site` says it."""
    kind: str = "time"
    """What the task measures: `time`, `quality` where answers may be better or worse beside it, or `score`."""

    @property
    def family(self) -> str:
        """The part of the move before the slash."""
        return self.move.partition("/")[0]

    @property
    def heat(self) -> str:
        """The site's share of the time, as a bucket; `-` where it is not known."""
        return self.site.partition("p")[2][:1] or "-"

    @property
    def features(self) -> tuple[str, ...]:
        """What its chance depends on."""
        depth = self.site.partition("p")[0]
        return (
            "any",
            f"family {self.family}",
            f"move {self.move}",
            f"heat {self.heat}",
            f"depth {depth}",
            f"family {self.family} heat {self.heat}",
            f"move {self.move} depth {depth}",
            f"{self.kind} family {self.family}",
        )

    @classmethod
    def read(cls, name: str, kind: str = "time") -> Option:
        """From an experiment's `move` on the record, `family/name@site#digest`; other texts are moves of their own."""
        move, _, site = name.partition("#")[0].partition("@")
        return cls(move=move, site=site or "d0p-", kind=kind)


class Chooser(Protocol):
    """What the rewriter needs of a policy."""

    def order(self, options: Sequence[Option], rng: random.Random) -> list[int]:
        """Indices of the options, the one to try first in front."""
        ...

    def learn(self, option: Option, *, success: float, log_gain: float) -> None:
        """One outcome: success from 0 to 1 (an enabling change counts in part); the log gain where it was better."""
        ...


class Uniform:
    """Any edit with the same chance: the control that learning has to beat."""

    def order(self, options: Sequence[Option], rng: random.Random) -> list[int]:
        """A random order."""
        indices = list(range(len(options)))
        rng.shuffle(indices)
        return indices

    def learn(self, option: Option, *, success: float, log_gain: float) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """How a policy is trained and used; `leadscrew succeed` tunes these."""

    first_chance: float = 0.08
    """That an unknown edit is better."""
    doubt: float = 0.2
    """Prior variance of each feature's weight."""
    boldness: float = 0.5
    """Of a draw: 0 takes the mean, 1 is Thompson sampling."""
    gain_power: float = 1.0
    """How much the size of the expected gain counts against its chance."""
    forgetting: float = 0.5
    """Share of what was learned on earlier tasks that a new task starts without."""

    def __post_init__(self) -> None:
        if not 0.0 < self.first_chance < 1.0 or self.doubt <= 0.0 or self.boldness < 0.0:
            raise ValueError(f"expected a chance within 0 and 1, doubt above 0 and boldness from 0 on, got {self!r}")
        if self.gain_power < 0.0 or not 0.0 <= self.forgetting <= 1.0:
            raise ValueError(f"expected gain_power from 0 on and forgetting from 0 to 1, got {self!r}")


@dataclass(slots=True)
class Belief:
    """A normal belief about one weight."""

    mean: float
    variance: float


@dataclass(slots=True)
class Gains:
    """Log gains of a move's or family's successes."""

    count: float = 0.0
    total: float = 0.0


@dataclass(slots=True)
class Policy:
    """What was learned, and the choice by it."""

    temper: Temper = field(default_factory=Temper)
    weights: dict[str, Belief] = field(default_factory=dict)
    gains: dict[str, Gains] = field(default_factory=dict)

    def order(self, options: Sequence[Option], rng: random.Random) -> list[int]:
        """By a draw of chance times gain, the largest first."""
        drawn: dict[str, float] = {}
        values = []
        for option in options:
            score = 0.0
            for name in option.features:
                if name not in drawn:
                    belief = self._belief(name)
                    drawn[name] = belief.mean + self.temper.boldness * sqrt(belief.variance) * rng.gauss(0.0, 1.0)
                score += drawn[name]
            chance = max(_normal_cdf(score / NOISE), SMALLEST_CHANCE)
            value = chance * self.gain(option) ** self.temper.gain_power
            values.append(value * (1.0 + 0.2 * rng.random()))  # alike edits in any order
        return sorted(range(len(options)), key=lambda index: -values[index])

    def chance(self, option: Option) -> float:
        """The mean chance that an edit is better."""
        beliefs = [self._belief(name) for name in option.features]
        variance = NOISE**2 + sum(belief.variance for belief in beliefs)
        return _normal_cdf(sum(belief.mean for belief in beliefs) / sqrt(variance))

    def gain(self, option: Option) -> float:
        """The log gain to expect of a success."""
        family = self.gains.get(option.family, Gains())
        general = (PRIOR_GAIN * PRIOR_COUNT + family.total) / (PRIOR_COUNT + family.count)
        own = self.gains.get(option.move, Gains())
        expected = (general * PRIOR_COUNT + own.total) / (PRIOR_COUNT + own.count)
        return max(min(expected, CAPS.get(option.heat, expected)), 1e-3)

    def learn(self, option: Option, *, success: float, log_gain: float) -> None:
        """Update the weights that an outcome touched."""
        if success > 0.0:
            self._update(option, won=True, weight=success)
        if success < 1.0:
            self._update(option, won=False, weight=1.0 - success)
        if success == 1.0 and log_gain > 0.0:
            for name in (option.family, option.move):
                known = self.gains.setdefault(name, Gains())
                known.count += 1.0
                known.total += log_gain

    def start_of_task(self) -> Policy:
        """A copy for a new task: the same means, with some of the doubt back."""
        share = self.temper.forgetting
        weights = {
            name: Belief(known.mean, known.variance + share * (self.temper.doubt - known.variance))
            for name, known in self.weights.items()
        }
        gains = {
            name: Gains(known.count * (1 - share), known.total * (1 - share)) for name, known in self.gains.items()
        }
        return Policy(self.temper, weights, gains)

    def _belief(self, name: str) -> Belief:
        known = self.weights.get(name)
        if known is not None:
            return known
        first = _normal_quantile(self.temper.first_chance) if name == "any" else FIRST.get(name, 0.0)
        return Belief(first, self.temper.doubt)

    def _update(self, option: Option, *, won: bool, weight: float) -> None:
        """One step of assumed-density filtering; a weight below 1 is a part of an outcome."""
        beliefs = {name: self._belief(name) for name in option.features}
        sign = 1.0 if won else -1.0
        variance = NOISE**2 + sum(belief.variance for belief in beliefs.values())
        margin = sign * sum(belief.mean for belief in beliefs.values()) / sqrt(variance)
        ratio = _normal_pdf(margin) / max(_normal_cdf(margin), 1e-12)
        shrink = ratio * (ratio + margin)
        for name, belief in beliefs.items():
            mean = belief.mean + weight * sign * belief.variance / sqrt(variance) * ratio
            left = belief.variance * (1.0 - weight * belief.variance / variance * shrink)
            self.weights[name] = Belief(mean, max(left, LEAST_VARIANCE))


def to_plain(policy: Policy) -> dict[str, object]:
    """A policy as plain data, for an artefact."""
    temper = policy.temper
    return {
        "version": 1,
        "temper": {name: getattr(temper, name) for name in Temper.__slots__},
        "weights": {name: [round(b.mean, 6), round(b.variance, 6)] for name, b in sorted(policy.weights.items())},
        "gains": {name: [round(g.count, 6), round(g.total, 6)] for name, g in sorted(policy.gains.items())},
    }


def from_plain(plain: Mapping[str, object]) -> Policy:
    """The policy of an artefact.  Raises ValueError, KeyError or TypeError where it is none."""
    if plain["version"] != 1:
        raise ValueError(f"the policy's version is {plain['version']!r}, expected 1")
    temper, weights, gains = plain["temper"], plain["weights"], plain["gains"]
    if not isinstance(temper, Mapping) or not isinstance(weights, Mapping) or not isinstance(gains, Mapping):
        raise TypeError("a policy holds three mappings: temper, weights and gains")
    return Policy(
        Temper(**{str(name): float(value) for name, value in temper.items()}),
        {str(name): Belief(float(mean), float(variance)) for name, (mean, variance) in weights.items()},
        {str(name): Gains(float(count), float(total)) for name, (count, total) in gains.items()},
    )


def _normal_cdf(x: float) -> float:
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


def _normal_pdf(x: float) -> float:
    return exp(-0.5 * x * x) / sqrt(2.0 * pi)


def _normal_quantile(p: float) -> float:
    """Good to 4e-4; a starting value needs no more.  Source: Abramowitz and Stegun, 26.2.23."""
    t = sqrt(-2.0 * log(min(p, 1.0 - p)))
    x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1.0 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t**3)
    return x if p > 0.5 else -x


def kind_of(task: Task) -> str:
    """What a task measures, as an option says it."""
    return "score" if task.metric.kind == "score" else "quality" if task.quality is not None else "time"
