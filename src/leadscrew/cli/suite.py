"""`suite run`, `suite show`, `suite freeze`: the same test for every model, as a series."""

from __future__ import annotations

import json
import os
import shlex
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leadscrew.cli.options import json_option, lab_hint, lab_option, open_lab, say
from leadscrew.core.hypothesis import one_line
from leadscrew.errors import (
    BadInput,
    BoxUnavailable,
    BudgetError,
    ExitCode,
    LabError,
    LeadscrewError,
    RecordError,
    Stopped,
    StorageFailed,
)

if TYPE_CHECKING:
    from leadscrew.core.suite import SuiteTask, TaskSuite
    from leadscrew.core.task import Task
    from leadscrew.research.suite import Begun, Cell, Key
    from leadscrew.store.lab import Lab

DEFAULT = "speed"
LOOK_S = 0.5


def complete_suites(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Bundled suites, for a shell's completion."""
    from leadscrew.sources.suitefile import bundled_suites

    return [name for name in bundled_suites() if name.startswith(incomplete)]


@click.group(
    "suite",
    epilog="\b\nExample:\n  leadscrew suite run --researcher rewriter --suite small\n"
    "  leadscrew suite run --researcher anthropic/claude-sonnet-4-5 --suite small\n  leadscrew suite show small",
)
def suite_command() -> None:
    """The same test for every model: a frozen set of tasks under fixed budgets, run again at each release."""


@suite_command.command(
    "run",
    epilog="\b\nExample:\n  leadscrew suite run --researcher rewriter --suite small      # the control\n"
    "  leadscrew suite run --researcher openai/gpt-5 --seeds 3\n\b\n"
    "The same command goes on with a suite that was stopped. Exit code 1: the row has cells that are missing.",
)
@click.option(
    "--researcher",
    "researchers",
    multiple=True,
    required=True,
    metavar="NAME",
    help="rewriter, a model (anthropic/NAME, openai-api/NAME@URL, ...); may be repeated: a row for each.",
)
@click.option(
    "--suite", "name", default=DEFAULT, show_default=True, metavar="NAME|FILE", shell_complete=complete_suites,
    help="A bundled suite, or a .toml file of your own.",
)  # fmt: skip
@click.option("--seeds", type=click.IntRange(1, 1000), default=1, show_default=True, help="Runs of each task.")
@click.option("--prices", type=click.Path(path_type=Path, dir_okay=False), help="Your own table of prices, as TOML.")
@click.option("--anew", is_flag=True, help="Begin again where one was stopped, instead of going on with it.")
@lab_option
@json_option
def run_suite(
    researchers: tuple[str, ...], name: str, seeds: int, prices: Path | None, anew: bool, lab_folder: Path,
    as_json: bool,
) -> int:  # fmt: skip
    """Run a suite with each researcher and append a row to the series.

    Each cell, one task with one seed, is an ordinary run of the lab that ends with its claim.
    """
    from leadscrew.cli.run import refuse_when_paused
    from leadscrew.sources.suitefile import read_suite, tasks_of_suite

    suite = read_suite(name)
    tasks = tasks_of_suite(suite, name)
    for researcher in dict.fromkeys(researchers):
        for entry in suite.tasks:
            _team(researcher, entry, suite, prices)
    lab = open_lab(lab_folder, create=True)
    refuse_when_paused(lab)
    command = _command(researchers, name, seeds, prices)
    code = ExitCode.DONE
    try:
        with lab.running():
            for researcher in dict.fromkeys(researchers):
                begun = _begun(lab, suite, researcher, seeds, anew=anew)
                ended = _carry_out(lab, begun, tasks, suite, prices, command=command, as_json=as_json)
                if ended is ExitCode.STOPPED:
                    return ended
                code = max(code, ended)
    except LabError as exc:
        if "in use" in str(exc):
            raise LabError(f"{exc}; a lab carries out one suite, or one run, at a time") from exc
        raise
    except StorageFailed as exc:
        raise StorageFailed(f"{exc}\nAll cells that ended are on the record; go on with: {command}") from exc
    click.echo(f"Next: leadscrew suite show {suite.name}{lab_hint(lab.folder)}", err=True)
    return code


def _command(researchers: Sequence[str], name: str, seeds: int, prices: Path | None) -> str:
    """The command that goes on with a suite, without the option that names the lab."""
    words = ["leadscrew", "suite", "run"]
    for researcher in researchers:
        words += ["--researcher", researcher]
    words += ["--suite", name, "--seeds", str(seeds)]
    if prices is not None:
        words += ["--prices", str(prices)]
    return shlex.join(words)


def _team(researcher: str, entry: SuiteTask, suite: TaskSuite, prices: Path | None) -> list[dict[str, Any]]:
    """The team of a cell's run; nothing where the rewriter is alone.  Raises BadInput, BudgetError, MachineError."""
    from leadscrew.research.suite import REWRITER

    if researcher == REWRITER:
        return []
    from leadscrew.research.seat import Allowance
    from leadscrew.research.team import as_plain, team_of

    allowance = Allowance(tokens=entry.tokens, cost_usd=entry.cost_usd)
    try:
        return as_plain(team_of((researcher,), (), workers=1, allowance=allowance, prices=prices))
    except BudgetError as exc:
        raise BudgetError(f"suite {suite.name!r} allows ${entry.cost_usd} for {entry.name!r}: {exc}") from exc


def _begun(lab: Lab, suite: TaskSuite, researcher: str, seeds: int, *, anew: bool) -> Begun:
    """The suite that this command goes on with, else one that begins now.  Raises BadInput where conditions changed."""
    from leadscrew.research import suite as record

    wanted = list(range(1, seeds + 1))
    known = [begun for begun in record.open_suites(lab) if begun.researcher == researcher]
    same = [begun for begun in known if begun.body["digest"] == suite.digest and list(begun.seeds) == wanted]
    if not same or anew:
        return record.begin(lab, suite, researcher=researcher, seeds=wanted, instead_of=same[-1].seq if same else None)
    here = record.conditions(lab)
    for key, words in record.SAME.items():
        if same[-1].body[key] != here[key]:
            raise BadInput(
                f"suite {suite.name!r} by {researcher!r} was begun with another {words.removeprefix('the ')}: expected "
                f"{_told(same[-1].body[key])}, got {_told(here[key])}. One row has one of each: begin again with --anew"
            )
    return same[-1]


def _told(value: Any) -> str:
    return f"{value['processor']}, {value['cores']} cores" if isinstance(value, dict) else str(value)


def _carry_out(
    lab: Lab,
    begun: Begun,
    tasks: Mapping[str, Task],
    suite: TaskSuite,
    prices: Path | None,
    *,
    command: str,
    as_json: bool,
) -> ExitCode:
    """All cells that are not done, then the row."""
    from leadscrew.cli.words import ascii_of, duration
    from leadscrew.report.suite import row_line, row_plain
    from leadscrew.report.words import count
    from leadscrew.research import suite as record

    done = record.cells_of(lab, begun)
    whole_s = sum(begun.budget(task)["wall_s"] for task, seed in begun.keys if (task, seed) not in done)
    went_on = f", of which {len(done)} done" if done else ""
    say(
        f"Suite {suite.name} version {suite.version} by {one_line(begun.researcher)}: "
        f"{count(len(begun.keys), 'run')}{went_on}; {duration(whole_s)} at most.",
        err=True,
    )
    entries = {entry.name: entry for entry in suite.tasks}
    waiting = 0
    for place, key in enumerate(begun.keys, 1):
        if key in done:
            continue
        _wait_for_the_lift(lab, command)
        say(f"[{place}/{len(begun.keys)}] {key[0]}, seed {key[1]}", err=True)
        if _halted(lab, begun, key):
            waiting += 1
            continue
        cell = _measured(
            lab, begun, key, tasks[key[0]], _team(begun.researcher, entries[key[0]], suite, prices), prices,
            command=command, as_json=as_json,
        )  # fmt: skip
        if cell is None and _halted(lab, begun, key):
            waiting += 1
            continue
        if cell is None:
            return ExitCode.STOPPED
        if not as_json:
            say(ascii_of(cell_line(cell)), err=True)
    if waiting:
        say(f"The row waits for {count(waiting, 'run')} that a person has to look at; then: {command}", err=True)
        return ExitCode.HALTED
    row = record.end(lab, begun)
    if as_json:
        click.echo(json.dumps({"event": "suite", "row": row_plain(row)}))
    else:
        say(ascii_of(row_line(row)))
    return ExitCode.NO if row.missing else ExitCode.DONE


def _halted(lab: Lab, begun: Begun, key: Key) -> bool:
    """Whether a cell's run was halted and no person has answered; who did it and what a person can do is said."""
    from leadscrew.research.halting import halt_in_force
    from leadscrew.research.suite import runs_of

    run = runs_of(lab, begun).get(key)
    halt = halt_in_force(lab, run) if run is not None else None
    if halt is None:
        return False
    hint = lab_hint(lab.folder)
    say(f"leadscrew: {run} is {halt.words}. It waits for a person; the others go on.", err=True)
    say(f"      leadscrew resume {run} --why '...'{hint}   goes on with it", err=True)
    say(f"      leadscrew resume {run} --finish{hint}      ends it with its claim", err=True)
    return True


def _measured(
    lab: Lab,
    begun: Begun,
    key: Key,
    task: Task,
    team: list[dict[str, Any]],
    prices: Path | None,
    *,
    command: str,
    as_json: bool,
) -> Cell | None:
    """One cell, from its beginning or from where it was interrupted; None where it was stopped or halted."""
    from leadscrew.cli.main import short_of_memory
    from leadscrew.cli.run import Searching, session_of
    from leadscrew.research import suite as record
    from leadscrew.research.rewriter.rewriter import Rewriter
    from leadscrew.research.run import PauseSeen
    from leadscrew.research.start import default_slots, new_run
    from leadscrew.research.succession.bank import read_banks
    from leadscrew.research.succession.generations import policy_for
    from leadscrew.sources.labfile import all_asked, asked_in

    run = record.runs_of(lab, begun).get(key)
    budget = begun.budget(key[0])
    if run is None:
        run = new_run(
            lab,
            task,
            budget_s=budget["wall_s"],
            experiments=budget["experiments"],
            seed=key[1],
            researcher=begun.researcher,
            slots=default_slots(),
            team=team,
            ask=all_asked(task.ask, asked_in(lab.folder)) if team else (),
            prices=str(prices.absolute()) if prices is not None else "",
            suite={
                "began": begun.seq,
                "name": begun.body["suite"],
                "version": begun.body["version"],
                "task": key[0],
                "seed": key[1],
            },
        )
    else:
        lab.append("run_resumed", {"was": lab.run_row(run)["state"]}, run=run)
    started = next(lab.facts(run=run, kind="run_started")).body
    policy, _ = policy_for(lab, task.name, read_banks(), learned=False)
    rewriter = Rewriter(policy)
    researcher = Searching(started, rewriter)
    while True:
        try:
            _, claim = session_of(
                lab, run, lambda running: running.go(researcher), as_json=as_json, go_on=command, asks=not as_json
            )
            if claim is None:
                return None
            break
        except PauseSeen:  # it came before the first box was there
            _wait_for_the_lift(lab, command)
        except (Stopped, StorageFailed, RecordError, BoxUnavailable):
            raise  # not of this cell alone
        except Exception as exc:
            if short_of_memory(exc):
                raise
            told = one_line(str(exc) if isinstance(exc, LeadscrewError) else f"a fault in leadscrew: {exc!r}")
            record.give_up(lab, begun, key, run, told)
            say(f"leadscrew: {key[0]}, seed {key[1]} came to nothing: {told}; the others go on", err=True)
            break
    return record.cells_of(lab, begun)[key]


def _wait_for_the_lift(lab: Lab, command: str) -> None:
    """Between two cells: a paused lab starts nothing."""
    pause = lab.pause()
    if pause is None:
        return
    from leadscrew.sandbox.box import living_boxes

    lab.append("standing_still", {"boxes": len(living_boxes(lab.mark))})
    reason = f" ({pause.reason})" if pause.reason else ""
    say(f"paused by {pause.who}{reason}: the next run waits for 'leadscrew lift'", err=True)
    try:
        while lab.pause() is not None:
            time.sleep(LOOK_S)
    except KeyboardInterrupt as exc:
        raise Stopped(f"stopped by Ctrl-C; go on with: {command}{lab_hint(lab.folder)}") from exc
    lab.append("going_on", {})


def cell_line(cell: Cell) -> str:
    """What a cell came to, on one line."""
    from leadscrew.report.suite import cell_gain, cost_told
    from leadscrew.report.words import count, duration

    if cell.missing:
        return f"{cell.task}, seed {cell.seed}: missing: {cell.missing}"
    spent = f"{count(cell.experiments, 'experiment')}, {duration(cell.wall_s)}, {cost_told(cell.cost_usd)}"
    return f"{cell.task}, seed {cell.seed}: {cell_gain(cell)}, {spent} ({cell.run})"


@suite_command.command(
    "show",
    epilog="\b\nExample:\n  leadscrew suite show small\n  leadscrew suite show speed --plot series.png --by date\n"
    "  leadscrew suite show speed --plot course.svg --by wall",
)
@click.argument("name", required=False, shell_complete=complete_suites)
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="An .svg or .png file to write.")
@click.option(
    "--by", type=click.Choice(["date", "wall", "experiments", "cost"]), default="date", show_default=True,
    help="What the plot shows gains against.",
)  # fmt: skip
@lab_option
@json_option
def show_suites(name: str | None, plot: Path | None, by: str, lab_folder: Path, as_json: bool) -> int:
    """The series of suite NAME, or of all: gain by researcher and date, the rewriter as control, and people beside."""
    from leadscrew.report.suite import plain_of, series_of

    if plot is not None and plot.suffix not in (".svg", ".png"):
        raise BadInput(f"--plot {str(plot)!r}: expected a file that ends in .svg or .png")
    lab = open_lab(lab_folder)
    found = series_of(lab, name)
    if not found:
        from leadscrew.sources.suitefile import bundled_suites

        what = f"no row of suite {name!r}" if name else "no row of any suite"
        raise BadInput(
            f"the lab {str(lab.folder)!r} holds {what}: 'leadscrew suite run --researcher rewriter --suite "
            f"{name or 'small'}' makes one; bundled: {', '.join(bundled_suites())}"
        )
    if plot is not None:
        from leadscrew.report.suite_chart import drawn

        if not all(series.points for series in found):
            raise BadInput("--plot: a suite was begun and has no row yet; the command that began it goes on with it")

        picture = drawn(lab, found, by=by, as_png=plot.suffix == ".png")
        try:
            plot.write_bytes(picture)
        except OSError as exc:
            raise BadInput(f"--plot {str(plot)!r}: cannot be written: {exc.strerror}") from exc
        click.echo(f"plot: {plot}", err=True)
    if as_json:
        click.echo(json.dumps(plain_of(found)))
        return ExitCode.DONE
    from leadscrew.cli.suite_table import print_series

    for series in found:
        print_series(series, lab_hint(lab.folder))
    return ExitCode.DONE


@suite_command.command("freeze", epilog="\b\nExample:\n  leadscrew suite freeze ./my-suite.toml")
@click.argument("name", metavar="NAME|FILE", shell_complete=complete_suites)
def freeze_suite(name: str) -> int:
    """Write the digests of a suite's tasks anew, as its next version. Rows of the earlier one keep it.

    A new suite: write a file with name, version = 1 and a [[task]] for each, whose digest is 64 zeros.
    """
    from leadscrew.sources.suitefile import frozen_anew, read_suite, suite_file

    before = read_suite(name)
    suite, content = frozen_anew(name)
    if suite == before:
        click.echo(f"{suite.name} version {suite.version}: its tasks are as it was frozen with")
        return ExitCode.DONE
    path = suite_file(name)
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as exc:
        beside.unlink(missing_ok=True)
        raise BadInput(f"suite {name!r}: {str(path)!r} cannot be written: {exc.strerror}") from exc
    old = {task.name: task.digest for task in before.tasks}
    changed = [task.name for task in suite.tasks if old[task.name] != task.digest]
    click.echo(f"{suite.name} version {suite.version}: changed tasks: {', '.join(changed)}")
    return ExitCode.DONE
