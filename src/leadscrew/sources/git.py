"""The one door to git: reading a person's repository, and the plumbing that writes into it.

Covered: no shell; no hook, file system monitor, pager, signing program or replacement of objects is used, whatever the
repository's own settings say; nothing is fetched and nothing is asked; names are never taken for options or patterns.
Not covered: git itself, which reads the repository's `.git`; the person's own settings, which it obeys; filters of
contents (`status`, `diff` and `add` run them; nothing here does).
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from leadscrew.core.hypothesis import one_line
from leadscrew.errors import RepositoryError

TIMEOUT_S = 60.0
SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.splitIndex=false",
    "index.sparse=false",
    "core.quotePath=false",
    "commit.gpgSign=false",
    "log.showSignature=false",
    "color.ui=false",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "user.useConfigOnly=true",  # an author that git guesses from the machine's name is nobody's
)
FIXED = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone fetches nothing
}
PASSED = re.compile(r"PATH|HOME|XDG_CONFIG_HOME|GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE)")
OBJECT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class TreeEntry(NamedTuple):
    """A file of a commit."""

    mode: str
    """`100644`, `100755` (executable), `120000` (a link) or `160000` (a submodule)."""
    kind: str
    """`blob`, or `commit` for a submodule."""
    object: str
    path: str
    """From the repository's top; bytes that are not UTF-8 are surrogates."""


