"""An MCP server over what the lab offers: one client on standard input and output, or several over HTTP.

Each client gets its own `Offer` from an `Opener`. It is closed when that client's session ends, however it ends.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import hmac
import ipaddress
import itertools
import logging
import os
import re
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, cast
from uuid import uuid4

import anyio
import uvicorn
from mcp import MCPError
from mcp import types as wire
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.runner import serve_loop
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http import MCP_SESSION_ID_HEADER, StreamableHTTPServerTransport
from mcp.server.transport_security import (
    RequestBodyLimitMiddleware,
    TransportSecurityMiddleware,
    TransportSecuritySettings,
)
from mcp.shared.inbound import MCP_PROTOCOL_VERSION_HEADER
from mcp.types.version import HANDSHAKE_PROTOCOL_VERSIONS
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from leadscrew.research.tools import Tool, ToolFault

PATH: Final = "/mcp"
MAX_BODY: Final = 4 * 1024 * 1024
MAX_SESSIONS: Final = 32
IDLE_S: Final = 30 * 60.0
CLOSE_S: Final = 30.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A text a client can read."""

    uri: str
    name: str
    description: str
    mime: str
    read: Callable[[], Awaitable[str]]


class Offer(Protocol):
    """What one client is given."""

    async def tools(self) -> Sequence[Tool]:
        """The tools as they are now."""

    async def resources(self) -> Sequence[Resource]:
        """The resources as they are now."""

    async def close(self) -> None:
        """Let go of everything. Called once, after the last call has ended."""


Opener = Callable[[str], Awaitable[Offer]]
"""Makes the `Offer` of one client, given a name for it. If it is cancelled it must clean up after itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """How the server introduces itself."""

    name: str = "lab"
    version: str = "0"
    instructions: str | None = None


# What is common to both transports


def _clean(text: str) -> str:
    """The text without lone surrogates, which have no form on the wire and would end the whole connection."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _told(error: Exception, doing: str) -> str:
    """What the client is told about an error: a fault's own text, and of anything else only its type."""
    if isinstance(error, ToolFault):
        return _clean(str(error)) or "the lab could not do that"
    _log.warning("%s failed", doing, exc_info=error)
    return f"the lab could not do that: {type(error).__name__}"


async def _see_through(work: Coroutine[Any, Any, None]) -> None:
    """Run the work to its end even if the caller is cancelled meanwhile; it must bound itself."""
    task = asyncio.ensure_future(work)
    cancelled = False
    with anyio.CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError:
                cancelled = True
    task.result()
    if cancelled:
        raise asyncio.CancelledError


class _Seat:
    """The place of one client: holds its offer from the first need of it until the client has gone."""

    def __init__(self, opener: Opener, numbers: Iterator[int], close_s: float) -> None:
        self._opener = opener
        self._numbers = numbers
        self._close_s = close_s
        self._lock = anyio.Lock()
        self._offer: Offer | None = None
        self._closed = False

    @property
    def taken(self) -> bool:
        """Whether there is an offer."""
        return self._offer is not None

    async def offer(self, client: str) -> Offer:
        """The client's offer, opened if it is not yet."""
        async with self._lock:
            if self._closed:
                raise MCPError(wire.INVALID_REQUEST, "the session has ended")
            if self._offer is None:
                plain = re.sub(r"[^A-Za-z0-9._-]+", "-", client)[:40].strip("-.") or "client"
                name = f"{plain}-{next(self._numbers)}"
                try:
                    self._offer = await self._opener(name)
                except Exception as error:
                    raise MCPError(wire.INTERNAL_ERROR, _told(error, f"opening an offer for {name}")) from None
            return self._offer

    async def close(self) -> None:
        """Close the offer if there is one. Never raises, and takes no longer than the limit."""
        self._closed = True
        offer, self._offer = self._offer, None
        if offer is None:
            return
        try:
            await asyncio.wait_for(offer.close(), self._close_s)
        except TimeoutError:
            _log.warning("an offer was not closed within %s seconds", self._close_s)
        except Exception:
            _log.warning("closing an offer failed", exc_info=True)


def _client_name(ctx: ServerRequestContext[Any, Any]) -> str:
    known = ctx.session.client_params
    return known.client_info.name if known is not None else ""


