"""The bench's handle on a warm worker: one trial at a time, timed from outside."""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Thread
from typing import Any

from leadscrew.core.hypothesis import visible
from leadscrew.core.task import Entry, Limits, Surroundings
from leadscrew.errors import BoxFailed, BoxUnavailable, TaskError
from leadscrew.sandbox import wire
from leadscrew.sandbox.box import Box, start_box
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.memory import descendants, proportional_bytes
from leadscrew.sandbox.mounts import VENV, command_mounts, data_mounts, package_mounts, venv_mounts
from leadscrew.sandbox.seccomp import seccomp_filter

START_S = 120.0
"""For importing what the task preloads and its warm-up."""
PREPARE_S = 30.0
"""For handing source and problem to the trial."""
REAP_S = 20.0
"""For ending a trial and all that it started."""
LOOK_EVERY_S, LOOK_S = 0.1, 10.0
"""Between two looks at a box's memory; the longest that one may take."""
TURN_S, STALL_S = 0.05, 1.0
"""A wait that ends so much later than it should: the bench itself stood still.

Only the wait counts: what the bench does between two waits, such as reading how much memory a box holds, a trial can
slow down.
"""
MAX_ERROR = 1 << 16
"""Bytes of an error that a trial reports."""
MAX_TOLD = 4000
"""Bytes of a worker's own error that a person is shown."""
NOTHING = Surroundings()


class End(StrEnum):
    """How a trial's process ended."""

    ANSWER = "answer"
    ERROR = "error"
    EXIT = "exit"
    TIMED_OUT = "timed_out"
    CUT = "cut"
    MEMORY = "memory"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one trial gave back; everything in it but the times is hostile."""

    end: End
    wall_s: float
    cpu_s: float
    answer: bytes = b""
    """A body of plain data: the answer of a call, or the files that a command or a build wrote."""
    text: str = ""
    """An error's traceback, or the end of what the trial printed."""
    exit_code: int | None = None
    stalled_s: float = 0.0
    """Seconds for which the bench itself was stopped, or so starved that its clock says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one trial is asked to do."""

    files: Mapping[str, bytes]
    mode: str
    """`call`, `command` or `build`."""
    command: tuple[str, ...] = ()
    problem: bytes = b""
    random: int = 0


