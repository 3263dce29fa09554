"""`apply`: the claimed, reduced change into the user's files, as a commit on a new branch, or as a patch."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

import click
import msgspec

from leadscrew.cli.message import commit_message
from leadscrew.cli.options import complete_runs, lab_option, open_lab
from leadscrew.cli.show import file_diff
from leadscrew.core.experiment import Claim
from leadscrew.core.hypothesis import hidden_letters
from leadscrew.core.task import Task
from leadscrew.errors import ChangeError, ExitCode, StorageFailed
from leadscrew.research.start import REPLICATION, task_of
from leadscrew.research.state import read_state
from leadscrew.sources.branch import checked_branch, checked_person, commit_on_branch, default_branch
from leadscrew.sources.checkout import (
    OURS,
    Checkout,
    Files,
    blob_name,
    explained,
    find_checkout,
    misfits,
    plain_checkout,
    shown,
)
from leadscrew.sources.git import resolve
from leadscrew.sources.taskfile import BUNDLED

NAMED = 5
"""Files that a warning names."""


@click.command(
    "apply",
    epilog=(
        "\b\nExample:\n  leadscrew apply r1              # into your files\n"
        "  leadscrew apply r1 --branch     # one commit on a new branch; your files stay as they are\n"
        "  leadscrew apply r1 --patch > gain.patch\n  leadscrew apply r1 --to src/"
    ),
)
@click.argument("run", shell_complete=complete_runs)
@click.option("--patch", is_flag=True, help="Print the change as a unified diff and write nothing.")
@click.option(
    "--branch",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Commit the change on a new branch, and leave working tree and index alone  [default: leadscrew/TASK-RUN]",
)
@click.option("--message", is_flag=True, help="Print the commit message, for 'git commit -F -', and write nothing.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    help=(
        "The folder that holds the start's files  [default: the repository that the task was made from, or a clone "
        "around the current directory; else the task's start/ under the current directory, else the current directory]"
    ),
)
@lab_option
def apply_command(
    run: str, patch: bool, branch: str | None, message: bool, target: Path | None, lab_folder: Path
) -> int:
    """Put the claimed change of RUN into your files; refuses where they are not as they were measured."""
    if patch + message + (branch is not None) > 1:
        raise click.UsageError("give only one of --patch, --message and --branch")
    lab = open_lab(lab_folder)
    row = lab.run_row(run)
    claim = msgspec.convert(json.loads(row["claim"]), Claim) if row["claim"] else None
    if claim is None or not claim.gain or claim.files is None:
        click.echo(
            f"leadscrew: run {run!r} has no claimed gain, so there is nothing to apply; "
            f"'leadscrew show {run}' says why",
            err=True,
        )
        return ExitCode.NO
    state = read_state(lab, row["id"])
    task, head = task_of(lab, state), [fact.hash for fact in lab.facts(run=row["id"], kind="claim")][-1]
    told = commit_message(task, claim, lab=lab.id, run=row["id"], head=head, tests=state.tests)
    if message:
        click.echo(told, nl=False)
        return ExitCode.DONE
    files = {path: None if digest is None else lab.artefact(digest) for path, digest in claim.files.items()}
    digests = dict(next(lab.facts(run=row["id"], kind="run_started")).body["start_files"])
    diff = with_objects(file_diff(lab, digests, claim.files), task.start.files, files)
    if hidden := hidden_letters(diff):
        click.echo(
            f"leadscrew: the change holds characters that do not show ({', '.join(hidden[:8])}); "
            f"'leadscrew show {run}/{claim.number}' shows them",
            err=True,
        )
    if patch:
        click.echo(diff, nl=False)
        return ExitCode.DONE
    if state.settings.researcher == REPLICATION:
        task = replace(task, origin=None)  # where the author's repository lies is no business of this machine
    checkout = checkout_of(task, target, files, git=branch is not None or task.origin is not None)
    if branch is None:
        into_files(run, checkout, task, files)
        applied = {"target": "working tree", "branch": None, "commit": None}
    else:
        name = branch or default_branch(task.name, row["id"])
        commit = into_branch(run, checkout, task, files, name, told)
        if commit is None:
            return ExitCode.NO
        applied = {"target": "branch", "branch": name, "commit": commit}
    lab.append("applied", {"files": sorted(files), **applied}, run=row["id"])
    return ExitCode.DONE


def checkout_of(task: Task, target: Path | None, files: Files, *, git: bool) -> Checkout:
    """Where the start's files lie; with `git` also in which repository.  Raises ChangeError."""
    start, origin = task.start.files, task.origin
    if origin is not None and target is None:
        checkout = find_checkout(origin, start, Path.cwd())
        click.echo(f"leadscrew: into {str(checkout.folder)!r}", err=True)
    else:
        folder = target or default_target(task.name, start)
        if not folder.is_dir():
            raise ChangeError(
                f"{str(folder)!r}: there is no such folder; --to names the one that holds the start's files"
            )
        checkout = plain_checkout(folder, origin) if git else Checkout(folder=folder)
    if checkout.folder.resolve().is_relative_to(BUNDLED):
        raise ChangeError(
            f"{str(checkout.folder)!r} is the bundled task itself: copy its start/ somewhere, or take the change with "
            "--patch"
        )
    if own := [path for path in files if ".git" in path.lower().split("/")]:
        raise ChangeError(f"{own[0]!r} is a file of git's own; nothing was written")
    if origin is not None and (ours := [path for path in files if OURS.fullmatch(path)]):
        raise ChangeError(
            f"the change touches {ours[0]!r}, which belongs to the task and not to its repository; look at it with "
            "--patch"
        )
    return checkout


