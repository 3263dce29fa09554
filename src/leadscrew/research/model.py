"""A language model as a researcher: a session on one seat, its tools answered here, its budgets held here."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from leadscrew.agents.prices import TOKENS, Prices
from leadscrew.agents.redact import redacted
from leadscrew.agents.session import CoderOrder, Ended, Order, Session, ToolInfo
from leadscrew.agents.spec import CLEAN, ModelSpec, environment_of, program_of, secrets_of
from leadscrew.core.hypothesis import one_line
from leadscrew.core.task import Task
from leadscrew.errors import MachineError, Stopped
from leadscrew.research.brief import brief_of, system_of, whole_files
from leadscrew.research.calling import PERSON, Calls, as_data, without_keys
from leadscrew.research.mirror import Mirror
from leadscrew.research.person import Person
from leadscrew.research.seat import SEARCH_OVER, Allowance, Seat
from leadscrew.research.toolbox import FILE_TOOLS, TOOLS
from leadscrew.research.tools import Tool, ToolFault
from leadscrew.research.workplace import Workplace

if TYPE_CHECKING:
    from leadscrew.research.run import Run

LOOK_S = 0.25
RESTARTS, WAIT_S = 2, 5.0
"""Sessions that are begun anew after one that broke; seconds before the first, twice as long before the next."""
GRACE_S, GRACE_SHARE = 20.0, 0.03
"""For a session to end by itself once its budget is spent, and of the run's budget: the claim waits for it."""
SAME, TOO_MANY = 4, 12
"""The same call in a row: from here on it is told so; from here on the session ends."""
NUDGE_TURNS, MOST_TURNS_WITHOUT = 25, 80
"""Turns without a submission: a word, and the end."""
MOST_CALLS = 24
"""Tool calls in one turn."""
LASTING = ("submit", "delegate")
"""Tools that may last longer than what is left, and are waited for."""
FINISH_S = 120.0
MOST_WORDS = 8000
"""Letters of what a model says in a turn that are looked at."""
MOST_TRANSCRIPT_BYTES = 64 << 20
MOST_DEPTH, MOST_WORKERS = 2, 8
SUBMIT = "nothing was submitted for {turns} turns: what is not submitted is not measured, and does not count."


@dataclass(slots=True, kw_only=True)
class Crew:
    """What the models of a run share."""

    task: Task
    """Whole, with its judge."""
    prices: Prices
    person: Person
    folder: Path
    """Where sessions write while they last."""
    sessions: int = 0
    workers: dict[str, int] = field(default_factory=dict)
    """By lead: how many it has had."""
    secrets: tuple[str, ...] = field(default_factory=lambda: secrets_of(os.environ))