class WarmWorker:
    """A box with a warm worker in it; started on first use and again after it broke."""

    def __init__(
        self,
        entry: Entry,
        limits: Limits,
        *,
        lab_mark: str,
        core: int | None = None,
        surroundings: Surroundings = NOTHING,
    ) -> None:
        self._entry, self._limits, self._surroundings = entry, limits, surroundings
        self._lab_mark, self._core = lab_mark, core
        self._box: Box | None = None
        self._idle_bytes = 0

    def run(self, job: Job, *, cut_s: float | None, stop: Callable[[], None]) -> Outcome:
        """Run one trial; `stop` is called about every 50 ms and may raise to abandon it.

        Raises BoxFailed when the box itself broke (it is closed then), TaskError when preload or warm-up fails.
        """
        box = self._started()
        trial = _Trial(self, box, job, cut_s, stop)
        try:
            return trial.run()
        except BaseException as exc:
            detail = box.stderr()
            self.close()
            broken = isinstance(exc, wire.Expired | wire.Hangup | OSError | struct.error | ValueError | BoxFailed)
            if broken and trial.started_at is not None:
                # whatever happens once its code may run is the candidate's: measuring it again would forget a loss
                wall_s = time.perf_counter() - trial.started_at
                text = f"the box broke while the program ran ({type(exc).__name__}: {exc})"
                return Outcome(end=End.ERROR, wall_s=wall_s, cpu_s=0.0, text=text, stalled_s=trial.stalled_s)
            if isinstance(exc, wire.Expired | wire.Hangup | OSError | struct.error | ValueError):
                raise BoxFailed(f"the box broke during a trial ({type(exc).__name__}: {exc}) {detail}") from exc
            raise

    def processes(self) -> tuple[int, ...]:
        """Process ids of all that is alive in the box, by the operating system's account."""
        return descendants(self._box.process.pid) if self._box is not None else ()

    def close(self) -> None:
        """End the box."""
        if self._box is not None:
            self._box.close()
            self._box = None

    def _started(self) -> Box:
        if self._box is not None and self._box.process.poll() is None:
            return self._box
        self.close()
        entry, limits = self._entry, self._limits
        around = self._surroundings
        venv = venv_mounts(around.venv)
        mounts = [*package_mounts(entry.packages), *command_mounts(entry.command), *command_mounts(entry.build), *venv]
        data, links = data_mounts(around)
        box = start_box(
            script="worker.py",
            lab_mark=self._lab_mark,
            mounts=mounts,
            data_mounts=data,
            without=entry.without,
            keep_capabilities=True,
            core=self._core,
        )
        settings = {
            "preload": entry.preload,
            "warmup": entry.warmup,
            "site": [*([VENV] if venv else []), *(["/opt/site"] if entry.packages else [])],
            "path": entry.path,
            "links": links,
            "variables": dict(around.variables),
            "call": entry.call,
            "disk_bytes": limits.disk_mb << 20,
            # a graphics card's driver reserves addresses without end: there the watchdog over resident memory is left
            "memory_bytes": 1 << 46 if around.devices else limits.memory_mb << 20,
            "answer_bytes": limits.answer_mb << 20,
            "cpu_s": int(limits.cpu_s) + 1,
            "processes": limits.processes + 4,
            "seccomp": seccomp_filter(sealed=True).hex(),
        }
        deadline = time.monotonic() + START_S
        try:
            wire.write_frame(box.control, json.dumps(settings).encode(), deadline=deadline)
            tag, body = wire.read_frame(box.control, limit=1 << 20, deadline=deadline, tagged=True)
        except (wire.Expired, wire.Hangup, BoxFailed) as exc:
            detail = box.stderr().strip()
            box.close()
            raise BoxUnavailable(f"no box, no run: {detail or exc}; 'leadscrew doctor' says what is missing") from exc
        if tag == b"E":
            box.close()
            told = visible(body[-MAX_TOLD:].decode("utf-8", "replace"))
            raise TaskError(f"[candidate] preload or warmup failed in the box:\n{told}")
        self._box = box
        self._idle_bytes = proportional_bytes(box.process.pid)
        return box


