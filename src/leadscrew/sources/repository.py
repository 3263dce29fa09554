"""Take the program of a task from a person's folder: the files of a commit, or of a folder as it lies there.

Covered: nothing of the folder is run; links, submodules, caches and large data are left out and named.
Not covered: files that the repository does not track, such as data and virtual environments: a task mounts them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from leadscrew.core.program import checked_path
from leadscrew.core.task import Origin
from leadscrew.errors import ChangeError, RepositoryError
from leadscrew.sources.checkout import OURS
from leadscrew.sources.git import blobs, resolve, sizes, toplevel, tree
from leadscrew.sources.taskfile import MAX_FILES, SKIPPED

LARGE_BYTES = 4 << 20
"""A single file above it is data, which a task mounts."""
MOST_BYTES = 48 << 20
"""Of all files together: each trial writes them anew."""
NEVER = SKIPPED | {
    ".hg",
    ".svn",
    ".tox",
    ".nox",
    ".venv",
    "venv",
    "node_modules",
    ".leadscrew",
    ".pytest_cache",
    ".eggs",
}
LINK, SUBMODULE = "120000", "160000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A program as a folder or a commit holds it."""

    origin: Origin
    files: Mapping[str, bytes]
    left_out: Mapping[str, str]
    """Why files are not in it, by path."""
    changed: tuple[str, ...] = ()
    """Files that the folder holds in another state than the commit that was taken."""


def read_repository(folder: Path, ref: str = "HEAD") -> Snapshot:
    """The files of a commit below a folder, or all files where it is in no repository.  Raises RepositoryError."""
    if not folder.is_dir():
        raise RepositoryError(f"--from {str(folder)!r}: there is no such folder")
    folder = folder.resolve()
    top = toplevel(folder)
    found = _plain_folder(folder) if top is None else _commit(folder, top.resolve(), ref)
    if not found.files:
        raise RepositoryError(f"--from {str(folder)!r}: it holds no files, or none that the commit {ref!r} has")
    return found


def _commit(folder: Path, top: Path, ref: str) -> Snapshot:
    commit = resolve(folder, ref)
    prefix = "" if folder == top else f"{folder.relative_to(top).as_posix()}/"
    entries = [entry for entry in tree(top, commit) if entry.path.startswith(prefix)]
    left_out: dict[str, str] = {}
    wanted: dict[str, str] = {}
    for entry in entries:
        path = entry.path[len(prefix) :]
        if why := _unusable(path, entry.mode):
            left_out[path] = why
        else:
            wanted[path] = entry.object
    known = sizes(top, wanted.values())
    small = {path: name for path, name in wanted.items() if known[name] <= LARGE_BYTES}
    left_out |= {path: f"larger than {LARGE_BYTES >> 20} MB" for path in wanted if path not in small}
    _check_bounds(folder, len(small), sum(known[name] for name in small.values()))
    contents = blobs(top, small.values(), limit_bytes=MOST_BYTES)
    files = {path: contents[name] for path, name in small.items()}
    changed = tuple(path for path, content in files.items() if _differs(folder / path, content))
    origin = Origin(repository=str(folder), commit=commit)
    return Snapshot(origin=origin, files=files, left_out=left_out, changed=changed)


def _plain_folder(folder: Path) -> Snapshot:
    files: dict[str, bytes] = {}
    left_out: dict[str, str] = {}
    size_bytes = 0
    try:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            parts = name.split("/")
            if NEVER & set(parts) or name.endswith(".pyc"):
                continue
            if path.is_symlink():
                left_out[name] = "a link"
            elif path.is_file():
                if path.stat().st_size > LARGE_BYTES:
                    left_out[name] = f"larger than {LARGE_BYTES >> 20} MB"
                elif why := _unusable(name, ""):
                    left_out[name] = why
                else:
                    files[name] = path.read_bytes()
                    size_bytes += len(files[name])
                    _check_bounds(folder, len(files), size_bytes)
    except OSError as exc:
        raise RepositoryError(f"--from {exc.filename!r}: cannot be read: {exc.strerror}") from exc
    return Snapshot(origin=Origin(repository=str(folder)), files=files, left_out=left_out)


def _check_bounds(folder: Path, count: int, size_bytes: int) -> None:
    """Raise RepositoryError where there are too many files, or too large ones in all."""
    if size_bytes > MOST_BYTES or count > MAX_FILES:
        raise RepositoryError(
            f"--from {str(folder)!r}: {count:,} files or more with {size_bytes >> 20} MB, expected at most "
            f"{MAX_FILES:,} with {MOST_BYTES >> 20} MB, which each trial writes anew: give the subfolder that holds "
            "the program"
        )


def _unusable(path: str, mode: str) -> str:
    if mode == LINK:
        return "a link"
    if mode == SUBMODULE:
        return "a submodule"
    try:
        checked_path(path)
    except ChangeError as exc:
        return str(exc)
    return "one of Leadscrew's own names" if OURS.fullmatch(path) else ""


def _differs(place: Path, content: bytes) -> bool:
    """Whether the folder holds something else; line ends that git converts do not count."""
    try:
        if place.is_symlink() or place.stat().st_size > 2 * len(content) + 2:
            return True
        return place.read_bytes().replace(b"\r\n", b"\n") != content.replace(b"\r\n", b"\n")
    except OSError:
        return True
