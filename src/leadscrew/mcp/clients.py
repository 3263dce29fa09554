"""MCP clients at the desk of one run: each on a seat with a workplace; what one leaves is on the record."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import Any

from leadscrew.agents.spec import secrets_of
from leadscrew.core.experiment import Claim
from leadscrew.core.hypothesis import one_line
from leadscrew.errors import LeadscrewError, RecordError, Stopped, StorageFailed
from leadscrew.mcp.server import About, Resource, serve_http, serve_stdio
from leadscrew.research.brief import brief_of, system_of
from leadscrew.research.calling import PERSON, Calls
from leadscrew.research.desk import Desk
from leadscrew.research.person import Person
from leadscrew.research.run import Run
from leadscrew.research.seat import Allowance, Seat
from leadscrew.research.start import task_of
from leadscrew.research.toolbox import TOOLS
from leadscrew.research.tools import Tool, ToolFault, schema
from leadscrew.research.workplace import Workplace

READY_S = 1800.0
"""For the noise to be measured before a client's first call is answered."""
LINGER_S = 5.0
"""After the last client has left: one that lost its connection may come back."""
LOOK_S = 0.2
FINISH = "finish"
STATUS = "status"


class Clients:
    """The researchers of a run that come through the door."""

    def __init__(
        self,
        *,
        experiments: int | None,
        direction: str,
        ask: Sequence[str],
        place: tuple[str, int] | None,
        token: str,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """place: host and port; None for one client on standard input.  say: takes the address that is served."""
        self._experiments, self._direction, self._ask = experiments, direction, tuple(ask)
        self._http, self._token, self._say = place, token, say
        self._ready, self._left = asyncio.Event(), asyncio.Event()
        self._open = 0
        self._clients: list[Client] = []
        self.fatal: LeadscrewError | None = None
        """What ends the run, and not one client's call."""
        self._run: Run | None = None
        self._person: Person | None = None

    async def work(self, run: Run) -> Claim:
        """Serve while the run goes, and carry it to its claim."""
        self._run, self._person = run, Person(run, self._ask)
        about = About(name="leadscrew", version=version("leadscrew"), instructions=system_of())
        if self._http is None:
            serving = asyncio.create_task(serve_stdio(self.offer, about=about))
        else:
            host, port = self._http
            serving = asyncio.create_task(serve_http(self.offer, host, port, self._token, self._say, about=about))
        serving.add_done_callback(lambda _: self._left.set())
        going, watching = asyncio.create_task(run.go(self)), asyncio.create_task(self._watch(run))
        try:
            return await going
        finally:
            going.cancel()
            watching.cancel()
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving

    async def _watch(self, run: Run) -> None:
        """End the clients' boxes under a pause."""
        while True:
            await asyncio.sleep(LOOK_S)
            if run.lab.pause() is not None:
                for client in self._clients:
                    await client.freeze()
                with suppress(Stopped):
                    await run.stand_still()
                for client in self._clients:
                    client.thaw()

    async def research(self, desk: Desk) -> None:
        """See Researcher: until every client has left, or the desk is closed."""
        self._ready.set()
        run = self._run
        assert run is not None
        while desk.open:
            if run.interrupted:
                return
            if self.fatal is not None:
                raise self.fatal
            if self._left.is_set() and not self._open:
                since = time.monotonic()
                while not self._open and self._http is not None and time.monotonic() - since < LINGER_S:
                    await asyncio.sleep(LOOK_S)
                if not self._open:
                    return
            await asyncio.sleep(LOOK_S)

    async def offer(self, name: str) -> Client:
        """What one client is given."""
        assert self._run is not None and self._person is not None
        allowance = Allowance(experiments=self._experiments)
        seat = Seat(self._run, one_line(name, limit=50), direction=self._direction, allowance=allowance)
        self._run.seats.append(seat)
        self._open += 1
        client = Client(self, self._run, self._person, seat)
        self._clients.append(client)
        return client

    @property
    def have_left(self) -> bool:
        """Whether clients came, and none is left."""
        return bool(self._clients) and self._left.is_set()

    def gone(self) -> None:
        """One client has left."""
        self._open -= 1
        if not self._open:
            self._left.set()

    async def ready(self) -> None:
        """Raises ToolFault where the run does not come so far."""
        try:
            await asyncio.wait_for(self._ready.wait(), READY_S)
        except TimeoutError:
            raise ToolFault("the lab is not ready: its noise is still being measured") from None


class Client:
    """One client's offer: the workplace's tools, the findings as resources."""

    def __init__(self, clients: Clients, run: Run, person: Person, seat: Seat) -> None:
        self._clients, self._run, self._person, self.seat = clients, run, person, seat
        self._place: Workplace | None = None
        self._calls: Calls | None = None
        self._closed = False

    async def _workplace(self) -> Workplace:
        await self._clients.ready()
        if self._closed:
            raise ToolFault("you have finished; connect again to go on")
        if self._place is None:
            self._place = Workplace(self.seat, task_of(self._run.lab, self._run.state), lab_mark=self._run.lab.mark)
            body = {
                "session": f"mcp:{self.seat.name}", "researcher": self.seat.name, "model": "mcp",
                "direction": one_line(self.seat.direction), "lead": "", "allowance": {},
            }  # fmt: skip
            self._run.journal.record("session_started", body)
            self._calls = Calls(
                self.seat, self._person, secrets_of(os.environ), shown_change=self._place.shown_change,
                files=self._place.as_it_is, waiting=self._run.at_work,
            )  # fmt: skip
        return self._place

    async def tools(self) -> Sequence[Tool]:
        """See Offer: listed before the run is ready, so that no client waits for a list."""
        names = [name for name in TOOLS if name != "delegate"]
        made = [
            Tool(name=name, description=TOOLS[name][0], parameters=TOOLS[name][1], call=self._caller(name))
            for name in names
        ]
        status = "The goal, the rules, what was tried, what is left of the budget. Read it first."
        finish = "Say that you are done; when all researchers are, the lab claims what was proven."
        return [
            Tool(name=STATUS, description=status, parameters=schema(), call=self._status),
            *made,
            Tool(name=FINISH, description=finish, parameters=schema(), call=self._finish),
        ]

    def _caller(self, name: str) -> Any:
        async def call(arguments: Mapping[str, Any]) -> str:
            place = await self._workplace()
            assert self._calls is not None
            try:
                text = await self._calls.carry_out({tool.name: tool for tool in place.tools()}, name, dict(arguments))
            except (StorageFailed, RecordError) as exc:
                self._clients.fatal = exc
                raise ToolFault("the lab cannot go on") from exc
            lines = [f"{PERSON} {line}" for line in self._person.lines_for(self.seat.name)]
            return "\n\n".join([*lines, text])

        return call

    async def _status(self, arguments: Mapping[str, Any]) -> str:
        place = await self._workplace()
        task = task_of(self._run.lab, self._run.state)
        return f"{system_of()}\n\n{brief_of(self.seat, task, notebook=place.notebook)}"

    async def _finish(self, arguments: Mapping[str, Any]) -> str:
        await self._workplace()
        await self.close()
        shown = f"leadscrew show {self._run.id}"
        return f"thank you; the lab measures the champion once more, which takes a while; what it claims: {shown}"

    async def resources(self) -> Sequence[Resource]:
        """The findings as files."""
        if not self._clients._ready.is_set() or self._closed:
            return []
        place = await self._workplace()

        def one(path: str) -> Resource:
            async def read() -> str:
                return place.finding_files().get(path, "it is gone")

            return Resource(uri=f"leadscrew://{path}", name=path, description=path, mime="text/markdown", read=read)

        return [one(path) for path in place.finding_files()]

    async def close(self) -> None:
        """Let go of everything; what was submitted stands."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._place is not None:
                await self._place.close()
                body = {
                    "session": f"mcp:{self.seat.name}", "ok": True, "reason": "the client has left", "transcript": None,
                    "notebook": None, "account": self.seat.account(),
                }  # fmt: skip
                self._run.journal.record("session_ended", body)
        finally:
            self._clients.gone()

    async def freeze(self) -> None:
        """End its boxes."""
        if self._place is not None:
            await self._place.close()

    def thaw(self) -> None:
        """Let them start again."""
        if self._place is not None and not self._closed:
            self._place.go_on()