class _Trial:
    """One trial's sockets and clock."""

    def __init__(self, worker: WarmWorker, box: Box, job: Job, cut_s: float | None, stop: Callable[[], None]) -> None:
        self.box, self.job, self.stop = box, job, stop
        self.limits = worker._limits
        self.idle_bytes = worker._idle_bytes
        self.cut_s = cut_s
        self.printed = bytearray()
        self.looked_at = 0.0
        self.used_bytes: int | None = 0
        """What the last look found; None while one goes on."""
        self.started_at: float | None = None
        """When GO was sent, on time.perf_counter; None before."""
        self.stalled_s = 0.0

    def run(self) -> Outcome:
        channel, channel_inside = socket.socketpair()
        report, report_inside = socket.socketpair()
        errors, errors_inside = os.pipe()
        os.set_blocking(errors, False)
        try:
            try:
                inside = [channel_inside.fileno(), errors_inside, report_inside.fileno()]
                self.box.control.setblocking(True)
                socket.send_fds(self.box.control, [b"F"], inside)
            finally:
                channel_inside.close()
                report_inside.close()
                os.close(errors_inside)
            return self._supervise(channel, report, errors)
        finally:
            channel.close()
            report.close()
            os.close(errors)

    def _supervise(self, channel: socket.socket, report: socket.socket, errors: int) -> Outcome:
        end, body, wall_s = End.EXIT, b"", 0.0
        try:
            deadline = time.monotonic() + PREPARE_S
            wire.write_frame(channel, self._request(), deadline=deadline)
            tag = wire.read_exactly(channel, 1, deadline=deadline)
        except wire.Hangup:
            tag = b""
        if tag == b"R":
            end, body, wall_s, account = self._timed(channel, report, errors)
        elif tag == b"E":
            raise BoxFailed(f"a trial could not be prepared: {self._error(channel)}")
        else:
            account = None
            detail = ""
            try:
                kind, detail_body = wire.read_frame(report, limit=1 << 16, deadline=time.monotonic() + 2, tagged=True)
                detail = detail_body.decode("utf-8", "replace") if kind == b"!" else "it ended at once"
            except (wire.Expired, wire.Hangup):
                pass
            raise BoxFailed(f"a trial could not be prepared: {detail}")
        return self._finish(report, errors, end, body, wall_s, account)

    def _request(self) -> bytes:
        job = self.job
        request: dict[str, Any] = {
            "files": dict(job.files),
            "mode": job.mode,
            "command": list(job.command),
            "problem": job.problem,
            "random": job.random,
        }
        return plain.encoded(request)

    def _timed(
        self, channel: socket.socket, report: socket.socket, errors: int
    ) -> tuple[End, bytes, float, dict[str, Any] | None]:
        """From GO to the last byte of the answer, or to the end of the process."""
        limit_s = self.limits.wall_s if self.cut_s is None else min(self.cut_s, self.limits.wall_s)
        poll = select.poll()
        poll.register(channel, select.POLLIN)
        poll.register(report, select.POLLIN)
        poll.register(errors, select.POLLIN)
        answer = _Answer(self.limits.answer_mb << 20)
        channel.setblocking(True)
        start = self.started_at = time.perf_counter()
        channel.send(b"G")
        channel.setblocking(False)
        while True:
            left = start + limit_s - time.perf_counter()
            if left <= 0:
                end = End.CUT if limit_s < self.limits.wall_s else End.TIMED_OUT
                return end, b"", time.perf_counter() - start, None
            ready = self._ready(poll, min(left, TURN_S))
            if channel.fileno() in ready:
                state = answer.read(channel)
                now = time.perf_counter()
                if state is not None:
                    return state, bytes(answer.body), now - start, None
                if answer.closed:
                    poll.unregister(channel)
            if report.fileno() in ready:
                now = time.perf_counter()
                account = self._account(report)
                if answer.read_rest(channel) is not None and answer.end is not None:
                    return answer.end, bytes(answer.body), now - start, account
                return End.EXIT, b"", now - start, account
            if errors in ready and not wire.drain(errors, self.printed):
                poll.unregister(errors)
            if time.perf_counter() - start > 0.1:
                self.stop()
                if self._too_much_memory():
                    return End.MEMORY, b"", time.perf_counter() - start, None

    def _ready(self, poll: select.poll, wait_s: float) -> set[int]:
        """The descriptors with news after `wait_s` at most; notices when the bench itself was stopped meanwhile."""
        since = time.perf_counter()
        ready = {descriptor for descriptor, _ in poll.poll(wait_s * 1000)}
        late_s = time.perf_counter() - since - wait_s
        if late_s > STALL_S:
            self.stalled_s += late_s
        return ready

    def _too_much_memory(self) -> bool:
        """Whether the last look at the box's memory found too much, or one takes so long that it was made to.

        A trial can make its maps slow to read, so the look has a thread of its own and holds up nothing else.
        """
        now = time.monotonic()
        if self.used_bytes is None:
            return now - self.looked_at > LOOK_S
        too_much = self.used_bytes - self.idle_bytes > (self.limits.memory_mb << 20) * 1.05 + (8 << 20)
        if now - self.looked_at >= LOOK_EVERY_S:
            self.used_bytes, self.looked_at = None, now
            Thread(target=self._look, daemon=True).start()
        return too_much

    def _look(self) -> None:
        self.used_bytes = proportional_bytes(self.box.process.pid)

    def _account(self, report: socket.socket) -> dict[str, Any]:
        tag, body = wire.read_frame(report, limit=1 << 16, deadline=time.monotonic() + REAP_S, tagged=True)
        if tag != b"X":
            raise BoxFailed(f"the keeper of a trial failed: {body.decode('utf-8', 'replace')}")
        return _checked_account(body)

    def _finish(
        self,
        report: socket.socket,
        errors: int,
        end: End,
        body: bytes,
        wall_s: float,
        account: dict[str, Any] | None,
    ) -> Outcome:
        """Kill what is left, collect the files of a command, wait until the box is reaped."""
        if account is None:
            report.setblocking(True)
            report.send(b"K")
            account = self._account(report)
        text = ""
        wanted = {"command": b"A", "build": b"B"}.get(self.job.mode, b"N")
        if end is not End.EXIT or account["exit"] != 0:
            wanted = b"N"
        report.setblocking(True)
        try:
            report.send(wanted)
            if wanted != b"N":
                limit = (self.limits.disk_mb << 20) + (1 << 20)
                tag, body = wire.read_frame(report, limit=limit, deadline=time.monotonic() + REAP_S, tagged=True)
                end = End.ANSWER if tag == b"F" else End.ERROR
        except (wire.Hangup, OSError):
            if wanted != b"N":
                raise
        reaped = wire.read_exactly(self.box.control, 1, deadline=time.monotonic() + REAP_S)
        if reaped != b"R":
            raise BoxFailed("the warm worker answered out of turn")
        while wire.drain(errors, self.printed) and select.select([errors], [], [], 0)[0]:
            pass
        if end is End.ERROR:
            text, body = body[-MAX_ERROR:].decode("utf-8", "replace"), b""
        elif end is not End.ANSWER or wanted != b"N":
            text = bytes(self.printed[-4000:]).decode("utf-8", "replace")
        return Outcome(
            end=end, wall_s=wall_s, cpu_s=float(account["cpu_s"]), answer=body, text=text, exit_code=account["exit"],
            stalled_s=self.stalled_s,
        )  # fmt: skip

    def _error(self, channel: socket.socket) -> str:
        deadline = time.monotonic() + 5
        (size,) = struct.unpack(">Q", wire.read_exactly(channel, 8, deadline=deadline))
        return wire.read_exactly(channel, min(size, 1 << 14), deadline=deadline).decode("utf-8", "replace")


