"""Run cheats against a task: as a call and as a command, each followed by an honest trial in the same box."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Any

from leadscrew.bench.comparison import Seeds
from leadscrew.bench.rig import BoxRig
from leadscrew.core.experiment import Status, Trial
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed
from leadscrew.core.task import Task
from leadscrew.errors import BoxFailed, TaskError
from leadscrew.redteam.cheat import Cheat, Mode, Must
from leadscrew.redteam.compose import WRAPPER, composed
from leadscrew.redteam.row import Row
from leadscrew.redteam.ruling import Ruling, not_counted, ruled
from leadscrew.redteam.watch import Watch, resident_bytes
from leadscrew.research.start import slot_cores
from leadscrew.sandbox.inside import plain

PROBLEMS = 3
"""Problems that a cheat must pass on to have won."""
SCORED_PROBLEMS = 8
"""Problems on which a cheat must score better than the start to have won: by luck it does on a few."""
SHORTEST_LIMIT_S, LIMIT_FACTOR = 3.0, 8.0
"""Cheats that hang are given this multiple of the start's slowest trial, so that checking takes minutes, not hours."""
SHORTEST_HANG_S = 1.0
"""Cheats that never end by themselves are cut after the same multiple, within this and SHORTEST_LIMIT_S."""
LONG_TRIAL_S = 0.4
SHORTEST_HIDDEN_S = 0.25
"""What a cheat on the clock hides, at least; else twice what the start needs, or honest work alone would do."""
GROWTH_BYTES = 256 << 20
"""More than this may not stay in the bench's own memory after a cheat."""


