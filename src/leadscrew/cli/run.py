"""`run`, `resume` and `try`: one run from its start, or from where it stopped, to its claim."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from contextlib import closing, suppress
from pathlib import Path, PurePath
from typing import Any, TypeVar

import click

from leadscrew.cli.asking import ask_here, person_is_here
from leadscrew.cli.control import who
from leadscrew.cli.live import JsonView, LiveView, PlainView, View
from leadscrew.cli.options import (
    complete_runs,
    complete_tasks,
    halt_option,
    json_option,
    lab_hint,
    lab_option,
    open_lab,
    say,
)
from leadscrew.cli.words import claim_event, claim_line, cost_words, duration, kept_plan
from leadscrew.core.experiment import Claim
from leadscrew.core.hypothesis import one_line
from leadscrew.core.task import Task
from leadscrew.errors import BadInput, BoxUnavailable, BudgetError, ExitCode, Halted, LeadscrewError, NotFound, Stopped
from leadscrew.report.words import count
from leadscrew.research.accounts import cost_of
from leadscrew.research.by_hand import ByHand
from leadscrew.research.desk import Desk, Researcher
from leadscrew.research.halting import halt_in_force
from leadscrew.research.lookout import check_rules
from leadscrew.research.rewriter.rewriter import Rewriter
from leadscrew.research.run import Interrupted, Run
from leadscrew.research.start import BY_HAND, PERSON, REPLICATION, default_slots, held_out_uses, new_run, way_to_apply
from leadscrew.research.succession.bank import read_banks
from leadscrew.research.succession.generations import keep_learned, policy_for
from leadscrew.sandbox.reader import BoxedReader
from leadscrew.sources.change import changed_program, ignored_in, read_change
from leadscrew.sources.labfile import all_asked, asked_in
from leadscrew.sources.taskfile import is_cache, parse_duration, read_task
from leadscrew.store.lab import Lab

Result = TypeVar("Result")
OWN_TESTS = (
    "Checked by its own tests, {count} of them: what they do not look at may have changed; 'leadscrew task check' "
    "tries what they notice."
)

NAMED = 5
"""Of what is left out."""


class Duration(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic only in newer click
    """90s, 10m, 2h."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        return value if isinstance(value, float) else parse_duration(str(value))