def _checked_account(body: bytes) -> dict[str, Any]:
    """How a trial ended, from its keeper.  Raises BoxFailed where the account is not whole."""
    try:
        account = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise BoxFailed(f"the keeper's account is damaged: {exc}") from exc
    known = account if isinstance(account, dict) else {}
    code, cpu_s = known.get("exit"), known.get("cpu_s")
    if type(code) is not int or abs(code) > 1 << 31 or type(cpu_s) is not float or not 0.0 <= cpu_s < 1e9:
        raise BoxFailed("the keeper's account is damaged: no exit code or no processor time")
    return {"exit": code, "cpu_s": cpu_s}


class _Answer:
    """An answer frame as it comes in: tag, length, body; its size is checked before its memory is taken."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.head = bytearray()
        self.body = bytearray()
        self.size = -1
        self.closed = False
        self.end: End | None = None

    def read(self, channel: socket.socket) -> End | None:
        """Take one piece; how the trial ended, once that is known."""
        try:
            if self.size < 0:
                piece = channel.recv(9 - len(self.head))
                self.head += piece
            else:
                piece = channel.recv(min(self.size - len(self.body), wire.CHUNK))
                self.body += piece
        except BlockingIOError:
            return None
        except OSError:
            piece = b""
        if not piece:
            self.closed = True
            return None
        if self.size < 0 and len(self.head) == 9:
            self.size = int(struct.unpack(">Q", self.head[1:])[0])
            kind = bytes(self.head[:1])
            if kind not in (b"A", b"E") or self.size > (self.limit if kind == b"A" else MAX_ERROR):
                self.end = End.TOO_LARGE
        if self.size >= 0 and self.end is None and len(self.body) == self.size:
            self.end = End.ANSWER if self.head[:1] == b"A" else End.ERROR
        return self.end

    def read_rest(self, channel: socket.socket) -> End | None:
        """What still lies in the socket after the process has ended."""
        while not self.closed and self.end is None:
            before = len(self.head) + len(self.body)
            self.read(channel)
            if before == len(self.head) + len(self.body):
                break
        return self.end
