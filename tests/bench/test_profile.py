"""Where a program's time goes: taken in a real box, and read as hostile."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from leadscrew.bench.profile import NoProfile, from_plain, measure_profile, read_profile, to_plain
from leadscrew.bench.rig import BoxRig
from leadscrew.core.profile import Profile
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, Seed
from leadscrew.core.task import Task
from leadscrew.sources.taskfile import task_from_parts

SETTINGS = b"""
goal = "Be quick."
editable = ["*.py"]
[candidate]
call = "work:work"
[metric]
kind = "time"
[limits]
wall_s = 3
cpu_s = 3
processes = 1
"""
JUDGE = b"def problem(seed):\n    return {'n': 300, 'xs': [1.5, 2.5]}\n\n\ndef check(problem, answer):\n    pass\n"
WORK = b"""\
import helper


def work(problem):
    total = 0
    for i in range(problem["n"]):
        total += helper.slow(i)
    name = [str(i) for i in range(3)]
    return total
"""
HELPER = b"def slow(i):\n    xs = list(range(20_000))\n    return sum(xs)\n"
START = Program({"work.py": WORK, "helper.py": HELPER})


def task_with(work: bytes = WORK, settings: bytes = SETTINGS) -> Task:
    return task_from_parts(name="work", settings=settings, judge=JUDGE, start=START.with_files({"work.py": work}))


def profiled(task: Task) -> Profile:
    rig = BoxRig(task, lab_mark="test-profile")
    try:
        return measure_profile(task, task.start, Seed(Purpose.PROFILE, 1), lab_mark="test-profile", core=None, rig=rig)
    finally:
        rig.close()


def test_the_hot_lines_are_found_with_their_callers_and_what_names_held():
    found = profiled(task_with())
    own, total = found.own["helper.py"], found.total["work.py"]
    assert own.get(2, 0) + own.get(3, 0) > 0.5 and total[7] > 0.8
    assert found.share("work.py", 6, 7) > 0.8 > found.share("work.py", 8, 8)
    assert found.kind("work.py", "work", "problem") == "dict" and found.kind("helper.py", "slow", "xs") == "list int"
    assert from_plain(json.loads(json.dumps(to_plain(found)))).kinds == found.kinds


@pytest.mark.parametrize(
    "body",
    [
        "    raise ValueError('no')\n",
        "    import os\n    os._exit(0)\n",
        "    while True:\n        pass\n",
        "    import faulthandler\n    faulthandler.cancel_dump_traceback_later()\n    return 1\n",
        "    return 1\n",
        "    import sys\n    sys.modules['profiling_0'].profile = None\n    sys.exit(3)\n",
    ],
)
def test_a_program_that_fails_hides_or_is_too_short_has_no_profile(body):
    settings = SETTINGS.replace(b"wall_s = 3", b"wall_s = 1") if "while" in body else SETTINGS
    with pytest.raises(NoProfile):
        profiled(task_with(b"def work(problem):\n" + body.encode(), settings))


def test_a_command_that_does_not_run_python_is_not_profiled():
    settings = SETTINGS.replace(b'call = "work:work"', b'command = ["./work"]')
    with pytest.raises(NoProfile, match="command"):
        profiled(task_with(settings=settings))


def body(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {"own": {"work.py:2": 40}, "total": {"work.py:2": 40}, "samples": 50, "kinds": {}}
    return {**whole, **changes}


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {},
        body(samples="50"),
        body(samples=True),
        body(samples=-4),
        body(samples=1.5),
    ],
)
def test_what_is_no_profile_is_refused(wrong):
    with pytest.raises(NoProfile):
        read_profile(wrong, START)


@pytest.mark.parametrize(
    "own",
    [
        {"../../etc/passwd:1": 40},
        {"work.py:99999": 40},
        {"work.py:0": 40},
        {"work.py:-1": 40},
        {"work.py:²": 40},
        {"work.py:2": -3},
        {"work.py:2": 51},
        {"work.py:2": float("nan")},
        {"work.py:2": True},
        {"work.py": 40},
        "work.py:2",
        None,
    ],
)
def test_shares_that_cannot_be_are_left_out(own):
    assert read_profile(body(own=own), START).own == {}


def test_kinds_are_words_of_a_closed_alphabet_and_bounded():
    kinds = {
        "work.py": {
            "work": {"xs": "list int", "y": "\x1b[31mred", "z" * 200: "int", "a b": "int", "n": "x" * 100, "k": 3},
            "bad name": {"x": "int"},
            "f": [1, 2],
        },
        "elsewhere.py": {"work": {"x": "int"}},
    }
    assert read_profile(body(kinds=kinds), START).kinds == {"work.py": {"work": {"xs": "list int"}}}
    flood = {"work.py": {f"f{n}": {f"x{m}": "int" for m in range(300)} for n in range(300)}}
    assert sum(len(names) for names in read_profile(body(kinds=flood), START).kinds["work.py"].values()) <= 20_000


def test_the_task_itself_is_left_as_it_was():
    task = task_with()
    before = replace(task)
    profiled(task)
    assert task == before