def default_target(task: str, start: Mapping[str, object]) -> Path:
    """Where the start's files lie: ./start, ./TASK/start, or here."""
    for folder in (Path("start"), Path(task) / "start", Path(".")):
        if all((folder / path).is_file() for path in start):
            return folder
    raise ChangeError(f"the start's files {sorted(start)} are not here: name their folder with --to, or use --patch")


def into_files(run: str, checkout: Checkout, task: Task, files: Files) -> None:
    """Write the change into the working tree.  Raises ChangeError, and then nothing was written."""
    folder, start = checkout.folder, task.start.files
    inside = folder.resolve()
    for path in files:
        checked_place(inside, path)
    found = checkout.here(list(files))
    if changed := misfits(found, start, files):
        if task.origin is None:
            raise ChangeError(
                f"{str(inside / changed[0])!r} is not the file that was measured: it was changed since, or --to names "
                f"another folder; nothing was written; take the change with: leadscrew apply {run} --patch"
            )
        raise refusal(run, checkout, found, start, changed, files)
    if task.origin is not None:
        warn_of_others(checkout.here(others(task, files)), start)
    for path, content in files.items():
        try:
            write(inside / path, content)
        except OSError as exc:
            raise StorageFailed(
                f"{str(folder / path)!r}: cannot be written: {exc.strerror}; it is as it was, what is listed above is "
                f"changed; 'leadscrew apply {run}' goes on"
            ) from exc
        click.echo(str(folder / path))
    click.echo("Applied the claimed change. Next: git diff", err=True)
    if checkout.top is not None:
        click.echo(f"To commit it: git add FILES; leadscrew apply {run} --message | git commit -F -", err=True)


