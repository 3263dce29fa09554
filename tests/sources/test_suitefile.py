"""Suites: what is frozen stays so, and a file that is not sound says where."""

from __future__ import annotations

import shutil

import pytest

from leadscrew.errors import SuiteError
from leadscrew.sources.suitefile import bundled_suites, frozen_anew, read_suite, suite_from, tasks_of_suite
from leadscrew.sources.taskfile import BUNDLED, bundled_tasks, read_task

HELLO = read_task("hello")
TEXT = f"""
name = "mine"
version = 3   # of the suite
[[task]]
name = "hello"
digest = "{HELLO.digest}"
wall = "30s"
"""


@pytest.mark.parametrize("name", bundled_suites())
def test_the_tasks_of_a_bundled_suite_are_those_that_it_was_frozen_with(name):
    """Where this fails a task was changed: 'leadscrew suite freeze NAME' makes the suite's next version."""
    suite = read_suite(name)
    assert set(tasks_of_suite(suite, name)) == {task.name for task in suite.tasks}
    assert suite.name == name


def test_the_speed_suite_holds_every_bundled_task_that_is_measured_by_time_but_the_first_look():
    timed = {name for name in bundled_tasks() if read_task(name).metric.kind == "time"}
    assert {task.name for task in read_suite("speed").tasks} == timed - {"hello"}


def test_a_changed_task_is_refused_with_both_digests_and_frozen_as_the_next_version(tmp_path):
    shutil.copytree(BUNDLED / "hello", tmp_path / "hello")
    file = tmp_path / "mine.toml"
    file.write_text(TEXT)
    assert frozen_anew(str(file))[0].version == 3
    judge = tmp_path / "hello" / "judge.py"
    judge.write_bytes(judge.read_bytes() + b"# looser\n")
    now = read_task(str(tmp_path / "hello")).digest
    with pytest.raises(SuiteError) as caught:
        tasks_of_suite(read_suite(str(file)), str(file))
    for word in ("'hello'", f"expected digest {HELLO.digest[:16]}", f"got {now[:16]}", "leadscrew suite freeze"):
        assert word in str(caught.value)
    suite, content = frozen_anew(str(file))
    assert suite.version == 4 and suite.tasks[0].digest == now
    assert content.decode() == TEXT.replace(HELLO.digest, now).replace("version = 3   # of the suite", "version = 4")


def test_tasks_that_were_never_frozen_are_each_given_their_own_digest(tmp_path):
    file = tmp_path / "new.toml"
    table = '[[task]]\nname = "{}"\ndigest = "' + "0" * 64 + '"\nwall = "1m"\n'
    file.write_text('name = "new"\nversion = 1\n' + table.format("routes") + table.format("hello"))
    suite, _ = frozen_anew(str(file))
    assert suite.version == 1
    assert [task.digest for task in suite.tasks] == [read_task("routes").digest, HELLO.digest]


def test_a_folder_of_the_same_name_where_one_stands_is_not_taken_for_a_bundled_task(tmp_path, monkeypatch):
    (tmp_path / "hello").mkdir()
    monkeypatch.chdir(tmp_path)
    assert tasks_of_suite(read_suite("small"), "small")["hello"].digest == HELLO.digest


def test_a_task_that_is_measured_by_its_score_has_no_place_in_a_mean_of_factors(tmp_path):
    file = tmp_path / "scores.toml"
    file.write_text(TEXT.replace("hello", "forecast").replace(HELLO.digest, read_task("forecast").digest))
    with pytest.raises(SuiteError, match="'forecast' is measured by its score"):
        tasks_of_suite(read_suite(str(file)), str(file))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "mine"', 'name = "Mine!"', "expected small letters"),
        ("version = 3", "version = 0", "whole number from 1"),
        ("version = 3", 'version = "3"', r"Expected 'int', got 'str' - at '\$.version'"),
        ('wall = "30s"', 'wall = "30 parsecs"', "expected a time"),
        ('wall = "30s"', 'wall = "30s"\ntokens = 0', "tokens is 0, expected a number above 0"),
        ('wall = "30s"', 'wall = "30s"\ndollars = 3', "unknown key 'dollars'; known: name, digest, wall"),
        ('wall = "30s"', "", "missing required field 'wall'"),
        (f'digest = "{HELLO.digest}"', 'digest = "abc"', "expected 64 hex digits"),
        ('name = "hello"', 'name = "../hello"', "folder beside the suite's file"),
        ("[[task]]", "[task]", "task"),
        ("[[task]]", "[[task", "not valid TOML"),
        ('name = "mine"', 'name = "mine"\nname = "mine"', "not valid TOML"),
    ],
)
def test_a_file_that_is_not_sound_says_what_and_where(old, new, words):
    assert old in TEXT
    with pytest.raises(SuiteError, match=words) as caught:
        suite_from(TEXT.replace(old, new).encode(), where="mine.toml")
    assert "suite 'mine.toml': " in str(caught.value)


def test_a_suite_that_is_not_there_is_told_with_those_that_are(tmp_path):
    for name in ("nothing", str(tmp_path / "nothing.toml"), str(tmp_path)):
        with pytest.raises(SuiteError, match="bundled: small, speed"):
            read_suite(name)


def test_a_file_that_would_take_minutes_to_read_is_refused_at_once(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(".".join(["a"] * 100_000) + " = 1")
    with pytest.raises(SuiteError, match="larger than 64 kB"):
        read_suite(str(file))
    with pytest.raises(SuiteError, match="expected a whole number from 1 to 1,000,000"):
        suite_from(TEXT.replace("version = 3", "version = " + "9" * 4000).encode(), where="mine")
