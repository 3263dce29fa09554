"""Options that several commands share, and how a lab is found."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import Any, TypeVar

import click

from leadscrew.core.hypothesis import one_line
from leadscrew.errors import LeadscrewError
from leadscrew.store.lab import Lab

Command = TypeVar("Command", bound=Callable[..., Any])
DEFAULT_LAB = ".leadscrew"
MIN_WIDTH = 40


def say(text: str, *, err: bool = False) -> None:
    """Print lines; on a terminal those of prose are wrapped to its width, and what is indented stays as it is."""
    stream = sys.stderr if err else sys.stdout
    if stream.isatty():
        width = max(MIN_WIDTH, get_terminal_size().columns)
        text = "\n".join(
            line if line.startswith(" ") else fill(line, width, break_long_words=False, break_on_hyphens=False)
            for line in text.split("\n")
        )
    click.echo(text, err=err)


def lab_hint(folder: Path, *, elsewhere: bool = False) -> str:
    """The option that names a lab in a command, where it is not the usual one.

    elsewhere: for a page that others read: the folder's name alone.
    """
    if str(folder) == os.environ.get("LEADSCREW_LAB", DEFAULT_LAB):
        return ""
    return f" --lab {shlex.quote(one_line(folder.name if elsewhere and folder.is_absolute() else str(folder)))}"


def lab_option(function: Command) -> Command:
    """--lab DIR, else $LEADSCREW_LAB, else .leadscrew here."""
    return click.option(
        "--lab",
        "lab_folder",
        type=click.Path(path_type=Path, file_okay=True),
        default=lambda: Path(os.environ.get("LEADSCREW_LAB", DEFAULT_LAB)),
        help="The lab's folder  [default: $LEADSCREW_LAB, else .leadscrew]",
    )(function)


def json_option(function: Command) -> Command:
    """--json."""
    return click.option("--json", "as_json", is_flag=True, help="Data as JSON on standard output.")(function)


def halt_option(function: Command) -> Command:
    """--halt-on RULE."""
    return click.option(
        "--halt-on", multiple=True, metavar="RULE",
        help="An alarm of this rule of tampering halts the run; any: of each. All are counted anyway.",
    )(function)  # fmt: skip


def complete_runs(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The runs of the lab that would be used, the latest first, for a shell's completion."""
    folder = ctx.params.get("lab_folder") or Path(os.environ.get("LEADSCREW_LAB", DEFAULT_LAB))
    try:
        lab = Lab(Path(folder))
        names = [str(row["id"]) for row in lab.rows("run", "1 ORDER BY seq DESC LIMIT 200")]
        lab.close()
    except LeadscrewError:
        return []
    return [name for name in names if name.startswith(incomplete)]


def complete_tasks(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Bundled tasks, and folders here that are tasks, for a shell's completion."""
    from leadscrew.sources.taskfile import bundled_tasks

    here = [f"./{path.parent.name}" for path in sorted(Path.cwd().glob("*/task.toml"))]
    return [name for name in (*here, *bundled_tasks()) if name.startswith(incomplete)]


def open_lab(folder: Path, *, create: bool = False) -> Lab:
    """The lab in a folder; closed when the command ends."""
    lab = Lab(folder, create=create)
    click.get_current_context().call_on_close(lab.close)
    return lab
