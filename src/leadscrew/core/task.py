"""A task: what may change, how an answer is obtained, measured and limited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from math import isfinite
from pathlib import PurePosixPath
from typing import Literal

from leadscrew.core.program import Program, checked_path, matches
from leadscrew.errors import BudgetError, ChangeError, TaskError

CALL = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


ASKABLE = (
    "list_files", "read_file", "search", "edit_file", "write_file", "remove_file", "reset", "run", "try", "profile",
    "submit", "experiments", "findings", "share_finding", "halt", "delegate",
)  # fmt: skip
"""Tools of a researcher, as `research.toolbox` has them."""
ALL = "all"


def check_asked(names: Iterable[str], where: str) -> None:
    """Raise TaskError where no tool bears a name that a person wants to be asked about."""
    if odd := [name for name in names if name not in ASKABLE and name != ALL]:
        raise TaskError(f"{where} {odd[0]!r}: there is no such tool; expected one of {', '.join(ASKABLE)}, or all")


class Direction(StrEnum):
    """Which way a number gets better."""

    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How a candidate is run: one of `call` and `command`."""

    call: str | None = None
    """`module:function`, called as function(problem) in a fork of a warm worker."""
    command: tuple[str, ...] = ()
    """Any program; reads the folder $LEADSCREW_PROBLEM and writes the folder $LEADSCREW_ANSWER."""
    preload: tuple[str, ...] = ()
    """Modules that the warm worker imports before any candidate's code."""
    warmup: str = ""
    """Trusted Python source that the warm worker runs once before the first fork."""
    build: tuple[str, ...] = ()
    """Command that turns the source folder into what is run: boxed, untimed, sees no problem."""
    packages: tuple[str, ...] = ()
    """Distributions, or absolute paths, that the box mounts beside the interpreter."""
    without: tuple[str, ...] = ()
    """Standard-library packages that the box leaves out, because the judge's data is made from them."""
    path: tuple[str, ...] = ()
    """Folders of the program, such as `src`, from which its modules are imported too, before all others."""

    def __post_init__(self) -> None:
        for folder in self.path:
            if folder != ".":
                _plain_path("[candidate] path", folder)
        if max(len(self.command), len(self.build)) > MOST_WORDS:
            raise TaskError(f"[candidate] a command has more than {MOST_WORDS} words")
        if (self.call is None) == (not self.command):
            raise TaskError("[candidate] needs exactly one of 'call' and 'command'")
        if self.call is not None and not CALL.fullmatch(self.call):
            raise TaskError(f"[candidate] call is {self.call!r}, expected 'module:function'")
        if self.command and (self.preload or self.warmup):
            raise TaskError("[candidate] 'preload' and 'warmup' belong to 'call', not to 'command'")
        for package in self.packages:
            if not package.startswith("/") and not DISTRIBUTION.fullmatch(package):
                raise TaskError(
                    f"[candidate] packages holds {package!r}, expected the name of a distribution or an absolute path"
                )
        for module in self.without:
            if not re.fullmatch(r"[A-Za-z_]\w*", module):
                raise TaskError(
                    f"[candidate] without holds {module!r}, expected a top-level module of the standard library"
                )


def _plain_path(where: str, path: str) -> None:
    try:
        checked_path(path)
    except ChangeError as exc:
        raise TaskError(f"{where}: {exc}") from exc


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounted:
    """A folder or file of this machine that the candidate's box sees, read-only."""

    source: str
    """Absolute."""
    target: str
    """Where the program finds it: absolute, or relative to the program's own folder."""

    @staticmethod
    def read(text: str) -> Mounted:
        """Of `/source` or `/source:target`.  Raises TaskError."""
        source, _, target = text.partition(":")
        if not source.startswith("/") or "\0" in text:
            raise TaskError(f"[environment] mounts holds {text!r}, expected '/source' or '/source:target'")
        target = target or source
        if target.startswith("/"):
            plain = str(PurePosixPath(target)) == target and not target.startswith("//")
            taken = any(target == top or target.startswith(f"{top}/") for top in TAKEN)
            if not plain or taken or target == "/" or ".." in target.split("/"):
                raise TaskError(
                    f"[environment] mounts: {text!r}: a box has other things at {target!r}; give another target, such "
                    f"as '{source}:data', a folder beside the program"
                )
        else:
            _plain_path("[environment] mounts", target)
        return Mounted(source=source, target=target)


