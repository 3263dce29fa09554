"""The server against the SDK's own client, over both transports."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import mcp.types as wire
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

import leadscrew.mcp.server as lab
from leadscrew.research.tools import Tool, ToolFault

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
TOKEN = "a-token-for-tests-only"
HERE = Path(__file__).parent
ACCEPT = {"accept": "application/json, text/event-stream"}
BEARER = {"authorization": f"Bearer {TOKEN}"}
ECHO = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"], "x-ours": [1, None]}


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Let SIGINT and SIGTERM end the block in good order: the current task is cancelled and the block left quietly."""
    loop, task, stopped = asyncio.get_running_loop(), asyncio.current_task(), False
    assert task is not None

    def stop() -> None:
        nonlocal stopped
        if not stopped:
            stopped = True
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        yield
    except asyncio.CancelledError:
        if not stopped:
            raise
        task.uncancel()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Desk:
    """A stand-in for the lab: remembers what was opened and closed."""

    note: Callable[[str], None] = lambda _: None
    offers: dict[str, Given] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    refuse: Exception | None = None
    stuck: Callable[[], Awaitable[None]] | None = None

    async def open(self, name: str) -> lab.Offer:
        if self.refuse is not None:
            raise self.refuse
        if self.stuck is not None:
            await self.stuck()
        self.note(f"opened {name}")
        self.offers[name] = Given(name, self)
        return self.offers[name]


@dataclass
class Given:
    name: str
    desk: Desk
    busy: asyncio.Event = field(default_factory=asyncio.Event)
    undone: bool = False

    async def tools(self) -> Sequence[Tool]:
        return [
            tool("echo", self.echo, ECHO),
            tool("who", self.who),
            tool("fault", self.fault),
            tool("crash", self.crash),
            tool("surrogate", self.surrogate),
            tool("noise", self.noise),
            tool("wait", self.wait),
        ]

    async def resources(self) -> Sequence[lab.Resource]:
        return [
            lab.Resource(uri="lab://name", name="name", description="the name", mime="text/plain", read=self.read_name),
            lab.Resource(uri="lab://bad", name="bad", description="fails", mime="text/plain", read=self.read_bad),
        ]

    async def close(self) -> None:
        await asyncio.sleep(0.05)
        self.desk.closed.append(self.name)
        self.desk.note(f"closed {self.name}")

    async def echo(self, given: Mapping[str, Any]) -> str:
        return str(given["text"])

    async def who(self, _: Mapping[str, Any]) -> str:
        return self.name

    async def fault(self, _: Mapping[str, Any]) -> str:
        raise ToolFault("there is no such lamp")

    async def crash(self, _: Mapping[str, Any]) -> str:
        raise KeyError("a secret")

    async def surrogate(self, _: Mapping[str, Any]) -> str:
        return "a\ud800b"

    async def noise(self, _: Mapping[str, Any]) -> str:
        print("noise from us", flush=True)
        child = [sys.executable, "-c", "import sys; print('noise from a child'); print(repr(sys.stdin.read()))"]
        await (await asyncio.create_subprocess_exec(*child)).wait()
        return "quiet"

    async def wait(self, _: Mapping[str, Any]) -> str:
        self.busy.set()
        self.desk.note("waiting")
        try:
            await asyncio.sleep(60)
        finally:
            self.undone = True
        return "never"

    async def read_name(self) -> str:
        return self.name

    async def read_bad(self) -> str:
        raise OSError("a secret")


def tool(
    name: str, call: Callable[[Mapping[str, Any]], Awaitable[str]], parameters: Mapping[str, Any] | None = None
) -> Tool:
    return Tool(name=name, description=f"do {name}", parameters=parameters or {"type": "object"}, call=call)


async def until(true: Callable[[], bool], within: float = 5) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.02)


def text(result: wire.CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, wire.TextContent)
    return content.text


async def ask(client: Client, name: str, **arguments: Any) -> str:
    return text(await client.call_tool(name, arguments))


