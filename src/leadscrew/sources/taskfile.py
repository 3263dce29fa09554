"""Read a task folder: task.toml, start/, judge.py.

The tables of task.toml are converted onto the plain dataclasses of `core.task`; unknown keys and wrong types are errors
that name the file, the key and what was expected.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, Literal, TypeVar

import msgspec

from leadscrew.core.program import Program
from leadscrew.core.task import (
    Budget,
    Calibration,
    Direction,
    Entry,
    Limits,
    Metric,
    Mounted,
    Origin,
    Quality,
    Reference,
    Screening,
    Surroundings,
    Task,
    Tests,
)
from leadscrew.errors import BudgetError, ChangeError, TaskError

BUNDLED = Path(__file__).parent.parent / "tasks"
MAX_FILES = 10_000
SKIPPED = {"__pycache__", ".git", ".mypy_cache", ".ruff_cache"}
DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)?")
SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, None: 1.0}

Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    call: str | None = None
    command: list[str] = field(default_factory=list)
    preload: list[str] = field(default_factory=list)
    warmup: str = ""
    build: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Metric:
    kind: Literal["time", "score"]
    direction: Literal["lower", "higher"] = "lower"
    smallest_gain: float = 0.02
    range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quality:
    direction: Literal["lower", "higher"]
    margin: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Budget:
    wall: str = "10m"
    experiments: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Environment:
    mounts: list[str] = field(default_factory=list)
    venv: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    devices: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Approval:
    ask: list[str] = field(default_factory=list)


_TABLES: dict[str, type[Any]] = {
    "candidate": _Candidate,
    "metric": _Metric,
    "quality": _Quality,
    "reference": Reference,
    "tests": Tests,
    "screening": Screening,
    "environment": _Environment,
    "limits": Limits,
    "budget": _Budget,
    "calibration": Calibration,
    "origin": Origin,
    "approval": _Approval,
}


def parse_duration(text: str) -> float:
    """Seconds of '90', '90s', '10m', '2h' or '1d'.  Raises BudgetError."""
    match = DURATION.fullmatch(text.strip())
    seconds = float(match[1]) * SECONDS[match[2]] if match else 0.0
    if not 0 < seconds <= 366 * 86400:
        raise BudgetError(f"budget {text!r}: expected a time above 0 such as 90s, 10m or 2h")
    return seconds


def bundled_tasks() -> tuple[str, ...]:
    """The names of the tasks that come with Leadscrew."""
    return tuple(sorted(path.parent.name for path in BUNDLED.glob("*/task.toml")))


def find_task(name: str) -> Path:
    """The folder of a bundled task, or the folder itself.  Raises TaskError."""
    if (
        re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name)
        and (BUNDLED / name / "task.toml").is_file()
        and not Path(name).is_dir()
    ):
        return BUNDLED / name
    folder = Path(name)
    if not folder.is_dir():
        raise TaskError(
            f"task {name!r}: no bundled task and no folder of this name; bundled: {', '.join(bundled_tasks())}"
        )
    if not (folder / "task.toml").is_file():
        raise TaskError(f"task {name!r}: the folder holds no task.toml; 'leadscrew task new' writes one")
    return folder


def read_task(name: str) -> Task:
    """The task of a bundled name or a folder.  Raises TaskError."""
    folder = find_task(name)
    return task_from_parts(
        name=folder.resolve().name,
        settings=_bytes(folder / "task.toml"),
        judge=_bytes(folder / "judge.py"),
        start=read_program(folder / "start"),
    )


def task_from_parts(*, name: str, settings: bytes, judge: bytes, start: Program) -> Task:
    """The task of a settings file's bytes, a judge's source and a start.  Raises TaskError."""
    where = f"task {name!r}: task.toml"
    try:
        tables = tomllib.loads(settings.decode("utf-8"))
    except (ValueError, RecursionError) as exc:  # also bytes that are not UTF-8 and numbers of thousands of digits
        raise TaskError(f"{where}: not valid TOML: {exc}") from exc
    goal, editable = tables.pop("goal", None), tables.pop("editable", None)
    if not isinstance(goal, str) or not goal.strip():
        raise TaskError(f"{where}: goal is {goal!r}, expected a sentence")
    if not isinstance(editable, list) or not editable or not all(isinstance(glob, str) for glob in editable):
        raise TaskError(f"{where}: editable is {editable!r}, expected a list of globs such as ['*.py']")
    if unknown := set(tables) - set(_TABLES):
        for table, shape in _TABLES.items():
            if min(unknown) in getattr(shape, "__slots__", ()):
                raise TaskError(f"{where}: unknown key {min(unknown)!r}: it belongs under [{table}]")
        known = ", ".join(["goal", "editable", *(f"[{table}]" for table in _TABLES)])
        raise TaskError(f"{where}: unknown key {min(unknown)!r}; known: {known}")
    for required in ("candidate", "metric"):
        if required not in tables:
            raise TaskError(f"{where}: the table [{required}] is missing")
    entry = _table(where, tables, "candidate", _Candidate)
    metric = _table(where, tables, "metric", _Metric)
    quality = _table(where, tables, "quality", _Quality) if "quality" in tables else None
    budget = _table(where, tables, "budget", _Budget)
    environment = _table(where, tables, "environment", _Environment)
    compile_judge(name, judge)
    try:
        return Task(
            name=name,
            goal=goal.strip(),
            editable=tuple(editable),
            entry=Entry(
                call=entry.call,
                command=tuple(entry.command),
                preload=tuple(entry.preload),
                warmup=entry.warmup,
                build=tuple(entry.build),
                packages=tuple(entry.packages),
                without=tuple(entry.without),
                path=tuple(entry.path),
            ),
            surroundings=Surroundings(
                mounts=tuple(Mounted.read(text) for text in environment.mounts),
                venv=environment.venv,
                variables=environment.variables,
                devices=tuple(environment.devices),
            ),
            reference=_table(where, tables, "reference", Reference) if "reference" in tables else None,
            tests=_table(where, tables, "tests", Tests) if "tests" in tables else None,
            screening=_table(where, tables, "screening", Screening) if "screening" in tables else None,
            origin=_table(where, tables, "origin", Origin) if "origin" in tables else None,
            metric=Metric(
                kind=metric.kind,
                direction=Direction(metric.direction),
                smallest_gain=metric.smallest_gain,
                range=metric.range,
            ),
            quality=Quality(direction=Direction(quality.direction), margin=quality.margin) if quality else None,
            limits=_table(where, tables, "limits", Limits),
            budget=Budget(wall_s=parse_duration(budget.wall), experiments=budget.experiments),
            calibration=_table(where, tables, "calibration", Calibration),
            ask=tuple(_table(where, tables, "approval", _Approval).ask),
            start=start,
            judge=judge,
            settings=settings,
        )
    except (TaskError, BudgetError) as exc:
        raise TaskError(f"{where}: {exc}" if not str(exc).startswith("task ") else str(exc)) from exc


SPARE_BYTES = 8 << 20
"""Where not even these are to be had, it is the machine that has no memory."""


def compile_judge(name: str, judge: bytes) -> None:
    """Raise TaskError where a judge's source is not Python; MemoryError where the machine has no memory to tell."""
    try:
        compile(judge, "judge.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as exc:
        if isinstance(exc, MemoryError):  # of a parser that is asked too much, as a rule
            bytearray(SPARE_BYTES)
        raise TaskError(f"task {name!r}: judge.py does not parse: {exc}") from exc


def read_program(folder: Path) -> Program:
    """All files below a folder.  Raises TaskError where it is missing, empty or holds links or special files."""
    if not folder.is_dir():
        raise TaskError(f"{str(folder)!r}: the folder with the program as it is today is missing")
    try:
        files = dict(read_files(folder))
        if not files:
            raise TaskError(f"{str(folder)!r}: the folder is empty")
        return Program(files)
    except ChangeError as exc:
        raise TaskError(str(exc)) from exc


def read_files(folder: Path, *, limit_bytes: int | None = None, without: Collection[str] = ()) -> Mapping[str, bytes]:
    """Regular files below a folder by relative path, no caches.  Raises ChangeError for links and special files.

    limit_bytes: for what a stranger hands in: nothing larger is read, and no file that has another name elsewhere.
    without: paths that are not read; one of a folder ends in `/`.
    """
    files: dict[str, bytes] = {}
    size_bytes = 0
    left = (path for path in folder.rglob("*") if not is_among(path.relative_to(folder).as_posix(), without))
    for path in sorted(islice(left, 10 * MAX_FILES)):
        relative = path.relative_to(folder)
        if is_cache(relative):
            continue
        if path.is_symlink():
            raise ChangeError(f"{str(path)!r} is a symbolic link, expected a regular file")
        if path.is_dir():
            continue
        if not path.is_file():
            raise ChangeError(f"{str(path)!r} is not a regular file")
        if len(files) >= MAX_FILES:
            raise ChangeError(f"{str(folder)!r} holds more than {MAX_FILES:,} files")
        if limit_bytes is not None:
            size_bytes += checked_file(path, limit_bytes - size_bytes)
        files[relative.as_posix()] = _bytes(path)
    return files


def is_cache(path: PurePath) -> bool:
    """Whether a file, or the folder that it lies in, is never part of a program."""
    return bool(SKIPPED & set(path.parts)) or path.suffix == ".pyc"


def is_among(path: str, names: Collection[str]) -> bool:
    """Whether a path is one of some names, or lies in a folder that is; one of a folder ends in `/`."""
    parts = path.split("/")
    return path in names or any("/".join(parts[:count]) + "/" in names for count in range(1, len(parts) + 1))


def checked_file(path: Path, left_bytes: int) -> int:
    """The size of a file that a stranger hands in.  Raises ChangeError where it is too large or a hard link."""
    status = path.stat()
    if status.st_nlink > 1:
        raise ChangeError(f"{str(path)!r} is a hard link, so it may be a file of another folder: hand in a copy")
    if status.st_size > left_bytes:
        raise ChangeError(f"{str(path)!r} has {status.st_size} bytes, more than the task allows for all files")
    return status.st_size


def _table(where: str, tables: Mapping[str, Any], name: str, shape: type[Shape]) -> Shape:
    """One table of task.toml as its dataclass.  Raises TaskError with the key and what was expected."""
    table = tables.get(name, {})
    if not isinstance(table, dict):
        raise TaskError(f"{where}: {name} is {table!r}, expected a table [{name}]")
    known = getattr(shape, "__slots__", ())
    if unknown := set(table) - set(known):
        raise TaskError(f"{where}: [{name}] unknown key {min(unknown)!r}; known: {', '.join(known)}")
    try:
        return msgspec.convert(table, type=shape, strict=True)
    except msgspec.ValidationError as exc:
        raise TaskError(f"{where}: [{name}] {str(exc).replace('`', chr(39))}") from exc
    except TaskError as exc:
        raise TaskError(f"{where}: {exc}") from exc


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise TaskError(f"{str(path)!r}: cannot be read: {exc.strerror}") from exc
