"""A session of a coding agent: its program in a box, its model calls and the lab's tools through this process.

The agent works on files in its box. Before each of the lab's tools, and every `SYNC_S`, what changed there goes to the
lab, which takes over what the task lets change; what the lab changes (the champion's program, findings, a person's
lines) comes back, but never over what the agent has just written.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from inspect_ai.agent import AgentState, BridgedToolsSpec
from inspect_ai.agent._bridge.sandbox import service as bridge_service
from inspect_ai.model import (
    ChatMessage,
    ChatMessageSystem,
    ChatMessageUser,
    GenerateConfig,
    Model,
    ModelOutput,
)
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.tool import ToolChoice, ToolDef, ToolError, ToolInfo, ToolParams

from leadscrew.agents.box import NAME, OPENED, SandboxUnavailableError, Workshop
from leadscrew.agents.coders import coder
from leadscrew.agents.wire import Wire, cause_of, over, used_of
from leadscrew.core.task import Entry, Surroundings
from leadscrew.sandbox.agent_box import agent_program, start_agent_box

SYNC_S = 2.0
POLL_S = 0.1
"""Between two looks for what the agent asks of its model or the lab."""
VERSION_S = 30
IDLE_LEGS = 2
"""Times that an agent may say it is done without having submitted anything since it last said so."""
CALLS_AT_ONCE = 4
"""Of the model: so many may still be under way when a budget turns out to be spent."""
CALL_LETTERS, SESSION_LETTERS = 4 << 20, 48 << 20
"""Of one call of the model: more than any takes in.  Of a session, each message once: what it is kept in has an end."""
SERVER = "lab"
NUDGE = (
    "There is budget left. Go on with your research: think of another way, change the program, submit it with the "
    "lab's tool. If you are sure that nothing is left to try, say so."
)


class Desk:
    """The files of the box and those of the lab, kept alike; the lab's tools."""

    def __init__(self, wire: Wire, workshop: Workshop) -> None:
        self._wire, self._workshop = wire, workshop
        self._known: dict[str, str] = {}
        self._refused: set[str] = set()
        """Paths that the lab did not take; they are told again with the next submission."""
        self._lock = asyncio.Lock()
        self.submitted = 0

    async def sync(self) -> None:
        """Both ways."""
        async with self._lock:
            answer = await self._wire.ask("sync", await self._changes())
            self._refused |= set(answer["refused"])
            await self._write(answer["files"])

    async def call(self, name: str, arguments: Mapping[str, Any]) -> str:
        """One of the lab's tools.  Raises ToolError."""
        async with self._lock:
            changes = await self._changes(again=name == "submit")
            asked = asyncio.create_task(self._wire.ask("tool", {"name": name, "arguments": dict(arguments), **changes}))
            await asyncio.sleep(0)  # it is on its way before other changes are
        answer = await asked
        async with self._lock:
            await self._write(answer.get("files", {}))
        self._refused |= set(answer.get("refused", ()))
        if "fault" in answer:
            raise ToolError(str(answer["fault"]))
        self.submitted += name == "submit"
        return str(answer["text"])

    async def _changes(self, *, again: bool = False) -> dict[str, Any]:
        """What the agent changed since the last look.  again: also what the lab did not take when it was told of it."""
        if again:
            for path in self._refused:
                self._known.pop(path, None)
            self._refused.clear()
        found, _, _ = await self._workshop.ask({"op": "changes", "known": self._known})
        changed: dict[str, str] = {}
        for path, content in dict(found.get("changed", {})).items():
            with suppress(ValueError, TypeError):  # what comes out of the box may be anything
                self._known[str(path)] = hashlib.sha256(base64.b64decode(content, validate=True)).hexdigest()
                changed[str(path)] = str(content)
        gone = [str(path) for path in found.get("gone", ()) if path in self._known]
        for path in gone:
            del self._known[path]
        return {"changed": changed, "gone": gone, "left_out": [str(path) for path in found.get("left_out", ())][:20]}

    async def _write(self, files: Mapping[str, str | None]) -> None:
        for path, content in files.items():
            data = base64.b64decode(content) if content is not None else b""
            asked = {"op": "write", "path": path, "remove": content is None}
            if not path.startswith("findings/"):
                asked["expected"] = self._known.get(path, "")
            found, _, _ = await self._workshop.ask(asked, data)
            if found.get("skipped") or "errno" in found or path.startswith("findings/"):
                continue
            if content is None:
                self._known.pop(path, None)
            else:
                self._known[path] = hashlib.sha256(data).hexdigest()