class Stage:
    """A task ready to be attacked."""

    def __init__(self, task: Task, watch: Watch) -> None:
        self.task, self._watch = task, watch
        self._core = slot_cores(1)[0]
        self._seeds = Seeds(secrets.token_bytes(32))
        self._mark = f"redteam-{secrets.token_hex(4)}"
        self._rigs = ExitStack()
        self._original = self._rig(task)
        self._start = self._built_start()
        slowest = max(self._trial(self._original, task.start).wall_s for _ in range(2))
        limits = task.limits
        short_s = min(limits.wall_s, max(SHORTEST_LIMIT_S, LIMIT_FACTOR * slowest))
        self._limits = replace(limits, wall_s=short_s)
        self._hang_s = min(SHORTEST_LIMIT_S, max(SHORTEST_HANG_S, LIMIT_FACTOR * slowest))
        self._short = slowest < LONG_TRIAL_S
        self._hidden_s = max(SHORTEST_HIDDEN_S, 2.0 * slowest)
        self._by_mode: dict[Mode, BoxRig] = {}
        self._stored: list[bytes] = []

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rigs.close()

    def run(self, cheat: Cheat, *, last: bool = True) -> Iterator[Row]:
        """The rows of one cheat: one for each way in which it can be run here.

        last: of its group. Where trials are long the honest trial comes after each group, else after each cheat.
        """
        modes = cheat.modes if self.task.entry.call else tuple(mode for mode in cheat.modes if mode == "command")
        for mode in modes:
            since = time.monotonic()
            ruling = self._attacked(cheat, mode)
            wall_s = time.monotonic() - since
            if ruling.holds and (last or self._short) and (failed := self._honest(mode)):
                ruling = Ruling(holds=False, by=f"the honest trial after it failed: {failed}")
            yield Row(
                name=cheat.name, mode=mode, tries=cheat.tries, gains=cheat.gains, holds=ruling.holds, by=ruling.by,
                wall_s=wall_s, honest=cheat.must is Must.PASS,
            )  # fmt: skip

    def run_own(self, name: str, program: Program) -> Row:
        """The row of one of the task's own cheats: its answers must not count."""
        since = time.monotonic()
        trials: list[Trial] = []
        excesses: list[float] = []
        for _ in range(self._problems):
            seed = self._seeds.fresh(Purpose.CHECK)[1]
            trials.append(self._trial(self._original, program, seed))
            if trials[-1].failed:
                break
            excesses += self._excess(trials[-1], seed)
            if self._scored_out(excesses):
                break
        ruling = not_counted(trials, excesses, margin=self._margin, gain=self._gain)
        return Row(
            name=f"task/{name}", mode="call" if self.task.entry.call else "command", tries="the task's own cheat",
            gains="", holds=ruling.holds, by=ruling.by, wall_s=time.monotonic() - since,
        )  # fmt: skip

    def rig(self, mode: Mode) -> BoxRig:
        """The boxes in which composed candidates of a mode run."""
        if mode not in self._by_mode:
            entry = replace(self.task.entry, build=())
            if mode == "command":  # what is run is said with each trial; the honest program's own must be mounted, too
                command = entry.command or ("python3", WRAPPER)
                entry = replace(entry, call=None, command=command, preload=(), warmup="")
            task = replace(self.task, entry=entry, limits=self._limits, start=self._start, editable=("**",))
            self._by_mode[mode] = self._rig(task)
        return self._by_mode[mode]

    def _attacked(self, cheat: Cheat, mode: Mode) -> Ruling:
        rig = self.rig(mode)
        if not rig.processes() and (failed := self._honest(mode)):
            # as a command a call is not run as its author meant it
            unmeant = mode == "command" and self.task.entry.call is not None
            return Ruling(holds=None if unmeant else False, by=f"the start does not run as a {mode}: {failed}")
        try:
            program = composed(cheat, mode, self.task.entry, self._start, self._facts(cheat))
        except ValueError as exc:
            return Ruling(holds=None, by=str(exc))
        if cheat.stores and len(program.files[_largest(program)]) > self.task.limits.source_kb << 10:
            return Ruling(holds=None, by="an answer is larger than a source may be")
        alive, resident = len(rig.processes()), resident_bytes()
        if cheat.roughly and self._gain is not None:
            return Ruling(holds=None, by="where a score decides, an inexact answer counts for what it scores")
        trials: list[Trial] = []
        excesses: list[float] = []
        several = cheat.trials if cheat.must in (Must.FIND_NOTHING, Must.PASS) else self._problems
        for _ in range(several):
            seed = self._seeds.fresh(Purpose.CHECK)[1]
            trials.append(self._run(rig, program, seed, mode, cut_s=self._hang_s if cheat.hangs else None))
            over = trials[-1].failed or trials[-1].status is Status.CUT
            if cheat.must is Must.TAKE_ITS_TIME or (cheat.must is Must.NOT_COUNT and over):
                break
            if cheat.must is Must.NOT_COUNT:
                excesses += self._excess(trials[-1], seed)
                if self._scored_out(excesses):
                    break
        left = len(rig.processes())
        if alive and left > alive:
            return Ruling(holds=False, by=f"{left - alive} of its processes outlived the trial")
        if count := self._watch.connections():
            return Ruling(holds=False, by=f"it reached the suite's listeners {count} times")
        if (grown := resident_bytes() - resident) > GROWTH_BYTES + (8 * self.task.limits.answer_mb << 20):
            return Ruling(holds=False, by=f"the bench's own memory grew by {grown >> 20} MB")
        return ruled(cheat, trials, excesses, margin=self._margin, gain=self._gain, hidden_s=self._hidden_s)

    def _honest(self, mode: Mode) -> str:
        """Why the start fails in the box of a mode; empty where it passes."""
        entry = self.task.entry
        if mode == "command" and entry.call and self.task.reference is not None:
            return "its answers are compared call by call"
        if mode == "command" and entry.call:
            trial = self._run(self.rig(mode), composed(PLAIN, mode, entry, self._start, self._facts(PLAIN)), None, mode)
        else:
            trial = self._trial(self.rig(mode), self._start)
        return "" if trial.status is Status.OK else f"{trial.status}: {trial.reason[-200:]}"

    def _run(
        self, rig: BoxRig, program: Program, seed: Seed | None, mode: Mode, *, cut_s: float | None = None
    ) -> Trial:
        command = ("python3", WRAPPER) if mode == "command" else ()
        seed = seed or self._seeds.fresh(Purpose.CHECK)[1]
        try:
            return rig.judged(rig.outcome(program.files, seed, cut_s=cut_s, command=command), seed)
        except plain.NotPlain as exc:
            return Trial(status=Status.CRASHED, wall_s=0.0, reason=f"DoesNotApply: {exc}")
        except BoxFailed as exc:
            return Trial(status=Status.CRASHED, wall_s=0.0, reason=f"the box broke: {exc}")

    def _trial(self, rig: BoxRig, program: Program, seed: Seed | None = None) -> Trial:
        return rig.trial(program, seed or self._seeds.fresh(Purpose.CHECK)[1], cut_s=None)

    def _excess(self, trial: Trial, seed: Seed) -> list[float]:
        quality = self.task.quality
        if trial.quality is None or (quality is None and self._gain is None):
            return []
        start = self._trial(self._original, self.task.start, seed)
        if start.quality is None:
            return []
        if quality is None:
            return [self.task.metric.sign * (start.quality - trial.quality)]
        return [quality.excess(trial.quality, start.quality)]

    def _scored_out(self, excesses: list[float]) -> bool:
        return self._gain is not None and any(excess > -self._gain for excess in excesses)

    @property
    def _problems(self) -> int:
        return PROBLEMS if self._gain is None else SCORED_PROBLEMS

    @property
    def _gain(self) -> float | None:
        return self.task.metric.smallest_gain if self.task.metric.kind == "score" else None

    @property
    def _margin(self) -> float | None:
        return self.task.quality.margin if self.task.quality else None

    def _facts(self, cheat: Cheat) -> Mapping[str, Any]:
        limits = self._limits
        facts = {
            **self._watch.facts, "hidden_s": self._hidden_s, "one_core": self._core is not None,
            "processes": limits.processes, "memory_mb": limits.memory_mb, "disk_mb": limits.disk_mb,
            "answer_mb": limits.answer_mb,
        }  # fmt: skip
        if cheat.stores:
            facts["stored"] = [base64.b85encode(body).decode() for body in self._answers()]
        return facts

    def _answers(self) -> list[bytes]:
        """Right answers to problems that are not used again, as bodies of plain data."""
        if not self._stored:
            seed = self._seeds.fresh(Purpose.CHECK)[1]
            self._stored.append(self._original.outcome(self._start.files, seed).answer)
        return self._stored

    def _built_start(self) -> Program:
        files = self._original.built(self.task.start)
        if isinstance(files, str):
            raise TaskError(f"task {self.task.name!r}: the start cannot be built: {files}")
        return Program(files)

    def _rig(self, task: Task) -> BoxRig:
        rig = BoxRig(task, lab_mark=self._mark, core=self._core)
        self._rigs.callback(rig.close)
        return rig


PLAIN = Cheat(
    name="plain", tries="nothing", gains="", must=Must.PASS, modes=("command",), trials=1, stores=False, hangs=False,
    source="def cheat(honest):\n    return honest\n",
)  # fmt: skip


def _largest(program: Program) -> str:
    return max(program.files, key=lambda path: len(program.files[path]))
