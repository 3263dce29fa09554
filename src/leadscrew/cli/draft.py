"""`task new --from`: a task from a person's own program; what is missing is asked for on a terminal."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from leadscrew.cli.options import say
from leadscrew.cli.words import duration, trial_time
from leadscrew.core.hypothesis import one_line
from leadscrew.core.task import Mounted
from leadscrew.errors import BadInput, TaskError
from leadscrew.sources.draft import Draft, folder_of
from leadscrew.sources.repository import Snapshot, read_repository

INPUTS = '''import random


def inputs(seed):
    """Arguments of one call: a tuple, or a mapping of named ones; everything drawn from the seed."""
    rng = random.Random(seed)
    return ([rng.random() for _ in range(1000)],)
'''
TARGET = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
"""Also a static or class method, `package.module:Class.method`."""
PROGRAM = re.compile(r"\S+/bin/(python|pytest)[\d.]*")
"""Of a virtual environment: a box has the interpreter at another place."""
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The options of `task new --from`, as they were given."""

    base: str
    call: str | None
    inputs: Path | None
    timed: str | None
    screen: str | None
    tests: str | None
    build: str | None
    editable: tuple[str, ...]
    outputs: tuple[str, ...]
    floats: str
    venv: Path | None
    packages: tuple[str, ...]
    preload: tuple[str, ...]
    mounts: tuple[str, ...]
    variables: tuple[str, ...]
    devices: tuple[str, ...]
    goal: str
    gain: float
    wall: float | None
    memory: int


def drafted(name: str, source: Path, wishes: Wishes) -> dict[str, bytes]:
    """The files of the task's folder.  Raises BadInput, TaskError; nothing is written."""
    from leadscrew.bench.calibration import calibrate
    from leadscrew.research.start import slot_cores

    snapshot = read_repository(source, wishes.base)
    call, timed = _asked(wishes.call, wishes.timed)
    inputs = _inputs_file(wishes.inputs) if call else None
    if timed and wishes.inputs is not None:
        raise BadInput("--inputs belongs to --call; a command gets its seed as {seed}")
    if wishes.screen and not timed:
        raise BadInput("--screen belongs to --time; for a function define screening_inputs(seed) and [screening]")
    _said(snapshot)
    if wishes.preload and not call:
        raise BadInput("--preload belongs to --call: a command starts its own Python each time")
    draft = Draft(
        name=name,
        origin=snapshot.origin,
        files=snapshot.files,
        goal=wishes.goal,
        call=call or "",
        inputs=_content(inputs) if inputs is not None else b"",
        command=_command("--time", timed),
        screening=_command("--screen", wishes.screen),
        tests=_command("--check", wishes.tests),
        build=_command("--build", wishes.build),
        editable=wishes.editable,
        packages=wishes.packages,
        preload=wishes.preload,
        venv=_venv(source, wishes.venv),
        mounts=tuple(_mount(text) for text in wishes.mounts),
        variables=dict(_variable(text) for text in wishes.variables),
        devices=wishes.devices,
        outputs=wishes.outputs,
        floats=wishes.floats,
        smallest_gain=wishes.gain,
        wall_s=wishes.wall or 600.0,
        memory_mb=wishes.memory,
    )
    if wishes.devices:
        say("a box with a device is no wall against its driver: run only candidates that you trust", err=True)
    try:
        found = calibrate(draft, core=slot_cores(1)[0], say=lambda text: say(f"{text} ...", err=True))
    except TaskError as exc:
        said = str(exc).replace("[environment] mounts", "--mount").replace("[environment] venv", "--venv")
        if inputs is None:
            raise TaskError(said) from exc
        told = said.replace("judge.py: problem(", "judge.py: inputs(")
        told = told.replace("in [candidate] packages, which are the judge's too", "with --package")
        raise TaskError(told.replace("judge.py", one_line(inputs.name))) from exc
    for note in found.notes:
        say(f"- {one_line(note)}", err=True)
    drawn = f", {found.draft.calls:,} calls" if call else ""
    usual = duration(found.draft.budget_s)
    say(f"- a trial takes {trial_time(found.trial_s)}{drawn}; the usual budget is {usual}", err=True)
    if not draft.tests:
        what = "of the function's answers" if call else "of what the command gives"
        say(
            f"- no tests of yours are run (--check): the comparison {what} with the start's alone is the check",
            err=True,
        )
    return folder_of(found.draft.task())


