"""`steer`, `stop`, `approvals`: a person's hand on a run that is going on in another terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from leadscrew.cli.control import who
from leadscrew.cli.options import complete_runs, json_option, lab_hint, lab_option, open_lab, say
from leadscrew.core.hypothesis import one_line, visible
from leadscrew.errors import BadInput, ExitCode, NotFound
from leadscrew.ledger.chain import Fact
from leadscrew.research.person import open_questions
from leadscrew.store.lab import Lab

MOST_LETTERS = 2000
MOST_LINES = 60


@click.command(
    "steer",
    epilog='\b\nExample:\n  leadscrew steer r1 "the inner loop is what counts"\n  leadscrew steer r1 --to NAME "..."',
)
@click.argument("run", shell_complete=complete_runs)
@click.argument("text")
@click.option("--to", default="", metavar="RESEARCHER", help="Only to this one  [default: to all]")
@lab_option
def steer_command(run: str, text: str, to: str, lab_folder: Path) -> int:
    """Put a line of yours before the researchers of RUN; each reads it at its next turn."""
    lab = open_lab(lab_folder)
    if not text.strip() or len(text) > MOST_LETTERS:
        raise BadInput(f"the line has {len(text)} letters, expected 1 to {MOST_LETTERS}")
    _check_open(lab, run)
    if to:
        _check_known(lab, run, to)
    lab.append("steer", {"to": to, "text": text.strip(), "who": who()}, run=run)
    say(f"On the record; {to or 'every researcher'} reads it at the next turn.", err=True)
    return ExitCode.DONE


@click.command("stop", epilog="\b\nExample:\n  leadscrew stop claude-sonnet-4-5 --run r1 --why 'it goes in circles'")
@click.argument("researcher")
@click.option("--run", help="The run  [default: the latest]")
@click.option("--why", default="", help="For the record.")
@lab_option
def stop_command(researcher: str, run: str | None, why: str, lab_folder: Path) -> int:
    """Stop RESEARCHER and its workers; the run goes on with the others. 'leadscrew pause' stops all."""
    lab = open_lab(lab_folder)
    run = run or _latest(lab)
    _check_open(lab, run)
    _check_known(lab, run, researcher)
    ended = {str(fact.body["researcher"]) for fact in lab.facts(run=run, kind="researcher_ended")}
    if researcher in ended:
        raise NotFound(f"{researcher} has ended already; 'leadscrew show {run}' says why")
    body = {"researcher": researcher, "who": who(), "reason": one_line(why)}
    lab.append("researcher_stopped", body, run=run)
    say(f"{researcher} is stopped within a second; the run goes on.", err=True)
    return ExitCode.DONE


@click.command(
    "approvals",
    epilog="\b\nExample:\n  leadscrew approvals            # what waits\n  leadscrew approvals --yes 812\n"
    "  leadscrew approvals --no 812 --why 'not this file'",
)
@click.option("--yes", type=int, metavar="NUMBER", help="Allow it.")
@click.option("--no", type=int, metavar="NUMBER", help="Refuse it.")
@click.option("--why", default="", help="What the researcher is told.")
@lab_option
@json_option
def approvals_command(yes: int | None, no: int | None, why: str, lab_folder: Path, as_json: bool) -> int:
    """What researchers wait for, and a person's answer. Waiting costs a researcher nothing."""
    lab = open_lab(lab_folder)
    waiting = open_questions(lab)
    if yes is not None and no is not None:
        raise BadInput("--yes and --no exclude each other")
    answered = yes if yes is not None else no
    if answered is not None:
        fact = next((fact for fact in waiting if fact.seq == answered), None)
        if fact is None:
            raise NotFound(f"nothing waits under the number {answered}; 'leadscrew approvals' lists what does")
        told = {"asked": fact.seq, "granted": yes is not None, "who": who(), "reason": one_line(why)}
        lab.append("approval_given", told, run=fact.run)
        say(f"{fact.body['researcher']} {'may' if yes is not None else 'may not'}.", err=True)
        return ExitCode.DONE
    if as_json:
        click.echo(json.dumps([_plain(fact) for fact in waiting]))
        return ExitCode.DONE
    for fact in waiting:
        body = fact.body
        say(f"{fact.seq}  {fact.run}  {one_line(str(body['researcher']), limit=60)} asks to {body['what']}:")
        lines = visible(str(body["detail"])).split("\n")
        for line in lines[:MOST_LINES]:
            say(f"    {line}")
        if len(lines) > MOST_LINES:
            say(f"    … {len(lines) - MOST_LINES} more lines: --json has them")
    if waiting:
        say(f"Next: leadscrew approvals --yes NUMBER   or   --no NUMBER{lab_hint(lab.folder)}", err=True)
    else:
        say("Nothing waits for you.", err=True)
    return ExitCode.DONE


def _plain(fact: Fact) -> dict[str, Any]:
    return {"number": fact.seq, "run": fact.run, **{name: fact.body[name] for name in ("researcher", "what", "detail")}}


def _latest(lab: Lab) -> str:
    rows = lab.rows("run", "state != 'ended' ORDER BY seq DESC LIMIT 1")
    if not rows:
        raise NotFound("every run of this lab has ended; 'leadscrew show' lists them")
    return str(rows[0]["id"])


def _check_open(lab: Lab, run: str) -> None:
    if lab.run_row(run)["state"] == "ended":
        raise NotFound(f"run {run!r} has ended; nobody would read it")


def _check_known(lab: Lab, run: str, name: str) -> None:
    team = next(lab.facts(run=run, kind="run_started")).body.get("team", ())
    known = [str(member["name"]) for member in team if member["spec"] != "rewriter"]
    known += [str(fact.body["researcher"]) for fact in lab.facts(run=run, kind="session_started")]
    if name not in known:
        raise NotFound(
            f"run {run!r} has no researcher {name!r}; it has: {', '.join(dict.fromkeys(known)) or 'the rewriter alone'}"
        )
