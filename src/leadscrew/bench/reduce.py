"""The smallest diff: hunks of the champion whose removal keeps the gain are dropped."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from math import log1p

import msgspec

from leadscrew.bench.comparison import Floor, Noise
from leadscrew.bench.rules import HOPELESS, SEARCH_E
from leadscrew.core.experiment import Status
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose
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
    """What turns the old program into the new one; files added or removed whole, or not text, are one hunk each."""
    hunks: list[Hunk] = []
    for path in sorted(set(old.files) | set(new.files)):
        before, after = _lines(old, path), _lines(new, path)
        if before == after:
            continue
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag != "equal":
                hunks.append(Hunk(path=path, start=i1, stop=i2, lines=tuple(after[j1:j2])))
    return tuple(hunks)


def with_hunks(old: Program, new: Program, hunks: tuple[Hunk, ...]) -> Program:
    """The old program with only these hunks; the new one decides which files exist."""
    files: dict[str, bytes | None] = {}
    for path in sorted(set(old.files) | set(new.files)):
        mine = [hunk for hunk in hunks if hunk.path == path]
        if not mine:
            files[path] = old.files.get(path)
            continue
        lines = _lines(old, path)
        for hunk in sorted(mine, key=lambda hunk: hunk.start, reverse=True):
            lines[hunk.start : hunk.stop] = hunk.lines
        text = "".join(lines)
        files[path] = text.encode("utf-8", "surrogateescape") if text or path in new.files else None
    return old.with_files(files)


def reduce_change(
    floor: Floor,
    noise: Noise,
    champion: Program,
    *,
    out_of_time: Callable[[], bool],
    earlier: dict[int, bool] | None = None,
) -> Program:
    """The champion less each hunk, one after the other, whose removal is shown not to cost `smallest_gain`.

    earlier: decisions of an interrupted reduction, hunk index to dropped or kept.
    """
    start = floor.task.start
    hunks = hunks_between(start, champion)
    if len(hunks) < 2:
        return champion
    kept, current = list(hunks), champion
    for index, hunk in enumerate(hunks):
        if earlier is not None and index in earlier:
            dropped = earlier[index]
            candidate = with_hunks(start, champion, tuple(other for other in kept if other != hunk))
        elif out_of_time() or len(kept) == 1:
            break
        else:
            candidate = with_hunks(start, champion, tuple(other for other in kept if other != hunk))
            dropped, pairs, reason = _not_slower(floor, noise, candidate, current, out_of_time)
            body = {"hunk": index, "path": hunk.path, "dropped": dropped, "pairs": pairs, "reason": reason}
            floor.journal.record("reduced", body)
        if dropped:
            kept.remove(hunk)
            current = candidate
    return current


def _not_slower(
    floor: Floor, noise: Noise, new: Program, old: Program, out_of_time: Callable[[], bool]
) -> tuple[bool, int, str]:
    """Whether the new program is shown to lose less than `smallest_gain` against the old, with quality no worse."""
    slack = log1p(floor.task.metric.smallest_gain)
    test = SpeedTest(scale=noise.scale)
    slower = 0
    excesses: list[float] = []
    for count in range(1, PAIRS_A_HUNK + 1):
        if out_of_time():
            return False, count - 1, "no time left"
        counter, pair = floor.pair(new, old, Purpose.REDUCTION)
        floor.journal.record("reduction_pair", {"counter": counter, "pair": msgspec.to_builtins(pair)})
        if pair.new.status is not Status.OK:
            return False, count, f"without it: {pair.new.status} {pair.new.reason[-200:]}".strip()
        if pair.old.failed:
            continue
        quality = floor.task.quality
        if quality and pair.new.quality is not None and pair.old.quality is not None:
            excesses.append(quality.excess(pair.new.quality, pair.old.quality))
            if sum(excesses) / len(excesses) > quality.margin / 4:
                return False, count, "without it the quality is worse"
        slower += pair.log_ratio < -log1p(HOPELESS - 1)
        if slower >= 2 and slower * 2 > count:
            return False, count, "without it the program is slower"
        if test.add(pair.log_ratio + slack) >= SEARCH_E:
            return True, count, "without it the program is no slower"
    return False, PAIRS_A_HUNK, "not decided"


def _lines(program: Program, path: str) -> list[str]:
    content = program.files.get(path, b"")
    return content.decode("utf-8", "surrogateescape").splitlines(keepends=True)
