"""The rewriter: enumerates edits of the champion, has its policy choose one, submits it, learns from the verdict."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadscrew.core.experiment import Verdict
from leadscrew.core.profile import Profile
from leadscrew.core.program import Program
from leadscrew.core.syntax import check_python
from leadscrew.core.task import Task
from leadscrew.errors import ChangeError
from leadscrew.research.desk import Closed, Desk
from leadscrew.research.rewriter.catalogue import MOVES
from leadscrew.research.rewriter.combine import Combiner, fast_but_poor, richer
from leadscrew.research.rewriter.merge import rebased
from leadscrew.research.rewriter.names import breaks_names
from leadscrew.research.rewriter.policy import Chooser, Option, Policy, kind_of
from leadscrew.research.rewriter.source import Edit, Move, Source
from leadscrew.research.rewriter.study import STUDY, Study
from leadscrew.research.state import Experiment

AUTHOR = "rewriter"
DRAWS = 60
"""Draws that may come to nothing before the search is taken to be over."""
LEFT = 60
"""Edits of an earlier champion that an accepted change hid: so many are kept to be carried over."""
ENABLING = 0.3
"""What a change counts for that was faster but too poor, or richer but no faster: half of a success."""
REFUSALS = (ChangeError, SyntaxError, ValueError, RecursionError, AssertionError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change ready to be submitted."""

    change: Mapping[str, bytes | None]
    hypothesis: str
    move: str
    base: int


class Rewriter:
    """One search's worth of memory; rebuilt from the desk's experiments when a run is resumed."""

    def __init__(self, policy: Chooser | None = None, moves: Sequence[Move] = MOVES, *, alone: bool = False) -> None:
        """policy: what chooses; without one a policy that knows nothing yet.

        alone: single edits only, nothing tuned together or combined; for baselines.
        """
        self.policy: Chooser = Policy() if policy is None else policy
        self.drafts: Counter[tuple[str, str]] = Counter()
        """(family, what became of it): `made`, `syntax` or `names`, before anything was submitted."""
        self._moves, self._alone = moves, alone
        self._tried: set[str] = set()
        self._learned: set[int] = set()
        """Numbers above `_seen` that were learned from; all up to it were."""
        self._seen = 0
        self._combiner, self._study = Combiner(), Study()
        self._edits: tuple[int, list[Edit], list[Source]] | None = None
        self._profiles: dict[int, Profile | None] = {}
        self._left: list[tuple[int, Edit]] = []
        """Edits of earlier champions that were never tried and that the present one no longer offers."""
        self._drawn = 0
        self._mutex = threading.Lock()

    async def research(self, desk: Desk) -> None:
        """Keep every bench slot busy until the desk closes or nothing is left to try."""
        self._drawn = len(desk.experiments)
        try:
            await asyncio.gather(*(self._work(desk) for _ in range(desk.slots)))
        finally:
            self._tell(desk)

    def _tell(self, desk: Desk) -> None:
        """Have the record keep how many drafts came to nothing."""
        families: dict[str, dict[str, int]] = {}
        for (family, fate), count in sorted(self.drafts.items()):
            families.setdefault(family, {})[fate] = count
        self.drafts.clear()
        if families:
            desk.tally(families)

    async def _work(self, desk: Desk) -> None:
        while desk.open:
            await self._look(desk)
            proposal = await asyncio.to_thread(self.propose, desk)
            if proposal is None:
                return
            try:
                experiment = await desk.submit(
                    proposal.change, proposal.hypothesis, author=AUTHOR, move=proposal.move, base=proposal.base
                )
            except Closed:
                return
            with self._mutex:
                self._learn(desk, experiment)

    async def _look(self, desk: Desk) -> None:
        """Have the champion's time looked at, line by line, once."""
        number = desk.champion
        if number not in self._profiles:
            self._profiles[number] = None
            self._profiles[number] = await desk.profile(number)

    def propose(self, desk: Desk) -> Proposal | None:
        """The next change to try; None when nothing is left.  The same seed and history give the same proposal."""
        with self._mutex:  # several bench slots ask at once
            self._catch_up(desk)
            for _ in range(DRAWS):
                rng = random.Random(f"{desk.seed}:{self._drawn}")
                self._drawn += 1
                proposal, left = self._draw(desk, rng)
                if proposal is not None or not left:
                    return proposal
            return None

    def _draw(self, desk: Desk, rng: random.Random) -> tuple[Proposal | None, bool]:
        """A proposal, and whether anything was there to draw from."""
        base = desk.champion
        edits, sources = self._edits_of(desk, base)
        several = [] if self._alone else [*self._combiner.options(desk, base), *self._study.options(desk, sources)]
        kind = kind_of(desk.task)
        options = [Option(move=edit.move, site=edit.site, kind=kind) for edit in edits]
        options += [Option(move=move, site="d0p-", kind=kind) for move in several]
        left = [] if self._alone else self._left
        options += [Option(move=edit.move, site=edit.site, kind=kind) for _, edit in left]
        static = len(edits) + len(several)
        gone = []
        found = None
        for index in self.policy.order(options, rng):
            if index < len(edits):
                gone.append(index)
                found = self._made(desk, base, edits[index])
            elif index < static:
                found = self._several(desk, several[index - len(edits)], base, sources, rng)
            else:
                found = self._carried(desk, base, *left[index - static])
            if found is not None:
                break
        for index in sorted(gone, reverse=True):
            del edits[index]
        self._left = [(old, edit) for old, edit in self._left if edit.name not in self._tried]
        return found, bool(options)

    def _several(
        self, desk: Desk, move: str, base: int, sources: Sequence[Source], rng: random.Random
    ) -> Proposal | None:
        """A change that rests on earlier experiments."""
        if move == STUDY:
            edit = self._study.edit(desk, sources, rng)
            return None if edit is None else self._made(desk, base, edit)
        combined = self._combiner.proposal(desk, move, base, rng)
        if combined is None:
            return None
        combination, change, hypothesis = combined
        return Proposal(change, hypothesis, combination.name, base)

    def _made(self, desk: Desk, base: int, edit: Edit) -> Proposal | None:
        """An edit as a proposal; None where it was tried, does not parse, loses a name, or changes nothing."""
        if edit.name in self._tried:
            return None
        self._tried.add(edit.name)
        content = drafted(desk.program(base), edit, self.drafts)
        return None if content is None else Proposal({edit.path: content}, edit.hypothesis, edit.name, base)

    def _carried(self, desk: Desk, base: int, old: int, edit: Edit) -> Proposal | None:
        """An edit of an earlier champion, whose place looks otherwise now, carried over where the lines allow it."""
        made = self._made(desk, old, edit)
        if made is None:
            return None
        before = desk.program(old)
        change = rebased(before, before.with_files(made.change), desk.program(base))
        return None if change is None else Proposal(change, made.hypothesis, made.move, base)

    def _edits_of(self, desk: Desk, base: int) -> tuple[list[Edit], list[Source]]:
        """All edits of the champion that were not tried, made once for each champion."""
        if self._edits is None or self._edits[0] != base:
            sources = parsed(desk.task, desk.program(base), self._profiles.get(base))
            edits = [edit for edit in _edits(sources, self._moves) if edit.name not in self._tried]
            if self._edits is not None:
                names = {edit.name for edit in edits}
                gone = [(self._edits[0], edit) for edit in self._edits[1] if edit.name not in names | self._tried]
                self._left = [*self._left, *gone][-LEFT:]
            self._edits = (base, edits, sources)
        return self._edits[1], self._edits[2]

    def _catch_up(self, desk: Desk) -> None:
        """Learn from what was decided since the last time."""
        for experiment in desk.experiments if not self._seen else desk.experiments[self._seen :]:
            self._learn(desk, experiment)
            if experiment.number == self._seen + 1 and experiment.number in self._learned:
                self._seen += 1
                self._learned.discard(self._seen)

    def _learn(self, desk: Desk, experiment: Experiment) -> None:
        number = experiment.number
        if experiment.decision is None or number <= self._seen or number in self._learned:
            return
        self._learned.add(number)
        self._combiner.learn(desk, experiment)
        self._study.learn(desk, experiment)
        if experiment.author != AUTHOR:
            return
        self._tried.add(experiment.move)
        self._combiner.tried.add(experiment.move)
        better = experiment.verdict is Verdict.BETTER
        success = 1.0 if better else ENABLING if fast_but_poor(desk, experiment) or richer(desk, experiment) else 0.0
        effect = experiment.decision.effect
        gain = effect.log_gain if better and effect else 0.0
        self.policy.learn(Option.read(experiment.move, kind_of(desk.task)), success=success, log_gain=gain)


