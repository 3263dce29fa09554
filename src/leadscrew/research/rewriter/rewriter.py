"""The rewriter: enumerates edits of the champion, draws one by its policy, submits it, learns from the verdict."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Mapping
from itertools import product
from math import log

from leadscrew.core.experiment import Verdict
from leadscrew.core.program import Program
from leadscrew.core.syntax import check_python
from leadscrew.errors import ChangeError
from leadscrew.research.desk import Closed, Desk
from leadscrew.research.rewriter.catalogue import MOVES
from leadscrew.research.rewriter.merge import rebased
from leadscrew.research.rewriter.moves import tune
from leadscrew.research.rewriter.policy import Policy
from leadscrew.research.rewriter.source import Edit, Source
from leadscrew.research.state import Experiment

COUPLED_TRIES = 40
FASTER = 1.15
"""A change that fails on quality alone is worth combining when it is this much faster."""
TOO_FAST = 6.0
UNKNOWN_LACK = 20.0
"""Margins that the quality of a rejected answer is taken to lack."""
AUTHOR = "rewriter"


class Proposal:
    """A change ready to be submitted."""

    def __init__(self, change: Mapping[str, bytes | None], hypothesis: str, move: str, base: int) -> None:
        self.change, self.hypothesis, self.move, self.base = change, hypothesis, move, base


class Rewriter:
    """One search's worth of memory; rebuilt from the desk's experiments when a run is resumed."""

    def __init__(self) -> None:
        self.policy = Policy()
        self._tried: set[str] = set()
        self._learned: set[int] = set()
        """Numbers above `_seen` that were learned from; all up to it were."""
        self._seen = 0
        self._notable: dict[int, Experiment] = {}
        """Those that could be combined: few, however many were tried."""
        self._edits: tuple[int, dict[str, list[Edit]], list[Source]] | None = None
        self._drawn = 0
        self._mutex = threading.Lock()

    async def research(self, desk: Desk) -> None:
        """Keep every bench slot busy until the desk closes or nothing is left to try."""
        self._drawn = len(desk.experiments)
        await asyncio.gather(*(self._work(desk) for _ in range(desk.slots)))

    async def _work(self, desk: Desk) -> None:
        while desk.open:
            proposal = await asyncio.to_thread(self.propose, desk)
            if proposal is None:
                return
            try:
                experiment = await desk.submit(
                    proposal.change, proposal.hypothesis, author=AUTHOR, move=proposal.move, base=proposal.base
                )
            except Closed:
                return
            self._learn(desk, experiment)

    def propose(self, desk: Desk) -> Proposal | None:
        """The next change to try; None when nothing is left.  The same seed and history give the same proposal."""
        with self._mutex:  # several bench slots ask at once
            self._catch_up(desk)
            for _ in range(200):
                rng = random.Random(f"{desk.seed}:{self._drawn}")
                self._drawn += 1
                proposal = self._draw(desk, rng)
                if proposal is not None:
                    return proposal
            return None

    def _draw(self, desk: Desk, rng: random.Random) -> Proposal | None:
        base = desk.champion
        arms, sources = self._edits_of(desk, base)
        combinations = self._combinations(desk, base)
        choices = [arm for arm, edits in arms.items() if edits]
        if combinations:
            choices.append("combine/experiments")
        if sources:
            choices.append("coupled/settings")
        for arm in self.policy.order(choices, rng):
            if arm == "combine/experiments":
                found = self._combined(desk, rng, base, combinations)
            elif arm == "coupled/settings":
                found = self._coupled(desk, rng, base, sources)
            else:
                found = self._edited(desk, rng, base, arms[arm])
            if found is not None:
                return found
        return None

    def _edited(self, desk: Desk, rng: random.Random, base: int, edits: list[Edit]) -> Proposal | None:
        while edits:
            edit = edits.pop(rng.randrange(len(edits)))
            proposal = self._made(desk, base, edit)
            if proposal is not None:
                return proposal
        return None

    def _coupled(self, desk: Desk, rng: random.Random, base: int, sources: list[Source]) -> Proposal | None:
        likely = [e.hypothesis for e in self._mattering() if e.move.startswith("tune/")]
        for _ in range(COUPLED_TRIES):
            edit = tune.coupled(rng.choice(sources), rng, likely)
            if edit is not None and edit.name not in self._tried:
                return self._made(desk, base, edit)
        return None

    def _made(self, desk: Desk, base: int, edit: Edit) -> Proposal | None:
        if edit.name in self._tried:
            return None
        self._tried.add(edit.name)
        try:
            content = edit.make().code.encode("utf-8")
            check_python(edit.path, content)
        except (ChangeError, SyntaxError, ValueError, RecursionError, AssertionError, TypeError):
            return None
        if content == desk.program(base).files.get(edit.path):
            return None
        return Proposal({edit.path: content}, edit.hypothesis, edit.name, base)

    def _edits_of(self, desk: Desk, base: int) -> tuple[dict[str, list[Edit]], list[Source]]:
        """All edits of the champion by arm, made once for each champion."""
        if self._edits is None or self._edits[0] != base:
            sources = parsed(desk, desk.program(base))
            arms: dict[str, list[Edit]] = {}
            for source in sources:
                for move in MOVES:
                    for edit in move.edits(source):
                        if edit.name not in self._tried:
                            arms.setdefault(edit.name.partition("#")[0], []).append(edit)
            self._edits = (base, arms, sources)
        return self._edits[1], self._edits[2]

    def _combinations(self, desk: Desk, base: int) -> list[tuple[int, int]]:
        """Pairs of experiments whose changes may go together on the champion, not tried yet; 0 stands for the champion.

        A change that was faster but too poor meets one that made the answers better; a change that was `better` than an
        earlier champion is carried over to this one.
        """
        done = [e for e in self._mattering() if e.files]
        line = _line(desk, base)
        pairs = [
            (e.number, 0) for e in done if e.verdict is Verdict.BETTER and e.parent != base and e.number not in line
        ]
        if desk.task.quality is not None:
            faster = [e for e in done if _fast_but_poor(desk, e)]
            richer = [e for e in done if _richer(desk, e)]
            pairs += [(one.number, other.number) for one, other in product(faster, richer) if one is not other]
        return [pair for pair in pairs if _combination(base, pair) not in self._tried]

    def _combined(self, desk: Desk, rng: random.Random, base: int, pairs: list[tuple[int, int]]) -> Proposal | None:
        rng.shuffle(pairs)
        pairs.sort(key=lambda pair: -_promise(desk, *pair))
        for pair in pairs:
            move = _combination(base, pair)
            self._tried.add(move)
            whole = desk.program(base)
            for number in pair:
                merged = _carried_over(desk, number, whole) if number else {}
                if merged is None:
                    break
                whole = whole.with_files(merged)
            else:
                change = _difference(desk.program(base), whole)
                if change:
                    told = [f"#{n} ({_by_number(desk, n).hypothesis[:90]})" if n else "the champion" for n in pair]
                    return Proposal(change, " together with ".join(told), move, base)
        return None

    def _catch_up(self, desk: Desk) -> None:
        """Learn from what was decided since the last time."""
        for experiment in desk.experiments if not self._seen else desk.experiments[self._seen :]:
            self._learn(desk, experiment)
            if experiment.number == self._seen + 1 and experiment.number in self._learned:
                self._seen += 1
                self._learned.discard(self._seen)

    def _mattering(self) -> list[Experiment]:
        return [self._notable[number] for number in sorted(self._notable)]

    def _learn(self, desk: Desk, experiment: Experiment) -> None:
        number = experiment.number
        if experiment.decision is None or number <= self._seen or number in self._learned:
            return
        self._learned.add(number)
        if _mattered(desk, experiment):
            self._notable[number] = experiment
        if experiment.author != AUTHOR:
            return
        self._tried.add(experiment.move)
        effect = experiment.decision.effect
        better = experiment.verdict is Verdict.BETTER
        success = 1.0 if better else 0.4 if _fast_but_poor(desk, experiment) or _richer(desk, experiment) else 0.0
        self.policy.learn(
            experiment.move.partition("#")[0], success=success, factor=effect.factor if better and effect else None
        )


def parsed(desk: Desk, program: Program) -> list[Source]:
    """The editable Python files that parse."""
    found = []
    for path, content in program.files.items():
        if path.endswith(".py") and desk.task.may_change(path):
            source = Source.parse(path, content.decode("utf-8", "replace"))
            if source is not None:
                found.append(source)
    return found


def _by_number(desk: Desk, number: int) -> Experiment:
    return desk.experiments[number - 1]


def _difference(old: Program, new: Program) -> dict[str, bytes | None]:
    paths = sorted(set(old.files) | set(new.files))
    return {path: new.files.get(path) for path in paths if new.files.get(path) != old.files.get(path)}


def _fast_but_poor(desk: Desk, experiment: Experiment) -> bool:
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


def _richer(desk: Desk, experiment: Experiment) -> bool:
    """Its answers were better than the start's by more than the margin and the noise of one trial: the other half."""
    decision = experiment.decision
    if decision is None or desk.task.quality is None or decision.excess is None:
        return False
    if experiment.move.startswith("combine/"):
        return False
    enough = desk.task.quality.margin + desk.quality_noise
    return decision.verdict in (Verdict.NOT_BETTER, Verdict.UNDECIDED) and decision.excess < -enough


