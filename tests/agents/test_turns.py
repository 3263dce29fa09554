"""A session turn by turn, also that of an agent with tools of its own."""

from __future__ import annotations

import pytest

pytest.importorskip("inspect_ai")

from inspect_ai.event import ModelEvent, ToolEvent
from inspect_ai.log import EvalLog, EvalSample
from inspect_ai.model import ChatMessageTool, ChatMessageUser, GenerateConfig, ModelOutput

from leadscrew.agents.turns import _turns


def asked(text: str, *calls: tuple[str, str]) -> ModelOutput:
    output = ModelOutput.from_content("m", text)
    if calls:
        from inspect_ai.tool import ToolCall

        output.choices[0].message.tool_calls = [ToolCall(id=i, function=name, arguments={"x": 1}) for i, name in calls]
    return output


def model(output: ModelOutput, *given) -> ModelEvent:
    return ModelEvent(
        model="m", input=list(given), tools=[], tool_choice="auto", config=GenerateConfig(), output=output
    )


def test_calls_of_an_agent_are_shown_once_with_what_came_of_them():
    begin = ChatMessageUser(content="begin")
    events = [
        model(asked("I look", ("a", "Bash"), ("b", "mcp__lab__try")), begin),
        ToolEvent(id="other", function="try", arguments={}, result="passes"),
        model(
            asked("", ("c", "submit")), begin,
            ChatMessageTool(content="files", tool_call_id="a"), ChatMessageTool(content="passes, too", tool_call_id="b"),
        ),
        ToolEvent(id="c", function="submit", arguments={"x": 1}, result="better"),
        ToolEvent(id="d", function="unasked", arguments={}, result="odd"),
        model(asked("done"), begin),
    ]  # fmt: skip
    sample = EvalSample(id=1, epoch=1, input="begin", target="", messages=[], events=events)
    log = EvalLog.model_construct(samples=[sample])
    first, second, last = _turns(log)
    assert [(call.name, call.result) for call in first.calls] == [("Bash", "files"), ("try", "passes")]
    assert [(call.name, call.result) for call in second.calls] == [("submit", "better"), ("unasked", "odd")]
    assert first.told == "begin" and first.said == "I look" and not last.calls
