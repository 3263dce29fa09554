"""A session's own process: the loop of one model with its tools, inside one Inspect evaluation.

    python -m leadscrew.agents.child FD

FD is the socket to the lab. It sends the order, then answers what is asked here: before each turn whether to go on,
after each call of the model what it cost, and each tool. Nothing here decides what a tool may do.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from inspect_ai import Task, eval_async
from inspect_ai.dataset import Sample
from inspect_ai.log import EvalLog
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageTool,
    ChatMessageUser,
    GenerateConfig,
    Model,
    ModelOutput,
    ModelUsage,
    execute_tools,
    get_model,
)
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.tool import ToolCall, ToolDef, ToolError, ToolParams

from leadscrew.agents.proposing import proposing
from leadscrew.agents.spec import EMULATE, MOCK, SCRIPT, WHOLE_FILES
from leadscrew.agents.transcript import finish
from leadscrew.agents.wire import Wire, answered, over, serve, used_of

IDLE_TURNS = 4
"""Turns without a tool call after which a model is taken to have nothing more to say."""
REFUSALS = 3
KEPT_RESULTS = 6
"""Tool results that stay when old ones are dropped."""
NUDGE = (
    "You called no tool. Go on with your research: look at the program, try a change, submit it. If you are sure that "
    "nothing is left to try, say so and call no tool again."
)
RESULT_BYTES = 48 << 10
DROPPED = "(dropped to save room; call the tool again if you need it)"


def tools_of(order: Mapping[str, Any], wire: Wire) -> list[ToolDef]:
    """The lab's tools as Inspect has them."""

    def one(info: Mapping[str, Any]) -> ToolDef:
        async def call(**arguments: Any) -> str:
            found = await wire.ask("tool", {"name": info["name"], "arguments": arguments})
            if "fault" in found:
                raise ToolError(str(found["fault"]))
            return str(found["text"])

        parameters = ToolParams.model_validate(info["parameters"])
        return ToolDef(
            call, name=info["name"], description=info["description"], parameters=parameters, parallel=False,
            max_output=RESULT_BYTES,
        )  # fmt: skip

    return [one(info) for info in order["tools"]]


@solver
def researching(order: Mapping[str, Any], wire: Wire) -> Solver:
    """Turns of the model until the lab or the model ends it."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        model, tools = get_model(), tools_of(order, wire)
        state.messages = [ChatMessageSystem(content=order["system"]), ChatMessageUser(content=order["brief"])]
        prefix = list(state.messages)
        room = order["context_tokens"] * order["context_share"]
        idle = refused = overflows = 0
        while True:
            told = await wire.ask("turn", {})
            if told["end"]:
                return await over(state, wire, told["end"])
            state.messages += [ChatMessageUser(content=line) for line in told["lines"]]
            if overflows == 1:
                state.messages = compacted(state.messages)
            elif overflows == 2:
                state.messages = _last(prefix, state.messages)
            output = await answered(model, wire, state.messages, tools=tools, retries=order["retries"])
            await wire.ask("used", used_of(output, model, state.messages))
            state.output = output
            if output.usage is not None and _context_tokens(output) > room:
                state.messages = compacted(state.messages)
            if output.empty or output.stop_reason == "model_length":
                overflows += 1
                if overflows > 2:
                    return await over(state, wire, "the model's context is too small for this task")
                continue
            overflows = 0
            message = output.message
            if output.stop_reason == "content_filter":
                refused += 1
                if refused >= REFUSALS:
                    return await over(state, wire, "the model or its provider refused to go on")
            if not message.tool_calls:
                message = with_written_calls(message, [tool.name for tool in tools])
            if message.tool_calls:
                state.messages.append(message)
                idle = 0
                state.messages += (await execute_tools(state.messages, tools)).messages
                continue
            if message.text.strip():
                state.messages.append(message)
            idle += 1
            if idle >= IDLE_TURNS:
                return await over(state, wire, "the model has nothing more to try")
            state.messages.append(ChatMessageUser(content=NUDGE))

    return solve


WRITTEN = re.compile(r"(?:```(?:json)?|<tool_call>)\s*(\{.*?\})\s*(?:```|</tool_call>)", re.DOTALL)


def with_written_calls(message: ChatMessageAssistant, names: Sequence[str]) -> ChatMessageAssistant:
    """The same reply with the calls that it only writes down, as small models do: `{"name", "arguments"}` in a block.

    Only where the reply ends with them, and each names a tool; else it is a reply without calls.
    """
    found = list(WRITTEN.finditer(message.text))
    if not found or message.text[found[-1].end() :].strip():
        return message
    calls = []
    for number, match in enumerate(found):
        try:
            call = json.loads(match[1])
        except ValueError:
            return message
        if set(call) != {"name", "arguments"} or call["name"] not in names or not isinstance(call["arguments"], dict):
            return message
        calls.append(ToolCall(id=f"w{uuid4().hex[:8]}-{number}", function=call["name"], arguments=call["arguments"]))
    return message.model_copy(update={"tool_calls": calls, "content": message.text[: found[0].start()].strip()})


def compacted(messages: list[ChatMessage]) -> list[ChatMessage]:
    """The same conversation without its older tool results; who needs one calls the tool again."""
    results = [place for place, message in enumerate(messages) if isinstance(message, ChatMessageTool)]
    old = set(results[:-KEPT_RESULTS])
    return [
        message.model_copy(update={"content": DROPPED}) if place in old else message
        for place, message in enumerate(messages)
    ]


def _context_tokens(output: ModelOutput) -> int:
    usage = output.usage or ModelUsage()
    return output.input_context_tokens or (
        usage.input_tokens + (usage.input_tokens_cache_read or 0) + (usage.input_tokens_cache_write or 0)
    )


def _last(prefix: list[ChatMessage], messages: list[ChatMessage]) -> list[ChatMessage]:
    """The brief and what was said last, where nothing else fits: from a message of ours on."""
    for place in range(len(messages) - 1, len(prefix), -1):
        if isinstance(messages[place], ChatMessageUser):
            return [*prefix, *messages[place:]]
    note = "What came before did not fit any more. Read your notebook and the list of experiments, and go on."
    return [*prefix, ChatMessageUser(content=note)]


def model_of(order: Mapping[str, Any]) -> Model:
    """The order's model; a mock answers from a script."""
    config = GenerateConfig(  # it is asked again by `answered`, or by an agent's program
        max_retries=1, timeout=order["call_s"], max_tokens=order["reply_tokens"], max_connections=4
    )
    if order["model"].partition("/")[0] == MOCK:
        return get_model(order["model"], custom_outputs=scripted(os.environ[SCRIPT]), config=config)
    emulated: dict[str, Any] = {"emulate_tools": True} if order["way"] == EMULATE else {}
    return get_model(order["model"], base_url=order["base_url"], config=config, **emulated)