class ModelResearcher:
    """One model on one seat."""

    def __init__(self, seat: Seat, spec: ModelSpec, crew: Crew, *, depth: int = 0) -> None:
        self.seat, self.spec, self.crew, self.depth = seat, spec, crew, depth
        self.price = None if spec.provider == "mockllm" else crew.prices.of(spec.model)
        self.free = spec.provider == "mockllm" or (is_local(spec) and not crew.prices.own(spec.model))
        self._submitting = 0
        self._place: Workplace | None = None
        self._calls: Calls | None = None
        self._fatal: BaseException | None = None
        self._last_call, self._same = b"", 0
        self._since_submit = self._calls_this_turn = 0
        self._in_call = self._frozen_in_call = False
        """Whether its model is being asked; whether a pause came meanwhile, so that its time may have run out."""
        self._notebook = ""
        self._why = ""
        self._mirror: Mirror | None = None
        """Of a coding agent's box."""
        self._version = self._fault = ""
        """Of a coding agent; what the provider said that did not answer."""
        self._paused = False
        """Ended by a pause, to go on after it."""

    async def research(self, run: Run) -> None:
        """Sessions, one after the other, until one ends well or the seat is over."""
        self._notebook = _earlier_notebook(run, self.seat.name)
        wait_s, broken = WAIT_S, 0
        while True:
            with suppress(Stopped):
                while run.lab.pause() is not None:  # one that came between two sessions
                    await run.stand_still()
            if run.interrupted or (self._paused and self.seat.why_over()):
                return
            try:
                ended = await self._session(run)
            except MachineError as exc:
                run.journal.tell("note", {"text": f"{self.seat.name}: {exc}"})
                return
            if self._fatal is not None:
                raise self._fatal
            if self._paused:
                continue
            broken += not self._frozen_in_call
            if ended.ok or self.seat.why_over() or broken > RESTARTS or run.interrupted:
                return
            await asyncio.sleep(wait_s)
            wait_s *= 2

    async def _session(self, run: Run) -> Ended:
        crew, seat = self.crew, self.seat
        crew.sessions += 1
        name = f"s{crew.sessions + run.earlier_sessions}"
        folder = crew.folder / name
        before, coder = self._place, self._coder_order(run)
        self._paused = False
        self._place = Workplace(seat, crew.task, lab_mark=run.lab.mark, notebook=self._notebook, before=before)
        self._mirror = Mirror(self._place) if coder is not None else None
        offered = [
            tool for tool in [*self._place.tools(), *self._delegation()] if coder is None or tool.name not in FILE_TOOLS
        ]
        tools = {tool.name: self._lasting(tool) if tool.name in LASTING else tool for tool in offered}
        self._calls = Calls(
            seat, crew.person, crew.secrets, shown_change=self._place.shown_change, files=self._place.as_it_is,
            admit=self._admit,
        )  # fmt: skip
        order = Order(
            session=f"{run.id}-{name}",
            model=self.spec.model,
            base_url=self.spec.base_url,
            way=self.spec.way,
            system=system_of(),
            brief=self._clean(
                brief_of(seat, crew.task, notebook=self._notebook, coder=coder is not None, kept=before is not None)
            ),
            coder=coder,
            tools=[ToolInfo(name=t.name, description=t.description, parameters=t.parameters) for t in tools.values()],
            folder=str(folder),
        )
        self._why = ""
        self._since_submit = 0
        self._in_call = self._frozen_in_call = False
        crew.person.begin(seat.name)
        session = Session(order, self._answerer(tools), environment_of(self.spec, str(folder)))
        allowed = {key: value for key, value in asdict(seat.allowance).items() if value is not None}
        run.journal.record(
            "session_started",
            {
                "session": name, "researcher": seat.name, "model": self.spec.text,
                "direction": one_line(seat.direction), "allowance": allowed,
                "lead": seat.lead.name if seat.lead is not None else "",
            },
        )  # fmt: skip
        watching = asyncio.create_task(self._watch(session))
        try:
            ended = await session.carry_out()
            watching.cancel()
            await self._place.close()
            self._notebook = self._place.notebook
            return await self._over(run, name, ended)
        finally:
            watching.cancel()
            await self._place.close()
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    def _coder_order(self, run: Run) -> CoderOrder | None:
        """The agent that this researcher is, if it is one.  Raises MachineError where it is not on this machine."""
        if not self.spec.coder:
            return None
        task = self.crew.task
        return CoderOrder(
            name=self.spec.coder, program=str(program_of(self.spec)), mark=run.lab.mark,
            entry=msgspec.to_builtins(task.entry), around=msgspec.to_builtins(task.surroundings),
        )  # fmt: skip

    async def _over(self, run: Run, name: str, ended: Ended) -> Ended:
        """Keep what the session leaves: its transcript, its notebook, its account."""
        if self._why:
            ended = replace(ended, reason=self._why, ok=True)
        if self._fault:
            ended = replace(ended, reason=f"{ended.reason}; {self._fault}")
        if self._fault or ended.reason != SEARCH_OVER:
            self.seat.trouble = one_line(self._clean(ended.reason))
        transcript = None
        if ended.log is not None:
            transcript = await asyncio.to_thread(_kept, run, ended.log)
            if transcript is None:
                why = "it is too large, or could hold a key"
                run.journal.tell("note", {"text": f"{self.seat.name}: the transcript of {name} is not kept: {why}"})
        body = {
            "session": name, "ok": ended.ok, "reason": one_line(self._clean(ended.reason)), "transcript": transcript,
            "version": one_line(self._version, limit=80),
            "notebook": run.lab.keep(self._clean(self._notebook).encode()) if self._notebook else None,
            "account": self.seat.account(),
        }  # fmt: skip
        run.journal.record("session_ended", body)
        return ended

    # what the session asks

    def _answerer(self, tools: Mapping[str, Tool]) -> Any:
        async def answer(what: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
            try:
                match what:
                    case "turn":
                        return await self._turn(aside=bool(arguments.get("aside")))
                    case "sync" if self._mirror is not None:
                        self._mirror.take(arguments)
                        return {"files": self._mirror.give(), "refused": self._mirror.refused}
                    case "program":
                        return await self._shown_program()
                    case "fault":
                        told = one_line(self._clean(str(arguments.get("reason", ""))))
                        run = self.seat.run
                        run.journal.tell("note", {"text": f"{self.seat.name}: the provider: {told}; it is asked again"})
                        self._fault = f"the provider: {told}"
                        return {}
                    case "about":
                        self._version = str(arguments.get("version", ""))
                        return {}
                    case "tool" if self._mirror is not None:
                        self._mirror.take(arguments)
                        refused = self._mirror.refused
                        found = dict(await self._tool(tools, str(arguments.get("name")), arguments.get("arguments")))
                        if told := self._mirror.news():
                            place = "text" if "text" in found else "fault"
                            found[place] = f"{found[place]}\n{as_data(self._clean(told))}"
                        return found | {"files": self._mirror.give(), "refused": refused}
                    case "used":
                        return self._used(arguments)
                    case "tool":
                        return await self._tool(tools, str(arguments.get("name")), arguments.get("arguments"))
                    case _:
                        return {}
            except asyncio.CancelledError:
                raise
            except BaseException as exc:  # whatever ends the run is told to the run, not to the model
                self._fatal = self._fatal or exc
                self.seat.closed = self.seat.closed or "the run ends"
                return {"end": "the run ends", "lines": [], "fault": "the run ends"}

        return answer

    async def _shown_program(self) -> Mapping[str, Any]:
        """What a model without tools is shown before each reply; its copy is the champion's program then."""
        place = self._place
        assert place is not None
        await place.reset({})
        paths = [path for path in sorted(place.files) if self.crew.task.may_change(path)]
        return {"text": self._clean(whole_files(self.seat, self.crew.task, place.files)), "paths": paths}

    async def _turn(self, *, aside: bool = False) -> Mapping[str, Any]:
        """aside: not one of the turns in which work is done, such as a title for the conversation."""
        run, seat = self.seat.run, self.seat
        while run.lab.pause() is not None:
            await run.stand_still()
        if aside:
            return {"end": self._why or seat.why_over(), "lines": []}
        lines = [f"{PERSON} {line}" for line in self.crew.person.lines_for(seat.name)]
        if self._mirror is not None:
            self._mirror.said += lines
        self._since_submit += 1
        self._calls_this_turn = 0
        if self._since_submit > MOST_TURNS_WITHOUT:
            self._end(f"nothing was submitted in {MOST_TURNS_WITHOUT} turns")
        elif self._since_submit % NUDGE_TURNS == 0:
            lines.append(f"From the lab: {SUBMIT.format(turns=self._since_submit)} Left: {seat.left()}.")
        why = self._why or seat.why_over()
        self._why = self._why or why
        self._in_call = not why
        return {"end": why, "lines": lines}

    def _used(self, used: Mapping[str, Any]) -> Mapping[str, Any]:
        run, seat = self.seat.run, self.seat
        self._in_call = self._frozen_in_call = False
        self._fault = ""
        for call in used.get("own", ()):
            if isinstance(call.get("arguments"), dict):
                run.lookout.own_call(seat.name, str(call.get("name", "")), self._cleaned(call["arguments"]))
        run.lookout.words(seat.name, self._clean(str(used.get("text", ""))[:MOST_WORDS]))
        cost = 0.0 if self.free else self.price.of(used) if self.price is not None and used.get("known") else None
        seat.spend(used, cost)
        run.journal.record("model_call", {"researcher": seat.name, **call_of(used, cost)})
        return {}

    async def _tool(self, tools: Mapping[str, Tool], name: str, arguments: Any) -> Mapping[str, Any]:
        assert self._calls is not None
        try:
            text = await self._calls.carry_out(tools, name, arguments)
        except ToolFault as exc:
            return {"fault": str(exc)}
        if name == "submit":
            self._since_submit = 0
        return {"text": text}

    def _admit(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Raise ToolFault where the model calls too much, or the same again and again."""
        self._calls_this_turn += 1
        if self._calls_this_turn > MOST_CALLS:
            raise ToolFault(f"more than {MOST_CALLS} calls in one turn; this one was not carried out")
        digest = hashlib.sha256(json.dumps([name, dict(arguments)], sort_keys=True).encode()).digest()
        self._same = self._same + 1 if digest == self._last_call else 1
        self._last_call = digest
        if self._same >= TOO_MANY:
            self._end(f"the same call of {name}, {self._same} times in a row")
        if self._same >= SAME:
            raise ToolFault(f"this is the same call for the {self._same}th time in a row; try something else")

    def _lasting(self, tool: Tool) -> Tool:
        """A tool that is waited for, also where nothing else is left."""

        async def call(arguments: Mapping[str, Any]) -> str:
            self._submitting += 1
            try:
                return await tool.call(arguments)
            finally:
                self._submitting -= 1

        return replace(tool, call=call)

    def _end(self, reason: str) -> None:
        self._why = self._why or reason

    def _cleaned(self, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        return without_keys({str(name): value for name, value in arguments.items()}, self.crew.secrets)

    def _clean(self, text: str) -> str:
        return redacted(text, self.crew.secrets)

    # workers

    def _delegation(self) -> Sequence[Tool]:
        if self.depth >= MOST_DEPTH:
            return ()
        description, parameters = TOOLS["delegate"]
        return (Tool(name="delegate", description=description, parameters=parameters, call=self._delegate),)

    async def _delegate(self, arguments: Mapping[str, Any]) -> str:
        count = self.crew.workers.get(self.seat.name, 0)
        if count >= MOST_WORKERS:
            raise ToolFault(f"delegate: you have had {count} workers, which is as many as there are")
        percent = int(arguments.get("percent", 25))
        if not 1 <= percent <= 90:
            raise ToolFault(f"delegate: percent is {percent}, expected 1 to 90")
        own, used = self.seat.allowance, self.seat.used
        left = Allowance(
            tokens=None if own.tokens is None else max(0, own.tokens - used.tokens),
            cost_usd=None if own.cost_usd is None else max(0.0, own.cost_usd - used.cost_usd),
        )
        share = replace(left.share(100 / percent), experiments=max(1, int(arguments.get("experiments", 5))))
        self.crew.workers[self.seat.name] = count + 1
        seat = Seat(
            self.seat.run, f"{self.seat.name}/{count + 1}", direction=one_line(str(arguments["direction"])),
            allowance=share, lead=self.seat,
        )  # fmt: skip
        before = len(self.seat.experiments)
        worker = ModelResearcher(seat, self.spec, self.crew, depth=self.depth + 1)
        await worker.research(self.seat.run)
        self._since_submit = 0
        place = self._place
        assert place is not None
        told = await place.experiments({"count": max(1, len(self.seat.experiments) - before)})
        return f"{seat.name} is done: {worker.seat.used.experiments} experiments, {seat.used.tokens:,} tokens.\n{told}"

    # watching

    async def _watch(self, session: Session) -> None:
        """Freeze the session under a pause, end it when its seat is over or a person stopped it."""
        try:
            await self._watched(session)
        except asyncio.CancelledError:
            raise
        except BaseException as exc:  # unwatched it could not be stopped
            self._fatal = self._fatal or exc
            session.kill()

    async def _watched(self, session: Session) -> None:
        run, seat = self.seat.run, self.seat
        over_since: float | None = None
        while True:
            await asyncio.sleep(LOOK_S)
            if run.lab.pause() is not None and self.spec.coder:
                self._paused = True  # its box ends with it; it goes on with its files when the pause is lifted
                self._why = "the lab was paused"
                session.kill()
                return
            if run.lab.pause() is not None:
                session.freeze()
                self._frozen_in_call = self._frozen_in_call or self._in_call
                if self._place is not None:
                    await self._place.close()
                with suppress(Stopped):
                    await run.stand_still()
                if self._place is not None:
                    self._place.go_on()
                session.thaw()
            if why := self.crew.person.stopped(seat.name):
                seat.closed = why
                self._why = why
                session.kill()
                return
            if self._fatal is not None or run.interrupted:
                session.kill()
                return
            if seat.why_over() and not self._submitting:
                over_since = over_since or time.monotonic()
                self._why = self._why or seat.why_over()
                if time.monotonic() - over_since > min(GRACE_S, GRACE_SHARE * run.budget_s):
                    session.kill()
                    return


def call_of(used: Mapping[str, Any], cost_usd: float | None) -> dict[str, Any]:
    """A call of a model as the record has it; cost_usd: None where the price is unknown."""
    return {
        **{name: int(used.get(name, 0)) for name in TOKENS}, "cost_usd": cost_usd,
        "seconds": round(float(used.get("seconds", 0.0)), 3), "stop": one_line(str(used.get("stop", "")), limit=40),
        "calls": int(used.get("calls", 0)), "malformed": int(used.get("malformed", 0)),
        "model": one_line(str(used.get("model", "")), limit=80),
    }  # fmt: skip


def is_local(spec: ModelSpec) -> bool:
    """Whether a model is served by this machine, so that nobody is paid for it."""
    return urlsplit(spec.base_url or "").hostname in ("127.0.0.1", "localhost", "::1")


def finished(log: Path) -> bool:
    """Whether a session's log is complete as far as it came, and without keys: by the session, or by a process here."""
    if log.with_suffix(CLEAN).exists():
        return True
    environment = {**os.environ, "XDG_DATA_HOME": str(log.parent), "INSPECT_DISPLAY": "none"}
    try:
        subprocess.run(
            [sys.executable, "-P", "-m", "leadscrew.agents.transcript", str(log)], env=environment, timeout=FINISH_S,
            stdin=subprocess.DEVNULL, capture_output=True, check=False, cwd=log.parent,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return False
    return log.with_suffix(CLEAN).exists()


def _kept(run: Run, log: Path) -> str | None:
    """The transcript as an artefact; none where it could hold a key."""
    with suppress(OSError):
        if finished(log) and log.stat().st_size <= MOST_TRANSCRIPT_BYTES:
            return run.lab.keep(log.read_bytes())
    return None


def sweep(run: Run, folder: Path) -> None:
    """Keep what sessions left that were killed together with the lab."""
    for log in sorted(folder.glob("*/*.eval")) if folder.is_dir() else []:
        run.journal.record("transcript", {"session": log.parent.name, "transcript": _kept(run, log)})
    shutil.rmtree(folder, ignore_errors=True)


def _earlier_notebook(run: Run, name: str) -> str:
    """What the researcher of that name wrote in the sessions before this one."""
    found = ""
    for fact in run.lab.facts(run=run.id, kind="session_ended"):
        if fact.body["account"]["researcher"] == name and fact.body.get("notebook"):
            found = run.lab.artefact(fact.body["notebook"]).decode("utf-8", "replace")
    return found