async def exercise(client: Client, name: str) -> None:
    """What every client can do, whatever the transport."""
    listed = (await client.list_tools()).tools
    assert [each.name for each in listed][:3] == ["echo", "who", "fault"]
    assert listed[0].input_schema == ECHO
    assert listed[0].description == "do echo"

    good = await client.call_tool("echo", {"text": "smørbrød"})
    assert (text(good), good.is_error) == ("smørbrød", False)
    bad = await client.call_tool("fault", {})
    assert (text(bad), bad.is_error) == ("there is no such lamp", True)
    worse = await client.call_tool("crash", {})
    assert (text(worse), worse.is_error) == ("the lab could not do that: KeyError", True)
    assert await ask(client, "surrogate") == "a?b"
    with pytest.raises(MCPError, match="no tool named 'none'"):
        await client.call_tool("none", {})
    assert await ask(client, "who") == name

    assert [each.uri for each in (await client.list_resources()).resources] == ["lab://name", "lab://bad"]
    [content] = (await client.read_resource("lab://name")).contents
    assert isinstance(content, wire.TextResourceContents)
    assert (content.text, content.mime_type) == (name, "text/plain")
    with pytest.raises(MCPError, match=r"could not do that: OSError$"):
        await client.read_resource("lab://bad")
    with pytest.raises(MCPError, match="no such resource"):
        await client.read_resource("lab://none")


# Standard input and output

CHILD = """
import asyncio, sys
import leadscrew.mcp.server as lab
from test_server import TOKEN, Desk, stopped_by_signals

def note(text):
    with open(sys.argv[2], "a") as log:
        print(text, file=log)

async def main():
    with stopped_by_signals():
        if sys.argv[1] == "stdio":
            await lab.serve_stdio(Desk(note).open)
        else:
            await lab.serve_http(Desk(note).open, "127.0.0.1", 0, TOKEN, lambda url: print(url, flush=True))
    note("left")

asyncio.run(main())
"""


def child(kind: str, log: Path) -> list[str]:
    return [sys.executable, "-c", CHILD, kind, str(log)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(HERE)}


@pytest.mark.parametrize(("mode", "version"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
async def test_stdio(tmp_path: Path, mode: str, version: str) -> None:
    log = tmp_path / "log"
    command, *arguments = child("stdio", log)
    info = wire.Implementation(name="a test/client", version="1")
    parameters = StdioServerParameters(command=command, args=arguments, env=environment())
    async with asyncio.timeout(30), Client(parameters, mode=mode, client_info=info) as client:
        assert client.protocol_version == version
        await exercise(client, "a-test-client-1")
        assert await ask(client, "noise") == "quiet"
        calls = [ask(client, "echo", text=str(number)) for number in range(50)]
        assert await asyncio.gather(*calls) == [str(number) for number in range(50)]
    assert log.read_text().split("\n") == ["opened a-test-client-1", "closed a-test-client-1", "left", ""]


def initialize(name: str = "raw") -> dict[str, Any]:
    info = {"name": name, "version": "1"}
    return {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info},
    }


@pytest.mark.parametrize("end", ["signal", "deaf", "flood"])
def test_stdio_ends_in_good_order(tmp_path: Path, end: str) -> None:
    """However it ends, even while standard input stays open and a call is under way, the offer is closed."""
    log = tmp_path / "log"
    pipe = subprocess.PIPE
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "wait", "arguments": {}}}
    with subprocess.Popen(child("stdio", log), stdin=pipe, stdout=pipe, stderr=pipe, env=environment()) as process:
        try:
            assert process.stdin and process.stdout and process.stderr
            process.stdin.write(dumps(initialize()))
            process.stdin.flush()
            assert b'"id":1' in process.stdout.readline()
            process.stdin.write(dumps(call))
            process.stdin.flush()
            deadline = time.monotonic() + 10
            while "waiting" not in log.read_text():
                assert time.monotonic() < deadline
                time.sleep(0.02)
            if end == "signal":
                process.send_signal(signal.SIGTERM)
            elif end == "deaf":
                process.stdout.close()
                process.stdin.write(dumps({**call, "method": "ping", "id": 3, "params": {}}))
                process.stdin.flush()
            else:
                process.stdin.write(b"x" * (lab.MAX_BODY + 100_000))
                process.stdin.flush()
            assert process.wait(15) == 0
            assert b"Traceback" not in process.stderr.read()
        finally:
            process.kill()
    assert log.read_text().split("\n") == ["opened raw-1", "waiting", "closed raw-1", "left", ""]


