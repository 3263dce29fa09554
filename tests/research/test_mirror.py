"""What a coding agent did to its files, as the lab takes it over."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import Any

import pytest

from leadscrew.core.program import Program
from leadscrew.research.mirror import MOST_REFUSED, MOST_TOLD, Mirror
from leadscrew.research.workplace import Workplace
from leadscrew.sources.taskfile import task_from_parts

SETTINGS = b"""
goal = "be fast"
editable = ["*.py"]
[candidate]
call = "main:run"
[metric]
kind = "time"
[limits]
source_kb = 64
"""
START = {"main.py": b"x = 0\n", "large.py": b"#" * 40_000, "fixed.txt": b"1"}


@pytest.fixture
def place() -> Workplace:
    task = task_from_parts(name="t", settings=SETTINGS, judge=b"", start=Program(START))
    programs = {0: Program(START)}
    seat: Any = SimpleNamespace(
        champion=0, program=programs.__getitem__, programs=programs, experiments=[],
        run=SimpleNamespace(findings=list, state=SimpleNamespace(experiments={})),
    )  # fmt: skip
    return Workplace(seat, task, lab_mark="t")


def changed(**files: bytes) -> dict[str, str]:
    return {path.replace("_", "."): base64.b64encode(content).decode() for path, content in files.items()}


def test_a_large_file_can_be_moved(place):
    mirror = Mirror(place)
    mirror.take({"changed": changed(moved_py=START["large.py"]), "gone": ["large.py"]})
    assert set(place.files) == {"main.py", "moved.py", "fixed.txt"} and mirror.news() == ""


def test_files_without_end_are_told_in_a_few_lines_and_not_kept(place):
    mirror = Mirror(place)
    for turn in range(5):
        mirror.take({"changed": {f"{turn}-{n}.log": "" for n in range(1000)}})
    told = mirror.news().split("\n")
    assert len(told) == MOST_TOLD + 1 and told[-1] == f"... and {5000 - MOST_TOLD} more"
    assert len(mirror._refused) <= MOST_REFUSED and mirror.news() == ""


def test_what_is_written_while_the_bench_measures_stays(place):
    submitted = {**START, "main.py": b"x = 1\n"}
    place.seat.programs[1] = Program(submitted)
    place.files = {**submitted, "main.py": b"x = 2\n", "next.py": b"y = 1\n"}
    del place.files["large.py"]
    place.base = 1
    place._go_on_from(submitted)
    assert place.change() == {"main.py": b"x = 2\n", "next.py": b"y = 1\n", "large.py": None}


def test_a_fixed_file_is_given_back_as_it_was_whatever_the_agent_did_to_it(place):
    mirror = Mirror(place)
    assert set(mirror.give()) >= set(START)
    mirror.take({"changed": changed(fixed_txt=b"2")})
    assert mirror.refused == ["fixed.txt"] and "may not be changed" in mirror.news()
    assert mirror.give() == {"fixed.txt": base64.b64encode(b"1").decode()}
    mirror.take({"gone": ["fixed.txt"]})
    assert mirror.give() == {"fixed.txt": base64.b64encode(b"1").decode()} and mirror.give() == {}


def test_a_file_that_did_not_fit_is_taken_when_it_is_told_again(place):
    mirror = Mirror(place)
    mirror.give()
    more = changed(more_py=b"#" * 40_000)
    mirror.take({"changed": more})
    assert mirror.refused == ["more.py"] and "more.py" not in place.files
    assert "more.py" not in mirror.give()
    mirror.take({"changed": more, "gone": ["large.py"]})
    assert mirror.refused == [] and "more.py" in place.files
