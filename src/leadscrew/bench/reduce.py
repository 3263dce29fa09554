"""The smallest diff: hunks of the champion whose removal keeps the gain are dropped.

Large groups of hunks are tried first, then smaller ones, then single hunks until no more can be dropped; hunks that
break the program alone are then tried together, since one may need the other. A smaller program is always compared
with the champion itself, so that small losses do not add up, and its quality with the start's.

Covered: each removal is shown to lose less than `smallest_gain`, at 5 %, and to keep the quality within half the
margin. Not covered: three or more hunks that need one another while others that break the program alone are needed.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations, pairwise
from math import log, sqrt
from statistics import fmean, stdev

import msgspec
import numpy as np

from leadscrew.bench.comparison import FEWEST_PAIRS, SEARCH_LEVEL, Floor, Noise
from leadscrew.bench.rules import HOPELESS, QUALITY_PAIRS, SEARCH_E
from leadscrew.bench.yardstick import yardstick_of
from leadscrew.core.experiment import Pair, Status
from leadscrew.core.program import Program, lines_of
from leadscrew.core.seed import Purpose, Seed
from leadscrew.errors import ChangeError
from leadscrew.evidence.quality import upper_bound

MAX_PAIRS = 100
"""Pairs after which a removal that is not shown to be harmless is given up."""
MAX_HUNKS = 200
"""Hunks above which changed lines that stand together are not looked at one by one."""
MAX_STEPS = 5_000_000
"""Of comparing lines, about a second: above it what differs is one hunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """One contiguous change of one file: lines [start, stop) of the old file become `lines`."""

    path: str
    start: int
    stop: int
    lines: tuple[str, ...]


def hunks_between(old: Program, new: Program) -> tuple[Hunk, ...]:
    """What turns the old program into the new one; a file that comes or goes is one hunk.

    Where lines that stand together were replaced by as many of the same indentation, each is a hunk of its own.
    """
    blocks = blocks_between(old, new)
    apart = tuple(hunk for block in blocks for hunk in _line_by_line(block, _lines(old, block.path), old, new))
    return apart if len(apart) <= MAX_HUNKS else blocks


def blocks_between(old: Program, new: Program) -> tuple[Hunk, ...]:
    """As `hunks_between`, with lines that stand together as one hunk."""
    blocks: list[Hunk] = []
    for path in sorted(set(old.files) | set(new.files)):
        before, after = _lines(old, path), _lines(new, path)
        if path not in old.files or path not in new.files:
            blocks.append(Hunk(path=path, start=0, stop=len(before), lines=tuple(after)))
            continue
        for i1, i2, j1, j2 in _differences(before, after):
            blocks.append(Hunk(path=path, start=i1, stop=i2, lines=tuple(after[j1:j2])))
    return tuple(blocks)


