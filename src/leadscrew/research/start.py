"""A run's beginning on the record, and what can be read back from it."""

from __future__ import annotations

import os
import platform
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from leadscrew.core.hypothesis import one_line
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, commitment
from leadscrew.core.task import Metric, Surroundings, Task
from leadscrew.errors import BudgetError
from leadscrew.research.state import RunState
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab

BY_HAND = "by hand"
"""The researcher of `leadscrew try`."""
PERSON = "person"
"""The researcher of `leadscrew submit`."""
REPLICATION = "replication"
"""The researcher of `leadscrew replicate`: nobody searches."""


def new_run(
    lab: Lab,
    task: Task,
    *,
    budget_s: float,
    experiments: int | None,
    seed: int,
    researcher: str,
    slots: int = 1,
    change: Mapping[str, bytes | None] | None = None,
    why: str = "",
    surroundings: Surroundings | None = None,
    team: Sequence[Mapping[str, Any]] = (),
    ask: Sequence[str] = (),
    prices: str = "",
    watching: Mapping[str, Any] | None = None,
    suite: Mapping[str, Any] | None = None,
    person: Mapping[str, Any] | None = None,
) -> str:
    """Record the start of a run and give its name.  Raises BudgetError.

    change, why: what a person asks `leadscrew try` about, kept so that the run can be resumed.
    team, ask: the researchers, as `research.team` has them, and whose calls wait for a person.
    prices: a person's own table.
    watching: `halt_on`, and `monitor` with its allowance, as `research.lookout` and `research.monitor` have them.
    surroundings: what stands in here for those that the task names.
    suite: of which suite's cells this is one, as `research.suite` has it.
    person: who submits by hand, as `research.submitting` has it.
    """
    if experiments is not None and experiments < 1:
        raise BudgetError(f"experiments is {experiments}, expected at least 1")
    secret = secrets.token_bytes(32)
    body = {
        "task_digest": task.digest,
        "settings_artefact": lab.keep(task.settings),
        "judge_artefact": lab.keep(task.judge),
        "start_files": {path: lab.keep(content) for path, content in task.start.files.items()},
        "commitment": commitment(secret),
        "budget_s": budget_s,
        "experiments": experiments,
        "seed": seed,
        "slots": slots,
        "researcher": researcher,
        **({"team": list(team), "prices": prices} if team else {}),
        **({"ask": list(ask)} if team or ask else {}),
        **(watching or {}),
        **({"suite": dict(suite)} if suite is not None else {}),
        **({"person": dict(person)} if person is not None else {}),
        "environment": environment(),
        "change": {path: None if content is None else lab.keep(content) for path, content in (change or {}).items()},
        "why": one_line(why),
        "span": span_of(task.metric),
        "surroundings": None if surroundings is None else msgspec.to_builtins(surroundings),
    }
    return lab.start_run(task.name, body, secret)


def span_of(metric: Metric) -> float | None:
    """What `Effect.span` is on a task of this metric."""
    if metric.kind == "time":
        return None
    low, high = metric.bounds
    return metric.sign * (high - low)


def environment() -> dict[str, Any]:
    """What a reader of a claim wants to know of the machine; nothing that names a person or a path."""
    model = ""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return {
        "python": platform.python_version(),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
    }


def task_of(lab: Lab, state: RunState) -> Task:
    """The task as it was when the run started, from the record."""
    settings = state.settings
    start = Program({path: lab.artefact(digest) for path, digest in settings.start_files.items()})
    task = task_from_parts(
        name=settings.task,
        settings=lab.artefact(settings.settings_artefact),
        judge=lab.artefact(settings.judge_artefact),
        start=start,
    )
    return task if settings.surroundings is None else replace(task, surroundings=settings.surroundings)


def way_to_apply(lab: Lab, run: str) -> str:
    """The command that takes a claimed gain over.  Raises RecordError."""
    started = next(lab.facts(run=run, kind="run_started")).body
    settings = tomllib.loads(lab.artefact(started["settings_artefact"]).decode())
    return apply_command(run, researcher=started["researcher"], commit=settings.get("origin", {}).get("commit", ""))


def apply_command(run: str, *, researcher: str, commit: str) -> str:
    """Into a branch where the task came from a commit; what was replicated came from a repository elsewhere."""
    return (
        f"leadscrew apply {one_line(run, limit=20)} {'--branch' if commit and researcher != REPLICATION else '--patch'}"
    )


def slot_cores(slots: int) -> list[int | None]:
    """The cores of the bench slots: the last ones, so that the first is left to everything else."""
    cores = sorted(os.sched_getaffinity(0))
    usable = cores[1:] if len(cores) > 1 else cores
    chosen = usable[::-1][:slots]
    return [*chosen] or [None]


def default_slots() -> int:
    """Cores less one, at least one."""
    return max(1, len(os.sched_getaffinity(0)) - 1)


def held_out_uses(lab: Lab, task_digest: str) -> int:
    """How many claims in this lab have used a task's held-out kind of problems."""
    runs = {fact.run for fact in lab.facts(kind="run_started") if fact.body.get("task_digest") == task_digest}
    return sum(
        1
        for fact in lab.facts(kind="claim")
        if fact.run in runs and any(e["kind"] == Purpose.HELD_OUT for e in fact.body["evidence"])
    )
