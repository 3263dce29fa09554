"""What a task may say, and that two tasks with one digest are the same task."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.core.program import Program
from leadscrew.core.task import Budget, Calibration, Direction, Entry, Limits, Metric, Quality, Task
from leadscrew.errors import LeadscrewError, TaskError

TASK = Task(
    name="sums",
    goal="Add faster.",
    editable=("*.py",),
    entry=Entry(call="add:add"),
    metric=Metric(kind="time", direction=Direction.LOWER),
    quality=None,
    limits=Limits(),
    budget=Budget(),
    calibration=Calibration(),
    start=Program({"add.py": b"def add(p):\n    return sum(p)\n", "data.txt": b"1"}),
    judge=b"def problem(seed): ...",
    settings=b"goal = 'Add faster.'",
)


def test_only_files_that_the_globs_name_may_change():
    assert TASK.may_change("add.py") and TASK.may_change("new.py")
    assert not TASK.may_change("data.txt") and not TASK.may_change("folder/new.py")
    assert TASK.editable_files() == ("add.py",)


def test_a_task_without_an_editable_file_is_refused_and_names_what_is_there():
    with pytest.raises(TaskError, match=r"\*\.c.*add\.py.*data\.txt"):
        replace(TASK, editable=("*.c",))


@pytest.mark.parametrize(
    "change",
    [
        {"settings": b"goal = 'Add faster!'"},
        {"judge": b"def problem(seed): return {}"},
        {"start": Program({"add.py": b"def add(p):\n    return 0\n", "data.txt": b"1"})},
        {"start": Program({"add.py": b"def add(p):\n    return sum(p)\n"})},
    ],
    ids=["settings", "judge", "a file of the start", "a file less"],
)
def test_another_judge_start_or_settings_make_another_digest(change):
    assert replace(TASK, **change).digest != TASK.digest
    assert replace(TASK, name="other").digest == TASK.digest


def test_bytes_that_move_from_the_judge_to_the_settings_change_the_digest():
    moved = replace(TASK, settings=TASK.settings + TASK.judge[:3], judge=TASK.judge[3:])
    assert moved.digest != TASK.digest


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"call": "add:add", "command": ("./add",)},
        {"call": "add"},
        {"call": "add:"},
        {"call": ":add"},
        {"call": "add:add()"},
        {"call": "add:a.b"},
        {"call": "1add:add"},
        {"call": "add:add\n"},
        {"command": ("./add",), "preload": ("numpy",)},
        {"command": ("./add",), "warmup": "import numpy"},
        {"call": "add:add", "packages": ("../numpy",)},
        {"call": "add:add", "packages": ("-r",)},
        {"call": "add:add", "packages": ("",)},
        {"call": "add:add", "without": ("os.path",)},
        {"call": "add:add", "without": ("../json",)},
        {"call": "add:add", "without": ("",)},
    ],
    ids=str,
)
def test_a_candidate_table_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(TaskError, match=r"\[candidate\]"):
        Entry(**wrong)


def test_packages_are_names_or_absolute_paths():
    entry = Entry(call="pack.add:add", packages=("numpy", "ruamel.yaml", "/opt/data"), without=("xml",))
    assert entry.packages[2] == "/opt/data"


@pytest.mark.parametrize("gain", [0.0, -0.1, 10.0, float("nan"), float("inf")])
def test_a_smallest_gain_outside_its_range_is_refused(gain):
    with pytest.raises(TaskError, match="smallest_gain"):
        Metric(kind="time", direction=Direction.LOWER, smallest_gain=gain)


def test_only_time_that_gets_lower_can_be_measured():
    with pytest.raises(TaskError, match="higher"):
        Metric(kind="time", direction=Direction.HIGHER)
    with pytest.raises(TaskError, match="score"):
        Metric(kind="score", direction=Direction.HIGHER)


@pytest.mark.parametrize("margin", [0.0, -1.0, float("nan"), float("inf")])
def test_a_quality_margin_is_a_number_above_0(margin):
    with pytest.raises(TaskError, match="margin"):
        Quality(direction=Direction.LOWER, margin=margin)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_excess_is_positive_exactly_when_the_new_quality_is_worse(new, start):
    lower, higher = Quality(direction=Direction.LOWER, margin=1), Quality(direction=Direction.HIGHER, margin=1)
    assert (lower.excess(new, start) > 0) == (new > start)
    assert (higher.excess(new, start) > 0) == (new < start)
    assert lower.excess(new, start) == -higher.excess(new, start)


@pytest.mark.parametrize("name", [name for name in Limits.__slots__ if name != "cores"])
@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_a_limit_is_a_number_above_0(name, value):
    with pytest.raises(TaskError, match=name):
        Limits(**{name: value})


def test_more_than_one_core_is_refused():
    with pytest.raises(TaskError, match="cores"):
        Limits(cores=2)


@pytest.mark.parametrize("wrong", [{"experiments": 0}, {"experiments": -3}, {"wall_s": 0.0}, {"wall_s": -1.0}], ids=str)
def test_a_budget_that_allows_nothing_is_refused(wrong):
    with pytest.raises(LeadscrewError, match=next(iter(wrong)).partition("_")[0]):
        Budget(**wrong)
