"""A program's own tests: run in a box apart from the timed one, and compared test by test with the start's.

Covered: a test that fails, is skipped or has vanished; tests, their configuration and plugins that a candidate would
change (they are the start's: `core.task.steers_tests`).
Not covered: code under test runs in the tests' own process, so a hostile candidate can report what it likes; and
behaviour that no test looks at.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import leadscrew
from leadscrew.bench.rig import MAX_STALLS, shown_reason
from leadscrew.core.program import Program
from leadscrew.core.task import Entry, Limits, Task
from leadscrew.errors import BoxFailed, MachineError, TaskError
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.judge import JudgeBox
from leadscrew.sandbox.mounts import has_package
from leadscrew.sandbox.worker import End, Job, Outcome, WarmWorker

WRAPPER = "leadscrew_tests.py"
KEPT = 64
"""Programs whose result is remembered."""
ANSWER_MB = 32
PATIENCE, PATIENCE_S = 5.0, 10.0
"""Times as long as with the start, and at least so many seconds, before tests that may never end are cut off."""


@dataclass(slots=True, kw_only=True)
class Known:
    """What the slots of a run know of its tests together."""

    start: bytes | None = None
    """The report of the start's own tests."""
    count: int = 0
    """Tests that pass with the start, and so have to pass; 0 before the first use."""
    wall_s: float = 0.0
    """What the tests of the start took."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Held while the start's own tests run."""
    broken: OrderedDict[str, str] = field(default_factory=OrderedDict)
    """Which tests a program breaks, by its digest; empty for none."""


