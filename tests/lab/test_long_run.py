"""A long run: the same state from the record as in memory, whatever its length in little memory."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import json
import random
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from leadscrew.bench import comparison
from leadscrew.cli.control import Seeds
from leadscrew.cli.main import run
from leadscrew.core.program import Program
from leadscrew.report.columns import WANTED, columns_of
from leadscrew.research import experiments
from leadscrew.research.experiments import Experiments, Submitted
from leadscrew.research.run import OwnReader, Run
from leadscrew.research.start import new_run
from leadscrew.research.state import read_state
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab

COUNT = 4000
LITTLE = 6_000_000
"""Bytes that reading so long a record may take; its facts alone are more than three times as many."""


@pytest.mark.parametrize("kept", [3, 2000])
def test_experiments_are_the_same_from_the_record_as_in_memory(lives, tmp_path, monkeypatch, kept):
    monkeypatch.setattr(experiments, "KEPT", kept)
    lab = Lab(tmp_path / "lab", create=True)
    task = task_from_parts(name="fast", settings=lives.SETTINGS, judge=b"", start=Program({"main.py": lives.START}))
    name = new_run(lab, task, budget_s=1e6, experiments=30, seed=0, researcher="lives", slots=2)
    seen = []

    class Watching(lives.Proposer):
        async def research(self, desk):
            await super().research(desk)
            seen.extend(desk.experiments)
            assert len(desk.experiments) == 30
            assert desk.experiments[29].number == 30 and desk.experiments[-1].number == 30
            assert [e.number for e in desk.experiments[10:13]] == [11, 12, 13]

    rng = random.Random(1)
    progress = Run(
        lab, name, rigs=lambda task, core, stop: lives.SleepingRig(rng), cores=[None, None], quiet_wait=False, reader=OwnReader()
    )  # fmt: skip
    asyncio.run(progress.go(Watching()))
    again = Experiments(lab, name, [])
    assert [_plain(e) for e in again.values()] == [_plain(e) for e in seen]
    assert list(again) == [e.number for e in seen] and len(again) == 30
    for experiment in seen:
        found = Submitted(again)[experiment.number - 1]
        assert _plain(found) == _plain(experiment)
        assert again.of_meaning(experiment.meaning) == experiment.number
    assert again.of_meaning("no such") is None and again.undecided() == []
    with pytest.raises(KeyError):
        again[31]
    read = read_state(lab, name)
    assert read.champions == progress.state.champions and read.claims == progress.state.claims
    assert read.used == {purpose: number for purpose, number in progress._seeds._next.items() if number}
    lab.close()


def _plain(experiment):
    return {name: getattr(experiment, name) for name in experiment.__slots__ if name not in ("at", "earlier")}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab with one long open run, made as benchmarks/day.py makes it."""
    path = Path(__file__).parents[2] / "benchmarks" / "day.py"
    specification = importlib.util.spec_from_file_location("day", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    import sys

    sys.modules["day"] = module  # its dataclass looks for its own module
    specification.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("day") / "lab"
    with closing(Lab(folder, create=True)) as lab:
        module.Day(lab, COUNT, random.Random(1)).write(ended=False)
    return folder


def peak(work: Callable[[], object]) -> int:
    """Most bytes of Python's own memory that some work held at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_reading_a_long_record_takes_little_memory(day):
    with closing(Lab(day)) as lab:
        for work in (
            lambda: sum(1 for _ in lab.facts(run="r1")),
            lambda: sum(1 for _ in lab.facts(kind="pair")),
            lambda: columns_of(lab.experiments("r1", WANTED)),
            lambda: read_state(lab, "r1"),
            lambda: sum(1 for _ in read_state(lab, "r1").experiments.values()),
            lambda: lab.verify(Seeds(lab).look),
        ):
            assert peak(work) < LITTLE
        assert peak(lambda: list(lab.facts(run="r1"))) > 3 * LITTLE


def test_a_long_run_is_shown_whole_as_json_and_in_part_for_people(day, capsys):
    assert run(["show", "r1", "--json", "--lab", str(day)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [entry["number"] for entry in told["list"]] == list(range(1, COUNT + 1))
    assert told["experiments"] == COUNT and told["list"][7]["files"]
    assert run(["show", "r1", "--lab", str(day)]) == 0
    assert len(capsys.readouterr().out.splitlines()) < 60
    assert run(["show", f"r1/{COUNT}", "--lab", str(day)]) == 0
    assert f"changed_{COUNT} = {COUNT}" in capsys.readouterr().out


def test_a_run_needs_no_more_memory_the_longer_it_goes_on(lives, tmp_path, monkeypatch):
    monkeypatch.setattr(experiments, "KEPT", 50)
    monkeypatch.setattr(comparison, "PROGRAMS", 50)
    monkeypatch.setattr(lives.time, "sleep", lambda seconds: None)
    held: dict[int, int] = {}

    class Flood:
        async def research(self, desk):
            for number in range(1, 701):
                main = f"speed = {0.99 if number % 3 else 0.5}\nwrong = {number % 5 == 0}\nnumber = {number}\n".encode()
                await desk.submit({"main.py": main}, f"change {number}", author="flood", base=0)
                if number in (300, 700):
                    gc.collect()
                    held[number] = tracemalloc.get_traced_memory()[0]

    with closing(Lab(tmp_path / "lab", create=True)) as lab:
        task = task_from_parts(name="fast", settings=lives.SETTINGS, judge=b"", start=Program({"main.py": lives.START}))
        name = new_run(lab, task, budget_s=1e6, experiments=700, seed=0, researcher="flood")
        rng = random.Random(1)
        progress = Run(
            lab, name, rigs=lambda task, core, stop: lives.SleepingRig(rng), cores=[None], quiet_wait=False, reader=OwnReader()
        )  # fmt: skip
        tracemalloc.start()
        try:
            asyncio.run(progress.go(Flood()))
        finally:
            tracemalloc.stop()
        assert len(progress.experiments) == 700
    assert (held[700] - held[300]) / 400 < 250, "bytes an experiment; it was 750 when the times of all were kept"
