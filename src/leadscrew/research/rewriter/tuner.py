"""Tune several settings together: an Optuna study over those that mattered, fed by every experiment that moved one.

Source: tree-structured Parzen estimator with constraints (Bergstra et al., NeurIPS 2011; Watanabe and Hutter,
IJCAI 2023), as Optuna has it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
import numpy.typing as npt

from leadscrew.research.rewriter.settings import LARGEST_FACTOR, Setting

Array = npt.NDArray[np.float64]
REACH = log(LARGEST_FACTOR)
MOST_ACTIVE = 6
"""Settings that are moved together: the ones that mattered most."""
MATTERS = 0.05
"""A change of the log gain, or of the excess in margins, below which a setting does not matter."""
FEW, SURE = 4, 0.2
"""Below so many trials a log gain counts as one only from this size."""
STARTUP = 6
KEPT = 150
"""Observations that are kept: the best and the latest."""
FAILED_GAIN = -2.0
SURFACE = 0.8
"""Share of the points that a response surface proposes near the best one; the study proposes the others."""
CANDIDATES = 1500
LACK_NOISE = 1.4
"""Standard deviation of one trial's missing quality, in margins: a margin is about what one trial can tell."""
WANTED = 0.05
"""Log gain that a proposed point is to have over the best one."""
BOLDNESS = 0.3
"""Of a draw: 0 takes the mean, 1 is Thompson sampling, which explores more than a few dozen trials allow."""
CAUTION = 0.2
"""Margins that the quality of a proposed point is to be better than what is allowed."""
RIDGE = (4.0, 1.0, 0.25)
"""Prior variance of a surface's linear, square and product terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What some settings, as steps from the start's values, came to."""

    steps: Mapping[str, float]
    log_gain: float
    """Against the same program with the start's settings."""
    lack: float | None
    """How much worse its quality was than what is allowed, in margins: above 0 is too poor; None without quality."""
    failed: bool = False
    trials: int = 1
    """How many trials it rests on."""
    proven: bool = False
    """Whether the bench found it better."""


def _beyond_chance(seen: Observation) -> float:
    """How much a setting mattered, in log gain: what one or two trials show by luck counts for nothing."""
    gain = abs(seen.log_gain)
    if seen.trials < FEW and gain < SURE:
        gain = 0.0
    lack = 0.0 if seen.lack is None else max(0.0, abs(seen.lack) - 1.5 * LACK_NOISE / sqrt(seen.trials))
    return gain + 0.2 * lack


def _saves_work(seen: Observation) -> bool:
    """Whether some settings made it faster, by more than luck."""
    return not seen.failed and seen.log_gain >= (MATTERS if seen.trials >= FEW else SURE)


class Surface:
    """A quadratic of the steps, as a Bayesian linear regression.

    Source: response surface methodology (Box and Wilson, J. R. Stat. Soc. B 13, 1951); a draw of the posterior in place
    of its mean explores (Russo et al., arXiv 1707.02038).
    """

    def __init__(self, points: Array, values: Array, *, noise: Array) -> None:
        """points: shape (n, settings); values and noise, the standard deviation of each value: shape (n,)."""
        features = self._features(points)
        count = points.shape[1]
        variances = np.concatenate(
            [
                [25.0],
                np.full(count, RIDGE[0]),
                np.full(count, RIDGE[1]),
                np.full(features.shape[1] - 1 - 2 * count, RIDGE[2]),
            ]
        )
        # far from the start a quadratic is no good model: such points count less
        weights = 1.0 / (noise * (1.0 + np.abs(points).max(axis=1, initial=0.0))) ** 2
        precision = (features.T * weights) @ features + np.diag(1.0 / variances)
        self._root = np.linalg.cholesky(np.linalg.inv(precision))
        self._mean = np.linalg.solve(precision, features.T @ (weights * values))

    def drawn(self, points: Array, draw: np.random.Generator) -> Array:
        """Values at some points by one draw of the posterior."""
        weights = self._mean + BOLDNESS * (self._root @ draw.standard_normal(self._mean.size))
        return np.asarray(self._features(points) @ weights)

    def _features(self, points: Array) -> Array:
        first, second = np.triu_indices(points.shape[1], k=1)
        return np.hstack([np.ones((len(points), 1)), points, points**2, points[:, first] * points[:, second]])


