"""The turns of a session, read from its log; the import of Inspect is paid by whoever reads one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspect_ai.event import ModelEvent, ToolEvent
from inspect_ai.log import EvalLog, read_eval_log
from inspect_ai.model import ChatMessageAssistant, ChatMessageUser, ContentReasoning

from leadscrew.errors import RecordError


@dataclass(slots=True, kw_only=True)
class Call:
    """A call of a tool."""

    name: str
    arguments: str
    """As JSON."""
    result: str = ""
    """What came back, or why nothing did."""
    ok: bool = True


@dataclass(slots=True, kw_only=True)
class Turn:
    """One answer of the model; all of it is a stranger's."""

    told: str
    """What was said to it since the turn before: lines of people and of the lab."""
    thought: str
    said: str
    stop: str
    tokens: int
    calls: list[Call] = field(default_factory=list)


def turns_of(log: bytes) -> list[Turn]:
    """The turns that a log holds, in order.  Raises RecordError where it cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.eval"
        path.write_bytes(log)
        try:
            return list(_turns(read_eval_log(str(path), resolve_attachments=True)))
        except Exception as exc:  # whatever a damaged or hostile log makes of the reader
            raise RecordError(f"the session's transcript cannot be read: {type(exc).__name__}: {exc}") from exc


def _turns(log: EvalLog) -> Iterator[Turn]:
    turn: Turn | None = None
    seen: set[str] = set()
    for sample in log.samples or []:
        for event in sample.events:
            if isinstance(event, ModelEvent):
                if turn is not None:
                    yield turn
                said = [one for one in event.input if isinstance(one, ChatMessageUser) and str(one.id) not in seen]
                seen |= {str(one.id) for one in said}
                turn = _turn(event, "\n".join(one.text for one in said))
            elif isinstance(event, ToolEvent) and turn is not None:
                ok = event.error is None
                result = str(event.result) if event.error is None else event.error.message
                arguments = json.dumps(event.arguments, ensure_ascii=False, default=str)
                turn.calls.append(Call(name=event.function, arguments=arguments, result=result, ok=ok))
    if turn is not None:
        yield turn


def _turn(event: ModelEvent, told: str) -> Turn:
    usage: Any = event.output.usage
    message = event.output.message if event.output.choices else ChatMessageAssistant(content="")
    parts = message.content if isinstance(message.content, list) else []
    return Turn(
        told=told, thought="\n".join(part.reasoning for part in parts if isinstance(part, ContentReasoning)),
        said=message.text, stop=str(event.error or (event.output.stop_reason if event.output.choices else "empty")),
        tokens=usage.total_tokens if usage is not None else 0,
    )  # fmt: skip
