"""Tests of the fake provider with the real client libraries."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anthropic
import httpx2
import openai
import pytest

from leadscrew.agents import fake_server
from leadscrew.agents.fake_server import MAX_BODY, Conversation, FakeServer, Script, ToolCall, Turn, parse_script

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ADD = ToolCall(name="add", arguments={"x": 1, "y": 2, "why": "é\u2028z"})
SCHEMA: dict[str, Any] = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}
CHAT_TOOLS: Any = [{"type": "function", "function": {"name": "add", "description": "Add", "parameters": SCHEMA}}]
RESPONSES_TOOLS: Any = [{"type": "function", "name": "add", "parameters": SCHEMA, "strict": False}]
MESSAGES_TOOLS: Any = [{"name": "add", "description": "Add", "input_schema": SCHEMA}]
USER: Any = [{"role": "user", "content": "hello"}]
OPENED: list[openai.OpenAI | anthropic.Anthropic] = []


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave out proxies, and close the clients a test has opened."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield
    while OPENED:
        OPENED.pop().close()


def open_client(server: FakeServer, retries: int = 0, key: str = "k") -> openai.OpenAI:
    client = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=retries, timeout=10)
    OPENED.append(client)
    return client


def anth_client(server: FakeServer, retries: int = 0, key: str = "k") -> anthropic.Anthropic:
    client = anthropic.Anthropic(base_url=server.url, api_key=key, max_retries=retries, timeout=10)
    OPENED.append(client)
    return client


def raw(
    server: FakeServer, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], Any]:
    link = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port or 0, timeout=10)
    try:
        data = body if body is None or isinstance(body, (bytes, Iterator)) else json.dumps(body).encode()
        link.request(method, path, body=data, headers=headers or {}, encode_chunked=False)
        answer = link.getresponse()
        text = answer.read()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, json.loads(text) if text else None
    finally:
        link.close()


# Chat completions


def test_chat_text() -> None:
    with FakeServer([Turn(text="hi é😀", input_tokens=7, output_tokens=3)]) as server:
        answer = open_client(server).chat.completions.create(model="gpt-x", messages=USER)
        assert answer.choices[0].message.content == "hi é😀"
        assert answer.choices[0].finish_reason == "stop"
        assert answer.model == "gpt-x"
        assert answer.usage and (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (7, 3)
        assert answer.usage.total_tokens == 10
        request = server.requests[0]
        assert request.path == "/v1/chat/completions"
        assert request.headers["authorization"] == "Bearer k"
        assert request.body["messages"] == USER


def test_chat_stream_text_calls_and_usage() -> None:
    with FakeServer([Turn(text="line\u2028two", calls=(ADD, ADD), input_tokens=9)]) as server:
        chunks = list(
            open_client(server).chat.completions.create(
                model="m", messages=USER, tools=CHAT_TOOLS, stream=True, stream_options={"include_usage": True}
            )
        )
        assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == "line\u2028two"
        arguments = {0: "", 1: ""}
        ids: list[str] = []
        for chunk in chunks:
            for part in (chunk.choices[0].delta.tool_calls or []) if chunk.choices else []:
                assert part.function
                arguments[part.index] += part.function.arguments or ""
                ids += [part.id] if part.id else []
        assert [json.loads(text) for text in arguments.values()] == [ADD.arguments, ADD.arguments]
        assert len(set(ids)) == 2
        assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "tool_calls"
        assert chunks[-1].choices == [] and chunks[-1].usage and chunks[-1].usage.prompt_tokens == 9
        assert all(c.usage is None for c in chunks[:-1])
        plain = list(open_client(server).chat.completions.create(model="m", messages=USER, stream=True))
        assert all(c.usage is None and c.choices for c in plain)


def test_chat_stream_helper() -> None:
    with FakeServer([Turn(text="abc", calls=(ADD,))]) as server:
        with open_client(server).chat.completions.stream(model="m", messages=USER) as stream:
            stream.until_done()
            answer = stream.get_final_completion()
        assert answer.choices[0].message.content == "abc"
        calls = answer.choices[0].message.tool_calls
        assert calls and json.loads(calls[0].function.arguments) == ADD.arguments


def test_chat_tool_loop_and_conversation() -> None:
    seen: list[Conversation] = []

    def script(talk: Conversation) -> Turn:
        seen.append(talk)
        return Turn(text="done") if talk.turns else Turn(calls=(ADD, ToolCall(name="add", arguments={}, id="mine")))

    with FakeServer(script) as server:
        client = open_client(server)
        messages: list[Any] = [
            {"role": "system", "content": "be brief"},
            {"role": "user", "content": [{"type": "text", "text": "go"}]},
        ]
        first = client.chat.completions.create(model="m", messages=messages, tools=CHAT_TOOLS)
        calls = first.choices[0].message.tool_calls
        assert first.choices[0].finish_reason == "tool_calls" and calls and calls[1].id == "mine"
        assert first.choices[0].message.content is None
        messages.append(first.choices[0].message)
        messages += [{"role": "tool", "tool_call_id": call.id, "content": f"r{at}"} for at, call in enumerate(calls)]
        assert client.chat.completions.create(model="m", messages=messages).choices[0].message.content == "done"
    talk = seen[1]
    assert (talk.provider, talk.api, talk.model, talk.system) == ("openai", "chat", "m", "be brief")
    assert [m.role for m in talk.messages] == ["user", "assistant", "tool"]
    assert talk.messages[1].calls[0] == ToolCall(name="add", arguments=ADD.arguments, id=calls[0].id)
    assert [(r.call_id, r.text) for r in talk.messages[2].results] == [(calls[0].id, "r0"), ("mine", "r1")]
    assert (talk.request_count, talk.attempt, talk.turns, talk.first_user) == (2, 2, 1, "go")
    assert seen[0].tools == ("add",) and seen[1].tools == ()


def test_chat_special_turns() -> None:
    turns = [
        (Turn(text="a", refusal=True), "a", "content_filter"),
        (Turn(text="a", truncated=True), "a", "length"),
        (Turn(text="a", empty=True), None, "stop"),
        (Turn(), "", "stop"),
    ]
    for turn, content, finish in turns:
        with FakeServer([turn]) as server:
            client = open_client(server)
            choice = client.chat.completions.create(model="m", messages=USER).choices[0]
            assert (choice.message.content, choice.finish_reason) == (content, finish)
            chunks = list(client.chat.completions.create(model="m", messages=USER, stream=True))
            assert "".join(c.choices[0].delta.content or "" for c in chunks) == (content or "")
            assert chunks[-1].choices[0].finish_reason == finish


def test_malformed_arguments() -> None:
    with FakeServer([Turn(calls=(ToolCall(name="add", arguments='{"x": '),))]) as server:
        calls = open_client(server).chat.completions.create(model="m", messages=USER).choices[0].message.tool_calls
        assert calls and calls[0].type == "function" and calls[0].function.arguments == '{"x": '
        events = list(anth_client(server).messages.create(model="m", max_tokens=9, messages=USER, stream=True))
        deltas = [e.delta for e in events if e.type == "content_block_delta"]
        assert "".join(d.partial_json for d in deltas if d.type == "input_json_delta") == '{"x": '
        body = raw(server, "POST", "/v1/messages", {"model": "m", "max_tokens": 9, "messages": USER})[2]
        assert body["content"][0]["input"] == '{"x": '
    with FakeServer([Turn(calls=(ToolCall(name="add", arguments='{"x": 1}'),))]) as server:
        block = anth_client(server).messages.create(model="m", max_tokens=9, messages=USER).content[0]
        assert block.type == "tool_use" and block.input == {"x": 1}


# Responses


def test_responses_text_and_call() -> None:
    with FakeServer([Turn(text="hi", calls=(ADD,), input_tokens=5)]) as server:
        answer = open_client(server).responses.create(model="m", input="hello", tools=RESPONSES_TOOLS)
        assert answer.output_text == "hi" and answer.status == "completed"
        assert answer.usage and answer.usage.input_tokens == 5
        call = answer.output[1]
        assert call.type == "function_call" and json.loads(call.arguments) == ADD.arguments


@pytest.mark.parametrize("linked", [False, True])
def test_responses_tool_loop(linked: bool) -> None:
    seen: list[Conversation] = []

    def script(talk: Conversation) -> Turn:
        seen.append(talk)
        return Turn(text="three") if talk.turns else Turn(text="calling", calls=(ADD,))

    with FakeServer(script) as server:
        client = open_client(server)
        first = client.responses.create(model="m", input="hello", instructions="be brief", tools=RESPONSES_TOOLS)
        call = first.output[1]
        assert call.type == "function_call"
        result: Any = {"type": "function_call_output", "call_id": call.call_id, "output": "3"}
        if linked:
            second = client.responses.create(model="m", input=[result], previous_response_id=first.id)
        else:
            items: Any = [{"role": "user", "content": "hello"}, *first.output, result]
            second = client.responses.create(model="m", input=items)
        assert second.output_text == "three"
        assert [m.role for m in seen[1].messages] == ["user", "assistant", "tool"]
        assert (seen[1].messages[1].text, seen[1].messages[1].calls[0].id) == ("calling", call.call_id)
        assert seen[1].messages[2].results[0].text == "3"
        assert seen[0].system == "be brief" and seen[0].tools == ("add",) and seen[0].key == seen[1].key
        with pytest.raises(openai.BadRequestError) as error:
            client.responses.create(model="m", input="x", previous_response_id="resp_none")
        assert error.value.code == "previous_response_not_found"


def test_responses_stream() -> None:
    with FakeServer([Turn(text="hi there", calls=(ADD,))]) as server:
        with open_client(server).responses.stream(model="m", input="hello") as stream:
            events = list(stream)
            final = stream.get_final_response()
        assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == "hi there"
        assert final.output_text == "hi there"
        call = final.output[1]
        assert call.type == "function_call" and json.loads(call.arguments) == ADD.arguments
        plain = list(open_client(server).responses.create(model="m", input="hello", stream=True))
        assert [e.sequence_number for e in plain] == list(range(len(plain)))
        assert (plain[0].type, plain[-1].type) == ("response.created", "response.completed")
        for event in plain:
            type(event).model_validate(event.model_dump(by_alias=True))


def test_responses_incomplete_and_overflow() -> None:
    for turn, reason in ((Turn(text="a", truncated=True), "max_output_tokens"), (Turn(refusal=True), "content_filter")):
        with FakeServer([turn]) as server:
            client = open_client(server)
            answer = client.responses.create(model="m", input="hello")
            assert answer.status == "incomplete" and answer.incomplete_details
            assert answer.incomplete_details.reason == reason
            assert list(client.responses.create(model="m", input="q", stream=True))[-1].type == "response.incomplete"
    with FakeServer([Turn(overflow=True)]) as server, pytest.raises(openai.BadRequestError) as error:
        open_client(server).responses.create(model="m", input="hello")
    assert (error.value.code, error.value.param) == ("context_length_exceeded", "input")


# Messages


def test_messages_text() -> None:
    with FakeServer([Turn(text="hi é😀", input_tokens=7, output_tokens=3)]) as server:
        answer = anth_client(server).messages.create(model="claude-x", max_tokens=9, messages=USER)
        assert answer.content[0].type == "text" and answer.content[0].text == "hi é😀"
        assert (answer.stop_reason, answer.model) == ("end_turn", "claude-x")
        assert (answer.usage.input_tokens, answer.usage.output_tokens) == (7, 3)
        assert server.requests[0].path == "/v1/messages"


def test_messages_stream_events_in_order() -> None:
    with FakeServer([Turn(text="line\u2028two", calls=(ADD,), output_tokens=33)]) as server:
        events = list(anth_client(server).messages.create(model="m", max_tokens=9, messages=USER, stream=True))
        kinds = [event.type for event in events]
        once = [kind for at, kind in enumerate(kinds) if at == 0 or kind != kinds[at - 1]]
        block = ["content_block_start", "content_block_delta", "content_block_stop"]
        assert once == ["message_start", *block, *block, "message_delta", "message_stop"]
        assert events[0].type == "message_start" and events[0].message.stop_reason is None
        with anth_client(server).messages.stream(model="m", max_tokens=9, messages=USER) as stream:
            final = stream.get_final_message()
        assert final.content[0].type == "text" and final.content[0].text == "line\u2028two"
        assert final.content[1].type == "tool_use" and final.content[1].input == ADD.arguments
        assert final.stop_reason == "tool_use" and final.usage.output_tokens == 33


def test_messages_tool_loop_beta() -> None:
    seen: list[Conversation] = []

    def script(talk: Conversation) -> Turn:
        seen.append(talk)
        return Turn(text="done") if talk.turns else Turn(text="calling", calls=(ADD,))

    with FakeServer(script) as server:
        client = anth_client(server)
        messages: list[Any] = [{"role": "user", "content": "go"}]
        system: Any = [{"type": "text", "text": "be brief"}]
        kwargs: Any = {"model": "m", "max_tokens": 9, "tools": MESSAGES_TOOLS, "system": system, "betas": ["b-1"]}
        first = client.beta.messages.create(messages=messages, **kwargs)
        use = first.content[1]
        assert use.type == "tool_use"
        result = {"type": "tool_result", "tool_use_id": use.id, "is_error": True}
        content = [{"type": "text", "text": "3"}]
        messages += [
            {"role": "assistant", "content": first.content},
            {"role": "user", "content": [result | {"content": content}, {"type": "text", "text": "more"}]},
        ]
        client.beta.messages.create(messages=messages, **kwargs)
        body = {"model": "m", "max_tokens": 9, "messages": USER}
        for path in ("/v1/messages", "/v1/messages/count_tokens"):
            assert raw(server, "POST", path + "?beta=true", body)[0] == 200
            assert (server.requests[-1].path, server.requests[-1].query) == (path, "beta=true")
    talk = seen[1]
    assert (talk.provider, talk.system, talk.tools) == ("anthropic", "be brief", ("add",))
    assert [m.role for m in talk.messages] == ["user", "assistant", "tool", "user"]
    assert talk.messages[2].results[0].is_error and talk.messages[2].results[0].text == "3"
    assert talk.messages[3].text == "more" and talk.turns == 1


def test_messages_special_turns() -> None:
    for turn, texts, stop in (
        (Turn(text="a", refusal=True), ["a"], "refusal"),
        (Turn(text="a", truncated=True), ["a"], "max_tokens"),
        (Turn(text="a", calls=(ADD,), empty=True), [], "end_turn"),
    ):
        with FakeServer([turn]) as server:
            answer = anth_client(server).messages.create(model="m", max_tokens=9, messages=USER)
            assert [b.text for b in answer.content if b.type == "text"] == texts
            assert len(answer.content) == len(texts) and answer.stop_reason == stop
            with anth_client(server).messages.stream(model="m", max_tokens=9, messages=USER) as stream:
                final = stream.get_final_message()
            assert [b.text for b in final.content if b.type == "text"] == texts
            assert len(final.content) == len(texts) and final.stop_reason == stop
            assert (final.stop_details is not None) == turn.refusal


def test_count_tokens() -> None:
    with FakeServer([Turn(status=500), Turn(text="x", input_tokens=321)]) as server:
        client = anth_client(server)
        assert client.messages.count_tokens(model="m", messages=USER).input_tokens == 100
        with pytest.raises(anthropic.InternalServerError):
            client.messages.create(model="m", max_tokens=9, messages=USER)
        assert client.messages.count_tokens(model="m", messages=USER).input_tokens == 321
        assert client.beta.messages.count_tokens(model="m", messages=USER).input_tokens == 321
    with FakeServer(lambda talk: Turn()) as server:
        long: Any = [{"role": "user", "content": "x" * 4000}]
        assert 900 < anth_client(server).messages.count_tokens(model="m", messages=long).input_tokens < 1100


def test_models() -> None:
    with FakeServer([Turn()], models=("a", "b/c")) as server:
        assert [m.id for m in open_client(server).models.list()] == ["a", "b/c"]
        assert [m.id for m in anth_client(server).models.list()] == ["a", "b/c"]
        assert open_client(server).models.retrieve("b/c").id == "b/c"
        assert anth_client(server).models.retrieve("a").id == "a"


# Errors


OPENAI_ERRORS: list[tuple[int, type[openai.APIStatusError], str]] = [
    (400, openai.BadRequestError, "invalid_request_error"),
    (401, openai.AuthenticationError, "invalid_request_error"),
    (403, openai.PermissionDeniedError, "invalid_request_error"),
    (429, openai.RateLimitError, "requests"),
    (500, openai.InternalServerError, "server_error"),
    (529, openai.InternalServerError, "server_error"),
]
ANTHROPIC_ERRORS: list[tuple[int, str, str]] = [
    (400, "BadRequestError", "invalid_request_error"),
    (401, "AuthenticationError", "authentication_error"),
    (403, "PermissionDeniedError", "permission_error"),
    (404, "NotFoundError", "not_found_error"),
    (429, "RateLimitError", "rate_limit_error"),
    (500, "InternalServerError", "api_error"),
    (529, "OverloadedError", "overloaded_error"),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("status", "kind", "name"), OPENAI_ERRORS)
def test_openai_errors(status: int, kind: type[openai.APIStatusError], name: str, stream: bool) -> None:
    with FakeServer([Turn(status=status, error="why"), Turn(text="ok")]) as server:
        client = open_client(server)
        with pytest.raises(kind) as error:
            client.chat.completions.create(model="m", messages=USER, stream=stream)
        assert (error.value.status_code, error.value.type) == (status, name)
        assert "why" in error.value.message and error.value.request_id
        assert client.chat.completions.create(model="m", messages=USER).choices[0].message.content == "ok"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("status", "kind", "name"), ANTHROPIC_ERRORS)
def test_anthropic_errors(status: int, kind: str, name: str, stream: bool) -> None:
    with FakeServer([Turn(status=status, error="why"), Turn(text="ok")]) as server:
        client = anth_client(server)
        with pytest.raises(anthropic.APIStatusError) as error:
            client.messages.create(model="m", max_tokens=9, messages=USER, stream=stream)
        assert kind in [one.__name__ for one in type(error.value).__mro__]
        body: Any = error.value.body
        assert error.value.status_code == status and body["type"] == "error"
        assert body["error"] == {"type": name, "message": "why"}
        assert body["request_id"] == error.value.request_id
        assert client.messages.create(model="m", max_tokens=9, messages=USER).stop_reason == "end_turn"


def test_retry_after() -> None:
    with FakeServer([Turn(status=429, retry_after_s=0.3), Turn(text="ok")]) as server:
        start = time.monotonic()
        client = open_client(server, retries=2)
        assert client.chat.completions.create(model="m", messages=USER).choices[0].message.content == "ok"
        assert 0.25 < time.monotonic() - start < 5
        assert len(server.requests) == 2
    with FakeServer([Turn(status=529, retry_after_s=2), Turn()]) as server:
        body = {"model": "m", "max_tokens": 9, "messages": USER}
        status, headers, _ = raw(server, "POST", "/v1/messages", body)
        assert (status, headers["retry-after"]) == (529, "2") and "retry-after-ms" not in headers


def test_overflow() -> None:
    with FakeServer([Turn(overflow=True), Turn(text="ok")]) as server:
        with pytest.raises(openai.BadRequestError) as error:
            open_client(server).chat.completions.create(model="m", messages=USER)
        assert error.value.code == "context_length_exceeded"
        assert "maximum context length" in error.value.message
        other: Any = [{"role": "user", "content": "other"}]
        with pytest.raises(anthropic.BadRequestError, match=r"prompt is too long: 200001 tokens > 200000 maximum"):
            anth_client(server).messages.create(model="m", max_tokens=9, messages=other)
        assert anth_client(server).messages.create(model="m", max_tokens=9, messages=other).content


@pytest.mark.parametrize("stream", [False, True])
def test_cut(stream: bool) -> None:
    with FakeServer([Turn(text="a" * 400, calls=(ADD,), cut=True), Turn(text="ok")]) as server:
        one = open_client(server)
        got = ""
        with pytest.raises(openai.APIConnectionError):
            if stream:
                for chunk in one.chat.completions.create(model="m", messages=USER, stream=True):
                    got += chunk.choices[0].delta.content or ""
            else:
                one.chat.completions.create(model="m", messages=USER)
        assert bool(got) == stream
        assert one.chat.completions.create(model="m", messages=USER).choices[0].message.content == "ok"
    with FakeServer([Turn(text="a" * 400, cut=True), Turn(text="ok")]) as server:
        two = anth_client(server)
        kinds: list[str] = []
        with pytest.raises((anthropic.APIConnectionError, httpx2.RemoteProtocolError)):
            if stream:
                for event in two.messages.create(model="m", max_tokens=9, messages=USER, stream=True):
                    kinds.append(event.type)
            else:
                two.messages.create(model="m", max_tokens=9, messages=USER)
        assert ("message_start" in kinds) == stream and "message_stop" not in kinds
        assert two.messages.create(model="m", max_tokens=9, messages=USER).stop_reason == "end_turn"
        assert server.failures == []


def test_cut_is_retried_by_the_client() -> None:
    with FakeServer([Turn(text="a", cut=True), Turn(text="ok")]) as server:
        client = open_client(server, retries=1)
        assert client.chat.completions.create(model="m", messages=USER).choices[0].message.content == "ok"


def test_key() -> None:
    with FakeServer([Turn(text="ok")], key="s3crét") as server:
        for key, ok in (("s3crét", True), ("other", False), ("", False)):
            for headers in ({"x-api-key": key}, {"authorization": f"Bearer {key}"}):
                coded: Any = {name: value.encode() for name, value in headers.items()}
                body = {"model": "m", "max_tokens": 9, "messages": USER}
                status, _, answer = raw(server, "POST", "/v1/messages", body, coded)
                assert status == (200 if ok else 401)
                assert ok or answer["error"]["type"] == "authentication_error"
        assert raw(server, "GET", "/v1/models")[0] == 401
    with FakeServer([Turn(text="ok")], key="right") as server:
        with pytest.raises(openai.AuthenticationError) as error:
            open_client(server).chat.completions.create(model="m", messages=USER)
        assert error.value.code == "invalid_api_key"
        with pytest.raises(anthropic.AuthenticationError):
            anth_client(server).messages.create(model="m", max_tokens=9, messages=USER)
        assert open_client(server, key="right").chat.completions.create(model="m", messages=USER).choices
        assert anth_client(server, key="right").messages.create(model="m", max_tokens=9, messages=USER).content


def test_bad_requests() -> None:
    chat = {"model": "m", "messages": USER}
    messages = chat | {"max_tokens": 9}
    cases: list[tuple[str, str, Any, int]] = [
        ("POST", "/v1/chat/completions", b"{", 400),
        ("POST", "/v1/chat/completions", b"[1]", 400),
        ("POST", "/v1/chat/completions", b"\xff", 400),
        ("POST", "/v1/chat/completions", b"[" * 200_000, 400),
        ("POST", "/v1/chat/completions", {"messages": USER}, 400),
        ("POST", "/v1/chat/completions", {"model": "m"}, 400),
        ("POST", "/v1/chat/completions", {"model": "m", "messages": []}, 400),
        ("POST", "/v1/chat/completions", {"model": "m", "messages": [{"role": "x"}]}, 400),
        ("POST", "/v1/responses", {"model": "m", "input": [1]}, 400),
        ("POST", "/v1/messages", chat, 400),
        ("POST", "/v1/messages", chat | {"max_tokens": 0}, 400),
        ("POST", "/v1/messages", messages | {"messages": [{"role": "tool"}]}, 400),
        ("POST", "/chat/completions", chat, 404),
        ("GET", "/v1/nothing", None, 404),
        ("POST", "/v1/messages/none", messages, 404),
        ("GET", "/v1/messages", None, 405),
        ("POST", "/v1/models", {}, 405),
        ("PUT", "/v1/chat/completions", chat, 405),
    ]
    with FakeServer([Turn(text="ok")]) as server:
        for method, path, body, wanted in cases:
            status, headers, answer = raw(server, method, path, body)
            assert status == wanted, (method, path, body)
            assert headers["content-type"] == "application/json"
            if path.startswith("/v1/messages"):
                assert answer["type"] == "error" and answer["error"]["type"] and answer["error"]["message"]
            else:
                assert set(answer["error"]) == {"message", "type", "param", "code"}
        assert raw(server, "HEAD", "/")[0] in (404, 405)
        assert raw(server, "POST", "/v1/chat/completions", chat, {"content-length": "-1"})[0] == 400
        assert raw(server, "POST", "/v1/chat/completions", chat, {"content-encoding": "zstd"})[0] == 415
        assert server.failures == []


def test_odd_values_do_not_fail() -> None:
    odd: list[Any] = [None, 1, "x", [], [1], {}, [{"type": "text", "text": 3}], [{"type": "tool_result", "content": 4}]]
    with FakeServer([Turn(text="ok")]) as server:
        for value in odd:
            for role in ("user", "assistant", "system"):
                message = {"role": role, "content": value, "tool_calls": value}
                body = {"model": "m", "max_tokens": 9, "messages": [message], "tools": value, "system": value}
                assert raw(server, "POST", "/v1/messages", body)[0] == 200
                assert raw(server, "POST", "/v1/chat/completions", body | {"stream_options": value})[0] == 200
                items = [message, {"type": "function_call", "arguments": value}, {"type": value, "output": value}]
                items[2]["type"] = "function_call_output"
                assert raw(server, "POST", "/v1/responses", {"model": "m", "input": items, "tools": value})[0] == 200
        assert raw(server, "POST", "/v1/responses", {"model": "m", "input": [{"type": []}]})[0] == 200
        assert server.failures == []


def test_large_bodies() -> None:
    with FakeServer([Turn(text="ok")]) as server:
        big: Any = [{"role": "user", "content": "x" * (MAX_BODY + 1)}]
        with pytest.raises(openai.APIStatusError) as one:
            open_client(server).chat.completions.create(model="m", messages=big)
        assert one.value.status_code == 413
        with pytest.raises(anthropic.APIStatusError) as two:
            anth_client(server).messages.create(model="m", max_tokens=9, messages=big)
        body: Any = two.value.body
        assert two.value.status_code == 413 and body["error"]["type"] == "request_too_large"
        near: Any = [{"role": "user", "content": "x" * (MAX_BODY - 1000)}]
        assert open_client(server).chat.completions.create(model="m", messages=near).choices
        assert server.requests[0].body == {}


def test_chunked_request() -> None:
    whole = json.dumps({"model": "m", "messages": USER}).encode()
    parts = [whole[:10], whole[10:]]
    coded = b"".join(b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\nx: y\r\n\r\n"
    with FakeServer([Turn(text="ok")]) as server:
        for data, wanted in ((coded, 200), (b"zz\r\n", 400), (b"%x\r\n" % (MAX_BODY + 1), 413)):
            headers = {"transfer-encoding": "chunked"}
            status = raw(server, "POST", "/v1/chat/completions", iter([data]), headers)[0]
            assert status == wanted


# The script


def ask(client: openai.OpenAI, text: str, turns: int = 0) -> str:
    messages: list[Any] = [{"role": "user", "content": text}]
    for _ in range(turns):
        messages += [{"role": "assistant", "content": "a"}, {"role": "user", "content": "next"}]
    return client.chat.completions.create(model="m", messages=messages).choices[0].message.content or ""


def test_faulty_turns_are_served_once_for_each_conversation() -> None:
    script = [Turn(status=500), Turn(text="0"), Turn(status=429), Turn(cut=True), Turn(text="1"), Turn(text="2")]
    with FakeServer(script) as server:
        client = open_client(server)
        for text in ("first", "second"):
            with pytest.raises(openai.InternalServerError):
                ask(client, text)
            assert ask(client, text) == "0"
            with pytest.raises(openai.RateLimitError):
                ask(client, text, 1)
            with pytest.raises(openai.APIConnectionError):
                ask(client, text, 1)
            assert [ask(client, text, turns) for turns in (1, 2, 7)] == ["1", "2", "2"]


def test_a_faulty_last_turn_is_repeated() -> None:
    with FakeServer([Turn(text="0"), Turn(status=401)]) as server:
        client = open_client(server)
        for _ in range(3):
            with pytest.raises(openai.AuthenticationError):
                ask(client, "x", 1)
        assert ask(client, "x") == "0"


def test_parallel_sessions() -> None:
    with FakeServer([Turn(text=str(at), wait_s=0.05) for at in range(4)]) as server:
        client = open_client(server)

        def session(name: int) -> list[str]:
            return [ask(client, f"s{name}", turns) for turns in range(4)]

        start = time.monotonic()
        with ThreadPoolExecutor(32) as pool:
            results = list(pool.map(session, range(32)))
        assert results == [["0", "1", "2", "3"]] * 32
        assert time.monotonic() - start < 5


def test_script_function_that_fails() -> None:
    def broken(talk: Conversation) -> Turn:
        raise ConnectionError("no")

    with FakeServer(broken) as server:
        with pytest.raises(openai.InternalServerError, match="the script failed: ConnectionError: no"):
            ask(open_client(server), "x")
        assert [type(error) for error in server.failures] == [ConnectionError]


def test_requests_are_bounded() -> None:
    with FakeServer([Turn(text="ok")]) as server:
        link = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port or 0)
        for at in range(1010):
            link.request("POST", f"/v1/x{at}", body=b"{}")
            link.getresponse().read()
        link.close()
        assert len(server.requests) == 1000 and server.requests[-1].path == "/v1/x1009"


def test_close_ends_waits_and_connections() -> None:
    server = FakeServer([Turn(text="ok", wait_s=60)])
    with pytest.raises(RuntimeError):
        _ = server.url
    server.start()
    with pytest.raises(RuntimeError):
        server.start()
    client = open_client(server)
    failed: list[BaseException] = []

    def wait() -> None:
        try:
            ask(client, "x")
        except openai.APIConnectionError as error:
            failed.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    while not server.requests:
        time.sleep(0.01)
    start = time.monotonic()
    server.close()
    server.close()
    thread.join(5)
    assert failed and time.monotonic() - start < 3


def test_no_output(capfd: pytest.CaptureFixture[str]) -> None:
    with FakeServer([Turn(text="x", cut=True), Turn(text="ok")]) as server:
        ask(open_client(server, retries=2), "x")
        raw(server, "POST", "/v1/none", b"{")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "values",
    [
        {"status": 302},
        {"status": 200, "error": "x"},
        {"wait_s": -1.0},
        {"status": 429, "retry_after_s": -1.0},
    ],
)
def test_turns_that_cannot_be_served(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Turn(**values)
    with pytest.raises(ValueError):
        FakeServer([])


def test_parse_script() -> None:
    call = {"name": "add", "arguments": {"x": 1}}
    turns = parse_script([{"text": "a", "calls": [call]}, {"status": 429, "retry_after_s": 1, "wait_s": 0}])
    assert turns[0] == Turn(text="a", calls=(ToolCall(name="add", arguments={"x": 1}),))
    assert turns[1].status == 429
    bad: list[Any] = [
        {},
        [],
        ["x"],
        [{"txt": "a"}],
        [{"text": 1}],
        [{"cut": 1}],
        [{"status": True}],
        [{"calls": {}}],
        [{"calls": [1]}],
        [{"calls": [{"name": "a"}]}],
        [{"calls": [{"name": "a", "arguments": 1}]}],
    ]
    for value in bad:
        with pytest.raises(ValueError):
            parse_script(value)


def test_command_line(tmp_path: Path) -> None:
    path = tmp_path / "turns.json"
    path.write_text(json.dumps([{"text": "from a file"}]))
    module = Path(fake_server.__file__)
    command = [sys.executable, str(module), "--script", str(path), "--port", "0", "--key", "k"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        try:
            with openai.OpenAI(base_url=url + "/v1", api_key="k", max_retries=0) as client:
                assert ask(client, "x") == "from a file"
        finally:
            process.terminate()
    path.write_text("[{}, 3]")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "turn 1 is not an object" in done.stderr


# inspect_ai


def run_inspect(model: str, tmp_path: Path) -> Any:
    from inspect_ai import Task, eval
    from inspect_ai.dataset import Sample
    from inspect_ai.model import get_model
    from inspect_ai.scorer import includes
    from inspect_ai.solver import generate, use_tools
    from inspect_ai.tool import Tool, tool

    @tool
    def add() -> Tool:
        async def execute(x: int, y: int) -> str:
            """Add two numbers.

            Args:
                x: The first number.
                y: The second number.
            """
            return str(x + y)

        return execute

    task = Task(
        dataset=[Sample(input="What is 20 and 22?", target="42")],
        solver=[use_tools(add()), generate()],
        scorer=includes(),
    )
    client = get_model(model, memoize=False)  # a kept model would go on to use the address of an earlier server
    return eval(task, model=client, display="none", log_dir=str(tmp_path), max_retries=1)[0]


LOOP: Script = [
    Turn(text="I add.", calls=(ToolCall(name="add", arguments={"x": 20, "y": 22}),)),
    Turn(text="The answer is 42.", input_tokens=150),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("model", ["openai-api/fake/x", "anthropic/claude-x"])
def test_inspect_tool_loop(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("inspect_ai")
    with FakeServer(LOOP, key="secret") as server:
        monkeypatch.setenv("FAKE_BASE_URL", server.url + "/v1")
        monkeypatch.setenv("FAKE_API_KEY", "secret")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
        log = run_inspect(model, tmp_path)
        assert log.status == "success", log.error
        messages = log.samples[0].messages
        assert [m.role for m in messages] == ["user", "assistant", "tool", "assistant"]
        assert messages[2].text == "42" and messages[3].text == "The answer is 42."
        assert log.samples[0].scores["includes"].value == "C"
        paths = [r.path for r in server.requests if r.method == "POST"]
        wanted = "/v1/messages" if model.startswith("anthropic") else "/v1/chat/completions"
        assert paths == [wanted, wanted]
        usage = next(iter(log.stats.model_usage.values()))
        assert (usage.input_tokens, usage.output_tokens) == (250, 40)
        assert server.failures == []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("model", ["openai-api/fake/x", "anthropic/claude-x"])
def test_inspect_reads_overflow(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("inspect_ai")
    with FakeServer([Turn(overflow=True)]) as server:
        monkeypatch.setenv("FAKE_BASE_URL", server.url + "/v1")
        monkeypatch.setenv("FAKE_API_KEY", "secret")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
        log = run_inspect(model, tmp_path)
        assert log.samples[0].output.stop_reason == "model_length"
