"""Read a change that a person gives: a folder, a file or a unified diff against the task's start.

The same rules hold for what any researcher submits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from leadscrew.core.program import Program, checked_path
from leadscrew.core.task import Task
from leadscrew.errors import ChangeError, TaskError
from leadscrew.sources.taskfile import read_files

HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def changed_program(task: Task, base: Program, change: Mapping[str, bytes | None]) -> Program:
    """The base with a change applied.  Raises ChangeError where the task does not allow it."""
    for path, content in change.items():
        checked_path(path)
        if content == base.files.get(path):
            continue
        if not task.may_change(path):
            raise ChangeError(f"{path!r} may not be changed: the task allows {list(task.editable)}")
        if content is not None:
            _checked_text(path, content)
    program = base.with_files(change)
    if program.digest == base.digest:
        raise ChangeError("the change is empty: every file is as it was")
    if program.size_bytes > task.limits.source_kb << 10:
        raise ChangeError(
            f"the program would have {program.size_bytes} bytes, the task allows {task.limits.source_kb} KiB"
        )
    return program


def _checked_text(path: str, content: bytes) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise ChangeError(f"{path!r} is not UTF-8: {exc.reason} at byte {exc.start}") from exc
    if path.endswith(".py"):
        try:
            compile(content, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as exc:
            raise ChangeError(f"{path!r} does not parse: {exc}") from exc


def read_change(path: Path, task: Task) -> Mapping[str, bytes | None]:
    """The files that a folder, a single file or a patch changes.  Raises ChangeError."""
    if path.is_symlink():
        raise ChangeError(f"{str(path)!r} is a symbolic link, expected a folder, a file or a patch")
    try:
        if path.is_dir():
            return dict(read_files(path))
        if not path.is_file():
            raise ChangeError(f"{str(path)!r}: there is no such file or folder")
        content = path.read_bytes()
    except (OSError, TaskError) as exc:
        raise ChangeError(f"{str(path)!r}: cannot be read: {exc}") from exc
    if path.suffix in (".patch", ".diff"):
        return apply_patch(task.start, content)
    if not content.strip():
        raise ChangeError(f"{str(path)!r} is empty")
    names = [name for name in task.start.files if name.rsplit("/", 1)[-1] == path.name] or list(task.editable_files())
    if len(names) != 1:
        raise ChangeError(
            f"{path.name!r}: which file of the start does it replace? give a folder; it has {sorted(names)}"
        )
    return {names[0]: content}


def apply_patch(base: Program, patch: bytes) -> Mapping[str, bytes | None]:
    """The files that a unified diff changes.  Raises ChangeError where it does not fit exactly."""
    try:
        lines = patch.decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError as exc:
        raise ChangeError(f"the patch is not UTF-8: {exc.reason} at byte {exc.start}") from exc
    changed: dict[str, bytes | None] = {}
    index = 0
    while index < len(lines):
        if not (lines[index].startswith("--- ") and index + 1 < len(lines) and lines[index + 1].startswith("+++ ")):
            index += 1
            continue
        old, new = _name(lines[index]), _name(lines[index + 1])
        index += 2
        source = [] if old is None else _lines_of(base, old)
        result, taken = [], 0
        while index < len(lines) and (match := HUNK.match(lines[index])):
            length = 1 if match[2] is None else int(match[2])
            start = int(match[1]) - (1 if length else 0)
            if not taken <= start <= len(source):
                raise ChangeError(
                    f"the patch does not fit {old!r}: hunk {match[0]!r} lies outside the file or out of order"
                )
            result += source[taken:start]
            taken = start
            index += 1
            index, taken = _hunk(lines, index, source, taken, result, old, match)
        result += source[taken:]
        if new is None:
            assert old is not None
            changed[checked_path(old)] = None
        else:
            changed[checked_path(new)] = "".join(result).encode()
            if old is not None and old != new:
                changed[checked_path(old)] = None
    if not changed:
        raise ChangeError("the patch is empty or not a unified diff")
    return changed


def _hunk(
    lines: list[str],
    index: int,
    source: list[str],
    taken: int,
    result: list[str],
    old: str | None,
    match: re.Match[str],
) -> tuple[int, int]:
    """Apply one hunk's lines; the next line of the patch and of the source."""
    left = 1 if match[2] is None else int(match[2])
    right = 1 if match[4] is None else int(match[4])
    while index < len(lines) and (left > 0 or right > 0):
        line = lines[index]
        sign, text = (line[0], line[1:]) if line.strip("\n") else (" ", "\n")
        if index + 1 < len(lines) and lines[index + 1].startswith("\\"):
            text = text.rstrip("\n")
        if sign in " -":
            if taken >= len(source) or source[taken] != text:
                raise ChangeError(f"the patch does not fit {old!r} at line {taken + 1}: expected {text.rstrip()!r}")
            taken += 1
            left -= 1
        if sign in " +":
            result.append(text)
            right -= 1
        if sign not in " +-\\":
            raise ChangeError(f"the patch has a line that is none of context, added or removed: {line.rstrip()[:60]!r}")
        index += 1
    if left > 0 or right > 0:
        raise ChangeError(f"the patch is cut off in the hunk {match[0]!r}")
    if index < len(lines) and lines[index].startswith("\\"):
        index += 1
    return index, taken


def _lines_of(base: Program, path: str) -> list[str]:
    if path not in base.files:
        raise ChangeError(f"the patch changes {path!r}, which is not in the start: {sorted(base.files)}")
    try:
        return base.text(path).splitlines(keepends=True)
    except UnicodeDecodeError as exc:
        raise ChangeError(f"the patch changes {path!r}, which is not text") from exc


def _name(line: str) -> str | None:
    name = line[4:].split("\t")[0].rstrip("\r\n")
    if name == "/dev/null":
        return None
    return checked_path(name[2:] if name[:2] in ("a/", "b/") else name)
