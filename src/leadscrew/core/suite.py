"""A suite: a frozen, versioned set of tasks under fixed budgets, the same test for every researcher."""

from __future__ import annotations

import re
from dataclasses import dataclass

from leadscrew.errors import SuiteError

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
TASK = re.compile(r"[A-Za-z0-9][\w-]*(/[\w-]+)*")
DIGEST = re.compile(r"[0-9a-f]{64}")
MOST_TASKS, MOST_SEEDS, MOST_VERSION = 100, 1000, 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteTask:
    """One task of a suite with the budget that each of its runs has."""

    name: str
    """A bundled task's name, or a folder's."""
    digest: str
    """SHA-256 of the task, as `Task.digest` has it: what the suite was frozen with."""
    wall_s: float
    experiments: int | None = None
    tokens: int | None = None
    """Of models; None where only the time holds."""
    cost_usd: float | None = None

    def __post_init__(self) -> None:
        if not TASK.fullmatch(self.name):
            raise SuiteError(f"task {self.name!r}: expected a bundled task's name, or a folder beside the suite's file")
        if not DIGEST.fullmatch(self.digest):
            raise SuiteError(f"task {self.name!r}: digest is {self.digest!r}, expected 64 hex digits")
        for key in ("wall_s", "experiments", "tokens", "cost_usd"):
            value = getattr(self, key)
            if value is not None and not 0 < value < float("inf"):
                raise SuiteError(f"task {self.name!r}: {key} is {value!r}, expected a number above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSuite:
    """A suite as it was read."""

    name: str
    version: int
    about: str
    tasks: tuple[SuiteTask, ...]
    digest: str
    """SHA-256 of the file."""

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise SuiteError(f"name is {self.name!r}, expected small letters, digits, '-' and '_'")
        if not 1 <= self.version <= MOST_VERSION:
            raise SuiteError(f"version is {str(self.version)[:20]}, expected a whole number from 1 to {MOST_VERSION:,}")
        if not 1 <= len(self.tasks) <= MOST_TASKS:
            raise SuiteError(f"{len(self.tasks)} tasks, expected 1 to {MOST_TASKS} tables [[task]]")
        names = [task.name for task in self.tasks]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise SuiteError(f"task {twice!r} is there twice; more runs of a task are more seeds")
