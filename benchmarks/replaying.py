"""Recorded noise through the real bench and the real run: what the studies share.

A program of a study says what is true of it in its last line, for example `# factor=1.1 excess=0.002`.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import random
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from bank import Bank, read_banks

from leadscrew.bench.comparison import Floor, Noise, Seeds
from leadscrew.bench.noise import measure_noise
from leadscrew.bench.replay import Known, ReplayRig
from leadscrew.bench.rig import Rig
from leadscrew.bench.soundness import Silent
from leadscrew.core.experiment import Claim, Verdict
from leadscrew.core.program import Program
from leadscrew.core.seed import Seed
from leadscrew.core.task import Task
from leadscrew.research.desk import Researcher
from leadscrew.research.run import OwnReader, Run
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab

SETTINGS = """
goal = "replay"
editable = ["*.py"]
[candidate]
call = "same:run"
[metric]
kind = "time"
smallest_gain = 0.02
"""
QUALITY = '[quality]\ndirection = "lower"\nmargin = {margin}\n'
BODY = "def run(problem):\n    return 0\n"
PART = 50
"""Comparisons that share one A/A measurement, as in a run."""

Work = TypeVar("Work")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a study is run."""

    banks: tuple[Bank, ...]
    jobs: int
    seed: int
    quick: bool
    plot: Path | None = None
    """Folder that the power study's picture goes to."""

    def count(self, whole: int, quick: int) -> int:
        """How many of something."""
        return quick if self.quick else whole


def parser(doc: str | None) -> argparse.ArgumentParser:
    """The command line that all studies share."""
    made = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--quick", action="store_true", help="a tenth or less of everything")
    made.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes at once")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--folder", type=Path, default=Path(__file__).parent / "banks", help="of recorded banks")
    made.add_argument("--plot", type=Path, metavar="FOLDER", help="draw the power study's picture there")
    return made


def read(given: argparse.Namespace, doors: argparse.ArgumentParser) -> Options:
    """What was given on the command line, with the banks."""
    banks = tuple(read_banks(given.folder))
    if not banks:
        doors.error(f"no bank in {given.folder}; 'python benchmarks/bank.py quiet steady bursts' records them")
    return Options(banks=banks, jobs=given.jobs, seed=given.seed, quick=given.quick, plot=given.plot)


def options(doc: str | None) -> Options:
    """The options of a study that is run by itself."""
    doors = parser(doc)
    return read(doors.parse_args(), doors)


def spread(work: Callable[[Work], Found], parts: Iterable[Work], jobs: int) -> list[Found]:
    """The parts of a study over several processes, in order."""
    todo = list(parts)
    if jobs < 2 or len(todo) < 2:
        return [work(part) for part in todo]
    with multiprocessing.get_context("spawn").Pool(min(jobs, len(todo))) as pool:
        return pool.map(work, todo, chunksize=1)


def parts_of(count: int, size: int = PART) -> list[int]:
    """A number of things in parts of about `size`."""
    return [size] * (count // size) + ([count % size] if count % size else [])


def task_of(margin: float | None = None) -> Task:
    """The task that is replayed; with a margin its answers have a quality."""
    settings = SETTINGS + (QUALITY.format(margin=margin) if margin else "")
    return task_from_parts(
        name="replay", settings=settings.encode(), judge=b"", start=Program({"same.py": BODY.encode()})
    )


def text_of(number: int, **truths: float) -> bytes:
    """The text of a program: two changes of the start, so that there is something to reduce."""
    told = " ".join(f"{name}={value!r}" for name, value in truths.items())
    return f"# copy {number}\n{BODY}# {told}\n".encode()


def program_of(number: int, **truths: float) -> Program:
    """A program of which something is known."""
    return Program({"same.py": text_of(number, **truths)})


def truths(program: Program) -> dict[str, float]:
    """What a program says of itself; nothing for the start."""
    return dict(_read(program.files["same.py"]))


@lru_cache(maxsize=4096)
def _read(content: bytes) -> tuple[tuple[str, float], ...]:
    last = content.decode().splitlines()[-1]
    return tuple((name, float(value)) for name, _, value in (part.partition("=") for part in last.split()) if value)


def by_factor(program: Program, seed: Seed) -> Known:
    """Programs of a constant factor."""
    return Known(factor=truths(program).get("factor", 1.0))


def floor_of(task: Task, rig: Rig, rng: random.Random) -> tuple[Floor, Noise]:
    """A bench that has measured its start against itself."""
    floor = Floor(task, rig, Seeds(rng.randbytes(32)), Silent(), rng=rng)
    return floor, measure_noise(floor, earlier=(), out_of_time=lambda: False, record=False)


def replay(bank: Bank, rng: random.Random, known: Callable[[Program, Seed], Known] = by_factor) -> ReplayRig:
    """A rig on a bank."""
    return ReplayRig(bank.rows, rng, known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A whole run, over."""

    claim: Claim
    verdicts: tuple[Verdict | None, ...]
    champions: tuple[Program, ...]
    claimed: Program
    """What the last claim was about, after reduction; the start where nothing was claimable."""


def whole_run(researcher: Researcher, task: Task, rig: Rig, rng: random.Random, candidates: int) -> Ended:
    """The real run, with its record, search, reduction and claims."""
    shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        lab = Lab(Path(folder) / "lab", create=True)
        name = new_run(lab, task, budget_s=1e9, experiments=candidates, seed=0, researcher="study")
        run = Run(
            lab, name, rigs=lambda task, core, stop: rig, rng=rng,
            duplicates_allowed=True, quiet_wait=False, cores=[None], reader=OwnReader(),
        )  # fmt: skip
        claim = asyncio.run(run.go(researcher))
        files = {path: digest and lab.artefact(digest) for path, digest in (claim.files or {}).items()}
        ended = Ended(
            claim=claim,
            verdicts=tuple(experiment.verdict for experiment in run.experiments),
            champions=tuple(run.program(number) for number in run.state.champions),
            claimed=run.task.start.with_files(files),
        )
        lab.close()
    return ended
