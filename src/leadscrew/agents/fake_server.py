"""A scripted fake of a language-model provider, for protocol tests.

It speaks the OpenAI forms (chat completions, responses, models) and the Anthropic forms (messages, count_tokens,
models) on 127.0.0.1, and answers from a list of turns or from a function. No model is involved.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import math
import socket
import socketserver
import sys
import threading
import time
import uuid
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import unquote

Provider = Literal["openai", "anthropic"]
Event = tuple[str, dict[str, Any] | str]  # event name ('' for none), data

MAX_BODY = 32 * 1024 * 1024
MAX_KEPT = 1000
CONTEXT_WINDOW = {"openai": 128_000, "anthropic": 200_000}
ROUTES = {
    "/v1/chat/completions": ("POST", "chat"),
    "/v1/responses": ("POST", "responses"),
    "/v1/messages": ("POST", "messages"),
    "/v1/messages/count_tokens": ("POST", "count"),
    "/v1/models": ("GET", "models"),
}
ANTHROPIC_KINDS = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}
DEFAULT_MESSAGES = {
    401: "The API key is not valid.",
    403: "This key may not use this resource.",
    404: "Not found.",
    429: "Rate limit reached. Please try again later.",
    503: "The service is unavailable.",
    529: "Overloaded",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A tool call; arguments given as a str are sent as they are, so they may be malformed JSON."""

    name: str
    arguments: Mapping[str, Any] | str
    id: str = ""  # made from the conversation when empty


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """A tool result found in a request."""

    call_id: str
    text: str
    is_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a request in one form for all providers.

    The role is 'user', 'assistant' or 'tool'; the results of one round of calls make one 'tool' message.
    """

    role: Literal["user", "assistant", "tool"]
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the fake answers to one request."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    input_tokens: int = 100
    output_tokens: int = 20
    status: int = 200
    error: str = ""
    retry_after_s: float | None = None
    overflow: bool = False
    refusal: bool = False
    empty: bool = False
    cut: bool = False
    wait_s: float = 0.0
    truncated: bool = False

    def __post_init__(self) -> None:
        """Reject a turn that cannot be served."""
        if self.status != 200 and not 400 <= self.status <= 599:
            raise ValueError(f"the status of a turn is 200 or an error status, not {self.status}")
        if self.error and not (self.status != 200 or self.overflow):
            raise ValueError("an error message needs an error status or overflow")
        if self.wait_s < 0 or (self.retry_after_s is not None and self.retry_after_s < 0):
            raise ValueError("a time is not negative")

    @property
    def faulty(self) -> bool:
        """Whether this turn leaves the client without an assistant message."""
        return self.status != 200 or self.overflow or self.cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What one request says, in one form for all providers."""

    provider: Provider
    api: str  # 'chat', 'responses', 'messages' or 'count'
    model: str
    system: str
    messages: tuple[Message, ...]
    tools: tuple[str, ...]
    stream: bool = False
    request_count: int = 0  # generation requests this server has had, this one included
    attempt: int = 0  # the same, of the requests with this key

    @property
    def turns(self) -> int:
        """The number of assistant messages in the request."""
        return sum(message.role == "assistant" for message in self.messages)

    @property
    def first_user(self) -> str:
        """The text of the first user message."""
        return next((message.text for message in self.messages if message.role == "user"), "")

    @property
    def key(self) -> str:
        """A hash of the first user message, which names the conversation."""
        return _digest(self.first_user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it came in; the body is empty where it was not a JSON object."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: dict[str, Any]


Script = Sequence[Turn] | Callable[[Conversation], Turn]


class FakeServer:
    """A fake provider on 127.0.0.1, used as a context manager.

    A sequence answers with `script[min(turns, len - 1)]`. A faulty turn (an error status, overflow or cut) is served
    once for each conversation and then counts as absent, so a retry gets the turn after it; as the last turn of the
    script it has no turn after it and is served each time. A function decides for itself.
    """

    def __init__(
        self, script: Script, *, port: int = 0, key: str | None = None, models: Sequence[str] = ("fake-model",)
    ) -> None:
        """Keep the script; the port is bound by start() or on entry to the context."""
        if isinstance(script, Sequence) and not script:
            raise ValueError("the script has no turns")
        self._script: Script = tuple(script) if isinstance(script, Sequence) else script
        self._port = port
        self._key = key
        self._models = tuple(models)
        self._lock = threading.Lock()
        self._requests: deque[Request] = deque(maxlen=MAX_KEPT)
        self._failures: deque[BaseException] = deque(maxlen=MAX_KEPT)
        self._served: dict[str, set[int]] = {}
        self._attempts: dict[str, int] = {}
        self._count = 0
        self._stored: OrderedDict[str, tuple[Message, ...]] = OrderedDict()
        self._stopping = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server."""
        self.close()

    def start(self) -> None:
        """Bind the port and serve in a thread."""
        if self._server is not None:
            raise RuntimeError("the server has been started")
        self._stopping.clear()
        self._server = _Server(self, self._port)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="fake-server", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop serving and close all connections; a second call does nothing."""
        server, thread = self._server, self._thread
        if server is None or thread is None:
            return
        self._server = self._thread = None
        self._stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
        server.close_connections()

    @property
    def url(self) -> str:
        """The address, without a path; OpenAI clients take this with '/v1' after it."""
        if self._server is None:
            raise RuntimeError("the server is not running")
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def requests(self) -> list[Request]:
        """The last requests, oldest first, the refused ones included."""
        with self._lock:
            return list(self._requests)

    @property
    def failures(self) -> list[BaseException]:
        """The exceptions raised by the script function or by this module while answering."""
        with self._lock:
            return list(self._failures)

    def _record(self, request: Request) -> None:
        with self._lock:
            self._requests.append(request)

    def _failed(self, error: BaseException) -> None:
        with self._lock:
            self._failures.append(error)

    def _authorised(self, headers: Mapping[str, str]) -> bool:
        if self._key is None:
            return True
        kind, _, bearer = headers.get("authorization", "").partition(" ")
        offered = [headers.get("x-api-key", ""), bearer.strip() if kind.lower() == "bearer" else ""]
        wanted = self._key.encode()
        return any(hmac.compare_digest(one.encode("latin-1", "replace"), wanted) for one in offered if one)

    def _next(self, talk: Conversation, *, consume: bool) -> Turn | None:
        """The turn for this conversation; None where a script function is only to be asked, not run."""
        if not isinstance(self._script, Sequence):
            if not consume:
                return None
            try:
                turn = self._script(talk)
                if not isinstance(turn, Turn):
                    raise TypeError(f"the script function returned {type(turn).__name__}, not a Turn")
            except Exception as error:
                self._failed(error)
                raise _ProviderError(500, f"the script failed: {type(error).__name__}: {error}") from error
            return turn
        last = len(self._script) - 1
        key = talk.key
        with self._lock:
            served = self._served.get(key, set())
            left = [index for index in range(last + 1) if index not in served]
            index = left[min(talk.turns, len(left) - 1)]
            turn = self._script[index]
            if consume and turn.faulty and index < last:
                self._served.setdefault(key, set()).add(index)
        return turn

    def _numbers(self, key: str) -> tuple[int, int]:
        with self._lock:
            self._count += 1
            self._attempts[key] = self._attempts.get(key, 0) + 1
            return self._count, self._attempts[key]

    def _store(self, response_id: str, messages: tuple[Message, ...]) -> None:
        with self._lock:
            self._stored[response_id] = messages
            while len(self._stored) > MAX_KEPT:
                self._stored.popitem(last=False)

    def _recall(self, response_id: str) -> tuple[Message, ...]:
        with self._lock:
            try:
                return self._stored[response_id]
            except KeyError:
                raise _ProviderError(
                    400,
                    f"Previous response with id '{response_id}' not found.",
                    code="previous_response_not_found",
                    param="previous_response_id",
                ) from None


class _ProviderError(Exception):
    """An error to be sent in the provider's form."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
        close: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param
        self.headers = dict(headers or {})
        self.close = close


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    """A successful turn with what is needed to write it."""

    turn: Turn
    model: str
    token: str
    created: int

    @property
    def text(self) -> str:
        return "" if self.turn.empty else self.turn.text

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        return () if self.turn.empty else self.turn.calls

    def call_id(self, index: int, prefix: str) -> str:
        return self.calls[index].id or f"{prefix}_{self.token}{index:02d}"


def _digest(*parts: object) -> str:
    text = json.dumps([str(part) for part in parts])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _dump(value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # a lone surrogate
        return json.dumps(value, separators=(",", ":")).encode()


def _argument_text(call: ToolCall) -> str:
    return call.arguments if isinstance(call.arguments, str) else json.dumps(dict(call.arguments), ensure_ascii=False)


def _pieces(text: str) -> list[str]:
    step = max(1, math.ceil(len(text) / 4))
    return [text[at : at + step] for at in range(0, len(text), step)]


# Reading requests


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(content: Any) -> str:
    """The text of a content field: a string or a list of parts."""
    if isinstance(content, str):
        return content
    parts = [part.get("text", part.get("refusal")) for part in _dicts(content)]
    return "\n".join(part for part in parts if isinstance(part, str))


def _call(call_id: Any, name: Any, arguments: Any) -> ToolCall:
    if isinstance(arguments, str):
        try:
            parsed = json.loads(arguments)
        except (ValueError, RecursionError):
            parsed = None
        arguments = parsed if isinstance(parsed, dict) else arguments
    elif not isinstance(arguments, dict):
        arguments = {}
    return ToolCall(name=str(name or ""), arguments=arguments, id=str(call_id or ""))


def _joined(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Join neighbouring 'tool' messages."""
    out: list[Message] = []
    for message in messages:
        if out and message.role == out[-1].role == "tool":
            out[-1] = Message(role="tool", results=out[-1].results + message.results)
        else:
            out.append(message)
    return tuple(out)


def _read_chat(body: dict[str, Any]) -> tuple[str, tuple[Message, ...], tuple[str, ...]]:
    system: list[str] = []
    messages: list[Message] = []
    for item in body["messages"]:
        role, text = item.get("role"), _text(item.get("content"))
        if role in ("system", "developer"):
            system.append(text)
        elif role == "assistant":
            calls = [
                (call.get("id"), call.get("function") or call.get("custom")) for call in _dicts(item.get("tool_calls"))
            ]
            messages.append(
                Message(
                    role="assistant",
                    text=text,
                    calls=tuple(
                        _call(call_id, one.get("name"), one.get("arguments", one.get("input")))
                        for call_id, one in calls
                        if isinstance(one, dict)
                    ),
                )
            )
        elif role in ("tool", "function"):
            call_id = str(item.get("tool_call_id") or item.get("name") or "")
            messages.append(Message(role="tool", results=(ToolResult(call_id=call_id, text=text),)))
        else:
            messages.append(Message(role="user", text=text))
    named = [tool.get("function") or tool.get("custom") for tool in _dicts(body.get("tools"))]
    tools = tuple(str(one.get("name", "")) for one in named if isinstance(one, dict))
    return "\n\n".join(system), _joined(messages), tools


def _read_messages(body: dict[str, Any]) -> tuple[str, tuple[Message, ...], tuple[str, ...]]:
    system = [_text(body.get("system"))] if body.get("system") else []
    messages: list[Message] = []
    for item in body["messages"]:
        role, content = item.get("role"), item.get("content")
        blocks, text = _dicts(content), _text(content)
        if role == "system":
            system.append(text)
        elif role == "assistant":
            calls = tuple(
                _call(one.get("id"), one.get("name"), one.get("input"))
                for one in blocks
                if one.get("type") == "tool_use"
            )
            messages.append(Message(role="assistant", text=text, calls=calls))
        else:
            results = tuple(
                ToolResult(
                    call_id=str(one.get("tool_use_id") or ""),
                    text=_text(one.get("content")),
                    is_error=one.get("is_error") is True,
                )
                for one in blocks
                if one.get("type") == "tool_result"
            )
            if results:
                messages.append(Message(role="tool", results=results))
            if text or not results:
                messages.append(Message(role="user", text=text))
    tools = tuple(str(tool.get("name", "")) for tool in _dicts(body.get("tools")))
    return "\n\n".join(system), _joined(messages), tools


def _read_responses(
    body: dict[str, Any], before: tuple[Message, ...]
) -> tuple[str, tuple[Message, ...], tuple[str, ...]]:
    """Read the items of a responses request; neighbouring output items make one assistant message."""
    system = [body["instructions"]] if isinstance(body.get("instructions"), str) else []
    messages = list(before)
    given = body["input"]
    items = [{"role": "user", "content": given}] if isinstance(given, str) else given
    open_turn = False
    for item in items:
        kind = item.get("type", "message")
        role, text = item.get("role"), _text(item.get("content"))
        if kind in ("function_call_output", "custom_tool_call_output"):
            result = ToolResult(call_id=str(item.get("call_id") or ""), text=_text(item.get("output")))
            messages.append(Message(role="tool", results=(result,)))
            open_turn = False
        elif kind == "message" and role in ("system", "developer"):
            system.append(text)
        elif kind == "message" and role != "assistant":
            messages.append(Message(role="user", text=text))
            open_turn = False
        elif kind in ("message", "function_call", "custom_tool_call", "reasoning"):
            calls: tuple[ToolCall, ...] = ()
            if kind.endswith("_call"):
                calls = (_call(item.get("call_id"), item.get("name"), item.get("arguments", item.get("input"))),)
            text = text if kind == "message" else ""
            if open_turn:
                last = messages.pop()
                text = "\n".join(part for part in (last.text, text) if part)
                calls = last.calls + calls
            messages.append(Message(role="assistant", text=text, calls=calls))
            open_turn = True
    tools = tuple(str(tool["name"]) for tool in _dicts(body.get("tools")) if "name" in tool)
    return "\n\n".join(system), _joined(messages), tools


def _missing(provider: Provider, field: str) -> _ProviderError:
    if provider == "anthropic":
        return _ProviderError(400, f"{field}: Field required")
    message = f"Missing required parameter: '{field}'."
    return _ProviderError(400, message, code="missing_required_parameter", param=field)


def _invalid(provider: Provider, field: str, why: str) -> _ProviderError:
    if provider == "anthropic":
        return _ProviderError(400, f"{field}: {why}")
    return _ProviderError(400, f"Invalid value for '{field}': {why}", code="invalid_value", param=field)


def _check(provider: Provider, api: str, body: dict[str, Any]) -> None:
    """Refuse a body that the provider would refuse for its outer shape."""
    listed = "input" if api == "responses" else "messages"
    needed = ("model", listed, "max_tokens") if api == "messages" else ("model", listed)
    for field in needed:
        if body.get(field) is None:
            raise _missing(provider, field)
    if not isinstance(body["model"], str) or not body["model"]:
        raise _invalid(provider, "model", "Input should be a valid string")
    if api == "messages" and (type(body["max_tokens"]) is not int or body["max_tokens"] < 1):
        raise _invalid(provider, "max_tokens", "Input should be greater than or equal to 1")
    items = body[listed]
    if api == "responses" and isinstance(items, str):
        return
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _invalid(provider, listed, "Input should be a valid list of objects")
    if api == "responses":
        return
    if not items:
        raise _invalid(provider, listed, "at least one message is required")
    roles = {"user", "assistant", "system"}
    if provider == "openai":
        roles |= {"developer", "tool", "function"}
    for at, item in enumerate(items):
        if item.get("role") not in roles:
            raise _invalid(provider, f"{listed}.{at}.role", "Input should be a known role")


# Writing answers


def _error_body(provider: Provider, problem: _ProviderError, request_id: str) -> dict[str, Any]:
    status = problem.status
    if provider == "anthropic":
        kind = ANTHROPIC_KINDS.get(status, "invalid_request_error" if status < 500 else "api_error")
        return {"type": "error", "error": {"type": kind, "message": problem.message}, "request_id": request_id}
    kind, code = "server_error" if status >= 500 else "invalid_request_error", problem.code
    if status == 401:
        code = code or "invalid_api_key"
    elif status == 429:
        kind, code = "requests", code or "rate_limit_exceeded"
    return {"error": {"message": problem.message, "type": kind, "param": problem.param, "code": code}}


def _turn_problem(talk: Conversation, turn: Turn) -> _ProviderError:
    headers: dict[str, str] = {}
    if turn.retry_after_s is not None:
        headers["retry-after"] = str(math.ceil(turn.retry_after_s))
        if turn.retry_after_s != int(turn.retry_after_s):
            headers["retry-after-ms"] = str(round(turn.retry_after_s * 1000))
    status = turn.status if turn.status != 200 else 400
    if not turn.overflow:
        default = DEFAULT_MESSAGES.get(
            status, "Internal server error" if status >= 500 else "The request is not valid."
        )
        return _ProviderError(status, turn.error or default, headers=headers)
    limit = CONTEXT_WINDOW[talk.provider]
    used = max(turn.input_tokens, limit + 1)
    if talk.provider == "anthropic":
        return _ProviderError(
            status, turn.error or f"prompt is too long: {used} tokens > {limit} maximum", headers=headers
        )
    if talk.api == "responses":
        message = "Your input exceeds the context window of this model. Please adjust your input and try again."
    else:
        message = (
            f"This model's maximum context length is {limit} tokens. However, your messages resulted in {used} tokens. "
            "Please reduce the length of the messages."
        )
    param = "input" if talk.api == "responses" else "messages"
    return _ProviderError(status, turn.error or message, code="context_length_exceeded", param=param, headers=headers)


def _chat_usage(turn: Turn) -> dict[str, Any]:
    return {
        "prompt_tokens": turn.input_tokens,
        "completion_tokens": turn.output_tokens,
        "total_tokens": turn.input_tokens + turn.output_tokens,
        "prompt_tokens_details": {"cached_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0},
    }


def _chat_finish(reply: _Reply) -> str:
    if reply.turn.refusal:
        return "content_filter"
    if reply.turn.truncated:
        return "length"
    return "tool_calls" if reply.calls else "stop"


def _chat_content(reply: _Reply) -> str | None:
    return reply.text or (None if reply.calls or reply.turn.empty else "")


def _chat_json(reply: _Reply) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": _chat_content(reply), "refusal": None}
    if reply.calls:
        message["tool_calls"] = [
            {
                "id": reply.call_id(at, "call"),
                "type": "function",
                "function": {"name": call.name, "arguments": _argument_text(call)},
            }
            for at, call in enumerate(reply.calls)
        ]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _chat_finish(reply)}
    return {
        "id": f"chatcmpl-{reply.token}",
        "object": "chat.completion",
        "created": reply.created,
        "model": reply.model,
        "choices": [choice],
        "usage": _chat_usage(reply.turn),
    }


def _chat_events(reply: _Reply, *, include_usage: bool) -> list[Event]:
    head: dict[str, Any] = {
        "id": f"chatcmpl-{reply.token}",
        "object": "chat.completion.chunk",
        "created": reply.created,
        "model": reply.model,
    }
    extra: dict[str, Any] = {"usage": None} if include_usage else {}

    def chunk(delta: dict[str, Any], finish: str | None = None) -> Event:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return "", head | {"choices": [choice]} | extra

    events = [chunk({"role": "assistant", "content": "" if _chat_content(reply) is not None else None})]
    events += [chunk({"content": piece}) for piece in _pieces(reply.text)]
    for at, call in enumerate(reply.calls):
        function = {"name": call.name, "arguments": ""}
        start = {"index": at, "id": reply.call_id(at, "call"), "type": "function", "function": function}
        events.append(chunk({"tool_calls": [start]}))
        for piece in _pieces(_argument_text(call)):
            events.append(chunk({"tool_calls": [{"index": at, "function": {"arguments": piece}}]}))
    events.append(chunk({}, _chat_finish(reply)))
    if include_usage:
        events.append(("", head | {"choices": [], "usage": _chat_usage(reply.turn)}))
    events.append(("", "[DONE]"))
    return events


def _responses_items(reply: _Reply) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    status = "incomplete" if reply.turn.refusal or reply.turn.truncated else "completed"
    if reply.text:
        part = {"type": "output_text", "text": reply.text, "annotations": [], "logprobs": []}
        items.append(
            {
                "id": f"msg_{reply.token}",
                "type": "message",
                "role": "assistant",
                "status": status,
                "content": [part],
            }
        )
    for at, call in enumerate(reply.calls):
        items.append(
            {
                "id": f"fc_{reply.token}{at:02d}",
                "type": "function_call",
                "call_id": reply.call_id(at, "call"),
                "name": call.name,
                "arguments": _argument_text(call),
                "status": status,
            }
        )
    return items


def _responses_json(reply: _Reply, body: dict[str, Any]) -> dict[str, Any]:
    turn = reply.turn
    reason = "content_filter" if turn.refusal else "max_output_tokens" if turn.truncated else None
    return {
        "id": f"resp_{reply.token}",
        "object": "response",
        "created_at": reply.created,
        "status": "incomplete" if reason else "completed",
        "error": None,
        "incomplete_details": {"reason": reason} if reason else None,
        "instructions": body.get("instructions"),
        "metadata": body.get("metadata") or {},
        "model": reply.model,
        "output": _responses_items(reply),
        "parallel_tool_calls": body.get("parallel_tool_calls") is not False,
        "previous_response_id": body.get("previous_response_id"),
        "store": body.get("store") is not False,
        "temperature": body.get("temperature"),
        "tool_choice": body.get("tool_choice") or "auto",
        "tools": _dicts(body.get("tools")),
        "top_p": body.get("top_p"),
        "usage": {
            "input_tokens": turn.input_tokens,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": turn.output_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": turn.input_tokens + turn.output_tokens,
        },
    }


def _responses_events(reply: _Reply, body: dict[str, Any]) -> list[Event]:
    final = _responses_json(reply, body)
    opening = final | {"status": "in_progress", "incomplete_details": None, "output": [], "usage": None}
    plain: list[tuple[str, dict[str, Any]]] = [
        ("response.created", {"response": opening}),
        ("response.in_progress", {"response": opening}),
    ]
    for at, item in enumerate(final["output"]):
        blank: dict[str, Any] = {"content": []} if item["type"] == "message" else {"arguments": ""}
        plain.append(
            ("response.output_item.added", {"output_index": at, "item": item | {"status": "in_progress"} | blank})
        )
        place: dict[str, Any] = {"item_id": item["id"], "output_index": at}
        if item["type"] == "message":
            part = item["content"][0]
            place["content_index"] = 0
            plain.append(("response.content_part.added", place | {"part": part | {"text": ""}}))
            for piece in _pieces(part["text"]):
                plain.append(("response.output_text.delta", place | {"delta": piece, "logprobs": []}))
            plain.append(("response.output_text.done", place | {"text": part["text"], "logprobs": []}))
            plain.append(("response.content_part.done", place | {"part": part}))
        else:
            for piece in _pieces(item["arguments"]):
                plain.append(("response.function_call_arguments.delta", place | {"delta": piece}))
            done = {"name": item["name"], "arguments": item["arguments"]}
            plain.append(("response.function_call_arguments.done", place | done))
        plain.append(("response.output_item.done", {"output_index": at, "item": item}))
    plain.append((f"response.{final['status']}", {"response": final}))
    return [(name, {"type": name, "sequence_number": at} | data) for at, (name, data) in enumerate(plain)]


def _messages_blocks(reply: _Reply) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [{"type": "text", "text": reply.text}] if reply.text else []
    for at, call in enumerate(reply.calls):
        given: Any = call.arguments
        if isinstance(given, str):  # an object where the text is one, else the text itself
            given = _call("", "", given).arguments
        arguments = dict(given) if isinstance(given, Mapping) else given
        blocks.append({"type": "tool_use", "id": reply.call_id(at, "toolu"), "name": call.name, "input": arguments})
    return blocks


def _messages_stop(reply: _Reply) -> dict[str, Any]:
    stop = "tool_use" if reply.calls else "end_turn"
    if reply.turn.truncated:
        stop = "max_tokens"
    details = None
    if reply.turn.refusal:
        stop, details = "refusal", {"type": "refusal", "category": None, "explanation": None}
    return {"stop_reason": stop, "stop_sequence": None, "stop_details": details}


def _messages_usage(turn: Turn, output_tokens: int) -> dict[str, Any]:
    return {
        "input_tokens": turn.input_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": output_tokens,
    }


def _messages_json(reply: _Reply) -> dict[str, Any]:
    return {
        "id": f"msg_{reply.token}",
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "content": _messages_blocks(reply),
        **_messages_stop(reply),
        "usage": _messages_usage(reply.turn, reply.turn.output_tokens),
    }


def _messages_events(reply: _Reply) -> list[Event]:
    final = _messages_json(reply)
    stop = _messages_stop(reply)
    opening = final | dict.fromkeys(stop) | {"content": [], "usage": _messages_usage(reply.turn, 1)}
    plain: list[tuple[str, dict[str, Any]]] = [("message_start", {"message": opening})]
    calls = iter(reply.calls)
    for at, block in enumerate(final["content"]):
        if block["type"] == "text":
            start = block | {"text": ""}
            deltas = [{"type": "text_delta", "text": piece} for piece in _pieces(block["text"])]
        else:
            start = block | {"input": {}}
            text = _argument_text(next(calls))
            deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in ["", *_pieces(text)]]
        plain.append(("content_block_start", {"index": at, "content_block": start}))
        plain += [("content_block_delta", {"index": at, "delta": delta}) for delta in deltas]
        plain.append(("content_block_stop", {"index": at}))
    plain.append(("message_delta", {"delta": stop, "usage": final["usage"]}))
    plain.append(("message_stop", {}))
    return [(name, {"type": name} | data) for name, data in plain]


