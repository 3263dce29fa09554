"""`submit`: a person as the researcher, with a clock of the minutes that they spent."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leadscrew.cli.options import complete_tasks, json_option, lab_hint, lab_option, open_lab, say
from leadscrew.core.hypothesis import one_line
from leadscrew.errors import BadInput, ExitCode, NotFound

if TYPE_CHECKING:
    from leadscrew.core.program import Program
    from leadscrew.core.task import Task
    from leadscrew.research.clock import Reading
    from leadscrew.research.state import Experiment
    from leadscrew.research.submitting import PersonRun
    from leadscrew.store.lab import Lab

USUAL_S = 4 * 3600.0
"""Of a person's own time: what Anthropic reports people by."""
NAME_LETTERS = 40


@click.command(
    "submit",
    epilog="\b\nExample:\n  leadscrew submit train-lm --begin --budget 4h      # the clock; ./train-lm-work\n"
    '  leadscrew submit train-lm train-lm-work --why "batches are made once"\n'
    "  leadscrew submit train-lm --break                  # and --back\n"
    "  leadscrew submit train-lm --done                   # stops the clock, claims what holds\n\b\n"
    "While the bench measures the clock stands still, unless --go-on. Exit code 1: the change is not better.",
)
@click.argument("task", shell_complete=complete_tasks)
@click.argument("change", required=False, type=click.Path(path_type=Path))
@click.option("--why", default="", help="The hypothesis, for the record.")
@click.option("--begin", is_flag=True, help="Start the clock, and make a working copy of the program.")
@click.option("--budget", metavar="TIME", help="With --begin: the time that you set out with  [default: 4h]")
@click.option("--to", type=click.Path(path_type=Path), help="With --begin: the working copy  [default: ./TASK-work]")
@click.option("--break", "pausing", is_flag=True, help="Stop the clock.")
@click.option("--back", is_flag=True, help="Start it again.")
@click.option("--minutes", type=click.FloatRange(0.0), help="Minutes since the last time, as you state them.")
@click.option("--go-on", is_flag=True, help="With CHANGE: you work on while the bench measures.")
@click.option("--done", is_flag=True, help="Stop the clock and claim what holds.")
@click.option("--name", default="person", show_default=True, help="Who you are, for the record.")
@lab_option
@json_option
def submit_command(
    task: str, change: Path | None, why: str, begin: bool, budget: str | None, to: Path | None, pausing: bool,
    back: bool, minutes: float | None, go_on: bool, done: bool, name: str, lab_folder: Path, as_json: bool,
) -> int:  # fmt: skip
    """Measure CHANGE, a folder, a file or a patch against the start of TASK, as a person's next submission.

    It is measured against the champion so far, by the rules that hold for every researcher. Without CHANGE: say where
    the run stands, and finish what was interrupted.
    """
    from leadscrew.sources.taskfile import parse_duration, read_task

    name = one_line(name, limit=NAME_LETTERS).strip()
    _check_options(begin, pausing, back, done, change, budget=budget, to=to, minutes=minutes, go_on=go_on, name=name)
    subject = read_task(task)
    again = f"leadscrew submit {shlex.quote(task)}" + ("" if name == "person" else f" --name {shlex.quote(name)}")
    if begin:
        return _begin(subject, name, parse_duration(budget) if budget else USUAL_S, to, lab_folder, again=again)
    if change is None:
        lab = open_lab(lab_folder)
        run = _open_run(lab, subject, name, again)
        if pausing or back:
            return _turn(lab, run, back=back, again=again)
        if done:
            return _done(lab, run, minutes, again=again, as_json=as_json)
        return _stand(lab, run, again=again, as_json=as_json)
    code = _submit(subject, change, why, name, minutes, lab_folder, go_on=go_on, again=again, as_json=as_json)
    if done and code is not ExitCode.STOPPED:
        lab = open_lab(lab_folder)
        return _done(lab, _open_run(lab, subject, name, again), None, again=again, as_json=as_json)
    return code


