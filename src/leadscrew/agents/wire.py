"""A session's end of the socket to the lab: what it asks, and what it tells of a call of its model."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ContentReasoning,
    GenerateConfig,
    Model,
    ModelOutput,
    ModelUsage,
)
from inspect_ai.solver import TaskState
from inspect_ai.tool import ToolDef
from inspect_ai.util._display import init_display_type

LINE_BYTES = 32 << 20
NICE = 10
FIRST_WAIT_S, MOST_WAIT_S = 1.0, 60.0
LETTERS = 3
"""Of a token, at least: an estimate that errs on the side of too many tokens."""


class Wire:
    """The socket to the lab: what is asked, each answered once, in any order."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._waiting: dict[int, asyncio.Future[Mapping[str, Any]]] = {}
        self._number = 0

    async def listen(self) -> None:
        """Hand out answers until the lab is gone; then end, since nobody is left to work for."""
        while line := await self._reader.readline():
            message = json.loads(line)
            waiting = self._waiting.pop(message["id"], None)
            if waiting is not None and not waiting.done():
                waiting.set_result(message)
        os._exit(3)

    async def ask(self, what: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """The lab's answer."""
        self._number += 1
        future: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[self._number] = future
        line = json.dumps({"id": self._number, "ask": what, "arguments": arguments})
        self._writer.write(line.encode("utf-8", "replace") + b"\n")
        await self._writer.drain()
        return await future


def serve(work: Callable[[Mapping[str, Any], Wire], Awaitable[str]]) -> int:
    """A process of its own for the lab, at the socket whose number is its argument; the exit code.

    work: takes the order and the wire; why it broke, empty where it ended well.
    """
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: end with the lab, also where that is killed
    os.nice(NICE)  # what it starts, too: measuring comes first
    init_display_type("none")
    return asyncio.run(_served(int(sys.argv[1]), work))


async def _served(descriptor: int, work: Callable[[Mapping[str, Any], Wire], Awaitable[str]]) -> int:
    reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=descriptor), limit=LINE_BYTES)
    order = json.loads(await reader.readline())
    wire = Wire(reader, writer)
    listening = asyncio.create_task(wire.listen())
    try:
        why = await work(order, wire)
    except Exception as exc:
        told = cause_of(exc)
        why = f"{type(told).__name__}: {told}"
    try:
        if why:
            await wire.ask("told", {"reason": why[:600]})
        return 1 if why else 0
    finally:
        listening.cancel()


def cause_of(exc: BaseException) -> BaseException:
    """The error behind a call that was tried again."""
    attempt = getattr(exc, "last_attempt", None)
    return (attempt.exception() or exc) if attempt is not None else exc


async def answered(
    model: Model, wire: Wire, messages: list[ChatMessage], *, tools: Sequence[ToolDef] = (), retries: int,
    config: GenerateConfig | None = None,
) -> ModelOutput:  # fmt: skip
    """The model's answer, however often it has to be asked; that it has to be is told to the lab at once.

    Raises what the provider says for good, or at last.
    """
    for attempt in range(retries + 1):
        try:
            return await model.generate(messages, tools=tools, config=config or GenerateConfig())
        except Exception as exc:
            told = cause_of(exc)
            if told is exc:
                raise
            if attempt == retries:
                raise RuntimeError(f"{type(told).__name__}: {told}") from exc
            if not attempt:
                await wire.ask("fault", {"reason": f"{type(told).__name__}: {told}"[:600]})
        await asyncio.sleep(min(FIRST_WAIT_S * 2**attempt, MOST_WAIT_S))
    raise AssertionError


async def over(state: TaskState, wire: Wire, reason: str) -> TaskState:
    """The session's end, with its reason told to the lab."""
    await wire.ask("told", {"reason": reason})
    state.completed = True
    return state


def used_of(output: ModelOutput, model: Model, given: list[ChatMessage]) -> dict[str, Any]:
    """What a call took; where the provider does not say, by the letters that went to and fro."""
    usage = output.usage or ModelUsage(
        input_tokens=sum(len(message.text) for message in given) // LETTERS,
        output_tokens=len(output.completion) // LETTERS,
    )
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cache_read_tokens": usage.input_tokens_cache_read or 0,
        "cache_write_tokens": usage.input_tokens_cache_write or 0,
        "known": output.usage is not None,
        "seconds": output.time or 0.0,
        "stop": output.stop_reason if not output.empty else "empty",
        "calls": len(output.message.tool_calls or ()) if not output.empty else 0,
        "malformed": sum(1 for call in (output.message.tool_calls or ()) if call.parse_error)
        if not output.empty
        else 0,
        "model": output.model or model.name,
        "text": "" if output.empty else said(output.message),
    }


def said(message: ChatMessageAssistant) -> str:
    """What a model said and, as far as its provider shows it, thought."""
    parts = message.content if isinstance(message.content, list) else []
    return "\n".join([*(part.reasoning for part in parts if isinstance(part, ContentReasoning)), message.text])