def dumps(message: Mapping[str, Any]) -> bytes:
    import json

    return json.dumps(message).encode() + b"\n"


# HTTP


@asynccontextmanager
async def serving(desk: Desk, host: str = "127.0.0.1", **options: Any) -> AsyncIterator[str]:
    """A server on a free port, stopped at the end."""
    started: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(lab.serve_http(desk.open, host, 0, TOKEN, started.set_result, **options))
    try:
        either: list[asyncio.Future[Any]] = [task, started]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        async with asyncio.timeout(30):
            yield started.result()
    finally:
        failed = task.done() and not task.cancelled()
        task.cancel()
        with pytest.raises(OSError if failed else asyncio.CancelledError):
            await asyncio.wait_for(task, 10)
        await asyncio.sleep(0)
        left = {each.get_name() for each in asyncio.all_tasks() if each.get_name().startswith(("session", "http"))}
        assert not left


@asynccontextmanager
async def client(url: str, name: str = "tester", *, token: str = TOKEN, goodbye: bool = True) -> AsyncIterator[Client]:
    headers = {"authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
        transport = streamable_http_client(url, http_client=http, terminate_on_close=goodbye)
        async with Client(transport, client_info=wire.Implementation(name=name, version="1")) as made:
            yield made


async def test_http() -> None:
    desk = Desk()
    async with serving(desk) as url:
        async with client(url) as one:
            assert one.protocol_version == "2025-11-25"  # it tried 2026-07-28 first and went back to the handshake
            await exercise(one, "tester-1")
            assert not desk.closed
        await until(lambda: desk.closed == ["tester-1"])
    assert list(desk.offers) == desk.closed


async def test_two_clients_have_separate_offers() -> None:
    desk = Desk()
    async with serving(desk) as url, client(url, "one") as one, client(url, "two") as two:
        assert [await ask(one, "who"), await ask(two, "who")] == ["one-1", "two-2"]
        waiting = asyncio.create_task(one.call_tool("wait", {}))
        await desk.offers["one-1"].busy.wait()
        assert await ask(two, "who") == "two-2"
        waiting.cancel()
        await until(lambda: desk.offers["one-1"].undone)
        assert await ask(one, "who") == "one-1"
    assert sorted(desk.closed) == ["one-1", "two-2"]


async def test_client_that_leaves_without_a_word() -> None:
    desk = Desk()
    async with serving(desk, idle_s=0.4) as url:
        async with client(url, goodbye=False) as one:
            await asyncio.sleep(0.8)  # its open stream holds the session
            assert await ask(one, "who") == "tester-1"
            assert not desk.closed
        await until(lambda: desk.closed == ["tester-1"])


CLIENT = """
import asyncio, sys
from test_server import client

async def main():
    async with client(sys.argv[1], "doomed") as one:
        await one.call_tool("wait", {})

asyncio.run(main())
"""


async def test_client_that_is_killed_during_a_call() -> None:
    desk = Desk()
    async with serving(desk, idle_s=0.4) as url:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", CLIENT, url, env=environment())
        try:
            await until(lambda: "doomed-1" in desk.offers and desk.offers["doomed-1"].busy.is_set(), 20)
            await asyncio.sleep(0.8)
            assert not desk.closed
        finally:
            process.kill()
            await process.wait()
        await until(lambda: desk.closed == ["doomed-1"])
        assert desk.offers["doomed-1"].undone


async def refused(url: str, token: str = TOKEN) -> str:
    """What a client is told that cannot connect; the SDK wraps it in exception groups."""
    error: BaseException | None = None
    try:
        async with client(url, token=token):
            pass
    except (MCPError, ExceptionGroup) as caught:
        error = caught
    while isinstance(error, BaseExceptionGroup):
        [error] = error.exceptions
    assert isinstance(error, MCPError)
    return error.message


async def post(url: str, headers: Mapping[str, str], **options: Any) -> httpx2.Response:
    options.setdefault("json", initialize())
    async with httpx2.AsyncClient() as http:
        return await http.post(url, headers={**ACCEPT, **headers}, **options)


async def test_wrong_token() -> None:
    desk = Desk()
    async with serving(desk) as url:
        for value in (
            None,
            "",
            "Bearer",
            f"Bearer {TOKEN}x",
            f"Bearer {TOKEN[:-1]}",
            f"Basic {TOKEN}",
            TOKEN,
            "Bearer é",
        ):
            headers = {} if value is None else {"authorization": value}
            answer = await post(url, {key: each.encode("latin-1") for key, each in headers.items()})  # type: ignore[misc]
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        async with httpx2.AsyncClient() as http:
            assert (await http.get(url)).status_code == 401
            assert (await http.delete(url, headers={"mcp-session-id": "x"})).status_code == 401
        assert await refused(url, TOKEN[::-1]) == "a bearer token is needed"
    assert not desk.offers


async def test_wrong_host_and_origin() -> None:
    desk = Desk()
    async with serving(desk) as url:
        port = httpx2.URL(url).port
        for host in (
            "evil.example",
            f"evil.example:{port}",
            "127.0.0.1",
            "127.0.0.1:1",
            f"127.0.0.1:{port}.evil.example",
        ):
            assert (await post(url, {**BEARER, "host": host})).status_code == 421
        for origin in ("http://evil.example", f"http://evil.example:{port}", "null", "http://127.0.0.1"):
            assert (await post(url, {**BEARER, "origin": origin})).status_code == 403
        assert not desk.offers
        for host in ("localhost", "127.0.0.1", "[::1]"):
            good = {**BEARER, "host": f"{host}:{port}", "origin": f"http://localhost:{port}"}
            assert (await post(url, good)).status_code == 200
    assert len(desk.offers) == len(desk.closed) == 3


async def test_oversized_body() -> None:
    desk = Desk()

    async def drip() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 1000

    async with serving(desk, max_body=20_000) as url:
        kind = {**BEARER, "content-type": "application/json"}
        assert (await post(url, kind, json=None, content=b" " * 20_001)).status_code == 413
        assert (await post(url, kind, json=None, content=drip())).status_code == 413
        async with client(url) as one:
            assert await ask(one, "echo", text="x" * 15_000) == "x" * 15_000
            with pytest.raises(MCPError):
                await ask(one, "echo", text="x" * 25_000)
            assert await ask(one, "who") == "tester-1"


async def test_number_of_sessions() -> None:
    desk = Desk()
    async with serving(desk, max_sessions=2) as url:
        async with client(url), client(url) as two:
            assert await refused(url) == "too many sessions are open"
            assert await ask(two, "who") == "tester-2"
        await until(lambda: len(desk.closed) == 2)
        async with client(url) as three:
            assert await ask(three, "who") == "tester-3"


async def test_refused_handshake_keeps_no_session() -> None:
    desk = Desk(refuse=ToolFault("the lab is full"))
    async with serving(desk, max_sessions=1) as url:
        for _ in range(3):
            assert await refused(url) == "the lab is full"
        desk.refuse = ZeroDivisionError("a secret")
        assert await refused(url) == "the lab could not do that: ZeroDivisionError"
        assert (await post(url, BEARER, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})).status_code == 400
        desk.refuse = None
        async with client(url) as one:
            assert await ask(one, "who") == "tester-5"