def _models_body(provider: Provider, names: Sequence[str], one: bool) -> dict[str, Any]:
    if provider == "anthropic":
        data = [
            {
                "type": "model",
                "id": name,
                "display_name": name,
                "created_at": "2025-01-01T00:00:00Z",
                "lifecycle": "active",
            }
            for name in names
        ]
        ends = {"first_id": names[0] if names else None, "last_id": names[-1] if names else None}
        return data[0] if one else {"data": data, "has_more": False, **ends}
    listed = [{"id": name, "object": "model", "created": 1735689600, "owned_by": "fake"} for name in names]
    return listed[0] if one else {"object": "list", "data": listed}


# The server


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, fake: FakeServer, port: int) -> None:
        self.fake = fake
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """Bind without the name look-up that HTTPServer does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def close_connections(self) -> None:
        """End the connections that are open and wait a while for their threads."""
        with self._changed:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
            self._changed.wait_for(lambda: not self._open, timeout=5)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, (ConnectionError, TimeoutError)):
            self.fake._failed(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120
    request_id = "req_0"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing."""

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the errors that http.server finds by itself in the provider's form."""
        status = 405 if code == 501 else int(code)
        self._send_problem(self._provider(), _ProviderError(status, message or "The request is not valid.", close=True))

    def _names(self) -> dict[str, str]:
        headers = getattr(self, "headers", None)
        return {name.lower(): value for name, value in headers.items()} if headers is not None else {}

    def _provider(self) -> Provider:
        path = getattr(self, "path", "").partition("?")[0]
        if path.startswith("/v1/messages") or "anthropic-version" in self._names():
            return "anthropic"
        return "openai"

    def _handle(self) -> None:
        fake, provider = self.server.fake, self._provider()
        self.request_id = f"req_{uuid.uuid4().hex}"
        path, _, query = self.path.partition("?")
        body: dict[str, Any] = {}
        problem: _ProviderError | None = None
        unread = 0
        try:
            body = self._read_json()
        except _TooLargeError as large:
            unread, problem = large.unread, large
        except _ProviderError as found:
            problem = found
        headers = self._names()
        fake._record(Request(method=self.command, path=path, query=query, headers=headers, body=body))
        try:
            self._answer(provider, path, headers, body, problem)
        except _ProviderError as found:
            self._send_problem(provider, found)
        except OSError:
            raise
        except Exception as error:
            fake._failed(error)
            self._send_problem(provider, _ProviderError(500, f"the fake failed: {type(error).__name__}: {error}"))
        if unread:
            self._drain(unread)

    def _answer(
        self,
        provider: Provider,
        path: str,
        headers: dict[str, str],
        body: dict[str, Any],
        problem: _ProviderError | None,
    ) -> None:
        fake = self.server.fake
        one = unquote(path.removeprefix("/v1/models/")) if path.startswith("/v1/models/") else ""
        method, api = ROUTES["/v1/models"] if one else ROUTES.get(path, ("", ""))
        closing = problem is not None and problem.close
        if not api:
            message = f"Invalid URL ({self.command} {path})" if provider == "openai" else "Not Found"
            raise _ProviderError(404, message, close=closing)
        if self.command != method:
            raise _ProviderError(405, "Method Not Allowed", headers={"allow": method}, close=closing)
        if not fake._authorised(headers):
            message = "invalid x-api-key" if provider == "anthropic" else "Incorrect API key provided."
            raise _ProviderError(401, message, close=closing)
        if problem is not None:
            raise problem
        if api == "models":
            names = (one,) if one else fake._models
            self._send_json(200, _models_body(provider, names, bool(one)))
            return
        _check(provider, api, body)
        talk = self._conversation(provider, api, body)
        if api == "count":
            turn = fake._next(talk, consume=False)
            estimate = max(1, len(_dump(body)) // 4)
            self._send_json(200, {"input_tokens": turn.input_tokens if turn else estimate})
            return
        self._generate(talk, body)

    def _conversation(self, provider: Provider, api: str, body: dict[str, Any]) -> Conversation:
        fake = self.server.fake
        if api == "responses":
            previous = body.get("previous_response_id")
            before = fake._recall(str(previous)) if previous is not None else ()
            system, messages, tools = _read_responses(body, before)
        else:
            system, messages, tools = _read_chat(body) if api == "chat" else _read_messages(body)
        talk = Conversation(
            provider=provider,
            api=api,
            model=body["model"],
            system=system,
            messages=messages,
            tools=tools,
            stream=body.get("stream") is True,
        )
        if api == "count":
            return talk
        count, attempt = fake._numbers(talk.key)
        return replace(talk, request_count=count, attempt=attempt)

    def _generate(self, talk: Conversation, body: dict[str, Any]) -> None:
        fake = self.server.fake
        turn = fake._next(talk, consume=True)
        assert turn is not None
        if turn.wait_s and fake._stopping.wait(turn.wait_s):
            self.close_connection = True
            return
        if turn.status != 200 or turn.overflow:
            self._send_problem(talk.provider, _turn_problem(talk, turn), cut=turn.cut)
            return
        token = _digest(talk.key, talk.turns, talk.attempt)
        reply = _Reply(turn=turn, model=talk.model, token=token, created=int(time.time()))
        if talk.api == "responses" and body.get("store") is not False and not turn.cut:
            calls = tuple(
                ToolCall(name=call.name, arguments=call.arguments, id=reply.call_id(at, "call"))
                for at, call in enumerate(reply.calls)
            )
            said = Message(role="assistant", text=reply.text, calls=calls)
            fake._store(f"resp_{token}", (*talk.messages, said))
        if talk.stream:
            if talk.api == "chat":
                options = body.get("stream_options")
                wants_usage = isinstance(options, dict) and options.get("include_usage") is True
                events = _chat_events(reply, include_usage=wants_usage)
            else:
                events = _responses_events(reply, body) if talk.api == "responses" else _messages_events(reply)
            self._send_events(events, cut=turn.cut)
        elif talk.api == "chat":
            self._send_json(200, _chat_json(reply), cut=turn.cut)
        elif talk.api == "responses":
            self._send_json(200, _responses_json(reply, body), cut=turn.cut)
        else:
            self._send_json(200, _messages_json(reply), cut=turn.cut)

    # Bodies

    def _read_json(self) -> dict[str, Any]:
        raw = self._read_body()
        if self.command == "GET":
            return {}
        if self._names().get("content-encoding", "identity").lower() != "identity":
            raise _ProviderError(415, "Content encodings are not supported.")
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            raise _ProviderError(400, "We could not parse the JSON body of your request.") from None
        if not isinstance(body, dict):
            raise _ProviderError(400, "The JSON body of your request should be an object.")
        return body

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            return self._read_chunks()
        given = self.headers.get("content-length", "0").strip()
        if not (given.isascii() and given.isdigit() and len(given) < 19):
            raise _ProviderError(400, "The content-length is not valid.", close=True)
        length = int(given)
        if length > MAX_BODY:
            raise _TooLargeError(length)
        raw = self.rfile.read(length)
        if len(raw) != length:
            raise _ProviderError(400, "The body is shorter than its content-length.", close=True)
        return raw

    def _read_chunks(self) -> bytes:
        out = bytearray()
        while True:
            digits = self.rfile.readline(1024).split(b";")[0].strip()
            try:
                size = int(digits, 16)
            except ValueError:
                size = -1
            if size < 0:
                raise _ProviderError(400, "A chunk size is not valid.", close=True)
            if len(out) + size > MAX_BODY:
                raise _TooLargeError(MAX_BODY)
            if size == 0:
                break
            out += self.rfile.read(size)
            self.rfile.readline(8)
        for _ in range(100):
            if self.rfile.readline(8192) in (b"\r\n", b"\n", b""):
                return bytes(out)
        raise _ProviderError(400, "There are too many trailers.", close=True)

    def _drain(self, length: int) -> None:
        """Read on for a while, so that the client is free to read the answer."""
        self.connection.settimeout(2)
        left = min(length, 4 * MAX_BODY)
        try:
            while left > 0:
                got = len(self.rfile.read1(min(left, 1 << 16)))
                if not got:
                    return
                left -= got
        except OSError:
            return

    def _start(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        request_id = "request-id" if self._provider() == "anthropic" else "x-request-id"
        for name, value in ({request_id: self.request_id} | dict(headers)).items():
            self.send_header(name, value)
        self.end_headers()

    def _send_problem(self, provider: Provider, problem: _ProviderError, *, cut: bool = False) -> None:
        if problem.close:
            self.close_connection = True
            problem.headers["connection"] = "close"
        body = _error_body(provider, problem, self.request_id)
        self._send_json(problem.status, body, problem.headers, cut=cut)

    def _send_json(
        self, status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None, *, cut: bool = False
    ) -> None:
        data = _dump(body)
        own = {"content-type": "application/json", "content-length": str(len(data))}
        self._start(status, own | dict(headers or {}))
        if self.command != "HEAD":
            self.wfile.write(data[: len(data) // 2] if cut else data)
        if cut:
            self._die()

    def _send_events(self, events: Sequence[Event], *, cut: bool) -> None:
        frames = [_frame(name, data) for name, data in events]
        chunked = self.request_version != "HTTP/1.0"
        own = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache"}
        if chunked:
            own["transfer-encoding"] = "chunked"
        else:
            own["connection"] = "close"
            self.close_connection = True
        self._start(200, own)
        middle = len(frames) // 2
        for at, frame in enumerate(frames):
            whole = b"%x\r\n%b\r\n" % (len(frame), frame) if chunked else frame
            if cut and at == middle:
                self.wfile.write(whole[: len(whole) // 2])
                self._die()
                return
            self.wfile.write(whole)
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _die(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


class _TooLargeError(_ProviderError):
    def __init__(self, unread: int) -> None:
        super().__init__(413, f"The body is larger than {MAX_BODY} bytes.", close=True)
        self.unread = unread


def _frame(name: str, data: dict[str, Any] | str) -> bytes:
    start = f"event: {name}\n".encode() if name else b""
    return start + b"data: " + (data.encode() if isinstance(data, str) else _dump(data)) + b"\n\n"


# Manual use


def parse_script(value: Any) -> tuple[Turn, ...]:
    """Make turns of decoded JSON: a list of objects with the fields of Turn."""
    if not isinstance(value, list) or not value:
        raise ValueError("a script is a list of at least one turn object")
    return tuple(_parse_turn(at, item) for at, item in enumerate(value))


def _parse_turn(at: int, item: Any) -> Turn:
    if not isinstance(item, dict):
        raise ValueError(f"turn {at} is not an object")
    known = {field.name: field.default for field in fields(Turn)}
    values: dict[str, Any] = {}
    for name, value in item.items():
        if name not in known:
            raise ValueError(f"turn {at} has an unknown field {name!r}")
        if name == "calls":
            values[name] = _parse_calls(at, value)
            continue
        default = 0.0 if name == "retry_after_s" else known[name]
        wanted = (int, float) if isinstance(default, float) else type(default)
        fits = isinstance(value, wanted) and isinstance(value, bool) == isinstance(default, bool)
        if not fits and not (name == "retry_after_s" and value is None):
            raise ValueError(f"turn {at} has a value of the wrong type for {name!r}")
        values[name] = value
    return Turn(**values)


def _parse_calls(at: int, value: Any) -> tuple[ToolCall, ...]:
    if not isinstance(value, list):
        raise ValueError(f"turn {at} has calls that are not a list")
    calls: list[ToolCall] = []
    for call in value:
        if not isinstance(call, dict) or not {"name", "arguments"} <= call.keys() <= {"name", "arguments", "id"}:
            raise ValueError(f"turn {at} has a call that is not an object with name and arguments")
        name, arguments, call_id = call["name"], call["arguments"], call.get("id", "")
        if not isinstance(name, str) or not isinstance(arguments, (dict, str)) or not isinstance(call_id, str):
            raise ValueError(f"turn {at} has a call with a value of the wrong type")
        calls.append(ToolCall(name=name, arguments=arguments, id=call_id))
    return tuple(calls)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve a script from a file until interrupted."""
    parser = argparse.ArgumentParser(description="A scripted fake of a language-model provider on 127.0.0.1.")
    parser.add_argument("--script", type=Path, required=True, help="a JSON file with a list of turn objects")
    parser.add_argument("--port", type=int, default=0, help="the port; 0 takes a free one")
    parser.add_argument("--key", help="the API key that requests need")
    options = parser.parse_args(argv)
    try:
        script = parse_script(json.loads(options.script.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        parser.error(f"{options.script}: {error}")
    with FakeServer(script, port=options.port, key=options.key) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
