"""The change as lines of a unified diff, made safe to look at; and what the reduction could do without."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from leadscrew.bench.reduce import Hunk, blocks_between, hunks_between
from leadscrew.core.hypothesis import one_line, visible
from leadscrew.core.program import Program
from leadscrew.report.course import Step

MAX_LINES = 1500
"""Lines of a diff that are shown."""
MAX_STEP_LINES = 100
"""Lines of what one step of the reduction tried to do without."""
MAX_COLUMNS = 400
TOO_LONG = 20_000
"""Lines of a file above which no diff is computed: it would take minutes."""

Kind = Literal["added", "removed", "context", "place", "note"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a diff."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """The diff of one file."""

    path: str
    added: int
    removed: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Hunks that the reduction tried to do without."""

    place: str
    dropped: bool
    pairs: int
    reason: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The smallest change that keeps the gain, and how it became so small."""

    files: tuple[FileChange, ...]
    reduced: bool
    """Whether the reduction was finished."""
    steps: tuple[Dropped, ...]

    @property
    def added(self) -> int:
        """Lines added."""
        return sum(file.added for file in self.files)

    @property
    def removed(self) -> int:
        """Lines removed."""
        return sum(file.removed for file in self.files)


def change_between(
    start: Program, final: Program, champion: Program | None, steps: Sequence[Step], *, reduced: bool
) -> Change:
    """The change from the start to the final program; `champion` is what the reduction began with."""
    paths = sorted(set(start.files) | set(final.files))
    files = tuple(_file(path, start, final) for path in paths if start.files.get(path) != final.files.get(path))
    apart = hunks_between(start, champion) if steps and champion is not None else ()
    blocks = blocks_between(start, champion) if steps and champion is not None else ()
    shown = tuple(_step(step, apart if step.apart else blocks, start) for step in steps)
    return Change(files=files, reduced=reduced, steps=shown)


def _file(path: str, start: Program, final: Program) -> FileChange:
    old, new = _lines(start, path), _lines(final, path)
    if len(old) + len(new) > TOO_LONG:
        note = Line("note", f"{len(old):,} lines became {len(new):,}: too many to compare here")
        return FileChange(path=one_line(path), added=0, removed=0, lines=(note,))
    lines = [_line(raw) for raw in difflib.unified_diff(old, new, lineterm="", n=3)][2:]
    added, removed = (sum(line.kind == kind for line in lines) for kind in ("added", "removed"))
    if path not in final.files:
        lines.append(Line("note", "the file is removed"))
    elif path not in start.files:
        lines.insert(0, Line("note", "a new file"))
    if len(lines) > MAX_LINES:
        lines = [*lines[:MAX_LINES], Line("note", f"{len(lines) - MAX_LINES:,} more lines are not shown")]
    return FileChange(path=one_line(path), added=added, removed=removed, lines=tuple(lines))


def _step(step: Step, hunks: Sequence[Hunk], start: Program) -> Dropped:
    lines: list[Line] = []
    places: list[str] = []
    for hunk in [hunks[index] for index in step.hunks if index < len(hunks)]:
        places.append(f"{one_line(hunk.path)}:{hunk.start + 1}")
        if len(step.hunks) > 1:
            lines.append(Line("place", places[-1]))
        lines += [Line("removed", _safe(text)) for text in _lines(start, hunk.path)[hunk.start : hunk.stop][:20]]
        lines += [Line("added", _safe(text)) for text in hunk.lines[:20]]
    place = ", ".join(places[:3]) or step.path
    if len(places) > 3:
        place += f" and {len(places) - 3} more"
    if len(lines) > MAX_STEP_LINES:
        lines = [*lines[:MAX_STEP_LINES], Line("note", f"{len(lines) - MAX_STEP_LINES:,} more lines are not shown")]
    return Dropped(place=place, dropped=step.dropped, pairs=step.pairs, reason=step.reason, lines=tuple(lines))


def _line(raw: str) -> Line:
    if raw.startswith("@@"):
        return Line("place", _safe(raw))
    kinds: dict[str, Kind] = {"+": "added", "-": "removed"}
    return Line(kinds.get(raw[:1], "context"), _safe(raw[1:]))


def _safe(text: str) -> str:
    text = text.rstrip("\r\n")
    shown = visible(text[:MAX_COLUMNS].replace("\r", "␍"))
    return shown if len(text) <= MAX_COLUMNS else f"{shown}…"


def _lines(program: Program, path: str) -> list[str]:
    # split at \n alone, as a diff does: str.splitlines would also cut at form feeds and U+2028, which must stay visible
    text = program.files.get(path, b"").decode("utf-8", "replace")
    lines = text.split("\n")
    return lines[:-1] if lines and not lines[-1] else lines