async def test_client_that_leaves_while_its_offer_is_opened() -> None:
    desk, opening, undone = Desk(), asyncio.Event(), asyncio.Event()

    async def stuck() -> None:
        opening.set()
        try:
            await asyncio.sleep(60)
        finally:
            undone.set()

    desk.stuck = stuck
    async with serving(desk, max_sessions=1) as url:
        leaving = asyncio.create_task(post(url, BEARER))
        await opening.wait()
        assert (await post(url, BEARER)).status_code == 503
        leaving.cancel()
        await asyncio.wait_for(undone.wait(), 5)
        desk.stuck = None
        async with client(url) as one:
            assert await ask(one, "who") == "tester-2"


@pytest.mark.parametrize("host", ["localhost", "::1"])
async def test_other_names_of_loopback(host: str) -> None:
    desk = Desk()
    try:
        async with serving(desk, host) as url, client(url) as one:
            assert await ask(one, "who") == "tester-1"
    except OSError:
        pytest.skip(f"there is no {host} here")


async def test_strange_requests() -> None:
    desk = Desk()
    async with serving(desk) as url, httpx2.AsyncClient(headers={**ACCEPT, **BEARER}) as http:
        opened = await http.post(url, json=initialize())
        session = {"mcp-session-id": opened.headers["mcp-session-id"]}
        again = await http.post(url, json=initialize(), headers=session)
        assert "open already" in again.text
        assert (await http.post(url, json=initialize(), headers={"mcp-session-id": "other"})).status_code == 404
        assert (await http.get(url)).status_code == 400
        assert (await http.post(f"{url}/more", json=initialize())).status_code == 404
        assert (await http.post(url, content=b"{", headers={"content-type": "application/json"})).status_code == 400
        assert (await http.post(url, content=b"x=1")).status_code == 400
        modern = await http.post(url, json=initialize(), headers={"mcp-protocol-version": "2026-07-28"})
        assert (modern.status_code, modern.json()["error"]["code"]) == (400, -32022)
        assert list(desk.offers) == ["raw-1"]
        assert (await http.delete(url, headers=session)).status_code == 200
        assert (await http.post(url, json=initialize(), headers=session)).status_code == 404
        await until(lambda: desk.closed == ["raw-1"])


