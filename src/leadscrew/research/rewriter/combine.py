"""Combine: experiments whose changes may go together on the champion.

Three kinds: a change that was faster but too poor meets one that made the answers better; a change that was `better`
than an earlier champion, or than the same one in another slot, is applied again; gains too small to be proven one by
one are proven together.

Source: crossover of patches in genetic improvement (Petke et al., IEEE TEVC 2018; Langdon and Harman, IEEE TEVC 2015).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from leadscrew.core.experiment import Verdict
from leadscrew.core.program import Program
from leadscrew.research.desk import Desk
from leadscrew.research.rewriter.merge import rebased
from leadscrew.research.state import Experiment

COUPLED, AGAIN, SMALL = "combine/coupled", "combine/again", "combine/small-gains"
FASTER = 1.15
"""A change that fails on quality alone is worth combining when it is this much faster."""
TOO_FAST = 6.0
UNKNOWN_LACK = 20.0
"""Margins that the quality of a rejected answer is taken to lack."""
SMALL_GAIN = 0.004
"""Log gain from which an undecided change counts as a small one."""
INEXACT = ("tune/", "schedule/", "remove/every-other", "remove/second-half")
"""Moves that trade answers for time. Where answers only pass or fail, a fault that is rare enough to slip through one
by one must not ride along with the gains of others."""
BUNDLE = (2, 3, 4, 6)
KEPT = 48
"""Of each kind, the most promising are remembered, so that a day's run combines no more than an hour's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """Experiments to be put on the champion; 0 stands for the champion itself."""

    kind: str
    numbers: tuple[int, ...]
    base: int

    @property
    def name(self) -> str:
        """How the record names it."""
        return f"{self.kind}@d0p-#{self.base}:{'+'.join(map(str, self.numbers))}"


class Combiner:
    """The experiments that could be combined: few, however many were tried."""

    def __init__(self) -> None:
        self._faster: dict[int, float] = {}
        self._richer: dict[int, float] = {}
        self._better: dict[int, float] = {}
        self._small: dict[int, float] = {}
        self.tried: set[str] = set()

    def learn(self, desk: Desk, experiment: Experiment) -> None:
        """Remember an experiment that may go together with others."""
        decision = experiment.decision
        if decision is None or not experiment.files:
            return
        gain = decision.effect.log_gain if decision.effect else 0.0
        if fast_but_poor(desk, experiment):
            _keep(self._faster, experiment.number, gain)
        elif richer(desk, experiment):
            _keep(self._richer, experiment.number, -(decision.excess or 0.0))
        if decision.verdict is Verdict.BETTER:
            _keep(self._better, experiment.number, gain)
        elif _small(desk, experiment):
            _keep(self._small, experiment.number, gain)

    def options(self, desk: Desk, base: int) -> list[str]:
        """The kinds for which something may be left to combine."""
        found = [COUPLED] if self._faster and self._richer else []
        found += [AGAIN] if self._again(desk, base) else []
        return found + ([SMALL] if len(self._fresh_small(desk, base)) >= 2 else [])

    def proposal(
        self, desk: Desk, kind: str, base: int, rng: random.Random
    ) -> tuple[Combination, Mapping[str, bytes | None], str] | None:
        """The next combination of a kind with its change and hypothesis; None when nothing is left."""
        for combination in self._candidates(desk, kind, base, rng):
            if combination.name in self.tried:
                continue
            self.tried.add(combination.name)
            change = _change(desk, combination)
            if change:
                return combination, change, _told(desk, combination)
        return None

    def _candidates(self, desk: Desk, kind: str, base: int, rng: random.Random) -> list[Combination]:
        if kind == SMALL:
            return self._bundles(desk, base, rng)
        if kind == AGAIN:
            pairs = [(number, 0) for number in self._again(desk, base)]
        else:
            pairs = [pair for pair in product(self._faster, self._richer) if pair[0] != pair[1]]
        rng.shuffle(pairs)
        pairs.sort(key=lambda pair: -_promise(desk, *pair))
        return [Combination(kind=kind, numbers=pair, base=base) for pair in pairs]

    def _bundles(self, desk: Desk, base: int, rng: random.Random) -> list[Combination]:
        fresh = sorted(self._fresh_small(desk, base), key=lambda number: -self._small[number])
        found = []
        for size in rng.sample(BUNDLE, k=len(BUNDLE)):
            if len(fresh) >= size:
                found.append(Combination(kind=SMALL, numbers=tuple(sorted(fresh[:size])), base=base))
                chosen = tuple(sorted(rng.sample(fresh, size)))
                found.append(Combination(kind=SMALL, numbers=chosen, base=base))
        return found

    def _fresh_small(self, desk: Desk, base: int) -> list[int]:
        line = champions_line(desk, base)
        merged = {number for name in line for number in _parts(desk, name)}
        return [number for number in self._small if number not in merged]

    def _again(self, desk: Desk, base: int) -> list[int]:
        line = champions_line(desk, base)
        return [
            number
            for number in self._better
            if number not in line
            and by_number(desk, number).parent != base
            and Combination(kind=AGAIN, numbers=(number, 0), base=base).name not in self.tried
        ]