def _check_options(
    begin: bool, pausing: bool, back: bool, done: bool, change: Path | None, *, budget: str | None, to: Path | None,
    minutes: float | None, go_on: bool, name: str,
) -> None:  # fmt: skip
    given = [
        option for option, on in (("--begin", begin), ("--break", pausing), ("--back", back), ("--done", done)) if on
    ]
    if len(given) > 1:
        raise BadInput(f"{' and '.join(given)} exclude each other")
    if change is not None and given and not done:
        raise BadInput(f"{given[0]} takes no CHANGE: submit it in a command of its own")
    if (budget is not None or to is not None) and not begin:
        raise BadInput("--budget and --to belong to --begin")
    if minutes is not None and change is None and not done:
        raise BadInput("--minutes belongs to a CHANGE or to --done: it says how long that took")
    if go_on and change is None:
        raise BadInput("--go-on belongs to a CHANGE")
    if not name:
        raise BadInput("--name is empty")


def _begin(task: Task, name: str, budget_s: float, to: Path | None, lab_folder: Path, *, again: str) -> int:
    from leadscrew.cli.run import refuse_when_paused
    from leadscrew.cli.words import duration
    from leadscrew.research import submitting
    from leadscrew.research.clock import Why

    lab = open_lab(lab_folder, create=True)
    refuse_when_paused(lab)
    if (run := submitting.open_run(lab, task.name, name)) is not None:
        raise BadInput(f"{name} is at work on {task.name!r} in {run}: '{again} --done' ends that first")
    folder = to or Path(f"{task.name}-work")
    _write_copy(task.start, folder)
    run = submitting.begin_run(lab, task, name=name, budget_s=budget_s)
    submitting.turn(lab, run, Why.BEGUN)
    hint = lab_hint(lab.folder)
    may = ", ".join(task.editable)
    say(f"{run}: the clock runs; {duration(budget_s)} are yours. The program as it is today lies in {str(folder)!r}.")
    say(f"Goal: {one_line(task.goal, limit=1000)}", err=True)
    say(
        f"Change {may} there. Each submission is measured against your best so far; --break stops the clock, --back "
        "starts it, --done ends with the claim.",
        err=True,
    )
    click.echo(f'Next: {again} {shlex.quote(str(folder))} --why "..."{hint}', err=True)
    return ExitCode.DONE


def _write_copy(start: Program, folder: Path) -> None:
    """The start's files in a folder that is not there yet.  Raises BadInput."""
    try:
        folder.mkdir(parents=True)
        for path, content in start.files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    except FileExistsError as exc:
        raise BadInput(f"{str(folder)!r} is there already: name another with --to, so that nothing is lost") from exc
    except OSError as exc:
        raise BadInput(f"{str(folder)!r} cannot be written: {exc.strerror}; name another with --to") from exc


def _open_run(lab: Lab, task: Task, name: str, again: str) -> str:
    """The run that this person has on the task.  Raises NotFound, or BadInput where the task is another by now."""
    from leadscrew.research import submitting

    run = submitting.open_run(lab, task.name, name)
    if run is None:
        raise NotFound(
            f"{name} has no open run on {task.name!r} in lab {str(lab.folder)!r}: '{again} --begin' starts one"
        )
    _check_task(lab, run, task, again)
    return run


def _check_task(lab: Lab, run: str, task: Task, again: str) -> None:
    digest = str(next(lab.facts(run=run, kind="run_started")).body["task_digest"])
    if digest != task.digest:
        raise BadInput(
            f"task {task.name!r} is not the one that {run} was begun on: expected digest {digest[:16]}…, got "
            f"{task.digest[:16]}…; put the task back, then '{again} --done'"
        )


def _turn(lab: Lab, run: str, *, back: bool, again: str) -> int:
    from leadscrew.cli.run import refuse_when_paused
    from leadscrew.research import submitting
    from leadscrew.research.clock import Why

    read = submitting.read_clock(lab, run)
    if read is None:
        raise BadInput(f"{run} has no clock: it was begun by a submission; --minutes states what you spent")
    if back:
        refuse_when_paused(lab)
    if back == read.running and read.why is not Why.MEASURING:
        say(f"{run}: the clock {'runs' if read.running else 'stands'} already. {_clock_told(read)}")
        return ExitCode.DONE
    submitting.turn(lab, run, Why.BACK if back else Why.BREAK)
    again_read = submitting.read_clock(lab, run)
    assert again_read is not None
    say(f"{run}: the clock {'runs again' if back else 'stands'}. {_clock_told(again_read)}")
    if not back:
        click.echo(f"Next: {again} --back{lab_hint(lab.folder)}", err=True)
    return ExitCode.DONE


