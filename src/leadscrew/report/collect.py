"""Read one run from a lab for its page."""

from __future__ import annotations

from collections.abc import Mapping

from leadscrew.core.program import Program
from leadscrew.core.task import Task
from leadscrew.report.course import course_of
from leadscrew.report.summary import Summary, Surroundings, summarise
from leadscrew.research.start import held_out_uses, task_of
from leadscrew.research.state import RunState, read_state
from leadscrew.sources.taskfile import bundled_tasks
from leadscrew.store.lab import Lab


def collect(lab: Lab, run: str | None, *, lab_option: str = "") -> Summary:
    """The summary of a run, or of the latest.  Raises NotFound and RecordError."""
    row = lab.run_row(run)
    name = str(row["id"])
    facts = list(lab.facts(run=name))
    state = read_state(facts)
    task = task_of(lab, state)
    champion = _program(lab, task, state.experiments[state.champion].files) if state.champion else None
    open_because = str(row["state"])
    if open_because == "running" and lab.runner() is None:
        open_because = "stopped"
    around = Surroundings(
        open_because=open_because,
        uses=held_out_uses(lab, state.settings.task_digest),
        task_name=task.name if task.name in bundled_tasks() else f"./{task.name}",
        lab_option=lab_option,
        lab=lab.id,
        final=_final(lab, task, state) or champion,
        champion=champion,
    )
    return summarise(name, state, course_of(facts), task, around)


def _final(lab: Lab, task: Task, state: RunState) -> Program | None:
    claim = state.claims[-1] if state.claims else None
    if claim is not None and claim.gain and claim.files is not None:
        return _program(lab, task, claim.files)
    return None if state.reduced_files is None else _program(lab, task, state.reduced_files)


def _program(lab: Lab, task: Task, files: Mapping[str, str | None]) -> Program:
    return task.start.with_files({path: None if d is None else lab.artefact(d) for path, d in files.items()})
