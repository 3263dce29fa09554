"""A task folder that cannot be used says which file, which key, and what was expected."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscrew.core.program import Program
from leadscrew.core.task import Direction, Task
from leadscrew.errors import BudgetError, LeadscrewError, TaskError
from leadscrew.sources import taskfile
from leadscrew.sources.taskfile import bundled_tasks, find_task, parse_duration, read_task, task_from_parts
from leadscrew.sources.template import FILES

SETTINGS = """\
goal = "Add faster."
editable = ["*.py"]

[candidate]
call = "add:add"

[metric]
kind = "time"

[quality]
direction = "higher"
margin = 0.5

[limits]
wall_s = 10
memory_mb = 256

[budget]
wall = "90s"
experiments = 7

[calibration]
note = "An hour."
"""
START = Program({"add.py": b"def add(p):\n    return sum(p)\n"})


def parts(settings: str | bytes = SETTINGS, *, judge: bytes = b"", start: Program = START) -> Task:
    raw = settings if isinstance(settings, bytes) else settings.encode()
    return task_from_parts(name="sums", settings=raw, judge=judge, start=start)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The task of the template, on disk."""
    for path, content in FILES.items():
        place = tmp_path / "my-task" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
    return tmp_path / "my-task"


# what is read


def test_every_table_arrives_in_the_task():
    task = parts()
    assert (task.name, task.goal, task.editable, task.entry.call) == ("sums", "Add faster.", ("*.py",), "add:add")
    assert task.quality is not None and (task.quality.direction, task.quality.margin) == (Direction.HIGHER, 0.5)
    assert (task.limits.wall_s, task.limits.memory_mb, task.limits.cores) == (10, 256, 1)
    assert (task.budget.wall_s, task.budget.experiments, task.calibration.note) == (90.0, 7, "An hour.")
    assert task.metric.direction is Direction.LOWER and task.start is START and task.settings == SETTINGS.encode()


def test_the_template_is_a_task_named_after_its_folder(folder):
    task = read_task(str(folder))
    assert task.name == "my-task"
    assert set(task.start.files) == {"solve.py"}
    assert task.judge == FILES["judge.py"].encode()
    assert task.digest == read_task(str(folder)).digest


def test_bundled_tasks_are_found_by_name_and_read():
    assert {"hello", "train-lm"} <= set(bundled_tasks())
    for name in bundled_tasks():
        assert read_task(name).name == name


def test_a_folder_here_goes_before_a_bundled_task(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    folder.rename(folder.parent / "hello")
    assert find_task("hello") == Path("hello")


def test_caches_are_not_part_of_the_start(folder):
    before = read_task(str(folder)).start.digest
    for path in ("__pycache__/solve.cpython-311.pyc", ".git/HEAD", "deep/__pycache__/x", "solve.pyc"):
        place = folder / "start" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"x")
    assert read_task(str(folder)).start.digest == before


# what is refused


def test_a_missing_folder_names_the_bundled_tasks(tmp_path):
    for name in (str(tmp_path / "none"), "no-such-task", "../hello", "hello/", "\0"):
        with pytest.raises(TaskError, match=r"bundled: .*hello"):
            read_task(name)


def test_a_folder_without_a_task_file_says_how_one_is_written(tmp_path):
    with pytest.raises(TaskError, match=r"no task\.toml.*task new"):
        read_task(str(tmp_path))


def test_a_file_is_no_task(folder):
    with pytest.raises(TaskError, match="no folder of this name"):
        read_task(str(folder / "task.toml"))


@pytest.mark.parametrize("name", ["judge.py", "start"])
def test_a_missing_part_of_the_folder_is_named(folder, name):
    place = folder / name
    place.rename(folder / "elsewhere")
    with pytest.raises(TaskError, match=name):
        read_task(str(folder))


def test_an_empty_start_is_refused(folder):
    (folder / "start" / "solve.py").unlink()
    with pytest.raises(TaskError, match=r"start.*empty"):
        read_task(str(folder))


@pytest.mark.parametrize("target", ["solve.py", "/etc/passwd", "nowhere", ".."])
def test_a_link_in_the_start_is_refused(folder, target):
    (folder / "start" / "link.py").symlink_to(target)
    with pytest.raises(TaskError, match=r"link\.py.*symbolic link"):
        read_task(str(folder))


