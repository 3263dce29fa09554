"""Answers against the start's own, on full and reduced problems, in real boxes."""

from __future__ import annotations

import os

import pytest

from leadscrew.bench.rig import BoxRig, is_reduced, varies
from leadscrew.core.experiment import Status
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed
from leadscrew.errors import TaskError
from leadscrew.sources.draft import Draft, Origin
from leadscrew.sources.taskfile import task_from_parts

MARK = f"reference-{os.getpid()}"
CALL = b"""
def double(values, *, extra=0):
    return [2 * value + extra for value in values], {"n": len(values)}
"""
INPUTS = b"""
import random

def inputs(seed):
    rng = random.Random(seed)
    return {"values": [rng.random() for _ in range(5)], "extra": rng.randrange(3)}

def held_out_inputs(seed):
    return ([float(seed)],)
"""
COMMAND = b"""
import sys
steps = int(sys.argv[2])
print("steps", steps, "sum", sum(i * int(sys.argv[1]) for i in range(steps)))
"""


def function(**options) -> Draft:
    files = {"pkg/double.py": CALL, "pkg/__init__.py": b""}
    return Draft(
        name="double", origin=Origin(repository="/nowhere"), files=files, call="pkg.double:double", inputs=INPUTS,
        editable=("pkg/*.py",), calls=3, path=(".",), **options,
    )  # fmt: skip


def command(seeded: bool = True, **options) -> Draft:
    words = ("python", "work.py", "{seed}" if seeded else "7")
    return Draft(
        name="work", origin=Origin(repository="/nowhere"), files={"work.py": COMMAND}, command=(*words, "100"),
        screening=(*words, "10"), editable=("*.py",), **options,
    )  # fmt: skip


@pytest.fixture
def rig():
    made: list[BoxRig] = []

    def make(draft: Draft) -> BoxRig:
        made.append(BoxRig(draft.task(), lab_mark=MARK))
        return made[-1]

    yield make
    for one in made:
        one.close()


def changed(rig: BoxRig, path: str, old: bytes, new: bytes) -> Program:
    content = rig.task.start.files[path]
    assert old in content
    return rig.task.start.with_files({path: content.replace(old, new)})


def test_a_function_counts_when_each_call_gives_what_the_start_gives(rig):
    one = rig(function())
    seed = Seed(Purpose.SEARCH, 5)
    assert one.trial(one.task.start, seed, cut_s=None).status is Status.OK
    same = changed(one, "pkg/double.py", b"2 * value + extra", b"value + value + extra")
    assert one.trial(same, seed, cut_s=None).status is Status.OK
    wrong = one.trial(changed(one, "pkg/double.py", b"2 * value", b"3 * value"), seed, cut_s=None)
    assert wrong.status is Status.WRONG and "call 0: returned" in wrong.reason
    other = one.trial(changed(one, "pkg/double.py", b"return [", b"return list, ["), Seed(Purpose.CLAIM, 6), cut_s=None)
    assert other.status in (Status.WRONG, Status.CRASHED)
    assert one.trial(one.task.start, Seed(Purpose.HELD_OUT, 6), cut_s=None).status is Status.OK
    assert one.judge.abilities()["held_out_problem"]


def test_what_a_function_does_to_its_arguments_counts(rig):
    one = rig(function())
    sneaky = changed(one, "pkg/double.py", b"    return [", b"    values.sort()\n    return [")
    found = one.trial(sneaky, Seed(Purpose.SEARCH, 1), cut_s=None)
    assert found.status is Status.WRONG


def test_the_start_is_run_apart_once_for_each_problem(rig, monkeypatch):
    one = rig(function())
    runs = []
    monkeypatch.setattr(
        BoxRig,
        "outcome",
        lambda self, files, seed, _its=BoxRig.outcome, **o: runs.append(seed) or _its(self, files, seed, **o),
    )
    same = changed(one, "pkg/double.py", b"2 * value", b"value * 2")
    for program in (same, one.task.start, same):
        one.trial(program, Seed(Purpose.CLAIM, 3), cut_s=None)
    assert len(runs) == 4, "three trials and one run of the start"
    one.trial(one.task.start, Seed(Purpose.CLAIM, 4), cut_s=None)
    one.trial(same, Seed(Purpose.CLAIM, 4), cut_s=None)
    assert len(runs) == 6, "the start's own trial was its answer"


def test_search_measures_the_reduced_command_and_a_claim_the_full_one(rig):
    one = rig(command())
    assert is_reduced(one.task, Purpose.SEARCH) and not is_reduced(one.task, Purpose.CLAIM)
    cheat = changed(one, "work.py", b"steps = int(sys.argv[2])", b"steps = min(int(sys.argv[2]), 10)")
    assert one.trial(cheat, Seed(Purpose.SEARCH, 1), cut_s=None).status is Status.OK
    assert one.trial(cheat, Seed(Purpose.NOISE, 1), cut_s=None).status is Status.OK
    found = one.trial(cheat, Seed(Purpose.CLAIM, 1), cut_s=None)
    assert found.status is Status.WRONG and "what it prints differs" in found.reason
    assert one.trial(one.task.start, Seed(Purpose.CLAIM, 2), cut_s=None).status is Status.OK


def test_a_command_without_a_seed_has_one_answer_for_all_problems_and_both_lengths(rig):
    one = rig(command(seeded=False))
    assert not varies(one.task) and varies(command().task()) and varies(function().task())
    for number, purpose in enumerate((Purpose.SEARCH, Purpose.CLAIM, Purpose.SEARCH, Purpose.CLAIM)):
        assert one.trial(one.task.start, Seed(purpose, number), cut_s=None).status is Status.OK


def test_a_start_that_gives_no_answer_is_an_error_that_says_why(rig):
    draft = function()
    broken = {**draft.files, "pkg/double.py": b"raise RuntimeError('no')\n"}
    one = rig(Draft(**{name: getattr(draft, name) for name in draft.__slots__} | {"files": broken}))
    with pytest.raises(TaskError, match="the start gives no answer"):
        one.expected(Seed(Purpose.SEARCH, 1))


def test_a_judge_may_add_a_check_of_its_own(rig):
    draft = function()
    judge = (
        INPUTS
        + b"""
from leadscrew import Rejected

def check(problem, answer):
    if len(problem["calls"]) != 3 or answer["outcomes"][0]["returned"] is None:
        raise Rejected("not three calls")
    raise Rejected("never good enough")
"""
    )
    task = task_from_parts(name="x", settings=draft.settings().encode(), judge=judge, start=draft.start())
    one = BoxRig(task, lab_mark=MARK)
    try:
        found = one.trial(task.start, Seed(Purpose.SEARCH, 1), cut_s=None)
    finally:
        one.close()
    assert found.status is Status.WRONG and found.reason == "never good enough"
