"""What somebody else needs to do a run again, to check its record and to use its result."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from leadscrew import __version__
from leadscrew.core.hypothesis import one_line
from leadscrew.core.task import Task
from leadscrew.report.course import Course
from leadscrew.research.start import REPLICATION, apply_command
from leadscrew.research.state import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduce:
    """What somebody else needs to do it again."""

    commands: tuple[tuple[str, str], ...]
    """(command, what it is for)."""
    facts: tuple[tuple[str, str], ...]
    """(name, value)."""


def reproduce(
    run: str, state: RunState, course: Course, task: Task, *, task_name: str, lab_option: str, lab: str
) -> Reproduce:
    """Commands to do the run again, to check its record, to use its result."""
    settings = state.settings
    commands = [(f"leadscrew verify{lab_option}", "checks this record: the chain of facts, every view, every file")]
    budget = f"--budget {settings.budget_s:g}s"
    if settings.researcher == "by hand":
        again = f"leadscrew try {task_name} CHANGE.patch {budget}"
        commands.append((again, "measures the change on this page again, on problems that are always fresh"))
    elif settings.researcher == "mcp":
        commands.append((f"leadscrew mcp {task_name} {budget}", "opens the desk to clients again"))
    elif settings.researcher == REPLICATION:
        commands.append((f"leadscrew replicate FILE {budget}", "measures the claim in its file again"))
    else:
        again = f"leadscrew run {task_name} {budget} --seed {settings.seed} --slots {settings.slots}"
        again += "" if settings.experiments is None else f" --experiments {settings.experiments}"
        again += "".join(f" --researcher {shlex.quote(one_line(str(member['spec'])))}" for member in settings.team)
        commands.append((again, "runs it again: the seed repeats proposals only, problems are always fresh"))
    if state.claims and state.claims[-1].gain:
        commit = task.origin.commit if task.origin is not None else ""
        apply = apply_command(run, researcher=settings.researcher, commit=commit)
        what = (
            "commits the claimed change on a branch of its own"
            if "--branch" in apply
            else "prints the claimed change as a patch"
        )
        commands.append((f"{apply}{lab_option}", what))
    facts = (
        ("leadscrew", __version__),
        ("task digest", settings.task_digest),
        ("start digest", task.start.digest),
        ("judge digest", settings.judge_artefact),
        ("commitment to the seeds' secret", settings.commitment),
        ("seed of the proposals", str(settings.seed)),
        ("lab", lab),
        ("last fact on this page", f"{course.last_seq}, {course.last_hash}"),
    )
    return Reproduce(commands=tuple(commands), facts=facts)
