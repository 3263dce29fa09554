"""A monitor's own process: reads what it is given, one text at a time, and answers. It has no tools and no memory.

    python -m leadscrew.agents.reading FD

FD is the socket to the lab, as in `agents.child`. Each text is a conversation of its own, so that nothing which was
read once is there when the next is read.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from inspect_ai.model import ChatMessage, ChatMessageSystem, ChatMessageUser

from leadscrew.agents.child import model_of
from leadscrew.agents.wire import Wire, answered, serve, used_of

REFUSED = (400, 413, 422)
"""Answers of a provider that are about one text."""


async def reading(order: Mapping[str, Any], wire: Wire) -> str:
    """Read until the lab has nothing more; why it broke, empty where it ended well."""
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
    return ""


if __name__ == "__main__":
    sys.exit(serve(reading))
