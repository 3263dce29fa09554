"""A coding agent's box as Inspect's sandbox: programs and files in it, one request at a time over descriptors.

Everything that comes out of the box is hostile: sizes are bounded, and paths mean nothing on this side.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import socket
import struct
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, cast, overload

import anyio
from inspect_ai.util import ExecResult, OutputLimitExceededError, SandboxEnvironment, sandboxenv
from inspect_ai.util._sandbox.environment import SandboxUnavailableError, SandboxUserUnsupportedError
from inspect_ai.util._sandbox.limits import SandboxEnvironmentLimits

from leadscrew.sandbox.box import Box
from leadscrew.sandbox.memory import available_share, proportional_bytes

NAME = "leadscrew"
USER = "agent"
GRACE_S = 0.25
"""How long output is waited for of what a finished program left running."""
ANSWER_BYTES = 16 << 20
MEMORY_BYTES, LOOK_S = 4 << 30, 1.0
"""Of all that runs in the box; between two looks."""
LEAST_SHARE, GLANCE_S = 0.08, 0.1
"""Of the machine's memory, which the box leaves: the kernel's own memory, such as of sockets, belongs to no process of
it; between two glances at that."""


@dataclass(slots=True)
class Opened:
    """The box of this process's session: Inspect makes sandboxes by name, with no place for an argument."""

    box: Box | None = None
    variables: Mapping[str, str] | None = None


OPENED = Opened()
__all__ = ["NAME", "OPENED", "AgentSandbox", "SandboxUnavailableError", "Workshop"]


