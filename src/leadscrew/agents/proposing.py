"""A session without tools: each reply of the model is a program, in whole files, which the lab measures.

For models that are no masters of tools, and for many samples of any: a reply costs one call, and the conversation does
not grow, since what was tried is told anew each time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from inspect_ai.model import ChatMessage, ChatMessageUser, GenerateConfig, get_model
from inspect_ai.solver import Generate, Solver, TaskState, solver

from leadscrew.agents.wire import Wire, answered, over, used_of

BLOCK = re.compile(r"^```[\w+-]*[ \t]*([^\n`]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
TEMPERATURE = 0.9
"""Replies are to differ."""
MOST_WITHOUT = 8
"""Replies in a row that hold no program."""
MOST_LETTERS = 400
"""Of a hypothesis."""


def files_in(text: str, known: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The sentence before them and the files of a reply.  known: paths that may be changed.

    A block names its file after the three strokes, or in a first comment; where there is one file it is that one.
    """
    found: dict[str, str] = {}
    for match in BLOCK.finditer(text):
        name, content = match[1].strip(), match[2]
        first = content.partition("\n")[0].lstrip("#/ ").strip()
        path = name or (first if first in known else known[0] if len(known) == 1 else "")
        if path:
            found[path] = content
    before = text.partition("```")[0].strip()
    return " ".join(before.split())[:MOST_LETTERS] or "no reason given", found


@solver
def proposing(order: Mapping[str, Any], wire: Wire) -> Solver:
    """Replies of the model until the lab ends it, or it writes no programs."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        model, without = get_model(), 0
        state.messages = []
        while True:
            told = await wire.ask("turn", {})
            if told["end"]:
                return await over(state, wire, told["end"])
            shown = await wire.ask("program", {})
            asked: list[ChatMessage] = [ChatMessageUser(content="\n\n".join([shown["text"], *told["lines"]]))]
            warm = GenerateConfig(temperature=TEMPERATURE)
            output = await answered(model, wire, asked, retries=order["retries"], config=warm)
            reply = "" if output.empty else output.message.text
            hypothesis, files = files_in(reply, shown["paths"])
            used = used_of(output, model, asked)
            await wire.ask("used", {**used, "malformed": 0 if files else 1})
            state.output = output
            state.messages += [*asked, *([output.message] if reply else [])]
            without = 0 if files else without + 1
            if without >= MOST_WITHOUT:
                return await over(state, wire, f"{MOST_WITHOUT} replies in a row held no program")
            calls = [("write_file", {"path": path, "content": content}) for path, content in files.items()]
            for name, arguments in [*calls, *([("submit", {"hypothesis": hypothesis})] if files else [])]:
                answer = await wire.ask("tool", {"name": name, "arguments": arguments})
                text = str(answer.get("fault") or answer.get("text"))
                state.messages.append(ChatMessageUser(content=f"{name}: {text}"))
                if "fault" in answer:
                    break

    return solve