def test_a_linked_folder_in_the_start_is_refused(folder, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.py").write_text("x = 1")
    (folder / "start" / "lib").symlink_to(tmp_path / "outside")
    with pytest.raises(TaskError, match=r"lib.*symbolic link"):
        read_task(str(folder))


def test_a_pipe_in_the_start_is_refused_and_not_waited_for(folder):
    os.mkfifo(folder / "start" / "pipe.py")
    with pytest.raises(TaskError, match=r"pipe\.py.*regular file"):
        read_task(str(folder))


def test_a_file_name_that_is_not_utf_8_is_refused(folder):
    with open(os.fsencode(folder / "start") + b"/\xff.py", "wb"):
        pass
    with pytest.raises(TaskError, match="UTF-8"):
        read_task(str(folder))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('goal = "Add faster."', "", r"goal is None, expected a sentence"),
        ('goal = "Add faster."', "goal = 3", r"goal is 3, expected a sentence"),
        ('goal = "Add faster."', 'goal = "  "', r"goal is '  ', expected a sentence"),
        ('editable = ["*.py"]', "", r"editable is None, expected a list of globs"),
        ('editable = ["*.py"]', 'editable = "*.py"', r"editable is '\*\.py', expected a list"),
        ('editable = ["*.py"]', "editable = []", r"editable is \[\], expected a list"),
        ('editable = ["*.py"]', "editable = [1]", r"editable is \[1\], expected a list"),
        ('editable = ["*.py"]', 'editable = ["*.c"]', r"no file in start/ matches.*\*\.c.*add\.py"),
        ('goal = "Add faster."', 'goal = "x"\ncolour = "red"', r"unknown key 'colour'; known: goal, editable, \[candidate\]"),
        ("[calibration]", "[colours]", r"unknown key 'colours'"),
        ("wall_s = 10", "wall = 10", r"\[limits\] unknown key 'wall'; known: wall_s"),
        ('call = "add:add"', 'call = "add:add"\nshell = true', r"\[candidate\] unknown key 'shell'"),
        ('note = "An hour."', 'nota = "An hour."', r"\[calibration\] unknown key 'nota'"),
        ("experiments = 7", "cost = 7", r"\[budget\] unknown key 'cost'"),
        ("margin = 0.5", "margin = 0.5\nbest = 1", r"\[quality\] unknown key 'best'"),
        ('kind = "time"', 'kind = "time"\nunit = "s"', r"\[metric\] unknown key 'unit'"),
        ('[candidate]\ncall = "add:add"', "", r"table \[candidate\] is missing"),
        ('[metric]\nkind = "time"', "", r"table \[metric\] is missing"),
        ('[candidate]\ncall = "add:add"', 'candidate = "add:add"', r"candidate is 'add:add', expected a table \[candidate\]"),
        ('call = "add:add"', "call = 3", r"\[candidate\] Expected 'str.*call"),
        ('call = "add:add"', 'command = "./add"', r"\[candidate\] Expected 'array.*command"),
        ('call = "add:add"', "command = [1]", r"\[candidate\] Expected 'str.*command"),
        ('call = "add:add"', "", r"exactly one of 'call' and 'command'"),
        ('call = "add:add"', 'call = "add.add"', r"call is 'add\.add', expected 'module:function'"),
        ('kind = "time"', 'kind = "speed"', r"\[metric\] Invalid enum value 'speed'"),
        ('kind = "time"', "", r"\[metric\].*kind"),
        ('kind = "time"', 'kind = "score"', r"kind 'score' needs 'range"),
        ('kind = "time"', 'kind = "time"\nrange = [0, 1]', r"'range' belongs to kind 'score'"),
        ('kind = "time"', 'kind = "score"\nrange = [1, 0]', r"range is \[1.0, 0.0\], expected two finite numbers"),
        ('kind = "time"', 'kind = "score"\nrange = [0, inf]', r"range is \[0.0, inf\], expected two finite numbers"),
        ('kind = "time"', 'kind = "score"\nrange = [0]', r"\[metric\].*range"),
        ('kind = "time"', 'kind = "score"\nrange = [0, 1]\nsmallest_gain = 1', r"smallest_gain is 1.*below 1, the width"),
        ('kind = "time"', 'kind = "time"\ndirection = "higher"', r"direction is 'higher', expected 'lower'"),
        ('kind = "time"', 'kind = "time"\nsmallest_gain = 0', r"smallest_gain is 0"),
        ('kind = "time"', 'kind = "time"\nsmallest_gain = "5 %"', r"\[metric\] Expected 'float'.*smallest_gain"),
        ('direction = "higher"', 'direction = "up"', r"\[quality\] Invalid enum value 'up'"),
        ("margin = 0.5", "", r"\[quality\].*margin"),
        ("margin = 0.5", "margin = 0", r"margin is 0"),
        ("margin = 0.5", "margin = nan", r"margin is nan"),
        ("wall_s = 10", "wall_s = -1", r"\[limits\] wall_s is -1"),
        ("wall_s = 10", "wall_s = inf", r"\[limits\] wall_s is inf"),
        ("wall_s = 10", "wall_s = true", r"\[limits\] Expected 'float', got 'bool'"),
        ("memory_mb = 256", "memory_mb = 0.5", r"\[limits\] Expected 'int', got 'float'"),
        ("memory_mb = 256", "cores = 2", r"cores is 2, expected 1"),
        ('wall = "90s"', "wall = 90", r"\[budget\] Expected 'str', got 'int'"),
        ('wall = "90s"', 'wall = "0s"', r"'0s'.*above 0"),
        ('wall = "90s"', 'wall = "soon"', r"'soon'.*above 0"),
        ("experiments = 7", "experiments = 0", r"\[budget\] experiments is 0"),
        ("experiments = 7", "experiments = -7", r"\[budget\] experiments is -7"),
        ("experiments = 7", "experiments = 7.5", r"\[budget\] Expected 'int"),
        ("[metric]", "[metric", "not valid TOML"),
        ("[metric]", "[[metric]]", r"metric is .*expected a table \[metric\]"),
        ("experiments = 7", "experiments = " + "7" * 5000, "not valid TOML"),
        ("experiments = 7", "experiments = 99999999999999999999", r"\[budget\]"),
    ],
)  # fmt: skip
def test_a_wrong_task_file_says_where_and_what_was_expected(before, after, told):
    assert before in SETTINGS
    with pytest.raises(TaskError, match=rf"(?s)^task 'sums'.*{told}"):
        parts(SETTINGS.replace(before, after))


