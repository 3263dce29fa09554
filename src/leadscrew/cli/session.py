"""`show r1/s1`: one session, readable: who, why it ended, what it cost, and each turn with its calls."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from leadscrew.cli import words
from leadscrew.cli.options import lab_hint, say
from leadscrew.core.hypothesis import one_line, visible
from leadscrew.errors import BadInput, ExitCode, MachineError
from leadscrew.report.words import count
from leadscrew.research.sessions import SessionRecord, session_of
from leadscrew.store.lab import Lab

if TYPE_CHECKING:
    from pathlib import Path

    from leadscrew.agents.turns import Turn

SAID, RESULT, ARGUMENT = 1500, 600, 200
"""Letters that are shown of what was said and of a call's result and arguments."""
RESULT_LINES = 12


def show_session(lab: Lab, run: str, name: str, *, as_json: bool, log: Path | None) -> int:
    """A session for people, or whole as JSON.  log: a file to write its transcript to, for `inspect view`."""
    session = session_of(lab, run, name)
    content = lab.artefact(session.transcript) if session.transcript is not None else None
    if log is not None:
        return _write(session, content, log)
    turns = _turns(content)
    if as_json:
        shown = {"run": run, **asdict(session), "turns_read": None if turns is None else [asdict(one) for one in turns]}
        click.echo(json.dumps(shown))
        return ExitCode.DONE
    for line in _head(run, session):
        say(line)
    for number, turn in enumerate(turns or (), 1):
        click.echo()
        for line in _shown(number, turn):
            click.echo(line)
    if content is None:
        why = "an MCP client keeps its own" if session.name.startswith("mcp:") else "it still lasts, or left none"
        say(f"There is no transcript: {why}.", err=True)
    else:
        hint = lab_hint(lab.folder)
        say(
            f"Next: leadscrew show {run}/{name} --log {run}-{name}.eval{hint}   then   inspect view "
            f"--log-dir .   shows all of it",
            err=True,
        )
    return ExitCode.DONE


def _write(session: SessionRecord, content: bytes | None, log: Path) -> int:
    if content is None:
        raise BadInput(f"session {session.name!r} has no transcript to write")
    if log.suffix != ".eval":
        raise BadInput(f"--log {str(log)!r}: expected a name that ends in .eval, which 'inspect view' opens")
    try:
        with log.open("xb") as file:
            file.write(content)
    except FileExistsError as exc:
        raise BadInput(f"--log {str(log)!r}: the file exists already") from exc
    except OSError as exc:
        raise MachineError(f"--log {str(log)!r}: cannot be written: {exc.strerror}") from exc
    say(f"written: {log}; 'inspect view --log-dir {log.parent}' opens it", err=True)
    return ExitCode.DONE


def _turns(content: bytes | None) -> list[Turn] | None:
    """The turns; None where there is no transcript.  Raises MachineError where nothing here can read it."""
    if content is None:
        return None
    if importlib.util.find_spec("inspect_ai") is None:
        raise MachineError(
            "a transcript is read through inspect_ai, which is not installed: pip install 'leadscrew[agents]'"
        )
    from leadscrew.agents.turns import turns_of

    return turns_of(content)


def _head(run: str, session: SessionRecord) -> Iterator[str]:
    version = [one for one in session.versions if one not in session.model]
    model = f"{session.model} ({', '.join(version)})" if version else session.model
    lead = f", a worker of {session.lead}" if session.lead else ""
    yield visible(f"{run}/{session.name}  {one_line(session.researcher, limit=60)}{lead}, {one_line(model, limit=120)}")
    if session.direction:
        yield f"direction: {one_line(session.direction)}"
    began = datetime.fromtimestamp(session.started_at, UTC)
    if session.ended_at is None:
        yield f"began {began:%Y-%m-%d %H:%M:%S} UTC; it still lasts, or was killed together with the lab"
    else:
        lasted = words.duration(session.ended_at - session.started_at)
        how = "ended" if session.ok else "broke"
        yield f"began {began:%Y-%m-%d %H:%M:%S} UTC, {how} after {lasted}: {one_line(session.reason)}"
    cost = words.cost_words(session.cost_usd, session.unpriced)
    yield f"{count(session.turns, 'turn')}, {session.tokens:,} tokens, {cost}"
    if tools := session.account.get("tools"):
        told = ", ".join(f"{name} {count}" for name, count in sorted(tools.items(), key=lambda item: -item[1]))
        yield f"calls by this researcher so far: {one_line(told)}"


def _shown(number: int, turn: Turn) -> Iterator[str]:
    if turn.told and number > 1:  # the brief stands in every session
        yield from _block("told  ", turn.told, SAID)
    yield f"turn {number}  {turn.tokens:,} tokens, {one_line(turn.stop, limit=60)}"
    if turn.thought.strip():
        yield from _block("thinks", turn.thought, SAID)
    if turn.said.strip():
        yield from _block("says  ", turn.said, SAID)
    for call in turn.calls:
        yield f"  > {one_line(call.name, limit=40)} {one_line(call.arguments, limit=ARGUMENT)}"
        yield from _block("   ", call.result if call.ok else f"not done: {call.result}", RESULT, most=RESULT_LINES)


def _block(label: str, text: str, letters: int, most: int = 40) -> Iterator[str]:
    """Some lines of a stranger's text, indented; nothing in them moves the cursor."""
    cut = text.strip()[:letters]
    lines = visible(cut).split("\n")
    left = len(text.strip()) - len(cut) + sum(len(line) + 1 for line in lines[most:])
    for place, line in enumerate(lines[:most]):
        yield f"  {label if place == 0 else ' ' * len(label)} {line}"
    if left:
        yield f"  {' ' * len(label)} … {left:,} more letters"
