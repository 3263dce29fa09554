"""Read a change that a person gives: a folder, a file or a unified diff against the task's start.

The same rules hold for what any researcher submits. Whether Python files compile is asked elsewhere, in a box
(`sandbox.reader`): here nothing hostile is parsed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path

from leadscrew.core.program import Program, checked_path, lines_of
from leadscrew.core.task import Task, stands_behind
from leadscrew.errors import ChangeError, RepositoryError, TaskError
from leadscrew.sources.git import ignored
from leadscrew.sources.taskfile import checked_file, is_among, read_files

HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@", re.ASCII)
MAX_PATCH_BYTES = 16 << 20
EMPTY = re.compile(r"(new|deleted) file mode \d+\n", re.ASCII)


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
    if task.reference is not None:
        _check_looks(task, change)
    program = base.with_files(change)
    if program.digest == base.digest:
        raise ChangeError("the change is empty: every file is as it was")
    if program.size_bytes > task.limits.source_kb << 10:
        raise ChangeError(
            f"the program would have {program.size_bytes} bytes, the task allows {task.limits.source_kb} KiB"
        )
    return program


LOOKS = re.compile(
    r"_getframe|_current_frames|f_globals|f_locals|f_back|f_builtins|tb_frame|gi_frame|cr_frame|ag_frame|get_objects|"
    r"get_referrers|get_referents|settrace|setprofile|currentframe|getouterframes|getinnerframes|__globals__|__builtins__|"
    r"builtins|ctypes|_ctypes|leadscrew_\w+|sys\s*\.\s*modules|from\s+sys\s+import[^\n]*\bmodules\b"
)
"""Names by which a program reaches what called it. A name that is put together while it runs is not seen."""


def _check_looks(task: Task, change: Mapping[str, bytes | None]) -> None:
    """Raise ChangeError where a change begins to look at what called it: that could save the bench's own work."""
    own = (content for path, content in task.start.files.items() if path.endswith(".py") and not stands_behind(path))
    known = {name for content in own for name in _looks(content)}
    for path, content in change.items():
        if content is not None and path.endswith(".py") and (new := _looks(content) - known):
            raise ChangeError(
                f"{path!r} uses {min(new)!r}, by which a program could reach what calls and measures it; where answers "
                "are compared with the start's no change may begin to"
            )


def _looks(content: bytes) -> set[str]:
    text = unicodedata.normalize("NFKC", content.decode("utf-8", "replace"))
    return {"".join(found.split()) for found in LOOKS.findall(text)}


def _checked_text(path: str, content: bytes) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise ChangeError(f"{path!r} is not UTF-8: {exc.reason} at byte {exc.start}") from exc


def ignored_in(path: Path, task: Task) -> tuple[str, ...]:
    """What a folder that is handed in holds and git ignores, such as an environment, but for files of the start."""
    if path.is_symlink() or not path.is_dir():
        return ()
    try:
        names = ignored(path)
    except RepositoryError:  # it is none that git reads, so nothing is known to be ignored
        return ()
    return tuple(name for name in names if not any(is_among(own, (name,)) for own in task.start.files))


