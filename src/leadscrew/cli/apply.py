"""`apply`: the claimed, reduced change into the user's files, or as a patch."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import click

from leadscrew.cli.options import lab_option, open_lab
from leadscrew.cli.show import file_diff
from leadscrew.core.hypothesis import hidden_letters
from leadscrew.errors import ChangeError, ExitCode, StorageFailed
from leadscrew.sources.taskfile import BUNDLED


@click.command(
    "apply", epilog="\b\nExample:\n  leadscrew apply r1 --patch > gain.patch\n  leadscrew apply r1 --to src/"
)
@click.argument("run")
@click.option("--patch", is_flag=True, help="Print the change as a unified diff and write nothing.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    help=(
        "The folder that holds the start's files  "
        "[default: the task's start/ under the current directory, else the current directory]"
    ),
)
@lab_option
def apply_command(run: str, patch: bool, target: Path | None, lab_folder: Path) -> int:
    """Put the claimed change of RUN into your files; refuses where they are not as they were measured."""
    lab = open_lab(lab_folder)
    row = lab.run_row(run)
    claim = json.loads(row["claim"]) if row["claim"] else None
    if claim is None or not claim["gain"]:
        click.echo(
            f"leadscrew: run {run!r} has no claimed gain, so there is nothing to apply; "
            f"'leadscrew show {run}' says why",
            err=True,
        )
        return ExitCode.NO
    start = dict(next(lab.facts(run=row["id"], kind="run_started")).body["start_files"])
    files: dict[str, str | None] = claim["files"]
    diff = file_diff(lab, start, files)
    if hidden := hidden_letters(diff):
        click.echo(
            f"leadscrew: the change holds characters that do not show ({', '.join(hidden[:8])}); "
            f"'leadscrew show {run}/{claim['number']}' shows them",
            err=True,
        )
    if patch:
        click.echo(diff, nl=False)
        return ExitCode.DONE
    folder = target or default_target(row["task"], start)
    if not folder.is_dir():
        raise ChangeError(f"{str(folder)!r}: there is no such folder; --to names the one that holds the start's files")
    inside = folder.resolve()
    if inside.is_relative_to(BUNDLED):
        raise ChangeError(
            f"{str(folder)!r} is the bundled task itself: copy its start/ somewhere, or take the change with --patch"
        )
    for path, digest in files.items():
        checked_place(inside, path)
        place = inside / path
        expected = lab.artefact(start[path]) if path in start else None
        actual = place.read_bytes() if place.is_file() else None
        wanted = lab.artefact(digest) if digest is not None else None
        if actual != expected and actual != wanted:
            raise ChangeError(
                f"{str(place)!r} is not the file that was measured: it was changed since, or --to names another "
                f"folder; nothing was written; take the change with: leadscrew apply {run} --patch"
            )
    for path, digest in files.items():
        try:
            write(inside / path, None if digest is None else lab.artefact(digest))
        except OSError as exc:
            raise StorageFailed(
                f"{str(folder / path)!r}: cannot be written: {exc.strerror}; it is as it was, what is listed above is "
                f"changed; 'leadscrew apply {run}' goes on"
            ) from exc
        click.echo(str(folder / path))
    lab.append("applied", {"files": sorted(files)}, run=row["id"])
    click.echo("Applied the claimed change. Next: git diff", err=True)
    return ExitCode.DONE


def default_target(task: str, start: dict[str, str]) -> Path:
    """Where the start's files lie: ./start, ./TASK/start, or here."""
    for folder in (Path("start"), Path(task) / "start", Path(".")):
        if all((folder / path).is_file() for path in start):
            return folder
    raise ChangeError(f"the start's files {sorted(start)} are not here: name their folder with --to, or use --patch")


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
