"""A monitor's own process: reads what it is given, one text at a time, and answers. It has no tools and no memory.

    python -m leadscrew.agents.reading FD

FD is the socket to the lab, as in `agents.child`. Each text is a conversation of its own, so that nothing which was
read once is there when the next is read.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import signal
import socket
import sys

from inspect_ai.model import ChatMessage, ChatMessageSystem, ChatMessageUser
from inspect_ai.util._display import init_display_type

from leadscrew.agents.child import LINE_BYTES, model_of
from leadscrew.agents.wire import Wire, answered, cause_of, used_of

REFUSED = (400, 413, 422)
"""Answers of a provider that are about one text."""


async def reading(descriptor: int) -> int:
    """Read until the lab has nothing more; the exit code."""
    sock = socket.socket(fileno=descriptor)
    reader, writer = await asyncio.open_connection(sock=sock, limit=LINE_BYTES)
    order = json.loads(await reader.readline())
    wire = Wire(reader, writer)
    listening = asyncio.create_task(wire.listen())
    try:
        model = model_of(order)
        while text := (await wire.ask("next", {}))["text"]:
            messages: list[ChatMessage] = [ChatMessageSystem(content=order["system"]), ChatMessageUser(content=text)]
            try:
                output = await answered(model, wire, messages, retries=order["retries"])
            except Exception as exc:
                if getattr(exc, "status_code", None) not in REFUSED:
                    raise
                await wire.ask("opinion", {"answer": ""})  # of this text alone: the next is read
                continue
            answer = "" if output.empty else output.message.text
            await wire.ask("opinion", {**used_of(output, model, messages), "answer": answer})
        return 0
    except Exception as exc:
        told = cause_of(exc)
        await wire.ask("told", {"reason": f"{type(told).__name__}: {told}"[:600]})
        return 1
    finally:
        listening.cancel()


def main() -> int:
    """Begin; end with the lab, also where that is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    init_display_type("none")
    return asyncio.run(reading(int(sys.argv[1])))


if __name__ == "__main__":
    sys.exit(main())