def bridged(order: Mapping[str, Any], desk: Desk) -> list[BridgedToolsSpec]:
    """The lab's tools as the agent gets them."""

    def one(info: Mapping[str, Any]) -> Any:
        async def call(**arguments: Any) -> str:
            return await desk.call(info["name"], arguments)

        parameters = ToolParams.model_validate(info["parameters"])
        return ToolDef(call, name=info["name"], description=info["description"], parameters=parameters).as_tool()

    tools = [one(info) for info in order["tools"]]
    return [BridgedToolsSpec(name=SERVER, tools=tools, require_proposal=False)]


class Watch:
    """Stands between the agent and its model: budgets and a person's lines at each turn, what it cost after it."""

    def __init__(self, wire: Wire, desk: Desk) -> None:
        self._wire, self._desk = wire, desk
        self._at_once = asyncio.Semaphore(CALLS_AT_ONCE)
        self._seen: set[int] = set()
        self._letters = 0
        self.over = ""
        self.fault = ""
        """Why the last call of the model came to nothing; the agent only says that it failed."""

    async def __call__(
        self, model: Model, messages: list[ChatMessage], tools: list[ToolInfo], tool_choice: ToolChoice | None,
        config: GenerateConfig,
    ) -> ModelOutput:  # fmt: skip
        """Inspect's GenerateFilter."""
        async with self._at_once:  # or any number would pass the look at the budget before the first is charged
            return await self._asked(model, messages, tools, tool_choice, config)

    async def _asked(
        self, model: Model, messages: list[ChatMessage], tools: list[ToolInfo], tool_choice: ToolChoice | None,
        config: GenerateConfig,
    ) -> ModelOutput:  # fmt: skip
        with suppress(SandboxUnavailableError, OSError, ValueError, TypeError):
            await self._desk.sync()  # what its last tool did is safe now, whatever ends the box
        told = await self._wire.ask("turn", {"aside": not tools})
        self.over = self.over or told["end"]
        if self.over:
            return ModelOutput.from_content(model.name, f"The session is over: {self.over}.")
        if self._weighed(messages) > CALL_LETTERS:
            return ModelOutput.from_content(model.name, "This call holds more letters than a model takes in.")
        if self._letters > SESSION_LETTERS:
            self.over = "it said more than a transcript holds"
            return ModelOutput.from_content(model.name, f"The session is over: {self.over}.")
        given = [*messages, *(ChatMessageUser(content=line) for line in told["lines"])]
        try:
            output = await model.generate(given, tools=tools, tool_choice=tool_choice, config=config)
        except Exception as exc:
            cause = cause_of(exc)
            first, self.fault = not self.fault, f"{type(cause).__name__}: {cause}"
            if first:  # the agent asks again and again, for a while
                await self._wire.ask("fault", {"reason": self.fault[:600]})
            raise
        self.fault = ""
        used = used_of(output, model, given)
        calls = [] if output.empty else output.message.tool_calls or []
        own = [{"name": call.function, "arguments": call.arguments} for call in calls]
        await self._wire.ask("used", {**used, "own": own})  # what it does with tools of its own is seen here alone
        return output

    def _weighed(self, messages: list[ChatMessage]) -> int:
        """Letters of a call; what the session did not hold before is charged to it, unless the call is too large."""
        bodies = [message.model_dump_json(exclude={"id"}) for message in messages]
        whole = sum(map(len, bodies))
        if whole <= CALL_LETTERS:
            fresh = {hash(body): len(body) for body in bodies if hash(body) not in self._seen}
            self._seen |= set(fresh)
            self._letters += sum(fresh.values())
        return whole


