"""Read a suite, bundled or a person's own file, and the tasks that it was frozen with."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from leadscrew.core.suite import SuiteTask, TaskSuite
from leadscrew.core.task import Task
from leadscrew.errors import BudgetError, SuiteError, TaskError
from leadscrew.sources.taskfile import BUNDLED as BUNDLED_TASKS
from leadscrew.sources.taskfile import bundled_tasks, parse_duration, read_task

BUNDLED = Path(__file__).parent.parent / "suites"
MOST_BYTES = 64 << 10
"""As of a task's file: what TOML allows takes minutes to read where it is larger."""
TABLE = b"[[task]]"
NEW = "0" * 64
"""The digest of a task that was never frozen."""
VERSION = re.compile(rb"^version[ \t]*=[ \t]*\d+[ \t]*(#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    name: str
    digest: str
    wall: str
    experiments: int | None = None
    tokens: int | None = None
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    name: str
    version: int
    task: list[_Task]
    about: str = ""


def bundled_suites() -> tuple[str, ...]:
    """The names of the suites that come with Leadscrew."""
    return tuple(sorted(path.stem for path in BUNDLED.glob("*.toml")))


def suite_file(name: str) -> Path:
    """The file of a bundled suite, or the file itself.  Raises SuiteError."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name) and (bundled := BUNDLED / f"{name}.toml").is_file():
        return bundled
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise SuiteError(
            f"suite {name!r}: no bundled suite and no .toml file of this name; bundled: {', '.join(bundled_suites())}"
        )
    return path


def read_suite(name: str) -> TaskSuite:
    """The suite of a bundled name or a file.  Raises SuiteError with the key and what was expected."""
    return suite_from(_bytes(suite_file(name)), where=name)


def suite_from(content: bytes, *, where: str) -> TaskSuite:
    """The suite of a file's bytes.  Raises SuiteError."""
    try:
        tables = tomllib.loads(content.decode("utf-8"))
        known = (_File, _Task)
        for table, shape in [(tables, known[0]), *((entry, known[1]) for entry in tables.get("task", []))]:
            keys = getattr(shape, "__slots__", ())
            if isinstance(table, dict) and (unknown := set(table) - set(keys)):
                raise SuiteError(f"unknown key {min(unknown)!r}; known: {', '.join(keys)}")
        read = msgspec.convert(tables, _File, strict=True)
        tasks = tuple(
            SuiteTask(
                name=task.name, digest=task.digest, wall_s=parse_duration(task.wall), experiments=task.experiments,
                tokens=task.tokens, cost_usd=task.cost_usd,
            )
            for task in read.task
        )  # fmt: skip
        return TaskSuite(
            name=read.name, version=read.version, about=read.about.strip(), tasks=tasks,
            digest=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
    except (SuiteError, BudgetError) as exc:
        raise SuiteError(f"suite {where!r}: {exc}") from exc
    except msgspec.ValidationError as exc:
        raise SuiteError(f"suite {where!r}: {str(exc).replace('`', chr(39))}") from exc
    except (ValueError, RecursionError, TypeError) as exc:
        raise SuiteError(f"suite {where!r}: not valid TOML: {exc}") from exc


def tasks_of_suite(suite: TaskSuite, name: str) -> Mapping[str, Task]:
    """The suite's tasks by name, each as it was when the suite was frozen.  Raises SuiteError.

    name: what the suite was asked for by; folders are looked for beside its file.
    """
    found = {entry.name: _task(entry.name, name) for entry in suite.tasks}
    for entry in suite.tasks:
        task = found[entry.name]
        if task.digest != entry.digest:
            raise SuiteError(
                f"suite {suite.name!r} version {suite.version}: task {entry.name!r} is not the one that it was frozen "
                f"with: expected digest {entry.digest[:16]}…, got {task.digest[:16]}…. Rows over another task cannot "
                f"be compared: put the task back, or make a new version with 'leadscrew suite freeze {name}'"
            )
        if task.metric.kind != "time":
            raise SuiteError(
                f"suite {suite.name!r}: task {entry.name!r} is measured by its score, expected one that is measured by "
                "time: a mean of factors says nothing of differences of scores"
            )
    return found


def frozen_anew(name: str) -> tuple[TaskSuite, bytes]:
    """The suite's file with the digests of its tasks as they are now, and the next version if one has changed.

    A task whose digest is all zeros is new: that alone makes no next version.  Raises SuiteError.
    """
    content = _bytes(suite_file(name))
    suite = suite_from(content, where=name)
    digests = [_task(entry.name, name).digest for entry in suite.tasks]
    head, *tables = content.split(TABLE)
    if len(tables) != len(digests):
        raise SuiteError(f"suite {name!r}: expected {len(digests)} lines '[[task]]', got {len(tables)}")
    written = [
        table.replace(entry.digest.encode(), digest.encode(), 1)
        for table, entry, digest in zip(tables, suite.tasks, digests, strict=True)
    ]
    changed = TABLE.join([head, *written])
    if any(entry.digest not in (NEW, digest) for entry, digest in zip(suite.tasks, digests, strict=True)):
        if len(VERSION.findall(changed)) != 1:
            raise SuiteError(f"suite {name!r}: expected one line 'version = {suite.version}'")
        changed = VERSION.sub(b"version = %d" % (suite.version + 1), changed)
    frozen = suite_from(changed, where=name)
    if [entry.digest for entry in frozen.tasks] != digests:
        raise SuiteError(f'suite {name!r}: expected each digest once under its [[task]], as digest = "..."')
    return frozen, changed


def _task(task: str, suite: str) -> Task:
    """The folder beside the suite's file, else the bundled task of that name."""
    beside = suite_file(suite).parent / task
    bundled = BUNDLED_TASKS / task
    try:
        return read_task(str(bundled if task in bundled_tasks() and not beside.is_dir() else beside))
    except TaskError as exc:
        raise SuiteError(f"suite {suite!r}: {exc}") from exc


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as exc:
        raise SuiteError(f"suite {str(path)!r}: cannot be read: {exc.strerror}") from exc
    if len(content) > MOST_BYTES:
        raise SuiteError(f"suite {str(path)!r} is larger than {MOST_BYTES >> 10} kB")
    return content
