"""The smallest diff: hunks of the champion whose removal keeps the gain are dropped."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log, log1p

import msgspec

from leadscrew.bench.comparison import Floor, Noise
from leadscrew.bench.rules import HOPELESS, SEARCH_E
from leadscrew.core.experiment import Pair, Status
from leadscrew.core.program import Program, lines_of
from leadscrew.core.seed import Purpose
from leadscrew.errors import ChangeError
from leadscrew.evidence.speed import SpeedTest

PAIRS_A_HUNK = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """One contiguous change of one file: lines [start, stop) of the old file become `lines`."""

    path: str
    start: int
    stop: int
    lines: tuple[str, ...]


def hunks_between(old: Program, new: Program) -> tuple[Hunk, ...]:
    """What turns the old program into the new one; a file that comes or goes is one hunk."""
    hunks: list[Hunk] = []
    for path in sorted(set(old.files) | set(new.files)):
        before, after = _lines(old, path), _lines(new, path)
        if path not in old.files or path not in new.files:
            hunks.append(Hunk(path=path, start=0, stop=len(before), lines=tuple(after)))
            continue
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag != "equal":
                hunks.append(Hunk(path=path, start=i1, stop=i2, lines=tuple(after[j1:j2])))
    return tuple(hunks)


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


def reduce_change(
    floor: Floor,
    noise: Noise,
    champion: Program,
    *,
    out_of_time: Callable[[], bool],
    earlier: Mapping[int, bool] | None = None,
    measured: Mapping[int, Sequence[Pair]] | None = None,
) -> Program:
    """The champion less each hunk, one after the other, whose removal is shown not to cost `smallest_gain`.

    Each smaller program is compared with the champion itself, so that small losses do not add up.
    earlier, measured: decisions (hunk index to dropped or kept) and pairs of an interrupted reduction.
    """
    start = floor.task.start
    hunks = hunks_between(start, champion)
    if len(hunks) < 2:
        return champion
    kept = list(hunks)
    for index, hunk in enumerate(hunks):
        dropped = (earlier or {}).get(index)
        if dropped is None:
            if out_of_time() or len(kept) == 1:
                break
            try:
                candidate = with_hunks(start, champion, tuple(other for other in kept if other != hunk))
            except ChangeError:  # what is left would be a file and a folder of one name
                continue
            comparison = _Removal(floor, noise, index, list((measured or {}).get(index, ())))
            dropped, reason = comparison.decide(candidate, champion, out_of_time)
            body = {"hunk": index, "path": hunk.path, "dropped": dropped, "pairs": comparison.count, "reason": reason}
            floor.journal.record("reduced", body)
        if dropped:
            kept.remove(hunk)
    return with_hunks(start, champion, tuple(kept))


class _Removal:
    """Is a program without one hunk shown to lose less than `smallest_gain`, with quality no worse?"""

    def __init__(self, floor: Floor, noise: Noise, index: int, pairs: list[Pair]) -> None:
        self.floor, self.index, self.earlier = floor, index, pairs
        self.slack = log1p(floor.task.metric.smallest_gain)
        self.test = SpeedTest(scale=noise.scale)
        self.count, self.slower = 0, 0
        self.excesses: list[float] = []

    def decide(self, new: Program, champion: Program, out_of_time: Callable[[], bool]) -> tuple[bool, str]:
        """Whether it may be dropped, and why or why not."""
        while self.count < PAIRS_A_HUNK:
            if self.earlier:
                pair = self.earlier.pop(0)
            elif out_of_time():
                return False, "no time left"
            else:
                counter, pair = self.floor.pair(new, champion, Purpose.REDUCTION)
                body = {"counter": counter, "hunk": self.index, "pair": msgspec.to_builtins(pair)}
                self.floor.journal.record("reduction_pair", body)
            decided = self._after(pair)
            if decided is not None:
                return decided
        return False, "not decided"

    def _after(self, pair: Pair) -> tuple[bool, str] | None:
        self.count += 1
        if pair.new.status is not Status.OK:
            return False, f"without it: {pair.new.status} {pair.new.reason[-200:]}".strip()
        if pair.old.failed:
            return None
        quality = self.floor.task.quality
        if quality and pair.new.quality is not None and pair.old.quality is not None:
            self.excesses.append(quality.excess(pair.new.quality, pair.old.quality))
            if sum(self.excesses) / len(self.excesses) > quality.margin / 4:
                return False, "without it the quality is worse"
        self.slower += pair.log_ratio < -log(HOPELESS)
        if self.slower >= 2 and self.slower * 2 > self.count:
            return False, "without it the program is slower"
        if self.test.add(pair.log_ratio + self.slack) >= SEARCH_E:
            return True, "without it the program is no slower"
        return None


def _lines(program: Program, path: str) -> list[str]:
    content = program.files.get(path, b"")
    return lines_of(content.decode("utf-8", "surrogateescape"))