def _submit(
    task: Task, change: Path, why: str, name: str, minutes: float | None, lab_folder: Path, *, go_on: bool, again: str,
    as_json: bool,
) -> int:  # fmt: skip
    from leadscrew.cli.run import check_change, refuse_when_paused
    from leadscrew.research import submitting
    from leadscrew.sources.change import read_change

    files = read_change(change, task)
    if (lab_folder / "lab.db").exists():
        refuse_when_paused(open_lab(lab_folder))
    check_change(task, files)
    lab = open_lab(lab_folder, create=True)
    refuse_when_paused(lab)
    with lab.running():
        run = submitting.open_run(lab, task.name, name)
        if run is None:
            run = submitting.begin_run(lab, task, name=name, budget_s=None)
        else:
            _check_task(lab, run, task, again)
        submitting.spend(lab, run, stated_s=None if minutes is None else 60.0 * minutes, submits=True)
        return _measured(
            lab, run, files, why or f"by hand: {change.name}", name, go_on=go_on, again=again, as_json=as_json
        )  # fmt: skip


def _measured(
    lab: Lab,
    run: str,
    files: Mapping[str, bytes | None],
    why: str,
    name: str,
    *,
    go_on: bool,
    again: str,
    as_json: bool,
) -> int:
    """One sitting of the bench, with the clock standing unless it goes on; what came of it."""
    from leadscrew.cli.run import session_of
    from leadscrew.research import submitting
    from leadscrew.research.clock import Why

    read = submitting.read_clock(lab, run)
    if read is not None and read.running and not go_on:
        submitting.turn(lab, run, Why.MEASURING)
    elif read is not None and read.why is Why.MEASURING:  # it has stood since a measurement that was killed
        say(
            "The bench was stopped while it measured; the clock has stood since then, and runs again after this.",
            err=True,
        )
    person = submitting.ByPerson(files, why, name)
    lab.append("run_resumed", {"was": lab.run_row(run)["state"]}, run=run)
    try:
        progress, count = session_of(lab, run, lambda running: running.sit(person), as_json=as_json, go_on=again)
    finally:
        if lab.run_row(run)["state"] != "ended":
            submitting.leave(lab, run)
            last = submitting.read_clock(lab, run)
            if last is not None and last.why is Why.MEASURING:  # no break was begun meanwhile
                submitting.turn(lab, run, Why.MEASURED)
    if count is None:
        return ExitCode.STOPPED
    experiment = person.experiment or (progress.state.experiments[count] if not files and count else None)
    told = submitting.person_run(lab, run)
    if as_json:
        click.echo(
            json.dumps({"event": "submission", "run": run, "experiment": experiment_plain(experiment), **plain(told)})
        )
    else:
        _tell(lab, told, experiment, again, open_still=progress.open)
    better = experiment is not None and experiment.verdict == "better"
    return ExitCode.DONE if better else ExitCode.NO


def _stand(lab: Lab, run: str, *, again: str, as_json: bool) -> int:
    """Where a run stands; what a kill or Ctrl-C left undecided is measured to its end."""
    from leadscrew.cli.run import refuse_when_paused
    from leadscrew.report.words import count
    from leadscrew.research import submitting

    if lab.verdicts(run).get(None):
        refuse_when_paused(lab)
        with lab.running():
            name = str(next(lab.facts(run=run, kind="run_started")).body["person"]["name"])
            return _measured(lab, run, {}, "", name, go_on=False, again=again, as_json=as_json)
    told = submitting.person_run(lab, run)
    if as_json:
        click.echo(json.dumps(plain(told)))
        return ExitCode.DONE
    read = submitting.read_clock(lab, run)
    champion = lab.run_row(run)["champion"]
    best = f"champion #{champion}, unproven" if champion else "nothing better yet"
    clock = "no clock: minutes are known only where you state them" if read is None else _clock_told(read)
    say(f"{run}: {count(told.submissions, 'submission')}, {best}. {clock}{_left(told)}")
    _warn(told)
    click.echo(f'Next: {again} CHANGE --why "..."   or   {again} --done{lab_hint(lab.folder)}', err=True)
    return ExitCode.DONE