@pytest.mark.parametrize(
    "settings",
    [b"\xff\xfe", b"goal = '\x00'", b"", b"\xef\xbb\xbfgoal = 'x'", b"a = " + b"[" * 50_000],
    ids=["not UTF-8", "NUL", "empty", "byte order mark", "deep"],
)
def test_bytes_that_are_no_task_file_are_refused(settings):
    with pytest.raises(TaskError, match=r"task 'sums': task\.toml"):
        parts(settings)


@given(st.binary(max_size=60) | st.text(alphabet='[]="\n.ab1', max_size=40).map(str.encode))
def test_no_bytes_make_anything_but_a_task_error(settings):
    with pytest.raises(TaskError):
        parts(settings)


@given(st.data())
def test_a_damaged_task_file_is_read_or_refused(data):
    raw = bytearray(SETTINGS.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        parts(bytes(raw))
    except LeadscrewError:
        pass


@pytest.mark.parametrize(
    "judge",
    [b"def problem(:", b"a\0b", b"\xff", b"x = " + b"(" * 3000 + b")" * 3000, b"x = " + b"-" * 100_000 + b"1"],
    ids=["syntax", "NUL", "not UTF-8", "deep", "deeper"],
)
def test_a_judge_that_does_not_parse_is_refused(judge):
    with pytest.raises(TaskError, match=r"task 'sums': judge\.py does not parse"):
        parts(judge=judge)


def test_a_machine_without_memory_is_not_taken_for_a_judge_that_does_not_parse(monkeypatch):
    def refuses(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(taskfile, "compile", refuses, raising=False)
    with pytest.raises(TaskError, match="does not parse"):
        parts()
    monkeypatch.setattr(taskfile, "bytearray", refuses, raising=False)
    with pytest.raises(MemoryError):
        parts()


# durations


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86400), ("1.5h", 5400), (" 5 s ", 5), ("0.1s", 0.1), ("366d", 31622400)],
)  # fmt: skip
def test_a_duration_is_read(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["0", "0s", "0.0m", "-1", "-5m", "", " ", "s", "m5", "5 minutes", "5M", "1h30m", "1e3", "nan", "inf", "5,5s", "0x10", "367d",
     "9" * 400, "9" * 5000, ".5s", "5.", "5\0s"],
)  # fmt: skip
def test_a_duration_that_is_zero_negative_or_nonsense_is_refused(text):
    with pytest.raises(BudgetError, match="expected a time above 0 such as 90s, 10m or 2h"):
        parse_duration(text)


@given(st.text(max_size=12))
def test_any_text_is_a_duration_above_0_or_refused(text):
    try:
        assert 0 < parse_duration(text) <= 366 * 86400
    except BudgetError:
        pass
