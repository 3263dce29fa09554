"""Record what every edit of a task comes to, for searches that are replayed (`leadscrew succeed`, learning.py).

    python benchmarks/outcomes.py [TASK ...] [--seconds 240] [--folder src/leadscrew/research/succession/banks]

Each edit of the start is measured alone: a trial first, then up to six pairs unless it fails or is slower. The best is
taken, edits that appear are measured, and so on until nothing pays; each edit that was better alone is measured again
before the chain ends, so that overlapping gains count once. All in real boxes on the last core.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from leadscrew.bench.comparison import Floor, Seeds
from leadscrew.bench.profile import NoProfile, measure_profile
from leadscrew.bench.rig import BoxRig
from leadscrew.bench.soundness import Silent
from leadscrew.bench.yardstick import yardstick_of
from leadscrew.core.experiment import Status
from leadscrew.core.profile import Profile
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Task
from leadscrew.errors import LeadscrewError
from leadscrew.research.rewriter.catalogue import MOVES
from leadscrew.research.rewriter.policy import kind_of
from leadscrew.research.rewriter.rewriter import drafted, edits_of
from leadscrew.research.rewriter.source import Edit
from leadscrew.research.start import environment, slot_cores
from leadscrew.research.succession.bank import FOLDER, Bank, Outcome, write_bank
from leadscrew.sources.taskfile import bundled_tasks, read_task

PAIRS = 6
LEAST = 0.03
"""Log gain from which an edit counts as better: what the bench shows in few pairs."""
SCORE_LEAST = 0.01


class Recorder:
    """One task's bank in the making."""

    def __init__(self, task: Task, seconds: float) -> None:
        self.task, self.until = task, time.monotonic() + seconds
        core = slot_cores(1)[0]
        self.core, self.mark = core, f"bank-{secrets.token_hex(4)}"
        self.rig = BoxRig(task, lab_mark=self.mark, core=core)
        self.seeds = Seeds(secrets.token_bytes(32))
        self.floor = Floor(task, self.rig, self.seeds, Silent(), rng=random.SystemRandom())
        self.yard = yardstick_of(task.metric)
        self.least = SCORE_LEAST if task.metric.kind == "score" else LEAST
        self.found: dict[str, Outcome] = {}
        self.start_quality: list[float] = []

    def record(self) -> Bank:
        """Measure until nothing pays or the time is over."""
        for _ in range(4):
            _, trial = self.floor.fresh_trial(self.task.start, Purpose.CHECK, opponent=None)
            if trial.quality is not None:
                self.start_quality.append(trial.quality)
        program, last = self.task.start, ""
        good: dict[str, float] = {}
        while True:
            edits = {edit.name: edit for edit in edits_of(self.task, program, MOVES, self.profile(program))}
            for name, edit in edits.items():
                if name not in self.found and time.monotonic() < self.until:
                    verdict, gain = self.measured(program, edit)
                    self.found[name] = Outcome(name=name, verdict=verdict, log_gain=gain, after=last)
                    if verdict == "better":
                        good[name] = gain
            taken = self.best_of(program, edits, good, last)
            if taken is None:
                break
            last, program = taken
            print(f"  {last}: {self.found[last].left:.3f}, {len(self.found)} edits", flush=True)
        self.rig.close()
        return Bank(
            task=self.task.name,
            kind=kind_of(self.task),
            outcomes=tuple(self.found.values()),
            environment={name: value for name, value in environment().items() if name != "kernel"},
        )

    def best_of(
        self, program: Program, edits: dict[str, Edit], good: dict[str, float], last: str
    ) -> tuple[str, Program] | None:
        """The edit that gains most on top of the chain, measured again; those that gain nothing more are dropped."""
        for name in sorted(good, key=lambda name: -good[name]):
            del good[name]
            edit = edits.get(name)
            verdict, gain = ("gone", 0.0) if edit is None else self.measured(program, edit)
            if edit is None or verdict != "better":
                self.found[name] = replace(self.found[name], left=0.0, overlaps=last)
                continue
            self.found[name] = replace(self.found[name], left=gain)
            change = drafted(program, edit)
            assert change is not None
            return name, program.with_files({edit.path: change})
        return None

    def measured(self, program: Program, edit: Edit) -> tuple[str, float]:
        """Verdict and log gain of an edit on a program."""
        content = drafted(program, edit)
        if content is None:
            return "refused", 0.0
        new = program.with_files({edit.path: content})
        gains: list[float] = []
        excesses: list[float] = []
        try:
            for pair_number in range(PAIRS):
                if pair_number == 0:
                    _, trial = self.floor.fresh_trial(new, Purpose.CHECK, opponent=program)
                    if trial.failed:
                        return str(trial.status), 0.0
                    if trial.status is Status.CUT:
                        return "not_better", 0.0
                _, pair = self.floor.pair(new, program, Purpose.CHECK)
                if pair.new.failed:
                    return str(pair.new.status), 0.0
                gains.append(self.yard.gain(pair))
                if self.task.quality is not None and pair.new.quality is not None and pair.old.quality is not None:
                    excesses.append(self.task.quality.excess(pair.new.quality, pair.old.quality))
                if len(gains) >= 2 and median(gains) < self.least / 2:
                    return "not_better", 0.0
        except LeadscrewError as exc:
            print(f"  {edit.name}: {exc}", flush=True)
            return "crashed", 0.0
        if excesses and self.task.quality is not None and median(excesses) > self.task.quality.margin / 2:
            return "not_better", 0.0
        gain = median(gains)
        return ("better", gain) if gain >= self.least and sorted(gains)[1] > 0 else ("not_better", 0.0)

    def profile(self, program: Program) -> Profile | None:
        """Where the program's time goes."""
        _, seed = self.seeds.fresh(Purpose.PROFILE)
        try:
            return measure_profile(self.task, program, seed, lab_mark=self.mark, core=self.core, rig=self.rig)
        except NoProfile:
            return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", nargs="*")
    parser.add_argument("--seconds", type=float, default=240.0, help="at most, for each task")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    core = slot_cores(1)[0]
    if core is not None:
        os.sched_setaffinity(0, os.sched_getaffinity(0) - {core} or {core})
    for name in options.tasks or bundled_tasks():
        since = time.monotonic()
        bank = Recorder(read_task(name), options.seconds).record()
        path = write_bank(bank, options.folder)
        better = sum(outcome.verdict == "better" for outcome in bank.outcomes)
        print(
            f"{path.name}: {len(bank.outcomes)} edits, {better} better, {2.718281828**bank.final:.2f}x in all, "
            f"{time.monotonic() - since:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