@click.command(
    "run",
    epilog="\b\nExample:\n  leadscrew run train-lm --budget 10m\n  leadscrew run ./my-task --experiments 50 --json",
)
@click.argument("task", shell_complete=complete_tasks)
@click.option(
    "--budget", type=Duration(), help="Wall-clock time of the whole run, such as 90s, 10m, 2h  [default: the task's]"
)
@click.option("--experiments", type=int, help="At most so many experiments.")
@click.option("--seed", type=int, help="Repeats the proposals; problems are always fresh.")
@click.option("--slots", type=click.IntRange(1), help="Trials measured at once  [default: cores less one]")
@click.option(
    "--researcher",
    "researchers",
    multiple=True,
    metavar="NAME",
    help="rewriter, a model (anthropic/NAME, openai-api/NAME@URL, ...), a coding agent (claude-code, codex, or "
    "AGENT:MODEL); may be repeated  [default: rewriter]",
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Sessions of each model.")
@click.option(
    "--direction", "directions", multiple=True, metavar="TEXT|FOLDER", help="Where one model should look; repeatable."
)
@click.option("--tokens", type=click.IntRange(1), help="At most so many tokens of all models together.")
@click.option("--cost", type=click.FloatRange(0.0, min_open=True), help="At most so many US dollars of all together.")
@click.option("--prices", type=click.Path(path_type=Path, dir_okay=False), help="Your own table of prices, as TOML.")
@click.option("--ask", multiple=True, metavar="TOOL", help="Calls of this tool wait for a person; all: of any.")
@click.option("--monitor", metavar="MODEL", help="A model that only reads what researchers do, and can halt the run.")
@halt_option
@lab_option
@json_option
def run_command(
    task: str,
    budget: float | None,
    experiments: int | None,
    seed: int | None,
    slots: int | None,
    researchers: tuple[str, ...],
    workers: int,
    directions: tuple[str, ...],
    tokens: int | None,
    cost: float | None,
    prices: Path | None,
    ask: tuple[str, ...],
    monitor: str | None,
    halt_on: tuple[str, ...],
    lab_folder: Path,
    as_json: bool,
) -> int:
    """Search for a gain on TASK, a bundled name or a folder, then claim what holds on fresh problems."""
    subject = read_task(task)
    check_rules(halt_on)
    team: list[dict[str, Any]] = []
    watching: dict[str, Any] = {"halt_on": list(halt_on)} if halt_on else {}
    if directions and all(name == "rewriter" for name in researchers):
        raise BadInput("--direction belongs to models: name one with --researcher")
    if any(name != "rewriter" for name in researchers) or len(researchers) > 1:
        from leadscrew.research.seat import Allowance
        from leadscrew.research.team import as_plain, check_asked, team_of

        check_asked(ask)
        allowance = Allowance(tokens=tokens, cost_usd=cost)
        if monitor is not None:
            from leadscrew.research.monitor import SHARE, monitor_of

            watching |= monitor_of(monitor, allowance, prices)
            allowance = allowance.share(1 / (1 - SHARE))
        wanted = team_of(researchers or ("rewriter",), directions, workers=workers, allowance=allowance, prices=prices)
        team = as_plain(wanted)
    elif given := next(
        (name for name, value in (("tokens", tokens), ("cost", cost), ("ask", ask), ("monitor", monitor)) if value),
        None,
    ):
        raise BadInput(f"--{given} belongs to models: name one with --researcher")
    if experiments is not None and experiments < 1:
        raise BudgetError(f"--experiments is {experiments}, expected at least 1")
    lab = open_lab(lab_folder, create=True)
    refuse_when_paused(lab)
    asked = all_asked(ask, subject.ask, asked_in(lab.folder))
    with lab.running():
        run = new_run(
            lab,
            subject,
            budget_s=budget or subject.budget.wall_s,
            experiments=experiments or subject.budget.experiments,
            seed=secrets.randbits(32) if seed is None else seed,
            researcher=", ".join(dict.fromkeys(member["spec"] for member in team)) or "rewriter",
            slots=min(slots or default_slots(), default_slots()),
            team=team,
            ask=asked if team else (),
            prices=str(prices.absolute()) if prices is not None else "",
            watching=watching,
        )
        return with_policy(lab, run, subject.name, as_json=as_json)


@click.command(
    "resume",
    epilog="\b\nExample:\n  leadscrew resume                              # the latest run that has not ended\n"
    "  leadscrew resume r1 --why 'a false alarm'     # one that was halted\n"
    "  leadscrew resume r1 --finish                  # no more search: its claim",
)
@click.argument("run", required=False, shell_complete=complete_runs)
@click.option("--why", default="", help="Why it may go on, for the record; a run that was halted needs it.")
@click.option("--finish", is_flag=True, help="End the search: claim what was found so far.")
@lab_option
@json_option
def resume_command(run: str | None, why: str, finish: bool, lab_folder: Path, as_json: bool) -> int:
    """Go on with a run that was stopped, halted, paused or killed; nothing finished is measured again."""
    lab = open_lab(lab_folder)
    refuse_when_paused(lab)
    if run is None:
        theirs = {fact.run for fact in lab.facts(kind="run_started") if fact.body["researcher"] == PERSON}
        open_runs = [row for row in lab.rows("run", "state != 'ended' ORDER BY seq DESC") if row["id"] not in theirs]
        if not open_runs:
            raise NotFound("every run of this lab has ended; 'leadscrew show' lists them")
        run = str(open_runs[0]["id"])
    lab.run_row(run)
    with lab.running():
        row = lab.run_row(run)  # here, where nobody else can end it any more
        started = next(lab.facts(run=run, kind="run_started"))
        replicating = started.body["researcher"] == REPLICATION
        if row["state"] == "ended":
            if replicating and not any(lab.facts(run=run, kind="replication")) and row["claim"]:
                from leadscrew.cli.replicate import carried_out

                return carried_out(lab, run, as_json=as_json)  # a kill came between its end and what it comes to
            raise NotFound(f"run {run!r} has ended; 'leadscrew show {run}' shows it")
        if started.body["researcher"] == PERSON:
            raise BadInput(
                f"run {run!r} is a person's: 'leadscrew submit {started.body['task']} CHANGE' goes on with it, --done "
                "ends it with its claim"
            )
        halt = halt_in_force(lab, run)
        if halt is not None and not why and not finish:
            raise BadInput(
                f"run {run!r} is {halt.words}. Look at it: leadscrew show {run}; then say why it may go on: "
                f"leadscrew resume {run} --why '...'; or end it with its claim: leadscrew resume {run} --finish"
            )
        if started.body.get("team") and not finish:
            from leadscrew.research.team import check_team

            check_team(started.body)
        if started.body.get("monitor") and not finish:
            from leadscrew.research.monitor import check_monitor

            check_monitor(str(started.body["monitor"]))
        go_on(lab, run, why=why, finish=finish)
        if started.body["researcher"] == "mcp":
            say("Its clients have left: the lab claims what was proven. For more: leadscrew mcp TASK", err=True)
            return carry_on(lab, run, Nobody(), as_json=as_json)
        if started.body["researcher"] == BY_HAND:
            change = {path: digest and lab.artefact(digest) for path, digest in started.body["change"].items()}
            return carry_on(lab, run, ByHand(change, started.body["why"]), as_json=as_json)
        if replicating:
            from leadscrew.cli.replicate import carried_out

            return carried_out(lab, run, as_json=as_json)
        return with_policy(lab, run, str(started.body["task"]), as_json=as_json)


def go_on(lab: Lab, run: str, *, why: str, finish: bool) -> None:
    """Put on the record that a person lets a run go on, or ends its search."""
    was = lab.run_row(run)["state"]
    lab.append("run_resumed", {"was": was, "who": who(), "why": one_line(why), "finish": finish}, run=run)


@click.command(
    "try", epilog="\b\nExample:\n  leadscrew try hello faster.py\n  leadscrew try ./my-task change.patch --budget 2m"
)
@click.argument("task", shell_complete=complete_tasks)
@click.argument("change", type=click.Path(path_type=Path))
@click.option("--budget", type=Duration(), help="Wall-clock time  [default: the task's]")
@click.option("--why", default="", help="The hypothesis, for the record.")
@lab_option
@json_option
def try_command(task: str, change: Path, budget: float | None, why: str, lab_folder: Path, as_json: bool) -> int:
    """Measure CHANGE, a folder, a file or a patch, against the start of TASK; claim it if it is better.

    Of a folder, what git ignores is left out.
    """
    subject = read_task(task)
    ignored = frozenset(ignored_in(change, subject))
    if told := sorted(one_line(name, limit=80) for name in ignored if not is_cache(PurePath(name))):
        more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
        say(f"left out, since git ignores it: {', '.join(told[:NAMED])}{more}", err=True)
    files = read_change(change, subject, without=ignored)
    if (lab_folder / "lab.db").exists():
        refuse_when_paused(open_lab(lab_folder))
    check_change(subject, files)
    why = why or f"by hand: {change.name}"
    lab = open_lab(lab_folder, create=True)
    refuse_when_paused(lab)
    with lab.running():
        run = new_run(
            lab, subject, budget_s=budget or subject.budget.wall_s, experiments=1, seed=0, researcher=BY_HAND,
            change=files, why=why,
        )  # fmt: skip
        return carry_on(lab, run, ByHand(files, why), as_json=as_json)


def check_change(task: Task, files: Mapping[str, bytes | None]) -> None:
    """Raise ChangeError where a change that a person gives could not be measured; nothing is recorded then."""
    program = changed_program(task, task.start, files)
    with closing(BoxedReader(lab_mark=f"try-{secrets.token_hex(4)}")) as reader, suppress(BoxUnavailable):
        reader.read(program)  # where there is no box the run says so itself, and can be resumed


def with_policy(lab: Lab, run: str, task: str, *, as_json: bool) -> int:
    """Search with the lab's own policy, and keep what the run taught it; a suite's run neither."""
    started = next(lab.facts(run=run, kind="run_started")).body
    tested = "suite" in started
    policy, generation = policy_for(lab, task, read_banks(), learned=not tested)
    code = carry_on(lab, run, Searching(started, Rewriter(policy)), as_json=as_json)
    if lab.run_row(run)["state"] == "ended" and not tested:
        keep_learned(lab, policy, run=run, generation=generation)
    return code


class Nobody:
    """Where no researcher is left."""

    async def research(self, desk: Desk) -> None:
        """Nothing."""


class Searching:
    """The researchers that a run was started with, at their seats once it goes on; nobody where a person ended it."""

    def __init__(self, started: Mapping[str, Any], rewriter: Researcher) -> None:
        self._started, self._rewriter = started, rewriter

    async def research(self, desk: Desk) -> None:
        """See Researcher."""
        if not desk.open:
            return
        if self._started.get("monitor"):
            from leadscrew.research.monitor import Watched

            await Watched(Team(self._started, self._rewriter), self._started).research(desk)
        elif self._started.get("team"):
            await Team(self._started, self._rewriter).research(desk)
        else:
            await self._rewriter.research(desk)


class Team:
    """Several researchers, or one that is not the rewriter."""

    def __init__(self, started: Mapping[str, Any], rewriter: Researcher) -> None:
        self._started, self._rewriter = started, rewriter

    async def research(self, desk: Desk) -> None:
        """See Researcher."""
        from leadscrew.research.team import researcher_of

        assert isinstance(desk, Run)
        prices = self._started.get("prices", "")
        group = researcher_of(
            desk, self._started["team"], rewriter=self._rewriter,
            ask=all_asked(self._started.get("ask", ()), asked_in(desk.lab.folder)),
            prices=Path(prices) if prices else None,
        )  # fmt: skip
        await group.research(desk)


def refuse_when_paused(lab: Lab) -> None:
    """Raise Stopped while a pause is in force: a paused lab starts nothing."""
    pause = lab.pause()
    if pause is not None:
        raise Stopped(
            f"the lab is paused by {pause.who}{f' ({pause.reason})' if pause.reason else ''}; "
            "'leadscrew lift' lets it go on"
        )


def carry_on(lab: Lab, run: str, researcher: Researcher, *, as_json: bool, go_on: str = "") -> int:
    """Carry a run to its end with a view of it; the exit code.  go_on: see session_of."""
    return carried_on(lab, run, lambda running: running.go(researcher), as_json=as_json, go_on=go_on)


def carried_on(
    lab: Lab, run: str, work: Callable[[Run], Coroutine[Any, Any, Claim]], *, as_json: bool, told_apart: bool = False,
    go_on: str = "",
) -> int:  # fmt: skip
    """Do a run's work with a view of it and say what it came to; the exit code.

    told_apart: standard output is somebody else's.  go_on: see session_of.
    """
    asks = not as_json and not told_apart
    progress, claim = session_of(lab, run, work, as_json=as_json, go_on=go_on, asks=asks)
    while claim is None and progress.halted is not None:
        tell_halt(progress, as_json=as_json)
        if not asks or not ask_about_halt(progress):
            return ExitCode.HALTED
        progress, claim = session_of(lab, run, work, as_json=as_json, go_on=go_on, asks=asks)
    if claim is None:
        return ExitCode.STOPPED
    spent_s = progress.spent_s()
    uses = held_out_uses(lab, progress.state.settings.task_digest)
    if as_json:
        cost_usd, unpriced = cost_of(lab, run)
        known = None if unpriced else round(cost_usd, 6)
        click.echo(json.dumps(claim_event(claim, run=run, spent_s=spent_s, uses=uses, cost_usd=known)))
        return ExitCode.DONE if claim.gain else ExitCode.NO
    summary(progress, claim, spent_s, uses, lab, err=told_apart)
    return ExitCode.DONE if claim.gain else ExitCode.NO


def session_of(
    lab: Lab, run: str, work: Callable[[Run], Coroutine[Any, Any, Result]], *, as_json: bool, go_on: str = "",
    asks: bool = False,
) -> tuple[Run, Result | None]:  # fmt: skip
    """Do the work of a run with a view of it; None in place of what it comes to where it was stopped or halted.

    go_on: the command that goes on with it  [default: leadscrew resume]
    asks: what researchers wait for is asked here, if a person sits here.
    """
    view: View = (
        JsonView(run)
        if as_json
        else LiveView()
        if sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        else PlainView()
    )
    progress = Run(lab, run, listeners=[view.on])
    view.attach(progress)
    hint = f"go on with: {go_on or f'leadscrew resume {run}'}" + lab_hint(lab.folder)

    async def session() -> Result:
        asking = asyncio.create_task(ask_here(progress, view.aside)) if asks and person_is_here() else None
        try:
            return await watched()
        finally:
            if asking is not None:
                asking.cancel()
                with suppress(asyncio.CancelledError):
                    await asking

    async def watched() -> Result:
        loop = asyncio.get_running_loop()
        for number, name in ((signal.SIGINT, "Ctrl-C"), (signal.SIGTERM, "a signal")):
            loop.add_signal_handler(number, progress.interrupt, f"stopped by {name}")
        return await work(progress)

    try:
        with progress.off_the_bench_cores(), view:
            return progress, asyncio.run(session())
    except Halted:
        return progress, None
    except Interrupted as exc:
        click.echo(f"leadscrew: {exc}; the trial in flight was dropped, all else is kept; {hint}", err=True)
        return progress, None
    except BadInput as exc:
        lab.append("run_ended", {"reason": one_line(str(exc)), "gain": False}, run=run)
        raise
    except LeadscrewError as exc:
        raise type(exc)(f"{exc}\n({run} is on the record; {hint})") from exc


def tell_halt(progress: Run, *, as_json: bool) -> None:
    """Say who halted a run and why, and what a person can do."""
    halt, run, hint = progress.halted, progress.id, lab_hint(progress.lab.folder)
    assert halt is not None
    if as_json:
        event = {"event": "halted", "run": run, "who": halt.who, "reason": halt.reason}
        click.echo(json.dumps({**event, "experiments": len(progress.state.experiments)}))
    say(f"leadscrew: {run} is {halt.words}. Nothing goes on until a person has looked.", err=True)
    say(f"Next: leadscrew show {run}{hint}", err=True)
    say(f"      leadscrew resume {run} --why '...'{hint}   goes on", err=True)
    say(f"      leadscrew resume {run} --finish{hint}      ends it with its claim", err=True)


def ask_about_halt(progress: Run) -> bool:
    """Ask the person who sits there, if one does, whether the run goes on; what they say is on the record."""
    if not person_is_here():
        return False
    question = "Go on (g), end it with its claim (f), or leave it halted (Enter)?"
    told = click.prompt(question, default="", show_default=False, err=True, prompt_suffix=" ")
    if (choice := told.strip().lower()[:1]) not in ("g", "f"):
        return False
    least = None if choice == "g" else ""  # what goes on needs a reason
    why = click.prompt("Why?", default=least, show_default=False, err=True, prompt_suffix=" ")
    go_on(progress.lab, progress.id, why=why, finish=choice == "f")
    return True


def summary(progress: Run, claim: Claim, spent_s: float, uses: int, lab: Lab, *, err: bool = False) -> None:
    """The claim and the next useful command."""
    state = progress.state
    found = {verdict: times for verdict, times in lab.verdicts(progress.id).items() if verdict is not None}
    told = ", ".join(f"{times} {verdict.replace('_', ' ')}" for verdict, times in sorted(found.items()))
    say(
        f"{progress.id}: {count(len(state.experiments), 'experiment')} in {duration(spent_s)}"
        f"{f' ({told})' if told else ''}"
        f"{f', {state.duplicates} answered from the record' if state.duplicates else ''}.",
        err=True,
    )
    say(claim_line(claim, spent_s=spent_s, uses=uses, cost=cost_words(*cost_of(lab, progress.id))), err=err)
    if state.plan is not None and (told := kept_plan(state.plan, claim)):
        say(f"{told}.", err=True)
    if state.tests is not None:
        say(OWN_TESTS.format(count=state.tests), err=True)
    suffix = lab_hint(lab.folder)
    if claim.gain:
        then = way_to_apply(lab, progress.id)
        click.echo(f"Next: leadscrew report {progress.id}{suffix}   or   {then}{suffix}", err=True)
    else:
        click.echo(f"Next: leadscrew report {progress.id}{suffix}   (what was tried and why nothing held)", err=True)
