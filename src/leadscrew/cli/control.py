"""`pause`, `lift`, `verify`: a hand on the lab, and a look at its record."""

from __future__ import annotations

import getpass
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from leadscrew.cli.options import json_option, lab_option, open_lab
from leadscrew.core.hypothesis import one_line
from leadscrew.core.seed import Purpose, commitment, problem_seed
from leadscrew.errors import ExitCode, RecordError
from leadscrew.ledger.chain import Fact
from leadscrew.ledger.kinds import problem_used
from leadscrew.ledger.pause import LIFTED, PAUSED
from leadscrew.sandbox.box import living_boxes
from leadscrew.store.lab import Lab

WAIT_S = 60.0
PAGE = 4096
"""Counters that share one number of bits: so a long run's take little memory."""


@click.command("pause", epilog="\b\nExample:\n  leadscrew pause --reason 'machine needed until Monday'")
@click.option("--reason", default="", help="Why, for the record.")
@lab_option
def pause_command(reason: str, lab_folder: Path) -> int:
    """Stop all work in the lab within a trial, and say when the operating system shows no box alive."""
    lab = open_lab(lab_folder)
    if lab.pause() is None:
        lab.append(PAUSED, {"who": who(), "reason": one_line(reason)})
    deadline = time.monotonic() + WAIT_S
    while not at_rest(lab) and time.monotonic() < deadline:
        time.sleep(0.1)
    if not at_rest(lab):
        boxes = list(living_boxes(lab.mark))
        click.echo(f"leadscrew: not at rest after {WAIT_S:.0f} s; box processes alive: {boxes}", err=True)
        return ExitCode.NO
    click.echo("paused: nothing is in flight and no box is alive")
    click.echo("Next: leadscrew lift   lets it go on", err=True)
    return ExitCode.DONE


@click.command("lift", epilog="\b\nExample:\n  leadscrew lift")
@click.option("--reason", default="", help="Why, for the record.")
@lab_option
def lift_command(reason: str, lab_folder: Path) -> int:
    """Let a paused lab go on."""
    lab = open_lab(lab_folder)
    if lab.pause() is None:
        click.echo("the lab is not paused")
        return ExitCode.DONE
    lab.append(LIFTED, {"who": who(), "reason": one_line(reason)})
    click.echo("lifted")
    if lab.runner() is None and lab.rows("run", "state != 'ended'"):
        click.echo("Next: leadscrew resume   goes on with the latest run that has not ended", err=True)
    return ExitCode.DONE


@click.command("verify", epilog="\b\nExample:\n  leadscrew verify --lab shared-lab")
@lab_option
@json_option
def verify_command(lab_folder: Path, as_json: bool) -> int:
    """Check every fact's place in the chain, rebuild every view from the facts, check artefacts and problem seeds."""
    lab = open_lab(lab_folder)
    seeds = Seeds(lab)
    try:
        counted = lab.verify(seeds.look)
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise RecordError(f"a fact does not have the form of its kind: {exc!r}") from exc
    counted["seeds"] = seeds.count
    if as_json:
        click.echo(json.dumps({"verified": True, **counted}))
    else:
        click.echo(
            f"verified: {counted['facts']} facts in one chain, views as the facts say, {counted['artefacts']} "
            f"artefacts, {counted['seeds']} problem seeds as committed"
        )
        click.echo(
            "Not covered: facts cut off at the end, or a record written anew as a whole (docs/threats.md).", err=True
        )
    return ExitCode.DONE


def at_rest(lab: Lab) -> bool:
    """Whether a paused lab starts nothing any more: no box lives, and a process that runs has seen the pause."""
    if living_boxes(lab.mark):
        return False
    if lab.runner() is None:
        return True
    paused = max((fact.seq for fact in lab.facts(kind=PAUSED)), default=0)
    return any(True for _ in lab.facts(kind="standing_still", after=paused))


class Seeds:
    """Checks, fact by fact, that each run's secret is the committed one and that each problem came from it."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._secrets: dict[str, bytes] = {}
        self._used: dict[tuple[str, str, int], int] = {}
        """For each run, purpose and page of PAGE counters: which were used, as bits."""
        self._halves: dict[tuple[str, str, int], Any] = {}
        """First trials of pairs that are not on the record yet."""
        self.count = 0

    def look(self, fact: Fact) -> None:
        """Check one fact.  Raises RecordError."""
        if fact.run is None:
            return
        if fact.kind == "run_started":
            self._secrets[fact.run] = secret = self._lab.secret(fact.run)
            if fact.body["commitment"] != commitment(secret):
                raise RecordError(f"run {fact.run!r}: its secret is not the one that was committed to at its start")
        used = problem_used(fact.kind, fact.body)
        if used is None:
            return
        purpose, counter = used
        if fact.kind == "half_pair":  # its problem is used up by the pair that it is the first trial of
            self._halves[fact.run, purpose, counter] = fact.body["trial"]
            return
        half = self._halves.pop((fact.run, purpose, counter), None)
        if (
            half is not None
            and "pair" in fact.body
            and _times(half) not in [_times(fact.body["pair"][side]) for side in ("new", "old")]
        ):
            raise RecordError(f"fact {fact.seq}: its pair does not hold the first trial that was recorded before")
        page, bit = (fact.run, purpose, counter // PAGE), 1 << counter % PAGE
        seen = self._used.get(page, 0)
        if seen & bit:
            raise RecordError(f"fact {fact.seq}: problem {counter} of purpose {purpose} was used twice")
        self._used[page] = seen | bit
        pair = fact.body.get("pair")
        if pair is not None and problem_seed(self._secrets[fact.run], Purpose(purpose), counter).value != pair["seed"]:
            raise RecordError(f"fact {fact.seq}: its problem does not come from the run's secret")
        self.count += 1


def _times(trial: Mapping[str, Any]) -> tuple[Any, Any]:
    """What is known of a trial before it is judged."""
    return trial["wall_s"], trial["cpu_s"]


def who() -> str:
    """The person at the terminal, for the record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