class Suite:
    """The tests of one bench slot; boxes are started on first use."""

    def __init__(
        self,
        task: Task,
        judge: JudgeBox,
        *,
        lab_mark: str,
        core: int | None = None,
        stop: Callable[[], None] = lambda: None,
        built: Callable[[Program], dict[str, bytes] | str] = lambda program: dict(program.files),
        known: Known | None = None,
    ) -> None:
        """judge: compares the reports.  built: the files that are run, or why a build failed.  known: shared by slots.

        Raises TaskError where the task has no tests or pytest is nowhere.
        """
        if task.tests is None:
            raise TaskError(f"task {task.name!r}: task.toml has no [tests]")
        self._task, self._tests, self._judge, self._stop = task, task.tests, judge, stop
        self._built = built
        command = command_of(task)
        packages = task.entry.packages
        if "pytest" in command and not has_package("pytest", task.surroundings.venv):
            raise TaskError(
                f"task {task.name!r}: the tests need pytest, which is neither in [environment] venv nor beside "
                "leadscrew: install it in one of the two"
            )
        if "pytest" in command and not has_package("pytest", task.surroundings.venv, beside=False):
            packages = (*packages, "pytest")
        entry = Entry(command=("python3", WRAPPER, *command), packages=packages, path=task.entry.path)
        limits = Limits(
            wall_s=self._tests.wall_s, cpu_s=self._tests.wall_s, memory_mb=self._tests.memory_mb,
            processes=self._tests.processes, disk_mb=self._tests.disk_mb, answer_mb=ANSWER_MB,
            source_kb=task.limits.source_kb,
        )  # fmt: skip
        self._command = entry.command
        self._worker = WarmWorker(entry, limits, lab_mark=lab_mark, core=core, surroundings=task.surroundings)
        self._wrapper = (Path(leadscrew.__file__).parent / "adapters" / WRAPPER).read_bytes()
        self._known = known if known is not None else Known()

    @property
    def count(self) -> int:
        """Tests that have to pass."""
        return self._known.count

    @property
    def wall_s(self) -> float:
        """What the tests of the start take."""
        return self._known.wall_s

    def broken(self, program: Program, *, fresh: bool = False) -> str:
        """Which of the start's tests a program breaks; empty where it breaks none.

        fresh: run them although the result is known.  Raises TaskError where the start's own tests give no report, and
        BoxFailed where no box holds.
        """
        known = self._known
        if fresh or program.digest not in known.broken:
            start = self.start()
            outcome = self.run(program, cut_s=max(PATIENCE_S, PATIENCE * self.wall_s))
            known.broken[program.digest] = self._said(start, outcome)
            while len(known.broken) > KEPT:
                known.broken.popitem(last=False)
        return known.broken[program.digest]

    def takes_s(self, program: Program) -> float:
        """About how long it takes to say whether a program breaks tests; nothing where that is known."""
        return 0.0 if program.digest in self._known.broken else self.wall_s

    def start(self) -> bytes:
        """The report of the start's own tests, which are run once.  Raises TaskError."""
        known = self._known
        with known.lock:
            if known.start is None:
                self._run_start()
        assert known.start is not None
        return known.start

    def _run_start(self) -> None:
        known = self._known
        if known.start is None:
            outcome = self.run(self._task.start)
            if outcome.end is not End.ANSWER:
                raise TaskError(
                    f"task {self._task.name!r}: its tests give no report ({self._why(outcome)}); "
                    "correct [tests] command, or raise [tests] wall_s or memory_mb"
                )
            ruling = self._judge.compare_tests(outcome.answer, outcome.answer, self._tests.flaky)
            if not ruling.ok or not ruling.reason.isdigit() or ruling.reason == "0":
                told = "" if ruling.ok else f" ({ruling.reason})"
                raise TaskError(
                    f"task {self._task.name!r}: no test passes with the start{told}; it printed:\n"
                    f"{printed(outcome.answer)}"
                )
            known.count, known.wall_s = int(ruling.reason), outcome.wall_s
            known.start = outcome.answer

    def run(self, program: Program, *, cut_s: float | None = None) -> Outcome:
        """Run the tests of a program; cut them off after `cut_s`.

        Once more where the box broke; again where the bench itself stood still, which says nothing of the program.
        Raises BoxFailed, MachineError.
        """
        files = self._built(program)
        if isinstance(files, str):
            return Outcome(end=End.ERROR, wall_s=0.0, cpu_s=0.0, text=f"the build failed: {files}")
        job = Job(
            files={**files, WRAPPER: self._wrapper},
            mode="command",
            command=self._command,
            problem=plain.encoded({}),
        )
        broke = False
        for _ in range(MAX_STALLS):
            try:
                outcome = self._worker.run(job, cut_s=cut_s, stop=self._stop)
            except BoxFailed:
                if broke:
                    raise
                broke = True
                continue
            if not outcome.stalled_s:
                return outcome
        raise MachineError(f"the bench was stopped in {MAX_STALLS} runs of the tests in a row")

    def close(self) -> None:
        """End the box."""
        self._worker.close()

    def _said(self, start: bytes, outcome: Outcome) -> str:
        if outcome.end is not End.ANSWER:
            return shown_reason(f"the tests gave no report: {self._why(outcome)}")
        ruling = self._judge.compare_tests(start, outcome.answer, self._tests.flaky)
        return "" if ruling.ok else shown_reason(ruling.reason)

    def _why(self, outcome: Outcome) -> str:
        if outcome.end is End.CUT:
            return f"cut off after {outcome.wall_s:.0f} s, and with the start they take {self.wall_s:.1f} s"
        told = outcome.text.strip()[-500:]
        return f"{outcome.end.value} after {outcome.wall_s:.0f} s{f': {told}' if told else ''}"


def command_of(task: Task) -> tuple[str, ...]:
    """The command of the tests as the box runs it: it holds Python, and no script of a virtual environment."""
    command = task.tests.command if task.tests else ()
    if command and command[0] in ("pytest", "py.test"):
        return ("python3", "-m", "pytest", *command[1:])
    if command and command[0] == "python":
        return ("python3", *command[1:])
    return command


def printed(answer: bytes) -> str:
    """The end of what tests printed, as it may be shown."""
    try:
        files = plain.decode(answer, raw=True)
        text = json.loads(files["data.json"])["output"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "nothing that can be read"
    return shown_reason(str(text))