MOST_MOUNTS, MOST_WORDS = 100, 1000
"""Of the data that a box shows; of a command."""
TAKEN = ("/bin", "/dev", "/etc", "/lib", "/lib64", "/opt", "/proc", "/sys", "/tmp", "/usr")
"""Where a box has its own things, or the host has secrets."""
DEVICE = re.compile(r"/dev/(nvidia[\w-]*|dri/[\w-]+|kfd|accel/[\w-]+)")
VARIABLE = re.compile(r"[A-Za-z_]\w*")
RESERVED = ("PATH", "HOME", "PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "LD_PRELOAD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the box holds beside the program and its packages; nothing of it is the host's unless it is named."""

    mounts: tuple[Mounted, ...] = ()
    venv: str = ""
    """A virtual environment whose installed packages the box sees, read-only; empty for none."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Environment variables with their values, never the host's."""
    devices: tuple[str, ...] = ()
    """Of graphics cards: with one the box is no wall against the device's driver."""

    def __post_init__(self) -> None:
        if len(self.mounts) > MOST_MOUNTS:
            raise TaskError(f"[environment] mounts names {len(self.mounts)} places, expected at most {MOST_MOUNTS}")
        if self.venv and not self.venv.startswith("/"):
            raise TaskError(f"[environment] venv is {self.venv!r}, expected an absolute path")
        for name, value in self.variables.items():
            if not VARIABLE.fullmatch(name) or name in RESERVED or name.startswith("LEADSCREW_"):
                raise TaskError(f"[environment] variables: {name!r} is no name that a task may set")
            if "\0" in value:
                raise TaskError(f"[environment] variables: the value of {name!r} holds a NUL")
        for device in self.devices:
            if not DEVICE.fullmatch(device):
                raise TaskError(
                    f"[environment] devices holds {device!r}, expected one of /dev/nvidia*, /dev/dri/*, /dev/kfd, "
                    "/dev/accel/*"
                )
        if len({mount.target for mount in self.mounts}) < len(self.mounts):
            raise TaskError("[environment] mounts: two have one target")

    @property
    def host_paths(self) -> tuple[str, ...]:
        """All that is named of this machine."""
        return tuple(filter(None, (self.venv, *(mount.source for mount in self.mounts), *self.devices)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Answers are compared with the start's own, which runs apart on the same problem."""

    floats: Literal["exact", "close"] = "close"
    """`close`: within a tolerance that goes by the dtype; all else must be equal."""
    calls: int = 1
    """Of a function: times that the judge's `inputs` is drawn for one problem."""
    output: Literal["exact", "numbers", "words", "ignored"] = "exact"
    """Of a command: how what it prints is compared. `numbers` lets numbers differ within the tolerance, `words` at
    all."""
    files: tuple[str, ...] = ()
    """Of a command: globs of the files it writes that are compared too."""

    def __post_init__(self) -> None:
        if not 1 <= self.calls <= 1_000_000:
            raise TaskError(f"[reference] calls is {self.calls}, expected 1 to a million")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tests:
    """A program's own tests: run in a box of their own, compared test by test with the start's."""

    command: tuple[str, ...]
    flaky: tuple[str, ...] = ()
    """Tests that do not always come to the same result with the start: they are not looked at."""
    wall_s: float = 600.0
    memory_mb: int = 2048
    processes: int = 64
    disk_mb: int = 256

    def __post_init__(self) -> None:
        if len(self.command) > MOST_WORDS:
            raise TaskError(f"[tests] command has {len(self.command)} words, expected at most {MOST_WORDS}")
        if not self.command:
            raise TaskError("[tests] command is empty, expected such as ['pytest', '-q', 'tests']")
        for name in ("wall_s", "memory_mb", "processes", "disk_mb"):
            if not 0 < getattr(self, name) < 1e9:
                raise TaskError(f"[tests] {name} is {getattr(self, name)}, expected a number above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """A reduced problem on which search measures; a claim is always on the full one."""

    command: tuple[str, ...] = ()
    """Of a command: what is run instead. A function's reduced problems come from the judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the start was taken from."""

    repository: str
    """The folder that it was, on the machine that made the task."""
    commit: str = ""
    """The commit that the files are of; empty where the folder was no repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is measured: wall time, or a score that the judge gives."""

    kind: Literal["time", "score"]
    direction: Direction
    smallest_gain: float = 0.02
    """Not worth looking for below: a relative gain in time, a difference of scores; it steers futility only."""
    range: tuple[float, float] | None = None
    """Of a score: what lies outside counts as the nearest end."""

    def __post_init__(self) -> None:
        if self.kind == "score":
            low, high = self.bounds
            if not 0.0 < self.smallest_gain < high - low:
                raise TaskError(
                    f"[metric] smallest_gain is {self.smallest_gain}, expected a difference of scores above 0 and "
                    f"below {high - low:g}, the width of 'range'"
                )
            return
        if self.range is not None:
            raise TaskError("[metric] 'range' belongs to kind 'score'")
        if self.direction is not Direction.LOWER:
            raise TaskError("[metric] direction is 'higher', expected 'lower' for kind 'time'")
        if not 0.0 < self.smallest_gain < 10.0:
            raise TaskError(f"[metric] smallest_gain is {self.smallest_gain}, expected a number above 0 and below 10")

    @property
    def bounds(self) -> tuple[float, float]:
        """The range of a score.  Raises TaskError where it is missing or no range."""
        if self.range is None:
            raise TaskError("[metric] kind 'score' needs 'range = [lowest, highest]' of the scores")
        low, high = self.range
        if not (isfinite(low) and isfinite(high) and low < high):
            raise TaskError(f"[metric] range is [{low}, {high}], expected two finite numbers, the lower one first")
        return low, high

    def clipped(self, score: float) -> float:
        """A score as it counts: what lies outside the range is taken as its nearest end."""
        low, high = self.bounds
        return min(max(score, low), high)

    @property
    def sign(self) -> int:
        """1 where higher is better."""
        return 1 if self.direction is Direction.HIGHER else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """A second number that must not get worse than the start's by more than the margin."""

    direction: Direction
    margin: float

    def __post_init__(self) -> None:
        if not 0.0 < self.margin < float("inf"):
            raise TaskError(f"[quality] margin is {self.margin}, expected a number above 0")

    def excess(self, new: float, start: float) -> float:
        """How much worse the new quality is; positive is worse."""
        return new - start if self.direction is Direction.LOWER else start - new


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one trial may take."""

    wall_s: float = 60.0
    cpu_s: float = 60.0
    """Of each process."""
    memory_mb: int = 1024
    """Of all processes together, beside what the warm worker holds."""
    processes: int = 16
    """Processes and threads."""
    cores: int = 1
    disk_mb: int = 64
    """Size of the private /tmp; /dev/shm has the same."""
    answer_mb: int = 16
    source_kb: int = 1024

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if not 0 < value < 1e9:
                raise TaskError(f"[limits] {name} is {value}, expected a number above 0")
        if self.cores != 1:
            raise TaskError(f"[limits] cores is {self.cores}, expected 1: pairs run on one core in this version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a run may spend in all."""

    wall_s: float = 600.0
    experiments: int | None = None

    def __post_init__(self) -> None:
        if not 0.0 < self.wall_s < float("inf"):
            raise BudgetError(f"[budget] wall is {self.wall_s:g} s, expected a time above 0")
        if self.experiments is not None and not 1 <= self.experiments < 1e9:
            raise BudgetError(f"[budget] experiments is {self.experiments}, expected a number from 1 to a billion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What a person needs for which factor, for the reader of a claim."""

    note: str = ""
    source: str = ""


STEERING = re.compile(
    r"(.*/)?(conftest\.py|test_[^/]*|[^/]*_test\.py)|(.*/)?(tests?|testing|test_[^/]*)/.*"
    r"|(.*/)?(tests\.py|\.?pytest\.(ini|toml)|pyproject\.toml|tox\.ini|setup\.(cfg|py)|noxfile\.py|Makefile)"
)
PYTHON_FILES = re.compile(r"^\s*python_files\s*=((?:\s*\[[^\]]*\]|[^\n\[]*)(?:\n[ \t]+[^\n]*)*)", re.MULTILINE)
BEHIND = re.compile(
    r"leadscrew_\w+\.py|leadscrew_metadata/.*"
    r"|(.*/)?(sitecustomize\.py|usercustomize\.py|[^/]*\.(pth|pyc|pyo)|(__pycache__|[^/]*\.(egg|dist)-info)/.*)"
)
"""Our own files, what Python runs by itself, and code that no reader of a diff sees."""


def stands_behind(path: str) -> bool:
    """Whether a file stands between a program and the bench: no candidate may change it, tests or none."""
    return BEHIND.fullmatch(path) is not None


def steers_tests(path: str) -> bool:
    """Whether a file is a test, or configures or finds tests: no candidate may change it."""
    return STEERING.fullmatch(path) is not None


def _meet(path: str, other: str) -> bool:
    """Whether two paths are the same, or one lies in the other."""
    return f"{path}/".startswith(f"{other}/") or f"{other}/".startswith(f"{path}/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to improve under a fixed judge."""

    name: str
    goal: str
    editable: tuple[str, ...]
    entry: Entry
    metric: Metric
    quality: Quality | None
    limits: Limits
    budget: Budget
    calibration: Calibration
    start: Program
    judge: bytes
    settings: bytes = field(repr=False)
    """task.toml as it was read: with start and judge it makes the digest."""
    surroundings: Surroundings = Surroundings()
    reference: Reference | None = None
    tests: Tests | None = None
    screening: Screening | None = None
    origin: Origin | None = None
    ask: tuple[str, ...] = ()
    """Tools of researchers whose calls wait for a person in every run on this task."""

    def __post_init__(self) -> None:
        check_asked(self.ask, "[approval] ask")
        if self.metric.kind == "score" and self.quality is not None:
            raise TaskError("[quality] belongs to kind 'time': a score is the quality")
        if not self.editable_files():
            raise TaskError(
                f"task {self.name!r}: no file in start/ matches editable = {list(self.editable)}; "
                f"the files there are {sorted(self.start.files)}"
            )

    @property
    def digest(self) -> str:
        """SHA-256 of settings, judge and start: two tasks with one digest are the same task."""
        parts = (self.settings, self.judge, self.start.digest.encode())
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def may_change(self, path: str) -> bool:
        """Whether a candidate may change, add or remove the file at this path.

        No file where data is mounted.  Where the start's own answers or tests check it: no file that could stand
        between the program and the bench, or change what the tests say.
        """
        if any(_meet(path, mount.target) for mount in self.surroundings.mounts):
            return False  # it would stand in for the data
        own = self.reference is not None or self.tests is not None
        if own and (stands_behind(path) or self._shadows(path)):
            return False
        if self.tests is not None and (steers_tests(path) or self._is_test(path)):
            return False
        return any(matches(path, pattern) for pattern in self.editable)

    def _is_test(self, path: str) -> bool:
        """Whether the command of the tests names this file, or the configuration of pytest says that it holds tests."""
        assert self.tests is not None
        named: set[str] = set()
        for word in " ".join(self.tests.command).replace("'", " ").replace('"', " ").split():
            file = word.partition("::")[0].removeprefix("./")
            named |= {file, f"{file.replace('.', '/')}.py", f"{file.replace('.', '/')}/__main__.py"}
        return path in named or any(fnmatchcase(path.rpartition("/")[2], glob) for glob in self._test_globs())

    def _test_globs(self) -> tuple[str, ...]:
        """What `python_files` names in the configuration at the top of the program."""
        found: list[str] = []
        for file in ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"):
            text = self.start.files.get(file, b"").decode("utf-8", "replace")
            for value in PYTHON_FILES.findall(text):
                found += re.findall(r"[^\s,'\"\[\]]+", value)
        return tuple(found)

    def _shadows(self, path: str) -> bool:
        """Whether a new file at this path could stand in for a library: it would begin a module that was not there."""
        if path in self.start.files:
            return False
        words = (*self.entry.command, *(self.tests.command if self.tests else ()))
        scripts = [word.rpartition("/")[0] for word in words if "/" in word and word in self.start.files]
        roots = ["", *(f"{folder}/" for folder in (*self.entry.path, *scripts) if folder != ".")]
        root = max((root for root in roots if path.startswith(root)), key=len)
        module, inside, _ = path[len(root) :].partition("/")
        return not inside or not any(
            file.startswith(f"{root}{module}/") and file.endswith(".py") for file in self.start.files
        )

    def editable_files(self) -> tuple[str, ...]:
        """The paths of the start that a candidate may change."""
        return tuple(path for path in sorted(self.start.files) if self.may_change(path))