def into_branch(run: str, checkout: Checkout, task: Task, files: Files, name: str, message: str) -> str | None:
    """Commit the change on a new branch: on HEAD where that has the files as measured, else on the base.

    The commit's hash; None where HEAD holds the change already.  Raises ChangeError, and then there is no branch.
    """
    top, start, paths = checkout.top, task.start.files, list(files)
    if top is None:
        raise ChangeError(
            f"{str(checkout.folder)!r} lies in no git repository, so there is nothing to branch from: leave --branch "
            "out to write into the files, or name a repository's folder with --to"
        )
    tip = resolve(top, "HEAD")
    full = checked_branch(top, name)
    checked_person(top)
    parent, where = tip, f"HEAD ({tip[:12]})"
    before = checkout.at(tip, paths)
    found = checkout.contents(before)
    if found == files:
        click.echo(f"leadscrew: {where} holds the claimed change already; no branch was made", err=True)
        return None
    if changed := misfits(found, start, files):
        base = checkout.base
        before = {} if base is None else checkout.at(base, paths)
        if base is None or misfits(checkout.contents(before), start, files):
            raise refusal(run, checkout, found, start, changed, files)
        parent, where = base, f"the base ({base[:12]}), because HEAD has other contents in {shown(changed[0])!r}"
    else:
        rest = others(task, files)
        warn_of_others(checkout.contents(checkout.at(tip, rest)), start)
    commit = commit_on_branch(checkout, full, parent=parent, before=before, files=files, message=message)
    click.echo(name)
    click.echo(f"Commit {commit[:12]} on the new branch {name!r}, on top of {where}.", err=True)
    click.echo(f"Next: git show {name}   git merge {name}", err=True)
    return commit


def others(task: Task, files: Files) -> list[str]:
    """The files of the repository that were measured with the change, and that it does not touch."""
    return [path for path in task.start.files if path not in files and not OURS.fullmatch(path)]


def warn_of_others(found: Files, start: Mapping[str, bytes]) -> None:
    """Say which files that the change does not touch are no longer as they were measured."""
    if changed := [path for path in sorted(found) if found[path] != start[path]]:
        click.echo(
            f"leadscrew: the gain was measured together with {len(changed)} other "
            f"file{'s that have' if len(changed) > 1 else ' that has'} changed since: {named(changed)}",
            err=True,
        )


def refusal(run: str, checkout: Checkout, found: Files, start: Files, changed: list[str], files: Files) -> ChangeError:
    """Why nothing was written, and what to do: git merges into files alone that are as they were committed."""
    why = explained(checkout, found, start, changed)
    why += "\nnothing was written. Next: run again on the files as they are, or "
    if edited := checkout.uncommitted(sorted(files)):
        which = named(checkout.prefix + path for path in edited)
        return ChangeError(
            f"{why}commit or stash first what is not committed ({which}), then:\n  leadscrew apply {run}"
        )
    folder = f" --directory={checkout.prefix.rstrip('/')}" if checkout.prefix else ""
    return ChangeError(
        f"{why}merge the change by hand:\n  leadscrew apply {run} --patch > gain.patch\n"
        f"  git apply --3way{folder} gain.patch"
    )


def named(paths: Iterable[str]) -> str:
    """The first of some paths."""
    first = [shown(path) for path in islice(paths, NAMED + 1)]
    return ", ".join([*first[:NAMED], "…"] if len(first) > NAMED else first)


def with_objects(diff: str, old: Mapping[str, bytes], new: Files) -> str:
    """The diff with git's names of old and new contents: `git apply --3way` finds what to merge by them."""
    for path in new:
        before, after = old.get(path), new[path]
        header = f"diff --git a/{path} b/{path}\n"
        if before is None or after is None:
            header += f"{'new' if before is None else 'deleted'} file mode 100644\n"
        index = "..".join("0" * 40 if content is None else blob_name(content) for content in (before, after))
        diff = re.sub(f"^{re.escape(header)}", f"\\g<0>index {index}\n", diff, count=1, flags=re.MULTILINE)
    return diff


def checked_place(folder: Path, path: str) -> None:
    """Raise ChangeError where a link would lead a write out of the folder."""
    place = folder / path
    if not place.parent.resolve().is_relative_to(folder) or place.is_symlink():
        raise ChangeError(f"{path!r} leads out of {str(folder)!r} through a link; nothing was written")


def write(place: Path, content: bytes | None) -> None:
    """Replace, add or remove one file; a crash leaves the old or the new one, never half of it."""
    if content is None:
        place.unlink(missing_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".leadscrew-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, place.stat().st_mode & 0o777 if place.exists() else 0o644)
        os.replace(temporary, place)
    except OSError:
        os.unlink(temporary)
        raise
