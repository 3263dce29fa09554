"""A rig runs one program on one problem: a warm worker in a box, the judge in another, the clock on this side."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from leadscrew.core.experiment import MAX_REASON, Status, Trial
from leadscrew.core.hypothesis import visible
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed
from leadscrew.core.task import Task
from leadscrew.errors import BoxFailed, MachineError, TaskError
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.judge import JudgeBox
from leadscrew.sandbox.worker import End, Job, Outcome, WarmWorker

MAX_STALLS = 8
"""Runs in a row during which the bench itself may have stood still."""
DRAWS, FEWEST_DRAWN = 64, 12
"""Arguments of a function that are looked at, and how many of them have to differ."""
FEWEST_PROBLEMS, DRAWING_S = 8, 5.0
"""Where drawing them takes long: problems that are drawn all the same, and when it is left at that."""
KEPT_BUILDS = 8
KEPT_ANSWERS = 4
"""Of the start, for the other program of a pair."""
REDUCED = (Purpose.NOISE, Purpose.SEARCH, Purpose.REDUCTION, Purpose.PROFILE)
"""What is measured on the reduced problem, where a task has one; claims and checks are on the full one."""


class StartFailed(TaskError):
    """The start gave no answer to a problem, so nobody can say what is right on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """A trial whose answer was not looked at yet."""

    trial: Trial
    """What is known already: its times, or how it failed before there was an answer."""
    answer: bytes | None = None
    """What is to be judged; None where nothing is."""
    printed: str = ""


class Rig(Protocol):
    """What the bench needs of a machine; `bench.replay` has one that replays recorded times."""

    def trial(self, program: Program, seed: Seed, *, cut_s: float | None) -> Trial:
        """Run a program on the problem of a seed; cut it off, as a loss, after `cut_s`."""
        ...

    def close(self) -> None:
        """End all boxes."""
        ...


