"""Read one run from a lab for its page."""

from __future__ import annotations

from collections.abc import Mapping

from leadscrew.core.program import Program
from leadscrew.core.task import Task
from leadscrew.report.columns import WANTED, columns_of
from leadscrew.report.course import KINDS, course_of
from leadscrew.report.summary import Summary, Surroundings, summarise
from leadscrew.research.accounts import accounts_of
from leadscrew.research.diversity import MOVES, diversity_of
from leadscrew.research.start import held_out_uses, task_of
from leadscrew.research.state import RunState, read_state
from leadscrew.sources.taskfile import bundled_tasks
from leadscrew.store.lab import Lab


def collect(lab: Lab, run: str | None, *, lab_option: str = "") -> Summary:
    """The summary of a run, or of the latest.  Raises NotFound and RecordError."""
    row = lab.run_row(run)
    name = str(row["id"])
    state = read_state(lab, name)
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
        accounts=tuple(accounts_of(lab, name)),
        diversity=diversity_of(lab.experiments(name, MOVES)),
    )
    phases = {phase["name"]: phase["seconds"] for phase in lab.rows("phase", "run = ?", (name,))}
    facts = (fact for kind in KINDS for fact in lab.facts(run=name, kind=kind))
    course = course_of(row, phases, facts, lab.fact(row["last_seq"]))
    return summarise(name, state, columns_of(lab.experiments(name, WANTED)), course, task, around)


def _final(lab: Lab, task: Task, state: RunState) -> Program | None:
    claim = state.claims[-1] if state.claims else None
    if claim is not None and claim.gain and claim.files is not None:
        return _program(lab, task, claim.files)
    return None if state.reduced_files is None else _program(lab, task, state.reduced_files)


def _program(lab: Lab, task: Task, files: Mapping[str, str | None]) -> Program:
    return task.start.with_files({path: None if d is None else lab.artefact(d) for path, d in files.items()})
