"""A program: the files of a start or of a candidate."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import PurePosixPath
from types import MappingProxyType

from leadscrew.errors import ChangeError

MAX_PATH = 240


def matches(path: str, pattern: str) -> bool:
    """Whether a relative path matches a glob; `**/` also matches no folder, `*` stays within one."""
    parts, globs = path.split("/"), pattern.split("/")

    @cache
    def walk(i: int, j: int) -> bool:
        if j == len(globs):
            return i == len(parts)
        if globs[j] == "**":
            return any(walk(k, j + 1) for k in range(i, len(parts) + 1))
        return i < len(parts) and fnmatchcase(parts[i], globs[j]) and walk(i + 1, j + 1)

    return walk(0, 0)


def checked_path(path: str) -> str:
    """The path if it is plain, relative and inside the folder; else ChangeError."""
    pure = PurePosixPath(path)
    if not path or len(path.encode("utf-8", "surrogatepass")) > MAX_PATH or "\0" in path or "\\" in path:
        raise ChangeError(f"file name {path[:80]!r} is empty, too long or holds a NUL or a backslash")
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or str(pure) != path:
        raise ChangeError(f"file name {path!r} leaves the folder or is not in its plain form")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in path):
        raise ChangeError(f"file name {path!r} holds control characters or is not UTF-8")
    return path


@dataclass(frozen=True, slots=True)
class Program:
    """Files by relative path."""

    files: Mapping[str, bytes]

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "files", MappingProxyType({checked_path(p): self.files[p] for p in sorted(self.files)})
        )
        folders = {str(folder) for path in self.files for folder in PurePosixPath(path).parents}
        if both := folders & set(self.files):
            raise ChangeError(f"{min(both)!r} cannot be a file and a folder at once")

    @property
    def size_bytes(self) -> int:
        """The sum of the files' sizes."""
        return sum(len(content) for content in self.files.values())

    @property
    def digest(self) -> str:
        """SHA-256 over names and contents."""
        return _digest(dict(self.files))

    def text(self, path: str) -> str:
        """A file's text; the bytes were checked to be UTF-8 when they came in."""
        return self.files[path].decode("utf-8")

    def with_files(self, changed: Mapping[str, bytes | None]) -> Program:
        """The program with some files replaced, added or (None) removed."""
        files = dict(self.files)
        for path, content in changed.items():
            if content is None:
                files.pop(path, None)
            else:
                files[path] = content
        return Program(files)


def lines_of(text: str) -> list[str]:
    """Lines with their ends as diff and git know them: `\\n` ends a line, and nothing else does."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _digest(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(hashlib.sha256(path.encode()).digest() + hashlib.sha256(files[path]).digest())
    return whole.hexdigest()