def _mattered(desk: Desk, experiment: Experiment) -> bool:
    return _fast_but_poor(desk, experiment) or _richer(desk, experiment) or experiment.verdict is Verdict.BETTER


def _promise(desk: Desk, one: int, other: int) -> float:
    """A rank for pairs: the fast half's factor, less what its quality lacks, plus the other's surplus, in margins."""
    first = _by_number(desk, one).decision
    factor = first.effect.factor if first and first.effect else 1.0
    if desk.task.quality is None or not other:
        return log(factor) + 1.0
    second = _by_number(desk, other).decision
    margin = desk.task.quality.margin
    lack = first.excess if first and first.excess is not None else UNKNOWN_LACK * margin
    surplus = -second.excess if second and second.excess is not None else 0.0
    return log(factor) + (0.1 * surplus - 0.05 * lack) / margin


def _combination(base: int, pair: tuple[int, int]) -> str:
    return f"combine/experiments#{base}:{pair[0]}+{pair[1]}"


def _line(desk: Desk, base: int) -> set[int]:
    """The champions from the start to `base`."""
    line = set()
    while base:
        line.add(base)
        base = _by_number(desk, base).parent
    return line


def _carried_over(desk: Desk, number: int, onto: Program) -> dict[str, bytes | None] | None:
    """An experiment's change against its own base, on another program; None where they touch the same lines."""
    experiment = _by_number(desk, number)
    return rebased(desk.program(experiment.base), desk.program(number), onto)