async def test_stops_in_good_order() -> None:
    """Stopped during a call: the client gets an error at once, and the offer is closed before the server returns."""
    desk = Desk()
    async with serving(desk) as url, client(url, goodbye=False) as one:
        waiting = asyncio.create_task(one.call_tool("wait", {}))
        await until(lambda: "tester-1" in desk.offers)
        await desk.offers["tester-1"].busy.wait()
        [task] = [each for each in asyncio.all_tasks() if getattr(each.get_coro(), "__name__", "") == "serve_http"]
        begun = time.monotonic()
        task.cancel()
        with pytest.raises(MCPError, match=r"[Cc]onnection closed"):
            await waiting
        await asyncio.wait({task})
        assert time.monotonic() - begun < 3
        assert desk.closed == ["tester-1"]
        with pytest.raises(httpx2.ConnectError):
            await post(url, BEARER)


async def test_slow_close_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_: Given) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(Given, "close", never)
    desk = Desk()
    begun = time.monotonic()
    async with serving(desk, close_s=0.3) as url, client(url):
        pass
    assert time.monotonic() - begun < 5


def test_http_child_ends_on_a_signal(tmp_path: Path) -> None:
    log = tmp_path / "log"
    pipe = subprocess.PIPE
    with subprocess.Popen(child("http", log), stdout=pipe, stderr=pipe, text=True, env=environment()) as process:
        try:
            assert process.stdout and process.stderr
            url = process.stdout.readline().strip()
            answer = httpx2.post(url, json=initialize(), headers={**ACCEPT, **BEARER})
            assert answer.status_code == 200
            stream = {**ACCEPT, **BEARER, "mcp-session-id": answer.headers["mcp-session-id"]}
            with httpx2.stream("GET", url, headers=stream) as open_stream:
                assert open_stream.status_code == 200
                process.send_signal(signal.SIGTERM)
                assert process.wait(10) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()
    assert log.read_text().split("\n") == ["opened raw-1", "closed raw-1", "left", ""]


async def test_loopback_only() -> None:
    desk = Desk()
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        with pytest.raises(ValueError, match="not a loopback address"):
            await lab.serve_http(desk.open, host, 0, TOKEN, pytest.fail)
    for token in ("", "short", "a token with spaces", "ü" * 20):
        with pytest.raises(ValueError, match="token"):
            await lab.serve_http(desk.open, "127.0.0.1", 0, token, pytest.fail)