def _server(about: About, seat: _Seat) -> Server[Any]:
    """The SDK's server for one client."""

    async def offer(ctx: ServerRequestContext[Any, Any]) -> Offer:
        return await seat.offer(_client_name(ctx))

    async def tools(ctx: ServerRequestContext[Any, Any]) -> Sequence[Tool]:
        given = await offer(ctx)
        try:
            return await given.tools()
        except Exception as error:
            raise MCPError(wire.INTERNAL_ERROR, _told(error, "listing tools")) from None

    async def resources(ctx: ServerRequestContext[Any, Any]) -> Sequence[Resource]:
        given = await offer(ctx)
        try:
            return await given.resources()
        except Exception as error:
            raise MCPError(wire.INTERNAL_ERROR, _told(error, "listing resources")) from None

    async def list_tools(
        ctx: ServerRequestContext[Any, Any], _params: wire.PaginatedRequestParams | None
    ) -> wire.ListToolsResult:
        return wire.ListToolsResult(
            tools=[
                wire.Tool(name=tool.name, description=tool.description, input_schema=dict(tool.parameters))
                for tool in await tools(ctx)
            ]
        )

    async def call_tool(
        ctx: ServerRequestContext[Any, Any], params: wire.CallToolRequestParams
    ) -> wire.CallToolResult | wire.InputRequiredResult:
        tool = next((tool for tool in await tools(ctx) if tool.name == params.name), None)
        if tool is None:
            raise MCPError(wire.INVALID_PARAMS, f"there is no tool named {params.name[:100]!r}")
        failed = False
        try:
            text = _clean(await tool.call(params.arguments or {}))
        except Exception as error:
            failed, text = True, _told(error, f"the tool {tool.name}")
        return wire.CallToolResult(content=[wire.TextContent(type="text", text=text)], is_error=failed)

    async def list_resources(
        ctx: ServerRequestContext[Any, Any], _params: wire.PaginatedRequestParams | None
    ) -> wire.ListResourcesResult:
        return wire.ListResourcesResult(
            resources=[
                wire.Resource(uri=each.uri, name=each.name, description=each.description, mime_type=each.mime)
                for each in await resources(ctx)
            ]
        )

    async def read_resource(
        ctx: ServerRequestContext[Any, Any], params: wire.ReadResourceRequestParams
    ) -> wire.ReadResourceResult | wire.InputRequiredResult:
        resource = next((each for each in await resources(ctx) if each.uri == params.uri), None)
        if resource is None:
            raise MCPError(wire.INVALID_PARAMS, "there is no such resource", {"uri": params.uri})
        try:
            text = _clean(await resource.read())
        except Exception as error:
            raise MCPError(wire.INTERNAL_ERROR, _told(error, f"reading {resource.uri}")) from None
        return wire.ReadResourceResult(
            contents=[wire.TextResourceContents(uri=resource.uri, mime_type=resource.mime, text=text)]
        )

    async def open_first(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        """Open the offer as part of the handshake, so that a client that cannot have one is told so at once."""
        if ctx.method != "initialize":
            return await call_next(ctx)
        if seat.taken:
            raise MCPError(wire.INVALID_REQUEST, "this session is open already")
        result = await call_next(ctx)
        asked = wire.InitializeRequestParams.model_validate(ctx.params or {}, by_name=False)
        await seat.offer(asked.client_info.name)
        return result

    server: Server[Any] = Server(
        about.name,
        version=about.version,
        instructions=about.instructions,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )
    server.middleware.append(open_first)
    return server


# Standard input and output


class _StdinLines:
    """The lines of standard input.

    The SDK reads in a worker thread that cannot be cancelled, so a server told to stop would wait for its client to
    speak or leave. This reads in a daemon thread instead. While it is open, descriptor 0 is the null device, so that
    a child process cannot take what is meant for us.
    """

    def __init__(self, max_line: int) -> None:
        self._max_line = max_line
        self._loop = asyncio.get_running_loop()
        self._lines: asyncio.Queue[bytes | None] = asyncio.Queue(16)
        self._input = os.dup(0)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        threading.Thread(target=self._read, name="standard input", daemon=True).start()

    def close(self) -> None:
        """Give descriptor 0 back. The thread may still be waiting on the other one, so that stays open."""
        os.dup2(self._input, 0)

    def __aiter__(self) -> AsyncIterator[str]:
        return self._each()

    async def _each(self) -> AsyncIterator[str]:
        while (line := await self._lines.get()) is not None:
            yield line.decode("utf-8", "replace")

    def _read(self) -> None:
        # The loop may close at any time; there is no one left to read for then.
        with contextlib.suppress(RuntimeError, concurrent.futures.CancelledError):
            for line in self._split():
                self._put(line)
            self._put(None)

    def _put(self, line: bytes | None) -> None:
        work = self._lines.put(line)
        try:
            waiting = asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:
            work.close()
            raise
        waiting.exception()

    def _split(self) -> Iterator[bytes]:
        rest = bytearray()
        with contextlib.suppress(OSError):
            while chunk := os.read(self._input, 65536):
                rest += chunk
                *lines, last = rest.split(b"\n") if b"\n" in chunk else [rest]
                yield from (bytes(line) for line in lines if line.strip())
                rest = bytearray(last)
                if len(rest) > self._max_line:
                    _log.error("a message of more than %d bytes on standard input; stopping", self._max_line)
                    return
        if rest.strip():
            yield bytes(rest)


async def serve_stdio(
    opener: Opener, *, about: About | None = None, max_body: int = MAX_BODY, close_s: float = CLOSE_S
) -> None:
    """Serve one client over standard input and output until it leaves or the task is cancelled.

    Meanwhile descriptor 1 goes to standard error, so nothing but the protocol reaches the client.
    """
    seat = _Seat(opener, itertools.count(1), close_s)
    server = _server(about or About(), seat)
    lines = _StdinLines(max_body)
    try:
        try:
            async with stdio_server(stdin=cast("anyio.AsyncFile[str]", lines)) as (reading, writing):
                await server.run(reading, writing, server.create_initialization_options())
        except* (BrokenPipeError, ConnectionResetError):
            _log.info("the client stopped reading")
    finally:
        lines.close()
        await _see_through(seat.close())


# HTTP


@dataclass(slots=True, kw_only=True, eq=False)
class _Session:
    id: str
    transport: StreamableHTTPServerTransport
    seat: _Seat
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """End the session. Calls under way are cancelled and answered with an error."""
        scope = self.transport.idle_scope
        if scope is not None:
            scope.cancel()
        elif self.task is not None:
            self.task.cancel()


def _refuse(
    status: int, code: int, message: str, data: Any = None, headers: Mapping[str, str] | None = None
) -> Response:
    """A refusal as a JSON-RPC error that belongs to no request."""
    error = wire.JSONRPCError(jsonrpc="2.0", id=None, error=wire.ErrorData(code=code, message=message, data=data))
    body = error.model_dump_json(by_alias=True, exclude_unset=True)
    return Response(body, status, dict(headers or {}), "application/json")


class _Desk:
    """Gives every client that shakes hands a session of its own, and each request to the session it names.

    The SDK's session manager would do, but it serves all sessions with one server, tells no one when a session ends,
    and keeps a session whose handshake was refused.
    """

    def __init__(self, opener: Opener, *, about: About, idle_s: float, max_sessions: int, close_s: float) -> None:
        self._opener = opener
        self._about = about
        self._idle_s = idle_s
        self._max_sessions = max_sessions
        self._close_s = close_s
        self._numbers = itertools.count(1)
        self._sessions: dict[str, _Session] = {}
        self._tasks: set[asyncio.Task[None]] = set()  # also those whose offers are being closed
        self._stopping = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        answer = self._answer(request)
        await answer(scope, receive, send)

    def _answer(self, request: Request) -> ASGIApp:
        if self._stopping:
            return _refuse(503, wire.INTERNAL_ERROR, "the server is stopping")
        version = request.headers.get(MCP_PROTOCOL_VERSION_HEADER)
        if version is not None and version not in HANDSHAKE_PROTOCOL_VERSIONS:
            # From 2026-07-28 on there are no sessions over HTTP, and ours are bound to them. A client that reads
            # this goes back to the handshake.
            data = {"supported": list(HANDSHAKE_PROTOCOL_VERSIONS), "requested": version[:40]}
            return _refuse(400, wire.UNSUPPORTED_PROTOCOL_VERSION, "only versions with sessions are served", data)
        session_id = request.headers.get(MCP_SESSION_ID_HEADER)
        if session_id is not None:
            session = self._sessions.get(session_id)
            if session is None:
                return _refuse(404, wire.INVALID_REQUEST, "there is no such session")
            return session.transport.handle_request
        if request.method != "POST":
            return _refuse(400, wire.INVALID_REQUEST, "the session is missing")
        if len(self._tasks) >= self._max_sessions:
            return _refuse(503, wire.INTERNAL_ERROR, "too many sessions are open")
        return self._open

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request that opens a session, and keep the session only if it did."""
        name = uuid4().hex
        session = _Session(
            id=name,
            transport=StreamableHTTPServerTransport(name, idle_timeout=self._idle_s),
            seat=_Seat(self._opener, self._numbers, self._close_s),
        )
        self._sessions[name] = session
        session.task = asyncio.create_task(self._run(session), name=f"session {name}")
        self._tasks.add(session.task)
        session.task.add_done_callback(self._tasks.discard)
        try:
            await session.ready.wait()
            await session.transport.handle_request(scope, receive, send)
        finally:
            if not session.seat.taken:
                session.stop()

    async def _run(self, session: _Session) -> None:
        server = _server(self._about, session.seat)
        transport = session.transport
        try:
            async with transport.connect() as (reading, writing):
                assert transport.idle_scope is not None
                session.ready.set()
                with transport.idle_scope:
                    await serve_loop(server, reading, writing, lifespan_state={}, session_id=session.id)
        except Exception:
            _log.warning("session %s broke", session.id, exc_info=True)
        finally:
            session.ready.set()
            self._sessions.pop(session.id, None)
            await _see_through(self._end(session))

    async def _end(self, session: _Session) -> None:
        await session.transport.terminate()
        await session.seat.close()

    async def close(self) -> None:
        """End all sessions and wait until their offers are closed."""
        self._stopping = True
        for session in list(self._sessions.values()):
            session.stop()
        waiting = set(self._tasks)
        if waiting:
            _, waiting = await asyncio.wait(waiting, timeout=self._close_s + 5)
        for task in waiting:
            _log.warning("%s did not end", task.get_name())
            task.cancel()


class _Guard:
    """Turns away who has the wrong Host, Origin, token or path, before a byte of the body is read."""

    def __init__(self, app: ASGIApp, token: str, security: TransportSecuritySettings) -> None:
        self._app = app
        self._token = token.encode("ascii")
        self._security = TransportSecurityMiddleware(security)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        answer: ASGIApp = self._app
        if (refusal := await self._security.validate_request(request)) is not None:
            answer = refusal
        elif not self._admits(request.headers.getlist("authorization")):
            answer = _refuse(
                401, wire.INVALID_REQUEST, "a bearer token is needed", headers={"WWW-Authenticate": "Bearer"}
            )
        elif scope["path"] != PATH:
            answer = Response("Not Found", 404)
        await answer(scope, receive, send)

    def _admits(self, values: Sequence[str]) -> bool:
        scheme, _, given = values[0].partition(" ") if len(values) == 1 else ("", "", "")
        right = hmac.compare_digest(given.strip().encode("latin-1"), self._token)
        return right and scheme.lower() == "bearer"


class _Web(uvicorn.Server):
    """Uvicorn without its signal handling, which would end the process before the offers are closed."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


async def _listen(host: str, port: int, allow_remote: bool) -> socket.socket:
    """A socket bound to the address; what counts as loopback is the address, not the name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    family, kind, protocol, _, address = found[0]
    if not (allow_remote or ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback):
        raise ValueError(f"{host} is not a loopback address; say allow_remote=True to listen on it")
    sock = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return sock


def _security(names: Sequence[str], port: int) -> TransportSecuritySettings:
    """The hosts and origins by which the server may be addressed."""
    bare = [f"[{name}]" if ":" in name else name for name in names]
    hosts = [f"{name}:{port}" for name in bare] + (bare if port == 80 else [])
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts])


async def serve_http(
    opener: Opener,
    host: str,
    port: int,
    token: str,
    started: Callable[[str], None],
    *,
    allow_remote: bool = False,
    names: Sequence[str] = (),
    about: About | None = None,
    idle_s: float = IDLE_S,
    max_body: int = MAX_BODY,
    max_sessions: int = MAX_SESSIONS,
    close_s: float = CLOSE_S,
) -> None:
    """Serve clients over streamable HTTP at /mcp until the task is cancelled; `started` is told the address.

    A session ends when its client says so, or has had no request open for `idle_s` seconds. `names` are further host
    names by which clients may address the server. There is no TLS: with `allow_remote` the token crosses the network
    in the clear unless something in front encrypts it.
    """
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{16,}", token):
        raise ValueError("the token must be at least 16 characters of those that a bearer token may have")
    sock = await _listen(host, port, allow_remote)
    with contextlib.closing(sock):
        address, bound = sock.getsockname()[:2]
        known = ("127.0.0.1", "localhost", "::1") if ipaddress.ip_address(address).is_loopback else ()
        security = _security(list(dict.fromkeys((address, host, *known, *names))), bound)
        desk = _Desk(opener, about=about or About(), idle_s=idle_s, max_sessions=max_sessions, close_s=close_s)
        config = uvicorn.Config(
            _Guard(RequestBodyLimitMiddleware(desk, max_body), token, security),
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=16 * max_sessions + 64,
            timeout_graceful_shutdown=5,
        )
        web = _Web(config)
        serving = asyncio.create_task(web.serve(sockets=[sock]), name="http server")
        up = asyncio.create_task(web.up.wait())

        async def stop() -> None:
            up.cancel()
            await desk.close()
            web.should_exit = True
            await asyncio.wait({serving})

        try:
            await asyncio.wait({serving, up}, return_when=asyncio.FIRST_COMPLETED)
            if web.up.is_set():
                started(f"http://{f'[{address}]' if ':' in address else address}:{bound}{PATH}")
            await asyncio.wait({serving})
            serving.result()
        finally:
            await _see_through(stop())