def with_hunks(old: Program, new: Program, hunks: tuple[Hunk, ...]) -> Program:
    """The old program with only these hunks of the new one.  Raises ChangeError where they do not go together."""
    files: dict[str, bytes | None] = {}
    for path in sorted(set(old.files) | set(new.files)):
        mine = [hunk for hunk in hunks if hunk.path == path]
        if not mine:
            files[path] = old.files.get(path)
        elif path not in old.files or path not in new.files:
            files[path] = new.files.get(path)
        else:
            lines = _lines(old, path)
            for hunk in sorted(mine, key=lambda hunk: hunk.start, reverse=True):
                lines[hunk.start : hunk.stop] = hunk.lines
            files[path] = "".join(lines).encode("utf-8", "surrogateescape")
    return Program({path: content for path, content in files.items() if content is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What became of one attempt to do without some hunks."""

    hunks: tuple[int, ...]
    dropped: bool
    broke: bool
    """Whether the program failed without them, and was not only slower or worse."""


@dataclass(slots=True, kw_only=True)
class EarlierReduction:
    """What the record already holds of a reduction that was interrupted, by the number of the attempt."""

    removals: dict[int, Removal] = field(default_factory=dict)
    pairs: dict[int, list[Pair]] = field(default_factory=dict)
    start_quality: dict[int, float | None] = field(default_factory=dict)
    """Quality of the start by problem seed; None where the start failed."""


def reduce_change(
    floor: Floor,
    noise: Noise,
    champion: Program,
    *,
    left_s: Callable[[], float],
    earlier: EarlierReduction | None = None,
) -> Program:
    """The champion less all hunks whose removal is shown not to cost `smallest_gain`, in the time that is left."""
    hunks = hunks_between(floor.task.start, champion)
    if len(hunks) < 2:
        return champion
    reduction = _Reduction(floor, noise, champion, hunks, left_s, earlier or EarlierReduction())
    return reduction.program(reduction.smallest())


class _Reduction:
    """The order in which groups of hunks are tried; a function of what was decided, so that it can be resumed."""

    def __init__(
        self,
        floor: Floor,
        noise: Noise,
        champion: Program,
        hunks: tuple[Hunk, ...],
        left_s: Callable[[], float],
        earlier: EarlierReduction,
    ) -> None:
        self.floor, self.noise, self.champion, self.hunks = floor, noise, champion, hunks
        self.left_s, self.earlier = left_s, earlier
        self.kept = list(range(len(hunks)))
        self.tried: dict[frozenset[int], bool] = {}
        """Whether the program with just these hunks broke."""
        self.step = 0
        self.over = False

    def program(self, kept: Iterable[int]) -> Program:
        """The start with these hunks.  Raises ChangeError where they do not go together."""
        return with_hunks(self.floor.task.start, self.champion, tuple(self.hunks[index] for index in kept))

    def smallest(self) -> list[int]:
        """The hunks that are left."""
        size = len(self.kept) // 2
        while not self.over:
            dropped = self._without_any(list(_groups(self.kept, size)))
            if size > 1:
                size = (size + 1) // 2
            elif not dropped and not self._without_some_together():
                break
        return self.kept

    def _without_some_together(self) -> bool:
        """Try to do without several of the hunks without which the program breaks; whether some were dropped."""
        broken = [index for index in self.kept if self.tried.get(frozenset(self.kept) - {index})]
        size = len(broken)
        while size > 2:
            if self._without_any(list(_groups(broken, size)), first=True):
                return True
            size = (size + 1) // 2
        return self._without_any([tuple(two) for two in combinations(broken, 2)], first=True)

    def _without_any(self, groups: Sequence[tuple[int, ...]], *, first: bool = False) -> bool:
        """Try to do without each group in turn; whether any was dropped.  first: be content with one."""
        found = False
        for place, group in enumerate(groups):
            left = frozenset(self.kept) - set(group)
            if not left or left in self.tried:
                continue
            if self.over:
                break
            if self._without(group, left, share=1 / (len(groups) - place + 1)):
                self.kept = sorted(left)
                found = True
                if first:
                    break
        return found

    def _without(self, group: tuple[int, ...], left: frozenset[int], *, share: float) -> bool:
        """Whether the program without a group of hunks is as good.  share: of the time left, for this attempt."""
        try:
            smaller = self.program(sorted(left))
        except ChangeError:  # what is left would be a file and a folder of one name
            self.tried[left] = True
            return False
        removal = self.earlier.removals.get(self.step)
        if removal is None or removal.hunks != group:
            left_s = self.left_s()
            if left_s < FEWEST_PAIRS * self.pair_s() and not self.earlier.pairs.get(self.step):
                self.over = True
                return False
            comparison = _Comparison(self, smaller, spare_s=left_s * (1 - share))
            dropped, reason = comparison.decide()
            removal = Removal(hunks=group, dropped=dropped, broke=comparison.broke)
            body = {
                "step": self.step, "hunk": group[0], "hunks": list(group), "path": self.hunks[group[0]].path,
                "dropped": dropped, "broke": removal.broke, "pairs": len(comparison.pairs), "reason": reason,
            }  # fmt: skip
            self.floor.journal.record("reduced", body)
        self.step += 1
        self.tried[left] = removal.broke
        return removal.dropped

    def pair_s(self) -> float:
        """What a pair of the reduction takes."""
        champion_s = self.floor.recent_s(self.champion) or 0.0
        start_s = self.floor.recent_s(self.floor.task.start)
        return self.floor.pair_s(champion_s, champion_s, start_s=start_s or champion_s)


class _Comparison:
    """Is a smaller program shown to lose less than `smallest_gain`, with its quality within bounds?"""

    def __init__(self, reduction: _Reduction, smaller: Program, *, spare_s: float) -> None:
        """spare_s: of the time left, what is kept for others."""
        self.floor, self.reduction, self.spare_s = reduction.floor, reduction, spare_s
        self.smaller, self.scale = smaller, reduction.noise.scale
        self.yard = yardstick_of(self.floor.task.metric)
        self.slack = self.yard.slack
        self.test = self.yard.search_test(self.scale)
        self.pairs: list[Pair] = []
        self.ratios: list[float] = []
        self.broke = False

    def decide(self) -> tuple[bool, str]:
        """Whether the hunks may be dropped, and why or why not."""
        first = self.floor.tests_s(self.smaller) <= FEWEST_PAIRS * self.reduction.pair_s()
        if first and not self.reduction.earlier.pairs.get(self.reduction.step) and (why := self._untested()):
            return False, why
        dropped, reason = self._measured()
        if dropped and not first and (why := self._untested()):  # long tests only for what would be dropped
            return False, why
        return dropped, reason

    def _untested(self) -> str:
        """Why its tests do not let the hunks go; empty where they do."""
        if self.floor.tests_s(self.smaller) > self.reduction.left_s():
            return "no time left for its tests"
        if broken := self.floor.broken_tests(self.smaller):
            self.broke = True
            return f"without it: {broken[-200:]}"
        return ""

    def _measured(self) -> tuple[bool, str]:
        step, known = self.reduction.step, list(self.reduction.earlier.pairs.get(self.reduction.step, ()))
        while len(self.pairs) < MAX_PAIRS:
            if known:
                pair = known.pop(0)
            elif self.reduction.left_s() <= 0:
                return False, "no time left"
            elif self.reduction.left_s() < self.spare_s and len(self.pairs) >= FEWEST_PAIRS:
                return False, "not decided in its share of the time"
            else:
                counter, pair = self.floor.pair(self.smaller, self.reduction.champion, Purpose.REDUCTION)
                body = {"step": step, "counter": counter, "pair": msgspec.to_builtins(pair)}
                self.floor.journal.record("reduction_pair", body)
            decided = self._after(pair)
            if decided is not None:
                return decided
        return False, f"not decided in {MAX_PAIRS} pairs"

    def _after(self, pair: Pair) -> tuple[bool, str] | None:
        self.pairs.append(pair)
        if pair.new.failed:
            self.broke = True
            return False, f"without it: {pair.new.status} {pair.new.reason[-200:]}".strip()
        worse = f"without it the program is {self.yard.worse}"
        if pair.new.status is Status.CUT:
            return False, worse
        if pair.old.failed:
            return None
        self.ratios.append(self.yard.gain(pair))
        e_value = self.test.add(self.ratios[-1] + self.slack)
        slower = sum(ratio < -max(log(HOPELESS), self.slack) for ratio in self.ratios)
        if (slower >= 2 and slower * 2 > len(self.ratios)) or self._implausible():
            return False, worse
        return self._quality() if e_value >= SEARCH_E else None

    def _implausible(self) -> bool:
        """Economy: after three pairs or more, the mean and one standard error still lie below the slack."""
        if len(self.ratios) < 3:
            return False
        spread = max(stdev(self.ratios), 1.4826 * self.scale)
        return fmean(self.ratios) + spread / sqrt(len(self.ratios)) < -self.slack

    def _quality(self) -> tuple[bool, str] | None:
        """No slower is shown; is the quality, against the start on the same problems, within half the margin?

        Where no answer is worse than the champion's, what was shown of the champion holds and the start is not run.
        """
        quality = self.floor.task.quality
        measured = [p for p in self.pairs if p.new.quality is not None and p.old.quality is not None]
        harmless = True, f"without it the program is no {self.yard.worse}"
        if quality is None or all(quality.excess(p.new.quality or 0.0, p.old.quality or 0.0) <= 0.0 for p in measured):
            return harmless
        excesses = []
        for pair in measured:
            start = self._start_quality(pair.seed)
            if start is not None and pair.new.quality is not None:
                excesses.append(quality.excess(pair.new.quality, start))
        limit = quality.margin / 2
        if upper_bound(np.array(excesses), level=SEARCH_LEVEL) <= limit:
            return harmless
        if -upper_bound(-np.array(excesses), level=SEARCH_LEVEL) > limit:
            return False, f"without it the quality is {fmean(excesses):.3g} worse than the start's"
        if len(excesses) >= QUALITY_PAIRS:
            return False, f"without it the quality could not be shown to lie within {limit:.3g} of the start's"
        return None

    def _start_quality(self, seed: int) -> float | None:
        known = self.reduction.earlier.start_quality
        if seed not in known:
            trial = self.floor.trial(self.floor.task.start, Seed(Purpose.REDUCTION, seed), opponent=None)
            body = {"step": self.reduction.step, "seed": seed, "trial": msgspec.to_builtins(trial)}
            self.floor.journal.record("reduction_start", body)
            known[seed] = trial.quality
        return known[seed]


def _groups(indices: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(indices), max(size, 1)):
        yield tuple(indices[start : start + max(size, 1)])


def _line_by_line(block: Hunk, before: Sequence[str], old: Program, new: Program) -> Iterator[Hunk]:
    """The lines of a block as hunks of their own, where both sides allow it."""
    replaced = before[block.start : block.stop]
    alike = len(replaced) == len(block.lines) and all(map(_same_indentation, replaced, block.lines))
    if not alike or block.path not in old.files or block.path not in new.files:
        yield block
        return
    for place, line in enumerate(block.lines):
        if line != replaced[place]:
            yield Hunk(path=block.path, start=block.start + place, stop=block.start + place + 1, lines=(line,))


def _same_indentation(one: str, other: str) -> bool:
    return len(one) - len(one.lstrip()) == len(other) - len(other.lstrip())


def _differences(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where lines [i1, i2) became [j1, j2); like difflib's, in a bounded number of steps."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    same = [(-1, -1), *_same_lines(old, new), (len(old), len(new))]
    for (i1, j1), (i2, j2) in pairwise(same):
        if i2 - i1 > 1 or j2 - j1 > 1:
            yield head + i1 + 1, head + i2, head + j1 + 1, head + j2


def _same_lines(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which lines stayed, in order: the longest common run first, then left and right of it."""
    if not old or not new:
        return []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    steps = _steps(matcher, old)
    if steps[-1] > MAX_STEPS:  # without the lines that are everywhere
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=True)
        steps = _steps(matcher, old)
    left, found = MAX_STEPS, []
    todo = [(0, len(old), 0, len(new))]
    while todo:
        i1, i2, j1, j2 = todo.pop()
        left -= steps[i2] - steps[i1]
        if i1 == i2 or j1 == j2 or left < 0:
            continue
        i, j, size = matcher.find_longest_match(i1, i2, j1, j2)
        if size:
            found += [(i + k, j + k) for k in range(size)]
            todo += [(i1, i, j1, j), (i + size, i2, j + size, j2)]
    return sorted(found)


def _steps(matcher: difflib.SequenceMatcher[str], old: Sequence[str]) -> list[int]:
    """For each n, how many steps it takes to look up the first n lines of the old text in the new one."""
    places: Mapping[str, list[int]] = matcher.b2j  # type: ignore[attr-defined,unused-ignore]
    return list(accumulate((len(places.get(line, ())) + 1 for line in old), initial=0))


def _lines(program: Program, path: str) -> list[str]:
    content = program.files.get(path, b"")
    return lines_of(content.decode("utf-8", "surrogateescape"))
