"""`leadscrew` alone: what one can do in this folder, most urgent first."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path

import click

from leadscrew.cli.options import DEFAULT_LAB
from leadscrew.core.hypothesis import hidden_letters, one_line
from leadscrew.errors import LeadscrewError

SHOWN = 5
SCRIPTS = ("train.py", "main.py", "run.py")
"""What a command would be timed on first."""


def say_what_can_be_done(folder: Path) -> None:
    """A line for each thing that lies here, with the command that comes next."""
    click.echo("A virtual AI lab that only claims what its bench has measured.\n")
    found = [*_lab(folder), *_claims(folder), *_tasks(folder), *_program(folder)]
    for text, command in found:
        click.echo(f"{text}\n    {command}")
    if not found:
        click.echo(
            "Nothing of yours lies here yet. A first run takes a minute and needs nothing:\n    leadscrew run hello"
        )
        click.echo("Your own program:\n    leadscrew task new my-task --from FOLDER --time 'python train.py'")
    click.echo("\nAll commands: leadscrew --help. What works on this machine: leadscrew doctor", err=True)


def _lab(folder: Path) -> Iterator[tuple[str, str]]:
    place = Path(os.environ.get("LEADSCREW_LAB", DEFAULT_LAB))
    place = place if place.is_absolute() else folder / place
    if not (place / "lab.db").is_file():
        return
    from leadscrew.report.waiting import standing_of, waiting_of
    from leadscrew.store.lab import Lab

    zone = datetime.fromtimestamp(time.time()).astimezone().tzinfo
    assert zone is not None
    try:
        with closing(Lab(place)) as lab:
            rows = lab.rows("run", "1 ORDER BY seq DESC")
            standing = standing_of(lab, rows)
            waiting = waiting_of(lab, rows, standing, zone=zone)
    except LeadscrewError as exc:
        yield f"The lab {one_line(str(place))} cannot be read: {one_line(str(exc), limit=200)}", "leadscrew verify"
        return
    for item in waiting[:SHOWN]:
        yield f"{item.text}.", item.command
    running = [run for run, state in standing.items() if state == "running"]
    for run in running:
        yield f"Run {one_line(run, limit=20)} is going on.", f"leadscrew show {one_line(run, limit=20)}"
    if rows and not waiting and not running:
        count = f"{len(rows)} run{'s' if len(rows) > 1 else ''}"
        yield f"The lab holds {count}; nothing waits for you.", "leadscrew digest"


def _claims(folder: Path) -> Iterator[tuple[str, str]]:
    for path in islice(sorted(filter(pastes, folder.glob("*.claim"))), SHOWN):
        yield f"A claim from a lab: {shown(path)}.", f"leadscrew replicate {shlex.quote(path.name)}"


def _tasks(folder: Path) -> Iterator[tuple[str, str]]:
    for path in islice(sorted(path for path in folder.glob("*/task.toml") if pastes(path.parent)), SHOWN):
        name = shlex.quote(path.parent.name)
        yield f"A task: {shown(path.parent)}.", f"leadscrew task check ./{name}   leadscrew run ./{name}"
    if (folder / "task.toml").is_file():
        yield "This folder is a task.", "leadscrew task check .   leadscrew run ."


def _program(folder: Path) -> Iterator[tuple[str, str]]:
    marks = (*SCRIPTS, "pyproject.toml", "setup.py", "setup.cfg", "src")
    package = any(True for _ in islice(folder.glob("*/__init__.py"), 1))
    if (folder / "task.toml").is_file() or not (package or any((folder / mark).exists() for mark in marks)):
        return
    script = next((name for name in SCRIPTS if (folder / name).is_file()), "")
    tests = " --check 'pytest -q tests'" if (folder / "tests").is_dir() else ""
    what = f"--time 'python {script}'" if script else "--call package.module:function --inputs make_inputs.py"
    yield "A Python program lies here: make it a task.", f"leadscrew task new ../my-task --from . {what}{tests}"


def shown(path: Path) -> str:
    """A file's name as it may be shown."""
    return one_line(path.name, limit=60)


def pastes(path: Path) -> bool:
    """Whether a file's name shows what it is, so that a command may hold it."""
    return not path.name.startswith("-") and len(path.name.splitlines()) == 1 and not hidden_letters(path.name)