class Tuner:
    """All observations so far, and the next point to try."""

    def __init__(self, start_lack: float = -0.5) -> None:
        """start_lack: of the start itself, in margins."""
        self.observations: list[Observation] = []
        self.start_lack = start_lack

    def tell(self, observation: Observation) -> None:
        """Take in what one experiment showed."""
        self.observations.append(observation)
        if len(self.observations) > 2 * KEPT:
            best = self.best()
            self.observations = [*([best] if best else []), *self.observations[-KEPT:]]

    def active(self, settings: Sequence[Setting]) -> list[Setting]:
        """The settings whose change has made a difference, most important first."""
        weight: dict[str, float] = {}
        for seen in self.observations:
            moved = [name for name, steps in seen.steps.items() if abs(steps) > 1e-9]
            for name in moved:
                size = _beyond_chance(seen)
                if not seen.failed:
                    weight[name] = max(weight.get(name, 0.0), size / len(moved))
        if any(seen.lack is not None for seen in self.observations) and not any(map(_saves_work, self.observations)):
            return []  # better answers alone are no faster: some setting has to save work first
        found = [setting for setting in settings if weight.get(setting.id, 0.0) >= MATTERS]
        return sorted(found, key=lambda setting: -weight[setting.id])[:MOST_ACTIVE]

    def ask(self, settings: Sequence[Setting], rng: random.Random) -> dict[str, float] | None:
        """Steps from the start's value for each active setting; None while none matters.

        settings: the start's.  The same observations and the same rng give the same answer.
        """
        active = self.active(settings)
        if not active:
            return None
        if rng.random() < SURFACE:
            return self._from_surface(active, rng)
        return self._asked(active, rng)

    def best(self) -> Observation | None:
        """The fastest of those that the bench found better; before there is one, of those that seemed good enough."""
        good = [seen for seen in self.observations if seen.proven]
        good = good or [s for s in self.observations if not s.failed and (s.lack is None or s.lack <= 0)]
        return max(good, key=lambda seen: seen.log_gain, default=None)

    def _from_surface(self, active: Sequence[Setting], rng: random.Random) -> dict[str, float]:
        """The point that one draw of the response surfaces holds for the fastest that is good enough."""
        names = [setting.id for setting in active]
        points = np.array([[seen.steps.get(name, 0.0) for name in names] for seen in self.observations])
        points = np.vstack([np.zeros(len(names)), np.clip(points, -REACH, REACH)])
        works = np.array([True, *(not seen.failed for seen in self.observations)])
        gains = np.array([0.0, *(seen.log_gain for seen in self.observations)])
        lacks = np.array([self.start_lack, *(seen.lack or 0.0 for seen in self.observations)])
        draw = np.random.default_rng(rng.getrandbits(32))
        best = self.best()
        centre = np.array([best.steps.get(name, 0.0) if best else 0.0 for name in names])
        spread = draw.choice([0.1, 0.25, 0.5], size=(CANDIDATES, 1)) * (draw.random((CANDIDATES, len(names))) < 0.6)
        near = np.clip(centre + spread * draw.standard_normal((CANDIDATES, len(names))), -REACH, REACH)
        trials = np.array([8, *(seen.trials for seen in self.observations)])
        gain = Surface(points[works], gains[works], noise=0.05 + 0.1 / trials[works]).drawn(near, draw)
        lack = np.zeros(CANDIDATES)
        if any(seen.lack is not None for seen in self.observations):
            noise = LACK_NOISE / np.sqrt(trials[works])
            lack = Surface(points[works], np.clip(lacks[works], -8.0, 8.0), noise=noise).drawn(near, draw)
        worth = gain - 2.0 * np.maximum(lack + CAUTION, 0.0)
        wanted = (best.log_gain if best else 0.0) + WANTED
        worth[gain < wanted] -= 10.0 * (wanted - gain[gain < wanted])  # what is no faster cannot win
        chosen = int(np.argmax(worth))
        return {name: float(value) for name, value in zip(names, near[chosen], strict=True)}

    def _asked(self, active: Sequence[Setting], rng: random.Random) -> dict[str, float]:
        import optuna  # a third of a second: only for those who tune

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        space = {setting.id: optuna.distributions.FloatDistribution(-REACH, REACH) for setting in active}
        sampler = optuna.samplers.TPESampler(
            seed=rng.getrandbits(31), multivariate=True, n_startup_trials=STARTUP, n_ei_candidates=64
        )
        study = optuna.create_study(direction="maximize", sampler=sampler)
        for seen in self.observations:
            inside = {name: max(-REACH, min(REACH, seen.steps.get(name, 0.0))) for name in space}
            study.add_trial(
                optuna.trial.create_trial(
                    params=inside,
                    distributions=dict(space),
                    value=FAILED_GAIN if seen.failed else seen.log_gain,
                    constraints={"quality": 1.0 if seen.failed else seen.lack if seen.lack is not None else 0.0},
                )
            )
        asked: dict[str, float] = study.ask(dict(space)).params
        return asked