class BoxRig:
    """The real rig of one bench slot."""

    def __init__(
        self, task: Task, *, lab_mark: str, core: int | None = None, stop: Callable[[], None] = lambda: None
    ) -> None:
        """`stop` is called about every 50 ms of a trial and before each; it may raise to abandon the trial."""
        self.task, self.stop = task, stop
        packages = tuple(p for p in task.entry.packages if p[0] != "/")
        around = task.surroundings
        self.judge = JudgeBox(task.judge, packages, lab_mark=lab_mark, venv=around.venv, reference=task.reference)
        self._worker = WarmWorker(task.entry, task.limits, lab_mark=lab_mark, core=core, surroundings=around)
        self._expected: OrderedDict[Seed, bytes] = OrderedDict()
        self.apart_s = 0.0
        """Of the last answer that was judged: what the start took to answer the same problem apart."""
        self._problem: tuple[Seed, bytes] | None = None
        self._builds: dict[str, dict[str, bytes] | str] = {}

    def trial(self, program: Program, seed: Seed, *, cut_s: float | None) -> Trial:
        """One trial, judged.  Raises TaskError where the judge cannot make the problem, StartFailed."""
        return self.judge_of(self.measure(program, seed, cut_s=cut_s), seed)

    def measure(self, program: Program, seed: Seed, *, cut_s: float | None) -> Unjudged:
        """One trial, not judged yet.  Raises TaskError where the judge cannot make the problem."""
        self.stop()
        files = self.built(program)
        if isinstance(files, str):
            return _failed(f"the build failed: {files}")
        try:
            outcome = self.outcome(files, seed, cut_s=cut_s)
        except BoxFailed as exc:
            return _failed(f"the box broke: {exc}")
        if program.digest == self.task.start.digest and outcome.end is End.ANSWER:
            self._remember(seed, outcome.answer)
        return self._unjudged(outcome)

    def expected(self, seed: Seed) -> bytes:
        """The start's own answer to the problem of a seed, run apart where it is not known; empty without a reference.

        Where no input of a problem depends on the seed, one answer stands for all.  Raises TaskError where the start
        has none.
        """
        if self.task.reference is None:
            return b""
        seed = self._same_for_all(seed)
        if seed not in self._expected:
            files = self.built(self.task.start)
            if isinstance(files, str):
                raise TaskError(f"task {self.task.name!r}: the start cannot be built: {files}")
            since = time.monotonic()
            for _ in range(MAX_STALLS):
                outcome = self.outcome(files, seed)
                if not outcome.stalled_s:
                    break
            else:
                raise MachineError(f"the bench was stopped in {MAX_STALLS} runs of the start in a row")
            if outcome.end is not End.ANSWER:
                raise StartFailed(
                    f"task {self.task.name!r}: the start gives no answer ({outcome.end}): "
                    f"{shown_reason(self._why(outcome))}"
                )
            self._remember(seed, outcome.answer)
            self.apart_s = time.monotonic() - since
        self._expected.move_to_end(seed)
        return self._expected[seed]

    def _remember(self, seed: Seed, answer: bytes) -> None:
        """Keep the start's answer for the other program of a pair."""
        if self.task.reference is not None:
            self._expected[self._same_for_all(seed)] = answer
            while len(self._expected) > KEPT_ANSWERS:
                self._expected.popitem(last=False)

    def _same_for_all(self, seed: Seed) -> Seed:
        """The seed that a problem's answer is kept under: one for each kind of problem where none varies."""
        return seed if varies(self.task) else Seed(Purpose.CLAIM if self._full(seed) else Purpose.SEARCH, 0)

    def _full(self, seed: Seed) -> bool:
        return not is_reduced(self.task, seed.purpose)

    def outcome(
        self, files: Mapping[str, bytes], seed: Seed, *, cut_s: float | None = None, command: tuple[str, ...] = ()
    ) -> Outcome:
        """What a built program gives back on the problem of a seed, not judged.  Raises BoxFailed, TaskError.

        command: what is run instead of the task's own command.
        """
        draw = int.from_bytes(hashlib.sha256(b"random %d" % seed.value).digest()[:4], "big")
        if self.task.screening is not None and not self._full(seed):
            command = command or self.task.screening.command
        return self.outcome_on(files, self.problem_of(seed), cut_s=cut_s, command=command, random=draw)

    def outcome_on(
        self,
        files: Mapping[str, bytes],
        problem: bytes,
        *,
        cut_s: float | None = None,
        command: tuple[str, ...] = (),
        random: int = 0,
    ) -> Outcome:
        """As `outcome`, on a problem that is already at hand."""
        entry = self.task.entry
        job = Job(
            files=files,
            mode="call" if entry.call else "command",
            command=command or entry.command,
            problem=problem,
            random=random,
        )
        return self._run(job, cut_s)

    def processes(self) -> tuple[int, ...]:
        """What is alive in the candidate's box."""
        return self._worker.processes()

    def close(self) -> None:
        """End both boxes."""
        self._worker.close()
        self.judge.close()

    def _run(self, job: Job, cut_s: float | None) -> Outcome:
        """One retry in a new box where the first broke before any of the candidate's code could run."""
        try:
            return self._worker.run(job, cut_s=cut_s, stop=self.stop)
        except BoxFailed:
            return self._worker.run(job, cut_s=cut_s, stop=self.stop)

    def problem_of(self, seed: Seed) -> bytes:
        """The problem of a seed, made by the judge."""
        if self._problem is None or self._problem[0] != seed:
            held_out = seed.purpose is Purpose.HELD_OUT
            reduced = self.task.entry.call is not None and not self._full(seed)
            self._problem = (seed, self.judge.problem(seed.value, held_out=held_out, screening=reduced))
        return self._problem[1]

    def built(self, program: Program) -> dict[str, bytes] | str:
        """The files that are run, or why the build failed."""
        if not self.task.entry.build:
            return dict(program.files)
        if program.digest not in self._builds:
            job = Job(files=program.files, mode="build", command=self.task.entry.build)
            outcome = self._run(job, None)
            while len(self._builds) >= KEPT_BUILDS:
                self._builds.pop(next(iter(self._builds)))
            if outcome.end is End.ANSWER:
                self._builds[program.digest] = _files_of(outcome.answer)
            else:
                self._builds[program.digest] = outcome.text or f"ended with {outcome.end} ({outcome.exit_code})"
        return self._builds[program.digest]

    def judged(self, outcome: Outcome, seed: Seed) -> Trial:
        """What the judge says of an outcome.  Raises StartFailed."""
        return self.judge_of(self._unjudged(outcome), seed)

    def _unjudged(self, outcome: Outcome) -> Unjudged:
        trial = Trial(status=Status.OK, wall_s=outcome.wall_s, cpu_s=outcome.cpu_s, stalled_s=outcome.stalled_s)
        if outcome.end is not End.ANSWER:
            return Unjudged(trial=replace(trial, status=STATUS[outcome.end], reason=shown_reason(self._why(outcome))))
        return Unjudged(trial=trial, answer=outcome.answer, printed=outcome.text.strip()[-500:])

    def judge_of(self, found: Unjudged, seed: Seed) -> Trial:
        """What the judge says of a trial's answer.  Raises StartFailed where nobody can say what is right."""
        self.apart_s = 0.0
        if found.answer is None:
            return found.trial
        ruling = self.judge.check(
            seed.value,
            found.answer,
            held_out=seed.purpose is Purpose.HELD_OUT,
            quality=asked_of(self.task),
            folder=not self.task.entry.call,
            screening=self.task.entry.call is not None and not self._full(seed),
            expected=self.expected(seed),
        )
        status = Status.OK if ruling.ok else Status.WRONG
        reason = ruling.reason
        if not ruling.ok and found.printed:
            reason += f"; it printed: {found.printed}"
        quality = ruling.quality
        if quality is not None and self.task.metric.kind == "score":
            quality = self.task.metric.clipped(quality)
        return replace(found.trial, status=status, quality=quality, reason=shown_reason(reason))

    def _why(self, outcome: Outcome) -> str:
        limits = self.task.limits
        match outcome.end:
            case End.TIMED_OUT:
                return f"no answer within {limits.wall_s:g} s"
            case End.CUT:
                return "cut off at three times the opponent's slowest"
            case End.MEMORY:
                return f"more than {limits.memory_mb} MB of memory"
            case End.TOO_LARGE:
                return f"the answer is malformed or larger than {limits.answer_mb} MB"
            case _:
                text = outcome.text.strip() or f"it ended with exit code {outcome.exit_code} and without an answer"
                return text[-MAX_REASON:]


