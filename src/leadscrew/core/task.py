"""A task: what may change, how an answer is obtained, measured and limited."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import Literal

from leadscrew.core.program import Program, matches
from leadscrew.errors import BudgetError, TaskError

CALL = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


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

    def __post_init__(self) -> None:
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

    def __post_init__(self) -> None:
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
        """Whether a candidate may change, add or remove the file at this path."""
        return any(matches(path, pattern) for pattern in self.editable)

    def editable_files(self) -> tuple[str, ...]:
        """The paths of the start that a candidate may change."""
        return tuple(path for path in sorted(self.start.files) if self.may_change(path))
