"""Every error that Leadscrew raises, one tree; each class knows the exit code that the terminal gives it.

LeadscrewError
├── BadInput                 2   something that a person gave is not usable
│   ├── TaskError                a task folder, its judge or its start
│   ├── SuiteError               a suite of tasks, or a task that is not the one it was frozen with
│   ├── ChangeError              a proposed change
│   ├── LabError                 a lab folder
│   ├── BudgetError              a budget that makes no sense
│   ├── RepositoryError          a git repository, or what is asked of it
│   └── NotFound                 a run or experiment that the record does not hold
├── Stopped                  3   a person paused or interrupted the lab
│   └── Halted               6   a researcher or a monitor halted the run, which waits for a person
├── MachineError             4   this machine cannot do it
│   ├── BoxUnavailable           no working box: nothing untrusted is run
│   └── StorageFailed            the disk refused a write
├── RecordError              5   the record does not verify
├── BoxFailed                4   a box broke in a way that no candidate's verdict explains
└── Rejected                     what a judge raises; never leaves the bench
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The closed list of exit codes of every command."""

    DONE = 0
    NO = 1
    BAD_INPUT = 2
    STOPPED = 3
    MACHINE = 4
    RECORD = 5
    HALTED = 6


class LeadscrewError(Exception):
    """The root of the tree."""

    exit_code = ExitCode.BAD_INPUT


class BadInput(LeadscrewError):
    """Something that a person gave is not usable."""


class TaskError(BadInput):
    """A task folder, its judge or its start is not sound."""


class SuiteError(BadInput):
    """A suite's file is not sound, or a task is not the one that it was frozen with."""


class ChangeError(BadInput):
    """A proposed change cannot be applied to the task."""


class LabError(BadInput):
    """A lab folder cannot be used."""


class BudgetError(BadInput):
    """A budget makes no sense."""


class RepositoryError(BadInput):
    """A git repository cannot be used, or does not hold what is asked of it."""


class NotFound(BadInput):
    """The record holds no such run or experiment."""


class Stopped(LeadscrewError):
    """A person paused or interrupted the lab; nothing finished is lost."""

    exit_code = ExitCode.STOPPED


class Halted(Stopped):
    """A researcher or a monitor halted the run: it waits for a person, and nothing is lost."""

    exit_code = ExitCode.HALTED


class MachineError(LeadscrewError):
    """This machine cannot do what was asked."""

    exit_code = ExitCode.MACHINE


class BoxUnavailable(MachineError):
    """No working box on this machine, so nothing untrusted is run."""


class StorageFailed(MachineError):
    """The disk refused a write; what was recorded before stands."""


class BoxFailed(MachineError):
    """A box broke in a way that no candidate's verdict explains."""


class RecordError(LeadscrewError):
    """The record does not verify."""

    exit_code = ExitCode.RECORD


class Rejected(Exception):
    """Raised by a judge's `check` with the reason why an answer does not count."""
