"""What waits for a person in a lab now, each with the command that comes next."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal

import msgspec

from leadscrew.core.experiment import Effect
from leadscrew.core.hypothesis import one_line
from leadscrew.errors import NotFound
from leadscrew.report.period import moment
from leadscrew.report.words import amount
from leadscrew.research.start import PERSON, way_to_apply
from leadscrew.research.succession import generations
from leadscrew.store.lab import Lab

MAX_OF_A_KIND = 8
OPEN = {"halted": "was halted", "interrupted": "was interrupted", "stopped": "stopped without notice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that only a person can move on."""

    kind: Literal["pause", "run", "gain", "generation", "more"]
    text: str
    command: str
    """Without the option that names the lab."""


def standing_of(lab: Lab, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The state of each run: as recorded, but one that nobody carries on any more has stopped, or stands under a pause.

    rows: of the view `run`.
    """
    running = [row for row in rows if row["state"] == "running"]
    alive = lab.runner() is not None
    live = max(running, key=lambda row: row["last_seq"])["id"] if running and alive else None
    states = {row["id"]: str(row["state"]) for row in rows}
    for row in running:
        states[row["id"]] = "stopped"
    if live is not None:
        states[live] = "running" if lab.pause() is None else "paused"
    return states


def waiting_of(
    lab: Lab, rows: Sequence[Mapping[str, Any]], standing: Mapping[str, str], *, zone: tzinfo
) -> tuple[Waiting, ...]:
    """What waits; rows: of the view `run`, the latest first.  Raises RecordError."""
    found: list[Waiting] = []
    if (pause := lab.pause()) is not None:
        reason = f": {one_line(pause.reason, limit=200)}" if pause.reason else ""
        text = f"The lab is paused by {one_line(pause.who, limit=60)} since {moment(pause.at, zone)}{reason}"
        found.append(Waiting(kind="pause", text=text, command="leadscrew lift"))
    for items in (_open(lab, rows, standing), _gains(lab, rows), _generation(lab)):
        listed = list(items)
        found += listed[:MAX_OF_A_KIND]
        if len(listed) > MAX_OF_A_KIND:
            what = "runs that are open" if listed[0].kind == "run" else "gains that were not applied"
            text = f"{len(listed) - MAX_OF_A_KIND} more {what}"
            found.append(Waiting(kind="more", text=text, command="leadscrew show"))
    return tuple(found)


def _open(lab: Lab, rows: Sequence[Mapping[str, Any]], standing: Mapping[str, str]) -> Iterator[Waiting]:
    for row in rows:
        if (how := OPEN.get(standing[row["id"]])) is not None:
            if next(lab.facts(run=row["id"], kind="run_started")).body.get("researcher") == PERSON:
                text = f"Run {_name(row)} on {_task(row)} waits for its person's next change"
                yield Waiting(kind="run", text=text, command=f"leadscrew submit {_task(row)}")
                continue
            text = f"Run {_name(row)} on {_task(row)} {how}"
            command = (
                f"leadscrew show {_name(row)}" if standing[row["id"]] == "halted" else f"leadscrew resume {_name(row)}"
            )
            yield Waiting(kind="run", text=text, command=command)


def _gains(lab: Lab, rows: Sequence[Mapping[str, Any]]) -> Iterator[Waiting]:
    """The latest claimed gain of each task, where neither it nor another of the task was applied since."""
    applied = {fact.run: fact.seq for fact in lab.facts(kind="applied")}
    tasks = {row["id"]: row["task"] for row in rows}
    latest: dict[str, int] = {}
    for run, seq in applied.items():
        if run in tasks:
            latest[tasks[run]] = max(seq, latest.get(tasks[run], 0))
    replicated = {fact.run for fact in lab.facts(kind="replicating")}  # somebody else's gains
    seen = set()
    for row in rows:
        if row["id"] in replicated:
            continue
        claim = json.loads(row["claim"]) if row["claim"] else None
        if claim is None or not claim["gain"] or not claim["evidence"] or row["task"] in seen:
            continue
        seen.add(row["task"])
        if row["id"] not in applied and latest.get(row["task"], 0) < row["last_seq"]:
            effect = msgspec.convert(claim["evidence"][0]["effect"], Effect)
            text = f"The gain on {_task(row)}, {amount(effect)}, claimed in {_name(row)}, was not applied"
            yield Waiting(kind="gain", text=text, command=way_to_apply(lab, str(row["id"])))


def _generation(lab: Lab) -> Iterator[Waiting]:
    try:
        waiting = generations.waiting(lab)
    except NotFound:
        return
    text = f"Generation {waiting.number} was better than {waiting.parent} in its trial and waits for a signature"
    yield Waiting(kind="generation", text=text, command="leadscrew succeed --approve")


def _name(row: Mapping[str, Any]) -> str:
    return one_line(str(row["id"]), limit=20)


def _task(row: Mapping[str, Any]) -> str:
    return one_line(str(row["task"]), limit=80)
