"""A person's files today: where the start's lie, in a repository or not, and how they differ from what was measured.

What was measured is the start's files and, where the task was made from a repository, its base commit. A file fits when
it is as the start had it, or as the change leaves it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from leadscrew.core.hypothesis import one_line
from leadscrew.core.task import Origin
from leadscrew.errors import ChangeError, RepositoryError
from leadscrew.sources.git import TreeEntry, blobs, git, has_commit, head, toplevel, tree

OURS = re.compile(r"leadscrew_\w+\.py|leadscrew_metadata/.*")
"""Files of a start that a task adds to those of its repository."""
MAX_BYTES = 256 << 20
COMMITS, TITLE = 10, 100

Files = Mapping[str, bytes | None]
"""The contents of files by path within the start; None where there is no file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """The folder that holds the start's files now."""

    folder: Path
    top: Path | None = None
    """Of the git repository that the folder lies in; None outside of one."""
    prefix: str = ""
    """The folder as a path from the top: empty, or such as `lib/`."""
    base: str | None = None
    """The commit that was measured; None where the task names none or the repository lacks it."""

    def at(self, commit: str, paths: list[str]) -> dict[str, TreeEntry | None]:
        """What a commit holds at paths of the start."""
        assert self.top is not None
        known = {entry.path: entry for entry in tree(self.top, commit)}
        return {path: known.get(self.prefix + path) for path in paths}

    def contents(self, entries: Mapping[str, TreeEntry | None]) -> Files:
        """The files that entries of a commit stand for; a link or a submodule is no file."""
        assert self.top is not None
        files = {path: entry.object for path, entry in entries.items() if entry is not None and is_file(entry)}
        found = blobs(self.top, files.values(), limit_bytes=MAX_BYTES)
        return {path: found[files[path]] if path in files else None for path in entries}

    def here(self, paths: list[str]) -> Files:
        """The files as they lie in the working tree.  Raises ChangeError."""
        places = {path: self.folder / path for path in paths}
        try:
            return {path: place.read_bytes() if place.is_file() else None for path, place in places.items()}
        except OSError as exc:
            raise ChangeError(f"{exc.filename!r}: cannot be read: {exc.strerror}; nothing was written") from exc

    def uncommitted(self, paths: list[str]) -> list[str]:
        """The paths that the working tree holds in another state than HEAD; line ends do not count."""
        if self.top is None:
            return []
        tip, found = self.head, self.here(paths)
        committed = self.contents(self.at(tip, paths)) if tip is not None else {}
        return [path for path in paths if _without_returns(found[path]) != _without_returns(committed.get(path))]

    @property
    def head(self) -> str | None:
        """The commit that is checked out; None where there is none."""
        try:
            return head(self.top) if self.top is not None else None
        except RepositoryError:
            return None


def is_file(entry: TreeEntry) -> bool:
    """Whether an entry is a regular file, executable or not."""
    return entry.mode in ("100644", "100755")


def plain_checkout(folder: Path, origin: Origin | None) -> Checkout:
    """The checkout of a folder that is known to hold the start's files."""
    top = toplevel(folder)
    if top is None or not folder.resolve().is_relative_to(top.resolve()):
        return Checkout(folder=folder)
    inside = folder.resolve().relative_to(top.resolve()).as_posix()
    base = origin.commit if origin is not None and has_commit(top, origin.commit) else None
    return Checkout(folder=folder, top=top, prefix="" if inside == "." else f"{inside}/", base=base)


def find_checkout(origin: Origin, start: Mapping[str, bytes], here: Path) -> Checkout:
    """Where a task's files come from: the repository around `here` if it holds the base, else the origin itself.

    Raises ChangeError where neither does.
    """
    top = toplevel(here)
    if top is not None and (found := _holding_base(top, origin, start)) is not None:
        return found
    folder = Path(origin.repository)
    if folder.is_absolute() and folder.is_dir():
        top = toplevel(folder)
        if top is not None and (found := _holding_base(top, origin, start)) is not None:
            return found
        own = [path for path in start if not OURS.fullmatch(path)]
        if own and all((folder / path).is_file() for path in own):
            return plain_checkout(folder, origin)
    base = f" at commit {shown(origin.commit)[:12]}" if origin.commit else ""
    raise ChangeError(
        f"the task was made from {origin.repository!r}{base}, and neither that folder nor a repository here holds its "
        "files: go to a clone of it, name the folder with --to, or take the change with --patch"
    )