class Workshop:
    """Requests to the first program of a box."""

    def __init__(self, box: Box) -> None:
        self.box = box

    async def ask(
        self, request: Mapping[str, Any], given: bytes = b"", *, limit: int = 1 << 20
    ) -> tuple[dict[str, Any], bytes, bytes]:
        """The answer, and the last `limit` bytes of standard output and error.  Raises SandboxUnavailableError.

        Whoever cancels it ends what runs: the channel closes then.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        in_read, in_write = os.pipe2(os.O_CLOEXEC)
        out_read, out_write = os.pipe2(os.O_CLOEXEC)
        err_read, err_write = os.pipe2(os.O_CLOEXEC)
        try:
            socket.send_fds(self.box.control, [b"x"], [theirs.fileno(), in_read, out_write, err_write])
        except OSError as exc:
            for handle in (in_write, out_read, err_read):
                os.close(handle)
            ours.close()
            raise self._gone() from exc
        finally:
            theirs.close()
            for handle in (in_read, out_write, err_write):
                os.close(handle)
        ours.setblocking(False)
        for handle in (in_write, out_read, err_read):
            os.set_blocking(handle, False)
        feeding = asyncio.create_task(_fed(in_write, given))
        reading = [asyncio.create_task(_drained(handle, limit)) for handle in (out_read, err_read)]
        for task, handle in zip([feeding, *reading], [in_write, out_read, err_read], strict=True):
            task.add_done_callback(partial(_closed, handle))  # also where the task never began
        kept: list[bytearray] = []
        try:
            loop = asyncio.get_running_loop()
            body = json.dumps(dict(request)).encode()
            try:
                await loop.sock_sendall(ours, struct.pack(">Q", len(body)) + body)
                (size,) = struct.unpack(">Q", await _exactly(loop, ours, 8))
                if size > ANSWER_BYTES:
                    raise self._gone()
                answer = json.loads(await _exactly(loop, ours, size))
            except (OSError, EOFError, ValueError, RecursionError) as exc:
                raise self._gone() from exc
            if not isinstance(answer, dict):
                raise self._gone()
            await asyncio.wait(reading, timeout=GRACE_S if request["op"] == "exec" else None)
        finally:
            ours.close()
            feeding.cancel()
            for task in reading:
                task.cancel()
            ended = await asyncio.gather(*reading, return_exceptions=True)
            kept = [found for found in ended if isinstance(found, bytearray)]
            with suppress(asyncio.CancelledError):
                await feeding
        out, err = (bytes(part[-limit:]) for part in kept) if len(kept) == 2 else (b"", b"")
        return answer, out, err

    def _gone(self) -> SandboxUnavailableError:
        return SandboxUnavailableError(f"the agent's box has ended: {self.box.stderr().strip()[-300:]}")

    async def watch(self) -> None:
        """End the box where what runs in it holds too much memory, or the machine has hardly any left."""
        looked = time.monotonic()
        while self.box.process.poll() is None:
            await asyncio.sleep(min(GLANCE_S, LOOK_S))
            if available_share() < LEAST_SHARE:
                self.box.process.kill()
            if time.monotonic() - looked < LOOK_S:
                continue
            if await asyncio.to_thread(proportional_bytes, self.box.process.pid) > MEMORY_BYTES:
                self.box.process.kill()
            looked = time.monotonic()


async def _exactly(loop: asyncio.AbstractEventLoop, channel: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = await loop.sock_recv(channel, min(size - len(data), 1 << 20))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)


def _closed(handle: int, _: object) -> None:
    os.close(handle)


async def _fed(handle: int, given: bytes) -> None:
    """Write all of it, as far as somebody reads."""
    view = memoryview(given)
    try:
        while view:
            await anyio.wait_writable(handle)
            with suppress(BlockingIOError):
                view = view[os.write(handle, view[: 1 << 16]) :]
    except BrokenPipeError:
        pass


async def _drained(handle: int, limit: int) -> bytearray:
    """What is written there until it is closed, or this is cancelled: the end of it."""
    kept = bytearray()
    try:
        while True:
            await anyio.wait_readable(handle)
            try:
                piece = os.read(handle, 1 << 16)
            except BlockingIOError:
                continue
            if not piece:
                return kept
            kept += piece
            if len(kept) > 2 * limit:
                del kept[:-limit]
    except asyncio.CancelledError:
        return kept


@sandboxenv(name=NAME)
class AgentSandbox(SandboxEnvironment):
    """The box of this process's session."""

    def __init__(self) -> None:
        super().__init__()
        assert OPENED.box is not None
        self.workshop = Workshop(OPENED.box)

    @classmethod
    async def sample_init(cls, task_name: str, config: Any, metadata: dict[str, str]) -> dict[str, SandboxEnvironment]:
        """See SandboxEnvironment."""
        return {"default": cls()}

    @classmethod
    async def sample_cleanup(
        cls, task_name: str, config: Any, environments: dict[str, SandboxEnvironment], interrupted: bool
    ) -> None:
        """See SandboxEnvironment; the session ends the box."""

    def default_polling_interval(self) -> float:
        """See SandboxEnvironment."""
        return 0.1

    async def exec(
        self, cmd: list[str], input: str | bytes | None = None, cwd: str | None = None,
        env: dict[str, str] | None = None, user: str | None = None, timeout: int | None = None,
        timeout_retry: bool = True, concurrency: bool = True,
    ) -> ExecResult[str]:  # fmt: skip
        """See SandboxEnvironment."""
        if user not in (None, USER):
            raise SandboxUserUnsupportedError(f"a box has one user; there is no {user!r}")
        given = input.encode() if isinstance(input, str) else input or b""
        variables = {**(OPENED.variables or {}), **(env or {})}
        request = {"op": "exec", "cmd": cmd, "cwd": cwd, "env": variables, "timeout": timeout}
        found, out, err = await self.workshop.ask(request, given, limit=SandboxEnvironmentLimits.MAX_EXEC_OUTPUT_SIZE)
        if found.get("timeout"):
            raise TimeoutError(f"{cmd[0]} took more than {timeout} s")
        message = str(found.get("message", ""))
        if found.get("errno") == errno.EACCES:
            raise PermissionError(message)
        code = int(found.get("rc", 127))
        text = err.decode("utf-8", "replace") or message
        return ExecResult(code == 0, code if code >= 0 else 128 - code, out.decode("utf-8", "replace"), text)

    async def write_file(self, file: str, contents: str | bytes) -> None:
        """See SandboxEnvironment."""
        data = contents.encode() if isinstance(contents, str) else contents
        _raise((await self.workshop.ask({"op": "write", "path": file}, data))[0])

    @overload
    async def read_file(self, file: str, text: Literal[True] = True) -> str: ...

    @overload
    async def read_file(self, file: str, text: Literal[False]) -> bytes: ...

    async def read_file(self, file: str, text: bool = True) -> str | bytes:
        """See SandboxEnvironment."""
        limit = SandboxEnvironmentLimits.MAX_READ_FILE_SIZE
        found, out, _ = await self.workshop.ask({"op": "read", "path": file, "limit": limit}, limit=limit)
        if found.get("too_large"):
            raise OutputLimitExceededError(SandboxEnvironmentLimits.MAX_READ_FILE_SIZE_STR, None)
        _raise(found)
        return out.decode("utf-8") if text else out


def _raise(found: Mapping[str, Any]) -> None:
    if "errno" in found:
        raise OSError(cast(int, found["errno"]), str(found.get("message", "")))