def fast_but_poor(desk: Desk, experiment: Experiment) -> bool:
    """Faster, but its answers were not good enough: half of a pair of coupled changes.

    A combination is not combined again, and a rejected answer counts only when the gain is one that work left out here
    and there could explain: a program that does nothing is fast, too.
    """
    decision = experiment.decision
    if decision is None or desk.task.quality is None or decision.effect is None or decision.effect.factor < FASTER:
        return False
    if experiment.move.startswith("combine/"):
        return False
    if decision.verdict is Verdict.WRONG:
        return decision.effect.factor < TOO_FAST
    return decision.verdict is Verdict.NOT_BETTER


def richer(desk: Desk, experiment: Experiment) -> bool:
    """Its answers were better than the start's by more than the margin and the noise: the other half.

    Of single edits only settings and schedules count: whatever else seems to make answers better was lucky.
    """
    decision = experiment.decision
    if decision is None or desk.task.quality is None or decision.excess is None:
        return False
    if experiment.move.startswith("combine/"):
        return False
    family = experiment.move.partition("/")[0]
    if "/" in experiment.move and family not in ("tune", "schedule"):
        return False
    spreads = 1.0 if decision.pairs >= 3 else 2.0
    enough = desk.task.quality.margin + spreads * desk.quality_noise
    return decision.verdict in (Verdict.NOT_BETTER, Verdict.UNDECIDED) and decision.excess < -enough


def by_number(desk: Desk, number: int) -> Experiment:
    """An experiment."""
    return desk.experiments[number - 1]


def champions_line(desk: Desk, base: int) -> set[int]:
    """The champions from the start to `base`."""
    line = set()
    while base:
        line.add(base)
        base = by_number(desk, base).parent
    return line


def _keep(known: dict[int, float], number: int, value: float) -> None:
    known[number] = value
    if len(known) > KEPT:
        del known[min(known, key=lambda other: known[other])]


def _small(desk: Desk, experiment: Experiment) -> bool:
    decision = experiment.decision
    if decision is None or decision.effect is None or experiment.move.startswith("combine/"):
        return False
    if decision.verdict not in (Verdict.UNDECIDED, Verdict.NOT_BETTER) or decision.pairs < 3:
        return False
    exact = desk.task.quality is None and desk.task.metric.kind == "time"
    if exact and experiment.move.startswith(INEXACT):
        return False
    if desk.task.quality is not None and (decision.excess or 0.0) > desk.task.quality.margin:
        return False
    return decision.effect.log_gain > SMALL_GAIN


def _parts(desk: Desk, number: int) -> tuple[int, ...]:
    """The experiments that a combination on the champions' line was made of."""
    move, _, digest = by_number(desk, number).move.partition("#")
    if not move.startswith("combine/"):
        return ()
    return tuple(int(part) for part in digest.partition(":")[2].split("+") if part.isdigit())


def _promise(desk: Desk, one: int, other: int) -> float:
    """A rank for pairs: the fast half's factor, less what its quality lacks, plus the other's surplus, in margins."""
    first = by_number(desk, one).decision
    gain = first.effect.log_gain if first and first.effect else 0.0
    if desk.task.quality is None or not other:
        return gain + 1.0
    second = by_number(desk, other).decision
    margin = desk.task.quality.margin
    lack = first.excess if first and first.excess is not None else UNKNOWN_LACK * margin
    surplus = -second.excess if second and second.excess is not None else 0.0
    return gain + (0.1 * surplus - 0.05 * lack) / margin


def _change(desk: Desk, combination: Combination) -> Mapping[str, bytes | None] | None:
    whole = desk.program(combination.base)
    for number in combination.numbers:
        if not number:
            continue
        experiment = by_number(desk, number)
        merged = rebased(desk.program(experiment.base), desk.program(number), whole)
        if merged is None:
            return None
        whole = whole.with_files(merged)
    return _difference(desk.program(combination.base), whole)


def _difference(old: Program, new: Program) -> dict[str, bytes | None]:
    paths = sorted(set(old.files) | set(new.files))
    return {path: new.files.get(path) for path in paths if new.files.get(path) != old.files.get(path)}


def _told(desk: Desk, combination: Combination) -> str:
    told = [f"#{n} ({by_number(desk, n).hypothesis[:90]})" if n else "the champion" for n in combination.numbers]
    return " together with ".join(told)