def read_change(path: Path, task: Task, *, without: Collection[str] = ()) -> Mapping[str, bytes | None]:
    """The files that a folder, a single file or a patch changes.  Raises ChangeError.

    without: of a folder, what is not read; see `ignored_in`.
    """
    if path.is_symlink():
        raise ChangeError(f"{str(path)!r} is a symbolic link, expected a folder, a file or a patch")
    limit_bytes = task.limits.source_kb << 10
    try:
        if path.is_dir():
            return dict(read_files(path, limit_bytes=limit_bytes, without=without))
        if not path.is_file():
            raise ChangeError(f"{str(path)!r}: there is no such file or folder")
        checked_file(path, MAX_PATCH_BYTES + limit_bytes)
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
    """The files that a unified diff changes.  Raises ChangeError where it does not fit exactly, or is not whole."""
    try:
        lines = lines_of(patch.decode("utf-8"))
    except UnicodeDecodeError as exc:
        raise ChangeError(f"the patch is not UTF-8: {exc.reason} at byte {exc.start}") from exc
    changed: dict[str, bytes | None] = {}
    index = 0
    while index < len(lines):
        line, after = lines[index], lines[index + 1] if index + 1 < len(lines) else ""
        if line.startswith("@@ -"):
            raise ChangeError(f"the patch has a hunk without the name of its file: {line.rstrip()[:60]!r}")
        if line.startswith("--- ") and after.startswith("+++ "):
            index, found = _file(base, lines, index)
        elif line.startswith("--- ") and not after:
            raise ChangeError(f"the patch is cut off at {line.rstrip()[:60]!r}")
        elif line.startswith("diff --git ") and EMPTY.fullmatch(after):
            index, found = _empty_file(base, lines, index)
        else:
            index += 1
            continue
        if twice := sorted(set(found) & set(changed)):
            raise ChangeError(f"the patch changes {twice[0]!r} twice")
        changed |= found
    if not changed:
        raise ChangeError("the patch is empty or not a unified diff")
    return changed


def _file(base: Program, lines: list[str], index: int) -> tuple[int, dict[str, bytes | None]]:
    """What the part of a patch that begins with `---` at a line changes; the line after it."""
    old, new = _name(lines[index]), _name(lines[index + 1])
    if old is None and new is None:
        raise ChangeError("the patch has a part that names no file")
    source = [] if old is None else _lines_of(base, old)
    if new is not None and new != old and new in base.files:
        raise ChangeError(f"the patch adds {new!r}, which is there already")
    result: list[str] = []
    taken, first = 0, index + 2
    index = first
    while index < len(lines) and (match := HUNK.match(lines[index])):
        length = 1 if match[2] is None else int(match[2])
        start = int(match[1]) - (1 if length else 0)
        if not taken <= start <= len(source):
            raise ChangeError(
                f"the patch does not fit {old!r}: hunk {match[0]!r} lies outside the file or out of order"
            )
        result += source[taken:start]
        index, taken = _hunk(lines, index + 1, source, start, result, old, match)
    if index == first:
        raise ChangeError(f"the patch has no readable hunk for {new or old!r}")
    if index < len(lines) and re.match(r"[ +]|-(?!-)", lines[index]):
        raise ChangeError(f"the patch has more lines than its hunk says: {lines[index].rstrip()[:60]!r}")
    result += source[taken:]
    if new is None:
        if result:
            raise ChangeError(f"the patch removes {old!r}, but not all of its lines")
        return index, {str(old): None}
    found: dict[str, bytes | None] = {new: "".join(result).encode()}
    return index, found if old in (None, new) else found | {str(old): None}


def _empty_file(base: Program, lines: list[str], index: int) -> tuple[int, dict[str, bytes | None]]:
    """An empty file that git adds or removes: it has a header and no hunk."""
    if any(line.startswith("--- ") for line in _until_next(lines, index + 2)):
        return index + 1, {}
    both = lines[index][len("diff --git ") :].rstrip("\r\n")
    name = _name(f"--- {both[: len(both) // 2]}")
    assert name is not None
    added = lines[index + 1].startswith("new")
    if base.files.get(name) != (None if added else b""):
        raise ChangeError(f"the patch {'adds' if added else 'removes'} the empty file {name!r}, which does not fit")
    return index + 2, {name: b"" if added else None}


def _until_next(lines: list[str], index: int) -> list[str]:
    """The lines before the next file of a patch that git wrote."""
    rest = lines[index:]
    return rest[: next((i for i, line in enumerate(rest) if line.startswith("diff --git ")), len(rest))]


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
        if not line.endswith("\n"):
            raise ChangeError(f"the patch is cut off in the line {line[:60]!r}")
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
        return lines_of(base.text(path))
    except UnicodeDecodeError as exc:
        raise ChangeError(f"the patch changes {path!r}, which is not text") from exc


def _name(line: str) -> str | None:
    name = line[4:].split("\t")[0].rstrip("\r\n")
    if name == "/dev/null":
        return None
    return checked_path(name[2:] if name[:2] in ("a/", "b/") else name)
