"""Over a whole run no two purposes share a problem, and nothing on a researcher's desk leads to one that is to come."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from types import SimpleNamespace

import pytest

from leadscrew.bench.replay import Known, ReplayRig
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, problem_seed
from leadscrew.research.desk import Desk
from leadscrew.research.run import OwnReader, Run
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab

SETTINGS = b"""
goal = "be fast"
editable = ["*.py"]
[candidate]
call = "main:run"
[metric]
kind = "time"
smallest_gain = 0.02
"""
START = Program({"main.py": b"def run(problem):\n    return 0\n"})
SEEN = [name for name in vars(Desk) if isinstance(vars(Desk)[name], property)]


class Recorder(ReplayRig):
    """A replay that keeps the seeds it was asked for, in order."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        rows = [(rng.lognormvariate(0, 0.01), rng.lognormvariate(0, 0.01)) for _ in range(200)]
        super().__init__(
            rows, rng, lambda program, _: Known(factor=2.0 if b"fast" in program.files["main.py"] else 1.0)
        )
        self.asked = []

    def trial(self, program, seed, *, cut_s):
        self.asked.append(seed)
        return super().trial(program, seed, cut_s=cut_s)


class Looker:
    """Proposes a few programs and keeps all that its desk shows, after each of them."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    async def research(self, desk: Desk) -> None:
        for number in range(4):
            text = b"# %d\n" % number + START.files["main.py"] + (b"# fast\n" if number == 2 else b"# last\n")
            await desk.submit({"main.py": text}, "a guess", author="looker", base=0)
            desk.share("it may be so", [number + 1], author="looker")
            self.seen += [value for name in SEEN for value in leaves(getattr(desk, name))]
            self.seen += leaves(desk.program(desk.champion))


def leaves(value: object) -> Iterator[object]:
    """All that can be reached from a value through fields, items and entries."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from leaves(key)
            yield from leaves(entry)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for entry in value:
            yield from leaves(entry)
    else:
        yield value


@pytest.fixture
def ran(tmp_path):
    """Carries a run to its end; its secret, the seeds that it asked for, and what its researcher saw."""

    def run(name: str = "lab", seed: int = 7):
        task = task_from_parts(name="fast", settings=SETTINGS, judge=b"SECRETS = 1\n", start=START)
        lab = Lab(tmp_path / name, create=True)
        started = new_run(lab, task, budget_s=1e9, experiments=4, seed=seed, researcher="looker")
        rig, looker = Recorder(1), Looker()
        whole = Run(
            lab, started, rigs=lambda task, core, stop: rig, rng=random.Random(2), duplicates_allowed=True,
            quiet_wait=False, cores=[None], reader=OwnReader(),
        )  # fmt: skip
        claim = asyncio.run(whole.go(looker))
        assert claim.gain and "a guess" in looker.seen
        found = SimpleNamespace(secret=lab.secret(started), asked=rig.asked, seen=looker.seen)
        lab.close()
        return found

    return run


def test_no_two_purposes_of_a_run_share_a_problem(ran):
    asked = set(ran().asked)
    assert {seed.purpose for seed in asked} >= {Purpose.NOISE, Purpose.SEARCH, Purpose.REDUCTION, Purpose.CLAIM}
    assert len({seed.value for seed in asked}) == len(asked)


def test_every_problem_is_the_next_of_its_purpose_and_is_used_for_one_pair(ran):
    found = ran()
    for purpose in {seed.purpose for seed in found.asked}:
        mine = [seed for seed in found.asked if seed.purpose is purpose]
        in_order = list(dict.fromkeys(mine))
        assert in_order == [problem_seed(found.secret, purpose, counter) for counter in range(len(in_order))]
        assert max(mine.count(seed) for seed in in_order) <= 2


def test_a_desk_shows_neither_the_secret_nor_the_judge_nor_a_problem_to_come(ran):
    found = ran()
    later = {seed.value for seed in found.asked if seed.purpose in (Purpose.REDUCTION, Purpose.CLAIM)}
    assert later.isdisjoint(value for value in found.seen if isinstance(value, int))
    for value in found.seen:
        text = value if isinstance(value, bytes) else str(value).encode()
        assert found.secret not in text and found.secret.hex().encode() not in text and b"SECRETS" not in text


def test_the_seed_of_the_proposals_does_not_repeat_a_problem(ran):
    one, other = ran("one"), ran("other")
    assert one.secret != other.secret
    assert {seed.value for seed in one.asked}.isdisjoint(seed.value for seed in other.asked)