@solver
def coding(order: Mapping[str, Any], wire: Wire) -> Solver:
    """The agent, as often as it may go on."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        assert OPENED.box is not None
        asked = coder(order["coder"]["name"])
        workshop = Workshop(OPENED.box)
        desk = Desk(wire, workshop)
        watch = Watch(wire, desk)
        program = {"op": "exec", "cmd": [asked.program, "--version"], "cwd": None, "env": None, "timeout": VERSION_S}
        found, version, errors = await workshop.ask(program)
        if found.get("rc") != 0:
            why = (errors or version).decode("utf-8", "replace").strip() or str(found.get("message", ""))
            return await over(state, wire, f"{asked.title} does not start in its box: {why[-300:]}")
        await wire.ask("about", {"version": version.decode("utf-8", "replace").strip()})
        await desk.sync()
        keeping = [asyncio.create_task(_kept_alike(desk)), asyncio.create_task(workshop.watch())]
        try:
            agent = asked.make(bridged(order, desk), watch, order["model"])
            messages: list[ChatMessage] = [
                ChatMessageSystem(content=order["system"]), ChatMessageUser(content=order["brief"])
            ]  # fmt: skip
            idle, submitted = 0, 0
            while True:
                try:
                    ended = await agent(AgentState(messages=messages))
                except Exception as exc:
                    if not watch.fault:
                        raise
                    raise RuntimeError(watch.fault) from exc
                state.messages, state.output = ended.messages, ended.output
                with suppress(OSError):
                    await desk.sync()
                told = await wire.ask("turn", {"aside": True})
                if watch.over or told["end"]:
                    return await over(state, wire, watch.over or told["end"])
                idle = 0 if desk.submitted > submitted else idle + 1
                submitted = desk.submitted
                if idle >= IDLE_LEGS:
                    return await over(state, wire, "the agent has nothing more to try")
                messages = [*ended.messages, ChatMessageUser(content=NUDGE)]
        finally:
            for task in keeping:
                task.cancel()

    return solve


async def _kept_alike(desk: Desk) -> None:
    while True:
        await asyncio.sleep(SYNC_S)
        with suppress(SandboxUnavailableError, OSError, ValueError, TypeError):  # the agent's own end is told elsewhere
            await desk.sync()


@asynccontextmanager
async def opened(order: Mapping[str, Any]) -> AsyncIterator[str]:
    """The session's box, for as long as the session lasts; the name of its sandbox.

    Begun on this thread, since a box ends with the thread that started it.
    """
    wanted = order["coder"]
    entry, around = msgspec.convert(wanted["entry"], Entry), msgspec.convert(wanted["around"], Surroundings)
    program = agent_program(coder(wanted["name"]).program, Path(wanted["program"]))
    OPENED.box, OPENED.variables = start_agent_box(program, lab_mark=wanted["mark"], entry=entry, surroundings=around)
    quicken()
    try:
        yield NAME
    finally:
        OPENED.box.close()


def quicken() -> None:
    """Have the bridge look for requests more often than every two seconds, where it is as it was in 0.3.285."""
    original: Any = getattr(bridge_service, "sandbox_service", None)
    if original is None or getattr(original, "quickened", False):
        return

    async def service(*arguments: Any, **named: Any) -> None:
        if "polling_interval" in named:
            named["polling_interval"] = POLL_S
        await original(*arguments, **named)

    service.quickened = True  # type: ignore[attr-defined]
    vars(bridge_service)["sandbox_service"] = service
