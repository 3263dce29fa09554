"""What a researcher that thinks in words works with: a scratch copy of the program, a box, the desk as tools.

Nothing that it writes touches a file of this machine: the copy is kept in memory and handed to a box for each command.
What other researchers wrote is shown between quotation marks, as data.
"""

from __future__ import annotations

import asyncio
import difflib
import secrets
import shlex
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import ceil
from typing import Any

from leadscrew.bench.comparison import Seeds
from leadscrew.bench.profile import NoProfile, measure_profile
from leadscrew.bench.rig import BoxRig, shown_reason
from leadscrew.core.experiment import Status
from leadscrew.core.hypothesis import one_line, visible
from leadscrew.core.profile import Profile
from leadscrew.core.program import Program, checked_path, lines_of
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Task
from leadscrew.errors import BoxFailed, ChangeError, LeadscrewError, Stopped
from leadscrew.research import findings as said
from leadscrew.research.desk import Closed
from leadscrew.research.family import OF_A_MODEL, family_of
from leadscrew.research.seat import Seat
from leadscrew.research.toolbox import COMMAND_S, NOTEBOOK, READ_LINES, TOOLS
from leadscrew.research.tools import Tool, ToolFault
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.worker import End, Job, WarmWorker

READ_BYTES = 24_000
FOUND, LISTED = 60, 400
FILE_BYTES = 1 << 20
NOTEBOOK_BYTES = 32_000
FINDINGS = "findings/"
HOT_LINES = 12
MOST_CARRYING = 50
MOST_SHOWN_LINES = 2000
LOOK_S = 0.05


