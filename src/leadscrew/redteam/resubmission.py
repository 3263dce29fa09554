"""Fishing for luck: the same program handed in again under other words, and a thousand programs that are no faster."""

from __future__ import annotations

import ast
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from leadscrew.bench.replay import Known, ReplayRig
from leadscrew.core.experiment import Status, Trial
from leadscrew.core.program import Program
from leadscrew.core.seed import Seed
from leadscrew.core.syntax import respelled
from leadscrew.core.task import Task
from leadscrew.redteam.row import Row
from leadscrew.research.desk import Closed, Desk
from leadscrew.research.run import OwnReader, Run, called_names
from leadscrew.research.start import new_run
from leadscrew.store.lab import Lab

COPIES = 1000
ENDLESS_S = 1e9


def alike(program: Program, seed: Seed) -> Known:
    """All programs are the same, in speed and in quality."""
    return Known(quality=0.0)


class Unhurried:
    """A rig on which all programs take the same time, to the last digit; it counts its trials."""

    def __init__(self) -> None:
        self.trials = 0

    def trial(self, program: Program, seed: Seed, *, cut_s: float | None) -> Trial:
        """One second."""
        self.trials += 1
        return Trial(status=Status.OK, wall_s=1.0, cpu_s=1.0, quality=0.0)

    def close(self) -> None:
        """Nothing to end."""


class Resubmits:
    """Hands in the same program again and again, each time in another dress."""

    def __init__(self, dresses: Mapping[str, Mapping[str, bytes | None]]) -> None:
        self.dresses = dresses
        self.measured: list[str] = []

    async def research(self, desk: Desk) -> None:
        """Note which of the dresses were measured."""
        for name, change in self.dresses.items():
            before = len([e for e in desk.experiments if e.verdict not in (None, "refused")])
            try:
                await desk.submit(change, f"the same program, {name}", author="redteam", base=0)
            except Closed:
                return
            if len([e for e in desk.experiments if e.verdict not in (None, "refused")]) > before:
                self.measured.append(name)


class Copies:
    """Hands in so many programs that differ in one number which nothing uses."""

    def __init__(self, path: str, source: bytes, count: int) -> None:
        self.path, self.source, self.count = path, source, count

    async def research(self, desk: Desk) -> None:
        """Each against the champion of the moment."""
        for number in range(self.count):
            content = self.source.rstrip() + f"\n\n_COPY = {number}\n".encode()
            try:
                await desk.submit({self.path: content}, "a copy", author="redteam", base=0)
            except Closed:
                return


def resubmission_rows(task: Task, pairs: Sequence[tuple[float, float]], only: str = "") -> Iterator[Row]:
    """pairs: wall times of the start against itself, in the order in which they ran, to replay."""
    for name, tries, gains, attack in (
        ("resubmission", "Hand in the start again, reformatted, commented and renamed.", "a lucky measurement", _again),
        ("near_copies", f"Hand in {COPIES:,} programs that are no faster.", "a lucky claim", _copies),
    ):
        if only not in f"statistics/{name}":
            continue
        since = time.monotonic()
        holds, by = attack(task, pairs)
        yield Row(
            name=f"statistics/{name}", mode="change" if name == "resubmission" else "replay", tries=tries, gains=gains,
            holds=holds, by=by, wall_s=time.monotonic() - since,
        )  # fmt: skip


def _python_file(task: Task) -> str | None:
    return next((path for path in task.editable_files() if path.endswith(".py")), None)


def _again(task: Task, pairs: Sequence[tuple[float, float]]) -> tuple[bool | None, str]:
    path = _python_file(task)
    if path is None:
        return None, "no Python file may be changed, so only the same bytes are recognised"
    source = task.start.files[path]
    dresses: dict[str, Mapping[str, bytes | None]] = {
        "commented": {path: b"# a comment\n" + source + b"\n# another\n"},
        "reformatted": {path: ast.unparse(ast.parse(source)).encode()},
    }
    if (renamed := respelled(task.start, called_names(task))) is not None:
        dresses["renamed"] = {path: renamed.files[path]}
    fishing, rig = Resubmits(dresses), Unhurried()
    with _passing_lab() as lab:
        run = new_run(lab, task, budget_s=ENDLESS_S, experiments=len(dresses), seed=0, researcher="redteam")
        progress = Run(lab, run, rigs=lambda task, core, stop: rig, quiet_wait=False)
        asyncio.run(progress.go(fishing))
    if fishing.measured:
        return False, f"measured again: {', '.join(fishing.measured)}"
    return True, f"the record answered: {', '.join(dresses)}"


def _copies(task: Task, pairs: Sequence[tuple[float, float]]) -> tuple[bool | None, str]:
    path = _python_file(task)
    if path is None:
        return None, "no Python file may be changed"
    if not pairs:
        return None, "no noise was measured"
    rng = random.Random()
    with _passing_lab() as lab:
        run = new_run(lab, task, budget_s=ENDLESS_S, experiments=COPIES, seed=0, researcher="redteam")
        progress = Run(
            lab, run, rigs=lambda task, core, stop: ReplayRig(pairs, rng, alike), quiet_wait=False, reader=OwnReader()
        )
        claim = asyncio.run(progress.go(Copies(path, task.start.files[path], COPIES)))
        lucky = len(lab.rows("experiment", "run = ? AND verdict = 'better'", (run,)))
    told = f"{lucky} of {COPIES:,} better by luck in search"
    if claim.gain:
        return False, f"a gain was claimed; {told}"
    return True, f"no claim; {told}"


@contextmanager
def _passing_lab() -> Iterator[Lab]:
    """A lab that is gone when the block ends."""
    shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(prefix="leadscrew-redteam-", dir=shared) as folder,
        closing(Lab(Path(folder) / "lab", create=True)) as lab,
    ):
        yield lab
