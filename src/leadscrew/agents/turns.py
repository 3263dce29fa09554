"""The turns of a session, read from its log; the import of Inspect is paid by whoever reads one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspect_ai.event import ModelEvent, ToolEvent
from inspect_ai.log import EvalLog, read_eval_log
from inspect_ai.model import ChatMessageAssistant, ChatMessageTool, ChatMessageUser, ContentReasoning

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
    answered: bool = False


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
    for sample in log.samples or []:
        turns: list[Turn] = []
        seen: set[str] = set()
        known: dict[str, Call] = {}
        for event in sample.events:
            if isinstance(event, ModelEvent):
                said = [one for one in event.input if isinstance(one, ChatMessageUser) and str(one.id) not in seen]
                seen |= {str(one.id) for one in said}
                for one in event.input:  # what an agent's own tools gave is told with its next question
                    if isinstance(one, ChatMessageTool) and (call := known.get(str(one.tool_call_id))) is not None:
                        _answer(call, one.text if one.error is None else one.error.message, ok=one.error is None)
                turns.append(_turn(event, "\n".join(one.text for one in said)))
                known |= _asked(event, turns[-1])
            elif isinstance(event, ToolEvent) and turns:
                _carried_out(event, turns[-1], known)
        yield from turns


def _asked(event: ModelEvent, turn: Turn) -> dict[str, Call]:
    """The calls of an answer, by their ids."""
    found = {}
    for call in (event.output.message.tool_calls or ()) if event.output.choices else ():
        found[call.id] = Call(name=call.function, arguments=_shown(call.arguments))
        turn.calls.append(found[call.id])
    return found


def _carried_out(event: ToolEvent, turn: Turn, known: Mapping[str, Call]) -> None:
    """What the lab's own tools gave; an agent's program calls them by longer names and other ids."""
    name = event.function
    call = known.get(event.id) or next(
        (one for one in turn.calls if not one.answered and (one.name == name or one.name.endswith(f"__{name}"))), None
    )
    if call is None:
        call = Call(name=name, arguments=_shown(event.arguments))
        turn.calls.append(call)
    call.name = name
    ok = event.error is None
    _answer(call, str(event.result) if event.error is None else event.error.message, ok=ok)


def _answer(call: Call, text: str, *, ok: bool) -> None:
    if not call.answered:
        call.result, call.ok, call.answered = text, ok, True


def _shown(arguments: Mapping[str, Any]) -> str:
    return json.dumps(dict(arguments), ensure_ascii=False, default=str)


def _turn(event: ModelEvent, told: str) -> Turn:
    usage: Any = event.output.usage
    message = event.output.message if event.output.choices else ChatMessageAssistant(content="")
    parts = message.content if isinstance(message.content, list) else []
    return Turn(
        told=told, thought="\n".join(part.reasoning for part in parts if isinstance(part, ContentReasoning)),
        said=message.text, stop=str(event.error or (event.output.stop_reason if event.output.choices else "empty")),
        tokens=usage.total_tokens if usage is not None else 0,
    )  # fmt: skip