def git(
    repository: Path,
    *arguments: str,
    input: bytes = b"",
    env: Mapping[str, str] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> bytes:
    """What a git command in a folder writes to standard output.

    arguments: of our own, or checked: a name that begins with `-` is an option to git unless it stands after `--`.
    env: added to the few variables that git sees.
    Raises RepositoryError with the first thing that git said.
    """
    done = _run(repository, arguments, input=input, env=env or {}, timeout_s=timeout_s)
    if done.returncode:
        raise RepositoryError(f"{str(repository)!r}: git {arguments[0]} failed: {_complaint(done)}")
    return done.stdout


def toplevel(folder: Path) -> Path | None:
    """The top folder of the working tree that a folder lies in; None outside of one, or where git is not installed.

    Raises RepositoryError for a repository that git refuses to read.
    """
    try:
        done = _run(folder, ("rev-parse", "--show-toplevel"))
    except _NoGit:
        return None
    if done.returncode:
        if re.search(rb"not a git repository|must be run in a work tree", done.stderr):
            return None
        raise RepositoryError(f"{str(folder)!r}: git cannot read this repository: {_complaint(done)}")
    return Path(os.fsdecode(done.stdout.removesuffix(b"\n")))


def head(repository: Path) -> str:
    """The hash of the commit that is checked out.  Raises RepositoryError, also where there is none yet."""
    return resolve(repository, "HEAD")


def resolve(repository: Path, ref: str) -> str:
    """The hash of the commit that a name or hash stands for.  Raises RepositoryError."""
    checked_ref(ref)
    done = _run(repository, ("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"))
    found = done.stdout.decode("ascii", "replace").strip()
    if not done.returncode and OBJECT.fullmatch(found):
        return found
    if ref == "HEAD" and toplevel(repository) is not None:
        raise RepositoryError(f"{str(repository)!r}: the repository has no commit yet; make one with 'git commit'")
    raise RepositoryError(
        f"{str(repository)!r}: {ref!r} names no commit here; 'git log --oneline' lists those there are, and "
        "'git fetch --unshallow' brings the ones that a shallow clone lacks"
    )


def has_commit(repository: Path, commit: str) -> bool:
    """Whether the repository holds a commit, given by its whole hash."""
    return (
        bool(OBJECT.fullmatch(commit)) and not _run(repository, ("cat-file", "-e", f"{commit}^{{commit}}")).returncode
    )


def tree(repository: Path, commit: str) -> list[TreeEntry]:
    """The files of a commit, from the repository's top, sorted as git sorts them.  Raises RepositoryError."""
    listed = git(repository, "ls-tree", "-r", "-z", "--full-tree", resolve(repository, commit))
    entries = []
    for line in listed.split(b"\0")[:-1]:
        what, _, path = line.partition(b"\t")
        mode, kind, name = what.decode("ascii").split()
        entries.append(TreeEntry(mode, kind, name, path.decode("utf-8", "surrogateescape")))
    return entries


def ignored(folder: Path) -> tuple[str, ...]:
    """What git ignores below a folder, by path from there; a path of a folder ends in `/`.

    Nothing outside of a repository, nor where all of the folder is ignored.  Raises RepositoryError.
    """
    top, folder = toplevel(folder), folder.resolve()
    if top is None or not folder.is_relative_to(top.resolve()):
        return ()
    listed = git(top, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
    names = [os.fsdecode(name) for name in listed.split(b"\0")[:-1]]
    inside = folder.relative_to(top.resolve()).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    if any(name.endswith("/") and prefix.startswith(name) for name in names):
        return ()
    return tuple(name.removeprefix(prefix) for name in names if name.startswith(prefix))


def sizes(repository: Path, objects: Iterable[str]) -> dict[str, int]:
    """How many bytes files have, by the hashes of their objects.  Raises RepositoryError where one is missing."""
    names = list(dict.fromkeys(objects))
    for name in names:
        if not OBJECT.fullmatch(name):
            raise RepositoryError(f"{name[:80]!r} is no hash of an object")
    found = {}
    listed = git(repository, "cat-file", "--batch-check", input=_asked(names)).splitlines()
    for name, line in zip(names, listed, strict=True):
        told = line.decode("ascii", "replace").split()
        if len(told) != 3 or told[1] != "blob":
            raise RepositoryError(
                f"{str(repository)!r}: object {name[:12]} is {told[-1]}, expected a file's content; 'git fsck' checks "
                "the repository, and a partial clone needs its files checked out"
            )
        found[name] = int(told[2])
    return found


def blobs(repository: Path, objects: Iterable[str], *, limit_bytes: int) -> dict[str, bytes]:
    """The contents of files by the hashes of their objects.

    Raises RepositoryError where one is missing or no file, or where all together are larger than `limit_bytes`.
    """
    known = sizes(repository, objects)
    if (total := sum(known.values())) > limit_bytes:
        raise RepositoryError(
            f"{str(repository)!r}: the {len(known)} files have {total} bytes, expected at most {limit_bytes}"
        )
    names = list(known)
    return dict(_contents(names, git(repository, "cat-file", "--batch", input=_asked(names))))


def checked_ref(ref: str) -> str:
    """A name that git cannot take for an option or for two.  Raises RepositoryError."""
    if not ref or ref.startswith("-") or any(letter in "\0\n" for letter in ref) or not ref.isprintable():
        raise RepositoryError(f"{ref[:80]!r} is no name of a commit or branch")
    return ref


class _NoGit(RepositoryError):
    """git is not installed."""


def _run(
    repository: Path,
    arguments: tuple[str, ...],
    *,
    input: bytes = b"",
    env: Mapping[str, str] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> subprocess.CompletedProcess[bytes]:
    if not repository.is_dir():
        raise RepositoryError(f"{str(repository)!r}: there is no such folder")
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    seen = {name: value for name, value in os.environ.items() if PASSED.fullmatch(name)}
    try:
        return subprocess.run(
            ["git", "--no-pager", "-C", str(repository), *settings, *arguments],
            input=input,
            capture_output=True,
            env={**seen, **FIXED, **(env or {})},
            timeout=timeout_s,
            check=False,
        )
    except FileNotFoundError as exc:
        raise _NoGit("git is not installed; on Debian and Ubuntu: apt-get install git") from exc
    except subprocess.TimeoutExpired as exc:
        raise RepositoryError(
            f"{str(repository)!r}: git {arguments[0]} took longer than {timeout_s:.0f} s and was stopped"
        ) from exc
    except (OSError, ValueError) as exc:  # ValueError: a NUL in an argument
        raise RepositoryError(f"{str(repository)!r}: git {arguments[0]} could not be started: {exc}") from exc


def _complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    """What git said went wrong, as one printable line; dubious ownership comes with git's own advice."""
    said = done.stderr.decode("utf-8", "replace").strip()
    if "safe.directory" in said:
        return one_line(said)
    lines = [line for line in said.splitlines() if line.startswith(("fatal: ", "error: "))] or said.splitlines()
    return one_line(lines[0]) if lines else f"exit code {done.returncode}"


def _asked(names: list[str]) -> bytes:
    """What `cat-file` reads: a name on each line."""
    return "".join(f"{name}\n" for name in names).encode()


def _contents(names: list[str], answer: bytes) -> Iterator[tuple[str, bytes]]:
    """The parts of what `cat-file --batch` writes: a line `hash kind size`, the content, a line end."""
    at = 0
    for name in names:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        yield name, answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