def _failed(reason: str) -> Unjudged:
    return Unjudged(trial=Trial(status=Status.CRASHED, wall_s=0.0, reason=shown_reason(reason)))


def _files_of(body: bytes) -> dict[str, bytes] | str:
    """The files that a build left, or why they cannot be used."""
    try:
        files = plain.decode(body, raw=True)
    except plain.NotPlain as exc:
        return f"its files are damaged: {exc}"
    if not isinstance(files, dict) or not all(isinstance(content, bytes) for content in files.values()):
        return "its files are damaged"
    return files


def shown_reason(text: str) -> str:
    """Words of a candidate or a judge as they may be shown to people: no terminal obeys them, nothing in them hides."""
    return visible(text[-4 * MAX_REASON :])[-MAX_REASON:]


STATUS = {
    End.ERROR: Status.CRASHED,
    End.EXIT: Status.CRASHED,
    End.MEMORY: Status.CRASHED,
    End.TOO_LARGE: Status.WRONG,
    End.TIMED_OUT: Status.TIMED_OUT,
    End.CUT: Status.CUT,
}


def is_reduced(task: Task, purpose: Purpose) -> bool:
    """Whether problems for this purpose are the reduced ones."""
    return task.screening is not None and purpose in REDUCED


def varies(task: Task) -> bool:
    """Whether problems differ from seed to seed: a command that is not told the seed does the same each time."""
    return task.reference is None or task.entry.call is not None or any("{seed}" in part for part in task.entry.command)


def check_problems_differ(task: Task, rig: Rig) -> None:
    """Raise TaskError where a function's arguments are the same for every seed: its answer could be stored."""
    if not isinstance(rig, BoxRig) or task.reference is None or task.entry.call is None:
        return
    seen: set[bytes] = set()
    drawn, until = 0, time.monotonic() + DRAWING_S
    for value in range(1, DRAWS + 1):
        calls: Any = plain.decode(rig.judge.problem(value, held_out=False), raw=True)
        for one in calls["calls"][: DRAWS - drawn]:
            seen.add(hashlib.sha256(plain.encoded(one)).digest())
            drawn += 1
        if drawn >= DRAWS or (value >= FEWEST_PROBLEMS and time.monotonic() > until):
            break
    if len(seen) < (FEWEST_DRAWN if drawn >= DRAWS else 2):
        what = "the same arguments for every seed" if len(seen) == 1 else f"only {len(seen)} different arguments"
        raise TaskError(
            f"task {task.name!r}: inputs(seed) gives {what} in {drawn} draws, so a program that stores its answers "
            "would pass: draw more from random.Random(seed)"
        )


def asked_of(task: Task) -> str:
    """The judge's function that says how good an answer is; empty where the task has none."""
    return "score" if task.metric.kind == "score" else "quality" if task.quality is not None else ""


def check_abilities(task: Task, rig: BoxRig) -> dict[str, bool]:
    """The judge's optional functions, checked against task.toml.  Raises TaskError."""
    abilities = rig.judge.abilities()
    if task.quality is not None and not abilities["quality"]:
        raise TaskError(f"task {task.name!r}: task.toml has [quality], but judge.py defines no function 'quality'")
    if (task.metric.kind == "score") != abilities["score"]:
        raise TaskError(
            f"task {task.name!r}: judge.py {'defines' if abilities['score'] else 'does not define'} 'score', but "
            f"task.toml says [metric] kind = {task.metric.kind!r}"
        )
    if task.quality is None and abilities["quality"]:
        raise TaskError(f"task {task.name!r}: judge.py defines 'quality', but task.toml has no [quality] with a margin")
    return abilities