def _done(lab: Lab, run: str, minutes: float | None, *, again: str, as_json: bool) -> int:
    from leadscrew.cli.run import Nobody, carry_on, refuse_when_paused
    from leadscrew.research import submitting
    from leadscrew.research.clock import Why

    refuse_when_paused(lab)
    with lab.running():
        read = submitting.read_clock(lab, run)
        over = read is not None and read.why is Why.DONE
        if not over and (read is not None or minutes is not None):
            stated_s = None if minutes is None else 60.0 * minutes
            submitting.spend(lab, run, stated_s=stated_s, submits=False, stops=read is not None)
        lab.append("run_resumed", {"was": lab.run_row(run)["state"]}, run=run)
        try:
            code = carry_on(lab, run, Nobody(), as_json=as_json, go_on=f"{again} --done")
        finally:
            submitting.leave(lab, run)
    told = submitting.person_run(lab, run)
    if told.ended:
        if as_json:
            click.echo(json.dumps({"event": "person", **plain(told)}))
        else:
            say(f"{told.name}: {minutes_told(told)}.")
            _warn(told)
    return code


def _tell(lab: Lab, told: PersonRun, experiment: Experiment | None, again: str, *, open_still: bool) -> None:
    """What a submission came to, for a person."""
    from leadscrew.cli import words
    from leadscrew.core.experiment import Verdict

    if experiment is not None and experiment.decision is not None:
        decision = experiment.decision
        effect = words.shown(decision.verdict, decision.effect)
        against = f"#{experiment.parent}" if experiment.parent else "the start"
        reason = f" ({one_line(decision.reason)})" if decision.reason else ""
        say(
            f"#{experiment.number} {words.SIGNS[Verdict(decision.verdict)]} {words.factor(effect)} "
            f"{words.interval(effect)} against {against}, {decision.pairs} pairs{reason}".replace("  ", " ")
        )
    elif not open_still:
        say("The bench's time for this run is over: nothing more is measured in it.")
    say(f"{told.name}: {minutes_told(told)}.")
    _warn(told)
    click.echo(f'Next: {again} CHANGE --why "..."   or   {again} --done{lab_hint(lab.folder)}', err=True)


def minutes_told(told: PersonRun) -> str:
    """A person's minutes: the clock's, the stated ones as such, unknown ones as such."""
    from leadscrew.report.suite import minutes_words

    return minutes_words(told)


def _clock_told(read: Reading) -> str:
    from leadscrew.report.words import duration

    state = "it runs" if read.running else f"it stands ({read.why})"
    return f"By the clock {duration(read.clock_s)}, {duration(read.with_bench_s)} with the bench's time; {state}."


def _left(told: PersonRun) -> str:
    """What is left of the time that a person set out with."""
    from leadscrew.report.words import duration

    if told.budget_s is None or told.clock_s is None:
        return ""
    return f" Of {duration(told.budget_s)} {duration(max(0.0, told.budget_s - told.clock_s))} are left."


def _warn(told: PersonRun) -> None:
    from leadscrew.report.words import duration

    for text in told.told:
        say(f"leadscrew: {text}", err=True)
    if told.over and told.budget_s is not None:
        say(f"leadscrew: more than the {duration(told.budget_s)} that you set out with; the record says so", err=True)


def plain(told: PersonRun) -> dict[str, object]:
    """A person's run as data."""
    from leadscrew.report.suite import person_plain

    return person_plain(told)


def experiment_plain(experiment: Experiment | None) -> dict[str, object] | None:
    """An experiment as data."""
    import msgspec

    if experiment is None:
        return None
    decision = None if experiment.decision is None else msgspec.to_builtins(experiment.decision)
    return {"number": experiment.number, "parent": experiment.parent, "decision": decision}
