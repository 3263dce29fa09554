"""One model session as a process of its own: started, answered, frozen, killed; whatever it does, this side goes on.

The process (`agents.child`) talks over one socket in lines of JSON: it asks, this side answers. It holds the keys and
the network; all that its model can do to the lab is what the answers do.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from leadscrew.core.hypothesis import last_line, visible
from leadscrew.errors import MachineError

LINE_BYTES = 32 << 20
"""Of one message; a tool's arguments are a model's output and so far smaller."""
END_S = 10.0
"""For the process to write its log after it was told to end."""
Answer = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolInfo:
    """What a model is told of a tool."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON schema of an object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderOrder:
    """A coding agent and what its box holds."""

    name: str
    program: str
    """Its file on this machine."""
    mark: str
    """Of the lab whose box it is."""
    entry: Mapping[str, Any]
    """A task's `Entry`, as plain data."""
    around: Mapping[str, Any]
    """Its `Surroundings`, likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a session is to do."""

    session: str
    model: str
    base_url: str | None
    system: str
    brief: str
    tools: Sequence[ToolInfo]
    folder: str
    """Where its log goes; it alone writes there."""
    way: str = ""
    """See ModelSpec."""
    coder: CoderOrder | None = None
    """None: the model is asked by a loop of ours."""
    reply_tokens: int = 8192
    context_tokens: int = 120_000
    """What the model takes in at once, as far as known."""
    context_share: float = 0.7
    """Of it, from which on old tool results are dropped."""
    retries: int = 6
    """Of a call that the provider refused for the moment."""
    call_s: int = 600
    """For one call of the model, its retries included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a session ended."""

    ok: bool
    reason: str
    log: Path | None
    """The transcript that it left, complete or not."""


class Session:
    """A session's process."""

    def __init__(
        self, order: Order, answer: Answer, environment: Mapping[str, str], *, module: str = "leadscrew.agents.child"
    ) -> None:
        """answer: called with what is asked and its arguments; its result goes back.  module: what the process runs."""
        self._module = module
        self.order, self._answer, self._environment = order, answer, dict(environment)
        self._process: asyncio.subprocess.Process | None = None
        self._told = ""
        self._frozen = False

    @property
    def pid(self) -> int | None:
        """The process, while it lives."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    def freeze(self) -> None:
        """Stop the process where it is."""
        self._signal(signal.SIGSTOP)
        self._frozen = True

    def thaw(self) -> None:
        """Let it go on."""
        self._frozen = False
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End the process at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def carry_out(self) -> Ended:
        """Start the process, answer it until it ends, and say how it did.  Raises MachineError where none starts."""
        folder = Path(self.order.folder)
        folder.mkdir(parents=True, exist_ok=True)
        ours, theirs = socket.socketpair()
        with open(folder / "session.log", "ab") as errors:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable, "-P", "-m", self._module, str(theirs.fileno()),
                    stdin=asyncio.subprocess.DEVNULL, stdout=errors, stderr=errors, pass_fds=(theirs.fileno(),),
                    env=self._environment, cwd=folder, start_new_session=True,
                )  # fmt: skip
            except OSError as exc:
                ours.close()
                raise MachineError(f"a session could not be started: {exc}") from exc
            finally:
                theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours, limit=LINE_BYTES)
        asked: set[asyncio.Task[None]] = set()
        try:
            await _send(writer, asdict(self.order))
            while line := await reader.readline():
                message = json.loads(line)
                if message.get("ask") == "told":
                    self._told = str(message["arguments"].get("reason", ""))
                task = asyncio.create_task(self._answered(writer, message))
                asked.add(task)
                task.add_done_callback(asked.discard)
        except (ConnectionError, ValueError, KeyError, asyncio.LimitOverrunError):
            pass  # the process died, or spoke what it never speaks: its end is told below
        finally:
            for task in asked:
                task.cancel()
            writer.close()
            code = await self._end()
        return self._how(code, folder)

    async def _answered(self, writer: asyncio.StreamWriter, message: Mapping[str, Any]) -> None:
        found = await self._answer(str(message["ask"]), message["arguments"])
        with suppress(ConnectionError, RuntimeError):
            await _send(writer, {"id": message["id"], **found})

    async def _end(self) -> int:
        process = self._process
        assert process is not None
        self.thaw()
        try:
            return await asyncio.wait_for(process.wait(), END_S)
        except TimeoutError:
            self.kill()
            return await process.wait()
        except asyncio.CancelledError:
            self.kill()
            await process.wait()
            raise

    def _how(self, code: int, folder: Path) -> Ended:
        logs = sorted(folder.glob("*.eval"), key=lambda path: path.stat().st_mtime)
        log = logs[-1] if logs else None
        if code == 0:
            return Ended(ok=True, reason=self._told or "ended", log=log)
        with suppress(OSError):
            told = visible(last_line((folder / "session.log").read_text("utf-8", "replace")[-4000:]))
        how = f"killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return Ended(ok=False, reason=self._told or f"the session's process was {how}: {told}"[:400], log=log)


async def _send(writer: asyncio.StreamWriter, message: Mapping[str, Any]) -> None:
    writer.write(json.dumps(message).encode() + b"\n")
    await writer.drain()