def _holding_base(top: Path, origin: Origin, start: Mapping[str, bytes]) -> Checkout | None:
    """The checkout of a repository whose base commit holds the start's files."""
    if not has_commit(top, origin.commit):
        return None
    objects = {entry.path: entry.object for entry in tree(top, origin.commit)}
    theirs = sorted((path for path in start if not OURS.fullmatch(path)), key=len, reverse=True)
    if not theirs:
        return None
    prefixes = [known.removesuffix(theirs[0]) for known in objects if f"/{known}".endswith(f"/{theirs[0]}")]
    fitting = [prefix for prefix in prefixes if all(prefix + path in objects for path in theirs)]
    if not fitting:
        return None
    same = {path: blob_name(start[path], like=origin.commit) for path in theirs}
    prefix = max(fitting, key=lambda p: (sum(objects[p + path] == same[path] for path in theirs), -len(p)))
    return Checkout(folder=top / prefix, top=top, prefix=prefix, base=origin.commit)


def blob_name(content: bytes, *, like: str = "") -> str:
    """The hash by which git knows a content, in a repository whose hashes are as long as `like`."""
    whole = b"blob %d\0%b" % (len(content), content)
    return (hashlib.sha256 if len(like) == 64 else hashlib.sha1)(whole, usedforsecurity=False).hexdigest()


def misfits(found: Files, old: Files, new: Files) -> list[str]:
    """The paths whose content is neither what was measured nor what the change makes of it."""
    return [path for path in sorted(new) if found[path] != old.get(path) and found[path] != new[path]]


def explained(checkout: Checkout, found: Files, old: Files, paths: list[str]) -> str:
    """Which of the files that do not fit were changed how, and by which commits; lines for a person."""
    where = f" at base {checkout.base[:12]}" if checkout.base else ""
    lines = [f"{len(paths)} of the files to change {'is' if len(paths) == 1 else 'are'} not as measured{where}:"]
    tip = checkout.head
    committed = checkout.contents(checkout.at(tip, paths)) if tip is not None else {}
    for path in paths:
        lines.append(
            f"  {shown(checkout.prefix + path)}: {_difference(found[path], old.get(path), committed.get(path))}"
        )
    if checkout.base is not None and tip is not None and tip != checkout.base:
        commits = _commits(checkout, tip, paths)
        lines += ["commits since the base that touched them:", *commits] if commits else []
    elif checkout.base is None and checkout.top is not None:
        lines.append("the commit that was measured is not in this repository, so what touched them since is not known")
    return "\n".join(lines)


def _difference(found: bytes | None, measured: bytes | None, committed: bytes | None) -> str:
    if found is None:
        return "it is missing"
    if measured is None:
        return "there is one already, which was not there when it was measured"
    if _without_returns(found) == _without_returns(measured):
        return "it differs in its line ends alone"
    if committed == measured:
        return "it was changed here and not committed"
    return "it was changed since"


def _without_returns(content: bytes | None) -> bytes | None:
    return None if content is None else content.replace(b"\r\n", b"\n")


def _commits(checkout: Checkout, tip: str, paths: list[str]) -> list[str]:
    """The latest commits after the base that touched some of the files, as `  hash title`."""
    assert checkout.top is not None
    logged = git(
        checkout.top, "log", f"--max-count={COMMITS + 1}", "--format=%h %s", f"{checkout.base}..{tip}", "--",
        *(checkout.prefix + path for path in paths),
    )  # fmt: skip
    titles = [f"  {shown(line)}" for line in logged.decode("utf-8", "replace").split("\n") if line]
    return titles if len(titles) <= COMMITS else [*titles[:COMMITS], "  … and earlier ones"]


def shown(text: str) -> str:
    """A file name or a commit's title on one bounded line that nothing can hide in."""
    return one_line(text, limit=TITLE)