def _asked(call: str | None, timed: str | None) -> tuple[str | None, str | None]:
    """One of the two ways to time a program; asked for on a terminal, and never otherwise."""
    if call and timed:
        raise BadInput("--call and --time exclude each other: a function or a command is timed")
    if not call and not timed:
        if not sys.stdin.isatty():
            raise BadInput("what is timed? give --call MODULE:FUNCTION with --inputs FILE, or --time COMMAND")
        told = str(click.prompt("What is timed: a function (package.module:function) or a command", err=True)).strip()
        call, timed = (told, None) if TARGET.fullmatch(told) else (None, told)
    if call and not TARGET.fullmatch(call):
        raise BadInput(f"--call is {call!r}, expected 'package.module:function'")
    return call, timed


def _inputs_file(path: Path | None) -> Path:
    """The file that defines the arguments; asked for on a terminal, and never otherwise."""
    if path is not None:
        return path
    if not sys.stdin.isatty():
        raise BadInput(f"--call needs --inputs FILE, which defines the arguments of a call, such as:\n\n{INPUTS}")
    return Path(str(click.prompt("A file that defines inputs(seed), the arguments of a call", err=True)).strip())


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise BadInput(
            f"--inputs {str(path)!r}: cannot be read: {exc.strerror}; it defines, such as:\n\n{INPUTS}"
        ) from exc


def _command(option: str, text: str | None) -> tuple[str, ...]:
    """The words of a command, without a shell."""
    if text is None:
        return ()
    try:
        words = tuple(shlex.split(text))
    except ValueError as exc:
        raise BadInput(f"{option} {text!r}: {exc}") from exc
    if not words:
        raise BadInput(f"{option} is empty")
    if marks := {"|", ">", "<", "&&", ";", "&"} & set(words):
        raise BadInput(f"{option} {text!r} needs a shell for {min(marks)!r}: put it into a script of the repository")
    known = PROGRAM.fullmatch(words[0])
    return (known[1], *words[1:]) if known else words


def _venv(source: Path, venv: Path | None) -> str:
    """The virtual environment: the one that was named, or the one that lies in the program's folder."""
    from leadscrew.sandbox.mounts import PYTHON

    if venv is not None:
        return str(venv.absolute())
    for name in (".venv", "venv"):
        found = source.absolute() / name
        if (found / "pyvenv.cfg").is_file() and (found / "lib" / PYTHON / "site-packages").is_dir():
            say(f"using the virtual environment {found} (--venv names another)", err=True)
            return str(found)
    return ""


def _mount(text: str) -> str:
    """A mount with an absolute source.  Raises TaskError."""
    source, _, target = text.partition(":")
    whole = f"{Path(source).expanduser().absolute()}{f':{target}' if target else ''}"
    Mounted.read(whole)
    return whole


def _variable(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise BadInput(f"--env {text!r}: expected NAME=VALUE; a box has nothing of your own environment")
    return name, value


def _said(snapshot: Snapshot) -> None:
    """What was taken, and what was not."""
    origin = snapshot.origin
    what = f"commit {origin.commit[:12]}" if origin.commit else "the folder as it is (no repository)"
    say(f"{len(snapshot.files):,} files of {what}", err=True)
    if snapshot.changed:
        few = ", ".join(one_line(path, limit=60) for path in snapshot.changed[:SHOWN])
        say(
            f"not what your folder holds now: {few}{' and more' if len(snapshot.changed) > SHOWN else ''} "
            "(uncommitted changes are not measured)",
            err=True,
        )
    for path, why in list(snapshot.left_out.items())[:SHOWN]:
        say(f"left out: {one_line(path, limit=80)}: {why}", err=True)
    if len(snapshot.left_out) > SHOWN:
        say(f"left out: {len(snapshot.left_out) - SHOWN} more", err=True)