def _edits(sources: Sequence[Source], moves: Sequence[Move]) -> Iterator[Edit]:
    names: set[str] = set()
    for source in sources:
        for move in moves:
            for edit in move.edits(source):
                if edit.name not in names:
                    names.add(edit.name)
                    yield edit


def edits_of(task: Task, program: Program, moves: Sequence[Move], profile: Profile | None = None) -> list[Edit]:
    """All edits of a program that a task allows, each once."""
    return list(_edits(parsed(task, program, profile), moves))


def drafted(program: Program, edit: Edit, drafts: Counter[tuple[str, str]] | None = None) -> bytes | None:
    """The file as an edit leaves it; None where it does not parse, loses a name, or is as before.

    drafts: counts what became of it, by family.
    """
    counts: Counter[tuple[str, str]] = Counter() if drafts is None else drafts
    family = edit.move.partition("/")[0]
    before = program.files.get(edit.path, b"")
    try:
        text = edit.make().code
        content = text.encode("utf-8")
        check_python(edit.path, content)
    except REFUSALS:
        counts[family, "syntax"] += 1
        return None
    if breaks_names(before.decode("utf-8", "replace"), text):
        counts[family, "names"] += 1
        return None
    if content == before:
        return None
    counts[family, "made"] += 1
    return content


def parsed(task: Task, program: Program, profile: Profile | None = None) -> list[Source]:
    """The editable Python files that parse."""
    packages = frozenset(package.lower() for package in task.entry.packages)
    found = []
    for path, content in program.files.items():
        if path.endswith(".py") and task.may_change(path):
            source = Source.parse(path, content.decode("utf-8", "replace"), profile=profile, packages=packages)
            if source is not None:
                found.append(source)
    return found
