"""A change as one commit on a new branch; working tree, index and checked-out branch stay as they are.

Git's plumbing alone is used: a temporary index, objects, one new ref. No hook runs, nothing is signed.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from leadscrew.errors import ChangeError, RepositoryError
from leadscrew.sources.checkout import Checkout, Files, is_file
from leadscrew.sources.git import TreeEntry, checked_ref, git

WHO = """git does not know whose commit this is; tell it once, then try again:
  git config --global user.name "Your Name"
  git config --global user.email you@example.org"""
FILE = "100644"


def default_branch(task: str, run: str) -> str:
    """`leadscrew/TASK-RUN`, with what a branch may not be called left out."""
    name = re.sub(r"[^A-Za-z0-9_]+", "-", f"{task}-{run}").strip("-")
    return f"leadscrew/{name}"


def checked_branch(repository: Path, name: str) -> str:
    """The full name of a branch that can be made.  Raises ChangeError for a name that is none or taken."""
    try:
        full = f"refs/heads/{checked_ref(name)}"
        git(repository, "check-ref-format", full)
    except RepositoryError as exc:
        raise ChangeError(f"{name[:80]!r} is no name of a branch; give another with --branch NAME") from exc
    if name == "HEAD":
        raise ChangeError("'HEAD' is no name of a branch; give another with --branch NAME")
    if taken := git(repository, "for-each-ref", "--format=%(refname:strip=2)", full).decode("utf-8", "replace").split():
        raise ChangeError(
            f"branch {taken[0]!r} exists, and no commit was made: give another name with --branch NAME, or remove it "
            f"with: git branch -D {taken[0]}"
        )
    return full


def checked_person(repository: Path) -> None:
    """Raise RepositoryError where git has no name or address for the commit."""
    try:
        git(repository, "var", "GIT_AUTHOR_IDENT")
        git(repository, "var", "GIT_COMMITTER_IDENT")
    except RepositoryError as exc:
        raise RepositoryError(WHO) from exc


def commit_on_branch(
    checkout: Checkout, branch: str, *, parent: str, before: Mapping[str, TreeEntry | None], files: Files, message: str
) -> str:
    """Make a branch with one commit that changes some files of `parent`; the commit's hash.

    branch: its full name.  before: what the parent holds at the paths of `files`; a file keeps its mode.
    Raises RepositoryError, and then there is no branch.
    """
    repository = checkout.top
    assert repository is not None
    lines, changed = [], set()
    for path, content in sorted(files.items()):
        entry = before[path]
        if entry is not None and not is_file(entry):
            raise ChangeError(f"{checkout.prefix + path!r} is a link or a submodule in {parent[:12]}, expected a file")
        mode, name = "0", "0" * len(parent)
        if content is not None:
            mode = FILE if entry is None else entry.mode
            name = _said(git(repository, "hash-object", "-w", "--stdin", "--no-filters", input=content))
        lines.append(f"{mode} {name}\t{checkout.prefix}{path}\0")
        if name != (entry.object if entry is not None else "0" * len(parent)):
            changed.add(os.fsencode(checkout.prefix + path))
    with tempfile.TemporaryDirectory(prefix="leadscrew-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git(repository, "read-tree", parent, env=index)
        git(repository, "update-index", "-z", "--index-info", input=os.fsencode("".join(lines)), env=index)
        tree = _said(git(repository, "write-tree", env=index))
    done = set(git(repository, "diff-tree", "-r", "-z", "--name-only", "--no-renames", parent, tree).split(b"\0")[:-1])
    if done != changed:  # the index passes over names that git forbids, and lets a file replace a folder
        wrong = os.fsdecode(min(done ^ changed))
        raise ChangeError(
            f"no branch was made: {wrong!r} is a name that git forbids, or would be a file and a folder at once"
        )
    commit = _said(git(repository, "commit-tree", tree, "-p", parent, input=message.encode("utf-8", "replace")))
    try:
        git(repository, "update-ref", "-m", "leadscrew apply", branch, commit, "0" * len(parent))
    except RepositoryError as exc:
        raise RepositoryError(f"{exc}; no branch was made: give another name with --branch NAME") from exc
    return commit


def _said(answer: bytes) -> str:
    return answer.decode("ascii").strip()