class Workplace:
    """A scratch copy of the task's open side, and the tools that act on it."""

    def __init__(
        self, seat: Seat, task: Task, *, lab_mark: str, notebook: str = "", before: Workplace | None = None
    ) -> None:
        """task: whole, with its judge, which stays on this side.  notebook: what it wrote in an earlier session.

        before: the workplace of a session that was interrupted, whose files this one goes on with.
        """
        self.seat, self._task, self._mark = seat, task, lab_mark
        self.base: int = seat.champion if before is None else before.base
        self.files: dict[str, bytes] = dict(seat.program(self.base).files if before is None else before.files)
        self.notebook = notebook
        self._rig: BoxRig | None = None
        self._shell: WarmWorker | None = None
        self._seeds = Seeds(secrets.token_bytes(32))  # of problems that count nowhere
        self._one_at_a_time = asyncio.Lock()
        self._boxes = threading.Lock()
        """Held by the thread that uses the boxes."""
        self._stop = False

    async def close(self) -> None:
        """Give up what runs in its boxes and end them; after `go_on` they start again when they are needed."""
        self._stop = True
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        with self._boxes:
            for box in (self._rig, self._shell):
                if box is not None:
                    box.close()

    def go_on(self) -> None:
        """After `close`: what is asked from now on runs."""
        self._stop = False

    def _look(self) -> None:
        if self._stop:
            raise Stopped("the lab is paused")

    # files

    async def list_files(self, arguments: Mapping[str, Any]) -> str:
        """Paths with sizes."""
        below = str(arguments.get("folder", ""))
        lines = [
            f"{path}  {len(content):,} bytes{'' if self._task.may_change(path) else '  (fixed)'}"
            for path, content in sorted(self.files.items())
            if path.startswith(below)
        ]
        lines += [f"{path}  (the lab's)" for path in (NOTEBOOK, f"{FINDINGS}index.md") if path.startswith(below)]
        more = [f"... {len(lines) - LISTED} more: name a folder"] if len(lines) > LISTED else []
        return visible("\n".join(lines[:LISTED] + more)) or "no file there"

    async def read_file(self, arguments: Mapping[str, Any]) -> str:
        """Numbered lines of one file."""
        path, first = str(arguments["path"]), max(1, int(arguments.get("first", 1)))
        lines = lines_of(self._text(path))
        last = min(len(lines), int(arguments.get("last", first + READ_LINES - 1)), first + READ_LINES - 1)
        text = "".join(f"{n:>5} {line.rstrip()}\n" for n, line in enumerate(lines[first - 1 : last], first))
        if len(text) > READ_BYTES:
            text = text[:READ_BYTES] + "\n... cut; read fewer lines\n"
        return f"{visible(text)}lines {first} to {last} of {len(lines)}"

    async def search(self, arguments: Mapping[str, Any]) -> str:
        """Lines that hold a text."""
        wanted = str(arguments["text"])
        if not wanted:
            raise ToolFault("search: 'text' is empty")
        found = [
            f"{path}:{number}: {line.strip()[:200]}"
            for path in sorted(self.files)
            for number, line in enumerate(lines_of(self.files[path].decode("utf-8", "replace")), 1)
            if wanted in line
        ]
        more = [f"... {len(found) - FOUND} more"] if len(found) > FOUND else []
        return visible("\n".join(found[:FOUND] + more)) or "no line holds it"

    async def write_file(self, arguments: Mapping[str, Any]) -> str:
        """A whole file, new or not."""
        path, content = str(arguments["path"]), str(arguments["content"]).encode("utf-8", "replace")
        self.put(path, content)
        if path != NOTEBOOK:
            return f"{path}: {len(content):,} bytes written"
        return "noted" if len(content) <= NOTEBOOK_BYTES else f"noted; only the first {NOTEBOOK_BYTES:,} bytes fit"

    def may_change(self, path: str) -> bool:
        """Whether the task lets a file be changed."""
        return self._task.may_change(path)

    def put(self, path: str, content: bytes) -> None:
        """A file's content, new or not.  Raises ToolFault where it may not be."""
        self._own(path)
        if path == NOTEBOOK:
            self.notebook = content[:NOTEBOOK_BYTES].decode("utf-8", "ignore")
            return
        limit = self._task.limits.source_kb << 10
        whole = sum(len(known) for other, known in self.files.items() if other != path) + len(content)
        if len(content) > FILE_BYTES or whole > limit:
            raise ToolFault(
                f"write_file: {len(content):,} bytes; a file may have {FILE_BYTES:,}, all of them {limit:,}"
            )
        self.files[path] = content

    def remove(self, path: str) -> None:
        """A file goes.  Raises ToolFault where it may not."""
        self._own(path)
        if path not in self.files:
            raise ToolFault(f"remove_file: there is no {path[:200]!r}")
        del self.files[path]

    async def edit_file(self, arguments: Mapping[str, Any]) -> str:
        """One exact replacement."""
        path, old, new = self._own(str(arguments["path"])), str(arguments["old"]), str(arguments["new"])
        text = self._text(path)
        count = text.count(old) if old else 0
        if count != 1:
            raise ToolFault(
                f"edit_file: 'old' stands {count} times in {path}, expected once; give more of the lines around"
            )
        return await self.write_file({"path": path, "content": text.replace(old, new)})

    async def remove_file(self, arguments: Mapping[str, Any]) -> str:
        """A file goes."""
        path = str(arguments["path"])
        self.remove(path)
        return f"{path} is removed"

    async def reset(self, arguments: Mapping[str, Any]) -> str:
        """The scratch copy becomes an experiment's program."""
        number = int(arguments.get("experiment", self.seat.champion))
        if not 0 <= number <= len(self.seat.experiments):
            raise ToolFault(
                f"reset: there is no experiment {number}; 0 is the start, {len(self.seat.experiments)} the last"
            )
        self.base, self.files = number, dict(self.seat.program(number).files)
        return f"your copy is experiment {number}'s program now" if number else "your copy is the start now"

    def _text(self, path: str) -> str:
        if path == NOTEBOOK:
            return self.notebook
        if path.startswith(FINDINGS) and (found := self.finding_files().get(path)) is not None:
            return found
        if path not in self.files:
            raise ToolFault(f"there is no file {path[:200]!r}; list_files shows what there is")
        try:
            return self.files[path].decode()
        except UnicodeDecodeError:
            raise ToolFault(f"{path!r} is no text: {len(self.files[path]):,} bytes") from None

    def finding_files(self) -> dict[str, str]:
        """Findings as files by path."""
        run = self.seat.run
        return said.files_of(run.findings(), run.state.experiments, len(run.state.experiments))

    def _own(self, path: str) -> str:
        """The path, if it may be written.  Raises ToolFault."""
        if path == NOTEBOOK:
            return path
        try:
            checked_path(path)
        except ChangeError as exc:
            raise ToolFault(str(exc)) from exc
        if path.startswith(FINDINGS) or not self._task.may_change(path):
            globs = ", ".join(self._task.editable)
            raise ToolFault(f"{path[:200]!r} may not be changed; the task lets you change: {globs}")
        return path

    def change(self) -> dict[str, bytes | None]:
        """What the scratch copy changes in the program that it began as."""
        before = self.seat.program(self.base).files
        paths = {*before, *self.files}
        return {path: self.files.get(path) for path in sorted(paths) if before.get(path) != self.files.get(path)}

    def as_it_is(self) -> tuple[int, dict[str, bytes]]:
        """What would be submitted now: what it began as, and the files."""
        return self.base, dict(self.files)

    def shown_change(self) -> str:
        """The change as a person reads it who is asked about it; cut where it is long."""
        before, parts = self.seat.program(self.base).files, []
        for path, content in self.change().items():
            old, new = (lines_of((text or b"").decode("utf-8", "replace")) for text in (before.get(path), content))
            if len(old) + len(new) > MOST_SHOWN_LINES:
                parts.append(f"{path}: {len(old)} lines become {len(new)}\n")
            else:
                parts += difflib.unified_diff(old, new, path, path, n=1)
        return "".join(parts)

    # running

    async def run(self, arguments: Mapping[str, Any]) -> str:
        """A command in a box on the scratch copy."""
        try:
            command = tuple(shlex.split(str(arguments["command"])))
        except ValueError as exc:
            raise ToolFault(f"run: {exc}") from exc
        if not command or "\0" in "".join(command):
            raise ToolFault("run: the command is empty")
        outcome = await self._boxed(self._run, command)
        text = shown_reason(outcome.text.strip())[-READ_BYTES:] or "(it printed nothing)"
        if outcome.end is End.ANSWER:
            told = self._taken(outcome.answer)
            return f"{text}\nexit code 0{told}"
        how = {End.TIMED_OUT: f"cut off after {COMMAND_S:.0f} s", End.MEMORY: "it used too much memory"}
        return f"{text}\n{how.get(outcome.end, f'exit code {outcome.exit_code}')}"

    def _run(self, command: tuple[str, ...]) -> Any:
        if self._shell is None:
            limits = replace(self._task.limits, wall_s=COMMAND_S, cpu_s=COMMAND_S)
            entry = replace(self._task.entry, call=None, command=("python3",), preload=(), warmup="")
            around = self._task.surroundings
            self._shell = WarmWorker(entry, limits, lab_mark=self._mark, surroundings=around)
        job = Job(files=self.files, mode="build", command=command)
        try:
            return self._shell.run(job, cut_s=None, stop=self._look)
        except BoxFailed:
            return self._shell.run(job, cut_s=None, stop=self._look)

    def _taken(self, answer: bytes) -> str:
        """Take over the files that a command wrote, as far as they may be changed."""
        with suppress(plain.NotPlain):
            files = plain.decode(answer, raw=True)
            if isinstance(files, dict):
                new = {
                    path: content
                    for path, content in files.items()
                    if isinstance(content, bytes) and content != self.files.get(path) and self._task.may_change(path)
                    and len(content) <= FILE_BYTES and _is_path(path) and "__pycache__" not in path
                }  # fmt: skip
                self.files |= new
                return f"; it wrote {', '.join(one_line(path, limit=80) for path in sorted(new)[:8])}" if new else ""
        return ""

    async def try_it(self, arguments: Mapping[str, Any]) -> str:
        """Does the scratch copy's program answer a problem rightly? Never how well."""
        trial = await self._boxed(self._try)
        if trial.status is Status.OK:
            return "the answer passes the check; how fast or good it is only submit says"
        return f"{trial.status.value.replace('_', ' ')}: {trial.reason}"

    def _try(self) -> Any:
        return self._public().trial(Program(self.files), self._seeds.fresh(Purpose.CHECK)[1], cut_s=None)

    def _public(self) -> BoxRig:
        if self._rig is None:
            self._rig = BoxRig(self._task, lab_mark=self._mark, stop=self._look)
        return self._rig

    async def profile(self, arguments: Mapping[str, Any]) -> str:
        """Where the time of the scratch copy's program goes."""
        found = await self._boxed(self._profile)
        return hot_lines(found, self.files)

    def _profile(self) -> Profile:
        try:
            return measure_profile(
                self._task, Program(self.files), self._seeds.fresh(Purpose.PROFILE)[1], lab_mark=self._mark, core=None,
                rig=self._public(),
            )  # fmt: skip
        except NoProfile as exc:
            raise ToolFault(f"no profile: {exc}") from exc

    async def _boxed(self, work: Any, *arguments: Any) -> Any:
        """One thing at a time in this workplace's boxes; a pause drops it and it runs again after."""
        async with self._one_at_a_time:
            while True:
                while self.seat.run.lab.pause() is not None:
                    await self.seat.run.stand_still()
                try:
                    return await asyncio.to_thread(self._alone, work, *arguments)
                except Stopped:
                    await asyncio.sleep(LOOK_S)
                except ChangeError as exc:
                    raise ToolFault(str(exc)) from exc
                except LeadscrewError as exc:
                    raise ToolFault(f"the box broke: {exc}") from exc

    def _alone(self, work: Any, *arguments: Any) -> Any:
        with self._boxes:
            self._look()
            return work(*arguments)

    # the desk

    async def submit(self, arguments: Mapping[str, Any]) -> str:
        """The scratch copy as a candidate."""
        change = self.change()
        if not change:
            raise ToolFault("submit: your copy is the program that it began as; change something first")
        known, submitted = len(self.seat.experiments), dict(self.files)
        move = OF_A_MODEL + family_of(self.seat.program(self.base).files, change)
        try:
            experiment = await self.seat.submit(change, str(arguments["hypothesis"]), move=move, base=self.base)
        except Closed:
            raise ToolFault(f"the desk takes no more submissions: {self.seat.why_over() or 'it is closed'}") from None
        except ChangeError as exc:
            raise ToolFault(f"submit: {exc}") from exc
        text = said.line_of(experiment)
        if experiment.number <= known:
            text = f"the same program was measured before, as {text}"
        if experiment.number == self.seat.champion:
            self.base = experiment.number
            self._go_on_from(submitted)
            text += "\nIt is the champion now, and your copy goes on from it."
        return f"{text}\nleft: {self.seat.left()}"

    def _go_on_from(self, submitted: Mapping[str, bytes]) -> None:
        """The copy becomes the base's program, but for what was changed since it was submitted."""
        mine, files = self.files, dict(self.seat.program(self.base).files)
        for path in {*mine, *submitted}:
            if mine.get(path) != submitted.get(path):
                files.pop(path, None)
                files |= {path: mine[path]} if path in mine else {}
        self.files = files

    async def experiments(self, arguments: Mapping[str, Any]) -> str:
        """The latest experiments, or the best."""
        count = min(50, max(1, int(arguments.get("count", 20))))
        total = len(self.seat.experiments)
        shown = self.seat.experiments[max(0, total - count) :]
        lines = [said.line_of(experiment) for experiment in reversed(shown)]
        best = self.seat.champion
        head = f"{total} experiments; the champion is {'the start' if not best else f'#{best}'}"
        if best and best <= total - count:
            lines.append(said.line_of(self.seat.experiments[best - 1]))
        return "\n".join([head, said.NOTICE, *lines])

    async def findings(self, arguments: Mapping[str, Any]) -> str:
        """The index of findings."""
        return self.finding_files()["findings/index.md"][:READ_BYTES]

    async def share_finding(self, arguments: Mapping[str, Any]) -> str:
        """A statement with the experiments that carry it."""
        kind = str(arguments.get("kind", "observation"))
        numbers = sorted({int(number) for number in arguments.get("experiments", [])})
        if len(numbers) > MOST_CARRYING:
            raise ToolFault(f"share_finding: {len(numbers)} experiments, at most {MOST_CARRYING} carry a finding")
        if kind not in said.KINDS:
            raise ToolFault(f"share_finding: kind is {kind[:40]!r}, expected one of {', '.join(said.KINDS)}")
        total = len(self.seat.experiments)
        if bad := [number for number in numbers if not 1 <= number <= total]:
            raise ToolFault(f"share_finding: there is no experiment {bad[0]}; the last is {total}")
        if kind == "result" and (why := said.why_no_result([self.seat.experiments[n - 1] for n in numbers])):
            raise ToolFault(f"share_finding: {why}")
        known = {found.name for found in self.seat.run.findings()}
        against = {how: [str(arguments[how])] if arguments.get(how) else [] for how in ("refutes", "supersedes")}
        if odd := [name for names in against.values() for name in names if name not in known]:
            raise ToolFault(f"share_finding: there is no finding {odd[0][:40]!r}")
        self.seat.share(
            str(arguments["statement"]),
            numbers,
            kind=kind,
            refutes=against["refutes"],
            supersedes=against["supersedes"],
        )
        return "shared; the numbers beside it are the lab's own"

    async def halt(self, arguments: Mapping[str, Any]) -> str:
        """Stop the run until a person has looked."""
        self.seat.halt(str(arguments["reason"]))
        return "the run is halted: nothing more is measured until a person has read why"

    def tools(self) -> list[Tool]:
        """All of them."""
        calls = {
            "list_files": self.list_files, "read_file": self.read_file, "search": self.search,
            "edit_file": self.edit_file, "write_file": self.write_file, "remove_file": self.remove_file,
            "reset": self.reset, "run": self.run, "try": self.try_it, "profile": self.profile, "submit": self.submit,
            "experiments": self.experiments, "findings": self.findings, "share_finding": self.share_finding,
            "halt": self.halt,
        }  # fmt: skip
        return [
            Tool(name=name, description=TOOLS[name][0], parameters=TOOLS[name][1], call=calls[name]) for name in calls
        ]


def hot_lines(profile: Profile, files: Mapping[str, bytes]) -> str:
    """The lines that took most of the time."""
    shares = [(share, path, line) for path, lines in profile.own.items() for line, share in lines.items()]
    told = []
    for share, path, number in sorted(shares, reverse=True)[:HOT_LINES]:
        lines: Sequence[str] = lines_of(files.get(path, b"").decode("utf-8", "replace"))
        text = lines[number - 1].strip()[:160] if number <= len(lines) else ""
        told.append(f"{ceil(100 * share):>3} %  {path}:{number}  {text}")
    return visible("\n".join(told)) or "no line of the program takes time"


def _is_path(path: Any) -> bool:
    try:
        return isinstance(path, str) and bool(checked_path(path) or True)
    except ChangeError:
        return False
