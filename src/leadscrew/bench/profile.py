"""Where a program's time goes: one run in a box under a sampling profiler, one more for what its names hold.

What comes back is as hostile as an answer: a program that lies misleads the search, and nothing else.
Not covered: commands other than `python`, threads, processes that the program starts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

from leadscrew.bench.rig import BoxRig, is_reduced
from leadscrew.core.profile import Profile
from leadscrew.core.program import Program
from leadscrew.core.seed import Seed
from leadscrew.core.task import Task
from leadscrew.errors import BoxFailed, LeadscrewError
from leadscrew.sandbox import inside
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.worker import End

SCRIPT = Path(inside.__file__).parent / "profiling.py"
KIND = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?: [A-Za-z0-9_]+){0,2}")
NAME = re.compile(r"[^\W\d]\w{0,79}")
MOST = 20_000
"""Entries of each kind that are taken in."""
RUNS = 2.5
"""Times a trial's usual limits: the program runs twice, and is watched."""
FEWEST = 5
"""Samples below which nothing is said."""


class NoProfile(LeadscrewError):
    """Why there is no profile."""


def measure_profile(
    task: Task, program: Program, seed: Seed, *, lab_mark: str, core: int | None, rig: BoxRig
) -> Profile:
    """The profile of a program on the problem of a seed.  Raises NoProfile, or what `rig`'s `stop` raises.

    rig: gives the problem; the program runs in a box of its own.
    """
    command = python_command(task, reduced=is_reduced(task, seed.purpose))
    if task.entry.call is None and not command:
        raise NoProfile("a command that does not run Python is not profiled")
    files = rig.built(program)
    if isinstance(files, str):
        raise NoProfile("the build failed")
    name = next(f"profiling_{n}" for n in range(len(files) + 1) if f"profiling_{n}.py" not in files)
    limits = replace(
        task.limits,
        wall_s=RUNS * task.limits.wall_s,
        cpu_s=RUNS * task.limits.cpu_s,
        processes=task.limits.processes + 1,
        disk_mb=task.limits.disk_mb + 32,
        answer_mb=8,
    )
    entry = replace(task.entry, call=f"{name}:profile", command=(), build=())
    paths = [path for path in files if path.endswith(".py")]
    script = SCRIPT.read_text().replace('TARGET: str = ""', f"TARGET: str = {task.entry.call or ''!r}")
    script = script.replace("COMMAND: list[str] = []", f"COMMAND: list[str] = {list(command)!r}")
    script = script.replace("FILES: list[str] = []", f"FILES: list[str] = {paths!r}")
    box = BoxRig(replace(task, entry=entry, limits=limits), lab_mark=lab_mark, core=core, stop=rig.stop)
    try:
        outcome = box.outcome_on({**files, f"{name}.py": script.encode()}, rig.problem_of(seed))
        if outcome.end is End.EXIT:  # the look from outside may have met a frame that was just being made
            outcome = box.outcome_on({**files, f"{name}.py": script.encode()}, rig.problem_of(seed))
    except BoxFailed as exc:
        raise NoProfile(f"the box broke: {exc}") from exc
    finally:
        box.close()
    if outcome.end is not End.ANSWER:
        raise NoProfile(f"the program ended with {outcome.end} under the profiler")
    try:
        return read_profile(plain.decode(outcome.answer, raw=True), program)
    except plain.NotPlain as exc:
        raise NoProfile("what came back is no plain data") from exc


def python_command(task: Task, *, reduced: bool = False) -> tuple[str, ...]:
    """The arguments of Python in a task's command: a script, or `-m` and a module; empty where it runs no Python."""
    command = (task.screening.command if reduced and task.screening else ()) or task.entry.command
    if len(command) > 2 and command[1] == "leadscrew_run.py" and "--" in command:
        command = command[command.index("--") + 1 :]
    if len(command) > 1 and re.fullmatch(r"python3?", command[0]):
        rest = command[1:]
        if rest[0].endswith(".py") or (rest[0] == "-m" and len(rest) > 1):
            return rest
    return ()


def read_profile(body: Any, program: Program) -> Profile:
    """A profile from what a box gave back.  Raises NoProfile where it cannot be one."""
    if not isinstance(body, dict):
        raise NoProfile("what came back is no mapping")
    samples = body.get("samples")
    if type(samples) is not int or samples < FEWEST:
        raise NoProfile(f"too few samples: {samples if type(samples) is int else 'none'}")
    lines = {path: content.count(b"\n") + 1 for path, content in program.files.items()}
    return Profile(
        own=_shares(body.get("own"), samples, lines),
        total=_shares(body.get("total"), samples, lines),
        kinds=_kinds(body.get("kinds"), lines),
        samples=min(samples, MOST),
    )


def to_plain(profile: Profile) -> dict[str, Any]:
    """A profile for the record, shares to a thousandth."""
    shares = {
        name: {path: {str(line): round(share, 3) for line, share in lines.items()} for path, lines in part.items()}
        for name, part in (("own", profile.own), ("total", profile.total))
    }
    kinds = {path: {f: dict(names) for f, names in functions.items()} for path, functions in profile.kinds.items()}
    return {**shares, "kinds": kinds, "samples": profile.samples}


def from_plain(body: Mapping[str, Any]) -> Profile:
    """A profile from the record."""
    parts = {
        name: {path: {int(line): float(share) for line, share in lines.items()} for path, lines in body[name].items()}
        for name in ("own", "total")
    }
    return Profile(own=parts["own"], total=parts["total"], kinds=body["kinds"], samples=body["samples"])


def _shares(part: Any, samples: int, lines: Mapping[str, int]) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for place, count in list(part.items())[:MOST] if isinstance(part, dict) else ():
        path, _, line = str(place).rpartition(":")
        if path not in lines or not line.isascii() or not line.isdigit() or len(line) > 7:
            continue
        if type(count) is int and 0 < count <= samples and 1 <= int(line) <= lines[path]:
            share = count / samples
            if isfinite(share):
                found.setdefault(path, {})[int(line)] = share
    return found


def _kinds(part: Any, lines: Mapping[str, int]) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    left = MOST
    for path, functions in part.items() if isinstance(part, dict) else ():
        if path not in lines or not isinstance(functions, dict):
            continue
        for function, names in functions.items():
            if not isinstance(names, dict) or not NAME.fullmatch(str(function)):
                continue
            for name, kind in names.items():
                left -= 1
                if left < 0:
                    return found
                if isinstance(kind, str) and len(kind) <= 60 and KIND.fullmatch(kind) and NAME.fullmatch(str(name)):
                    found.setdefault(path, {}).setdefault(function, {})[name] = kind
    return found