def scripted(path: str) -> Any:
    """The turns of a file: a JSON list of {text, calls: [{name, arguments}]}. The last one is given for ever."""
    with open(path, encoding="utf-8") as file:
        turns = json.load(file)
    place = -1

    def next_output(*_: Any) -> ModelOutput:
        nonlocal place
        place = min(place + 1, len(turns) - 1)
        turn = turns[place]
        output = ModelOutput.from_content("mockllm/model", turn.get("text", ""))
        if turn.get("calls"):
            output.choices[0].message.tool_calls = [
                ToolCall(id=f"c{place}-{number}", function=call["name"], arguments=call["arguments"])
                for number, call in enumerate(turn["calls"])
            ]
        output.usage = ModelUsage(input_tokens=turn.get("input", 100), output_tokens=turn.get("output", 20),
                                  total_tokens=turn.get("input", 100) + turn.get("output", 20))  # fmt: skip
        return output

    return next_output


async def evaluated(order: Mapping[str, Any], wire: Wire) -> EvalLog:
    """The session as an evaluation of one sample."""
    if not order["coder"]:
        how = proposing(order, wire) if order["way"] == WHOLE_FILES else researching(order, wire)
        return await _evaluated(order, how, None)
    from leadscrew.agents.coding import coding, opened

    async with opened(order) as sandbox:
        return await _evaluated(order, coding(order, wire), sandbox)


async def _evaluated(order: Mapping[str, Any], how: Solver, sandbox: str | None) -> EvalLog:
    task = Task(dataset=[Sample(input=order["brief"])], solver=how, sandbox=sandbox, name=order["session"])
    (log,) = await eval_async(
        task, model=model_of(order), log_dir=order["folder"], log_format="eval", log_realtime=True, score=False,
        log_level="error", fail_on_error=True, log_buffer=1,
    )  # fmt: skip
    return log


async def session(order: Mapping[str, Any], wire: Wire) -> str:
    """Carry out the order; why it broke, empty where it ended well."""
    log = await evaluated(order, wire)
    with suppress(Exception):  # else the lab does it
        finish(Path(log.location.removeprefix("file://")))
    if log.status == "success":
        return ""
    return f"the provider: {log.error.message if log.error is not None else f'ended as {log.status}'}"


if __name__ == "__main__":
    sys.exit(serve(session))
