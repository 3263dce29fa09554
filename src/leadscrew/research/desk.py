"""All a researcher is given: the task's open side, the budget, submit, share, halt. One interface for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from leadscrew.core.profile import Profile
from leadscrew.core.program import Program
from leadscrew.core.task import Task
from leadscrew.research.state import Experiment


class Desk(Protocol):
    """What a researcher sees of a run. It never gives the judge, a problem or a seed."""

    @property
    def task(self) -> Task:
        """The task; its `judge` field is empty."""
        ...

    @property
    def open(self) -> bool:
        """Whether the desk still takes submissions: budget left, not halted."""
        ...

    @property
    def seed(self) -> int:
        """Repeats proposals, never problems."""
        ...

    @property
    def slots(self) -> int:
        """How many submissions can be measured at once."""
        ...

    @property
    def direction(self) -> str:
        """A line from a person that says where to look; may be empty."""
        ...

    @property
    def left_s(self) -> float:
        """Seconds of the search's budget that are left."""
        ...

    @property
    def quality_noise(self) -> float:
        """Standard deviation of one trial's quality against the start's mean, between problems; 0 without quality."""
        ...

    @property
    def experiments(self) -> Sequence[Experiment]:
        """All experiments so far with verdicts and effects, from number 1 on: after a day they are a hundred thousand.

        The latest are in memory; going through all of them reads the record.
        """
        ...

    @property
    def champion(self) -> int:
        """Number of the best experiment so far; 0 is the start."""
        ...

    def program(self, number: int) -> Program:
        """The files of an experiment; 0 is the start."""
        ...

    async def profile(self, number: int) -> Profile | None:
        """Where the time of an experiment's program goes, measured in a box; 0 is the start.

        None where that cannot be said: the program fails, is no call, or a trial of it takes too much of what is left.
        """
        ...

    async def submit(
        self,
        change: Mapping[str, bytes | None],
        hypothesis: str,
        *,
        author: str,
        move: str = "",
        base: int | None = None,
    ) -> Experiment:
        """Have a change measured: whole files by path, None to remove one, against program `base` (the champion).

        A change that the task does not allow comes back `refused`; a program seen before comes back from the record.
        Raises Closed when the desk is no longer open.
        """
        ...

    def share(self, statement: str, experiments: Sequence[int], *, author: str) -> None:
        """A finding in words; the lab attaches the numbers of the experiments that carry it."""
        ...

    def tally(self, drafts: Mapping[str, Mapping[str, int]]) -> None:
        """Say how many drafts of each family came to what before anything was submitted, for the report."""
        ...

    def halt(self, reason: str, *, author: str) -> None:
        """Stop this run until a person has looked, and say why."""
        ...


class Closed(Exception):
    """The desk takes no more submissions."""


class Researcher(Protocol):
    """Whatever proposes."""

    async def research(self, desk: Desk) -> None:
        """Propose until the desk is closed or nothing is left to try."""
        ...
