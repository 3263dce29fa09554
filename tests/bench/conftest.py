"""A rig whose times and qualities are read from the program's own text."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from leadscrew.bench.comparison import Comparison, Floor, Noise, Seeds
from leadscrew.core.experiment import Status, Trial
from leadscrew.core.program import Program
from leadscrew.sources.taskfile import task_from_parts

SETTINGS = """
goal = "be fast"
editable = ["*.py"]
[candidate]
call = "main:run"
[metric]
kind = "time"
smallest_gain = 0.05
"""


class Journal:
    def __init__(self):
        self.facts = []

    def record(self, kind, body, *, later=False, artefact=None):
        self.facts.append((kind, body))

    def count(self, kind):
        return sum(1 for known, _ in self.facts if known == kind)


class TextRig:
    """Runs programs such as `speed=2 quality=0.1 fails=wrong`; noise is log-normal, drawn from a seeded generator."""

    def __init__(self, seed: int, noise: float = 0.03) -> None:
        self.rng, self.noise, self.trials = random.Random(seed), noise, 0

    def trial(self, program, seed, *, cut_s):
        self.trials += 1
        values = dict(part.split("=") for part in program.text("main.py").split())
        speed = float(values.get("speed", 1))
        if seed.value % 100 < float(values.get("share", 10)):
            speed = float(values.get("rarely", speed))
        wall_s = self.rng.lognormvariate(0, self.noise) / speed
        if "fails" in values and self.trials > int(values.get("after", 0)):
            return Trial(status=Status(values["fails"]), wall_s=wall_s, reason="as told")
        if cut_s is not None and wall_s > cut_s:
            return Trial(status=Status.CUT, wall_s=cut_s, cpu_s=cut_s)
        quality = float(values.get("quality", 0)) + self.rng.gauss(0, 0.001)
        return Trial(status=Status.OK, wall_s=wall_s, cpu_s=wall_s, quality=quality)

    def close(self):
        pass


def program(text: str) -> Program:
    return Program({"main.py": text.encode()})


@pytest.fixture
def bench():
    """Makes a floor, a journal and a function that compares programs given as text."""

    def make(seed: int = 0, *, margin: float | None = None, noise: float = 0.03):
        settings = SETTINGS + (f'[quality]\ndirection = "lower"\nmargin = {margin}\n' if margin else "")
        task = task_from_parts(name="fast", settings=settings.encode(), judge=b"", start=program("speed=1"))
        rig, journal = TextRig(seed, noise), Journal()
        floor = Floor(task, rig, Seeds(bytes([seed % 256]) * 32), journal, rng=random.Random(seed))
        known = Noise(
            scale=noise,
            median_s=1.0,
            quality_mean=0.0 if margin else None,
            quality_sd=0.001 if margin else None,
        )
        for _ in range(6):
            floor.remember(task.start, Trial(status=Status.OK, wall_s=1.0))

        def compare(new: str, old: str = "speed=1", **options):
            return Comparison(floor, known, number=1, new=program(new), old=program(old), **options).decide()

        return SimpleNamespace(
            task=task, rig=rig, journal=journal, floor=floor, noise=known, compare=compare, program=program
        )

    return make
