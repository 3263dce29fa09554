"""A program's own tests, run in a box and compared test by test with the start's."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from leadscrew.bench import suite as suite_module
from leadscrew.bench.suite import Suite, command_of, printed
from leadscrew.core.task import Origin, Task
from leadscrew.core.task import Tests as OwnTests
from leadscrew.errors import TaskError
from leadscrew.sandbox.box import living_boxes
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.judge import JudgeBox
from leadscrew.sandbox.worker import End
from leadscrew.sources.draft import Draft

MARK = f"suite-{os.getpid()}"
SUMS = "def total(values):\n    return sum(values)\n"
TESTS = """import pytest
import sums

def test_total():
    assert sums.total([1, 2]) == 3

@pytest.mark.parametrize("values", [[], [1], [2, 2]], ids=["none", "<one> & 'two'", "größe"])
def test_each(values):
    assert sums.total(values) == sum(values)

def test_broken():
    assert sums.total([1]) == 2

@pytest.mark.skip
def test_later():
    assert sums.total([1]) == 1
"""
Asked = Callable[..., str]


def task_of(command: tuple[str, ...] = ("pytest", "-q"), *, files: dict[str, str] | None = None) -> Task:
    known = {"sums.py": SUMS, "test_sums.py": TESTS} if files is None else files
    return Draft(
        name="sums", origin=Origin(repository="/code"), files={path: text.encode() for path, text in known.items()},
        call="sums:total", inputs=b"def inputs(seed):\n    return ([seed],)\n", editable=("**",), tests=command, path=(".",),
        tests_wall_s=60.0,
    ).task()  # fmt: skip


@pytest.fixture(scope="module")
def judge() -> Iterator[JudgeBox]:
    task = task_of()
    judge = JudgeBox(task.judge, (), lab_mark=MARK, reference=task.reference)
    yield judge
    judge.close()
    assert living_boxes(MARK) == ()


@pytest.fixture(scope="module")
def suite(judge) -> Iterator[Suite]:
    suite = Suite(task_of(), judge, lab_mark=MARK)
    yield suite
    suite.close()


@pytest.fixture
def changed(suite) -> Asked:
    """What a change of the program, and of files that no candidate may touch, breaks."""

    def ask(sums: str = SUMS, **files: str) -> str:
        named = {f"{name}.py": text.encode() for name, text in {"sums": sums, **files}.items()}
        return suite.broken(task_of().start.with_files(named))

    return ask


def test_the_tests_that_pass_with_the_start_are_counted(suite):
    assert suite.broken(task_of().start) == "" and suite.count == 4 and suite.wall_s > 0
    results = suite._judge.test_results(suite.start())
    assert sorted(results.values()).count("passed") == 4 and results["test_sums::test_broken"] == "failed"
    assert results["test_sums::test_later"] == "skipped" and "test_sums::test_each[<one> & 'two']" in results


@pytest.mark.parametrize(
    ("sums", "told"),
    [
        ("def total(values):\n    return 3\n", "test_each[<one> & 'two'] fails"),
        ("def total(values):\n    return sum(values) or 1\n", "1 of 4 tests"),
        ("raise ImportError\n", "4 of 4 tests that pass with the start do not"),
        ("import os\nos._exit(0)\n", "has vanished and 3 more"),
        ("import pytest\npytest.skip('x', allow_module_level=True)\n", "has vanished"),
        ("import pytest\n\n\ndef total(values):\n    pytest.skip('not today')\n", "is skipped"),
        ("import pytest\n\n\ndef total(values):\n    pytest.xfail('not today')\n", "is skipped"),
        ("import os\n\n\ndef total(values):\n    os.kill(os.getpid(), 9)\n", "has vanished"),
        ("def total(values):\n    raise KeyboardInterrupt\n", "has vanished"),
        ("def total(values):\n    raise SystemExit(0)\n", "fails"),
    ],
    ids=["wrong", "wrong once", "no import", "ends all", "skips all", "skips", "expects failure", "dies", "interrupts", "exits"],
)  # fmt: skip
def test_a_test_that_fails_is_skipped_or_vanishes_is_noticed(changed, sums, told):
    assert told in changed(sums)


def test_a_test_that_passes_only_now_and_a_new_one_do_not_count(changed):
    sums = "def total(values):\n    return 2 if values == [1] else sum(values)\n"
    assert "test_each[<one> & 'two']" in changed(sums)
    assert changed(SUMS + "\n\ndef more():\n    pass\n", test_more="def test_more():\n    assert 0\n") == ""


def test_a_result_is_remembered_and_run_anew_when_asked(suite, monkeypatch):
    suite.start()
    runs = []
    monkeypatch.setattr(suite, "run", lambda program, **how: runs.append(program) or Suite.run(suite, program, **how))
    program = task_of().start.with_files({"sums.py": (SUMS + "# another\n").encode()})
    assert [suite.broken(program), suite.broken(program)] == ["", ""] and len(runs) == 1
    assert suite.broken(program, fresh=True) == "" and len(runs) == 2


def test_tests_that_never_end_are_cut_off_long_before_their_limit(changed, monkeypatch):
    monkeypatch.setattr(suite_module, "PATIENCE_S", 1.0)
    assert "cut off after" in changed("def total(values):\n    while True:\n        pass\n")


def test_flaky_tests_are_not_looked_at(judge):
    task = task_of()
    assert task.tests is not None
    named = replace(task.tests, flaky=("test_sums::test_total", "test_sums::test_each[none]", "no::such"))
    suite = Suite(replace(task, tests=named), judge, lab_mark=MARK)
    wrong = "def total(values):\n    if values in ([], [1, 2]):\n        raise ValueError\n    return sum(values)\n"
    try:
        assert suite.broken(task.start.with_files({"sums.py": wrong.encode()})) == "" and suite.count == 2
    finally:
        suite.close()


@pytest.mark.parametrize(
    ("command", "files", "told"),
    [
        (
            ("pytest", "-q"),
            {"sums.py": SUMS, "test_sums.py": "def test_a():\n    assert 0\n"},
            "no test passes with the start",
        ),
        (("pytest", "-q"), {"sums.py": SUMS}, "no tests ran"),
        (("pytest", "--no-such-option"), None, "unrecognized arguments"),
        (("no-such-program",), None, "the box cannot start 'no-such-program'"),
        (("python", "-c", "raise SystemExit(3)"), None, "no test passes with the start"),
        (("python", "-c", "import time; time.sleep(60)"), None, "give no report (timed_out"),
    ],
    ids=["all fail", "none", "option", "not there", "exit code", "too long"],
)
def test_tests_that_say_nothing_about_the_start_are_refused(judge, command, files, told):
    task = task_of(command, files=files)
    tests = OwnTests(command=command, wall_s=1.0 if "timed_out" in told else 30.0)
    suite = Suite(replace(task, tests=tests), judge, lab_mark=MARK)
    try:
        with pytest.raises(TaskError) as caught:
            suite.start()
        assert told in str(caught.value)
    finally:
        suite.close()


def test_a_command_that_is_not_pytest_counts_by_its_exit_code(judge):
    task = task_of(("python", "-c", "import sums; assert sums.total([1, 2]) == 3"))
    suite = Suite(task, judge, lab_mark=MARK)
    try:
        assert suite.broken(task.start) == "" and suite.count == 1
        assert "exit code fails" in suite.broken(task.start.with_files({"sums.py": b"def total(values): return 0\n"}))
    finally:
        suite.close()


def report(*cases: str, exit: object = 0, head: str = "") -> bytes:
    xml = f"{head}<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"
    return answer({"exit": exit, "output": "", "junit": xml})


def answer(value: object) -> bytes:
    return plain.encoded({"data.json": json.dumps(value).encode()})


PASSES = '<testcase classname="a" name="b"/>'
FAILS = '<testcase classname="a" name="b"><failure message="no"/></testcase>'
SKIPS = '<testcase classname="a" name="b"><skipped/></testcase>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("found", "holds"),
    [
        (report(PASSES), True),
        (report(PASSES, PASSES), True),
        (report(PASSES, FAILS), False),
        (report(FAILS, PASSES), False),
        (report(PASSES, SKIPS), False),
        (report('<testcase classname="a" name="b"><error/></testcase>'), False),
        (report('<testcase classname="a" name="b"><failure/><skipped/></testcase>'), False),
        (report('<testcase classname="a"/>'), False),
        (report("<testcase/>"), False),
        (report(), False),
        (report(PASSES, head=ENTITIES), False),
        (report('<testcase classname="a" name="&b;"/>', head=ENTITIES), False),
        (report(PASSES, head='<!DOCTYPE x SYSTEM "file:///etc/passwd">'), False),
        (report(PASSES, head='<?xml version="1.0" encoding="no-such"?>'), True),
        (report("<testcase"), False),
        (report("\0"), False),
        (report("<a>" * 20_000), False),
        (report(PASSES, exit="0"), False),
        (report(PASSES, exit=True), False),
        (answer({"exit": 0, "output": "", "junit": ""}), False),
        (answer({"exit": 0, "output": "", "junit": 1}), False),
        (answer({"exit": 0, "output": "", "junit": "\ud800"}), False),
        (answer([]), False),
        (answer(None), False),
        (plain.encoded({}), False),
        (plain.encoded({"data.json": b"{"}), False),
        (b"", False),
        (b"\xff" * 30, False),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, bytes) else "",
)
def test_a_forged_or_damaged_report_passes_nothing(judge, found, holds):
    ruling = judge.compare_tests(report(PASSES), found, ())
    assert ruling.ok is holds and (ruling.reason == "1") is holds, ruling


def test_the_same_report_passes_where_tests_are_named_alike(judge):
    assert judge.compare_tests(report(PASSES, FAILS), report(FAILS), ()).ok is False, "nothing passes with the start"
    assert judge.test_results(report(PASSES, SKIPS, PASSES)) == {"a::b": "skipped"}
    with pytest.raises(TaskError, match="declares entities"):
        judge.test_results(report(PASSES, head=ENTITIES))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("pytest", "-q"), ("python3", "-m", "pytest", "-q")),
        (("py.test",), ("python3", "-m", "pytest")),
        (("python", "-m", "pytest"), ("python3", "-m", "pytest")),
        (("python3", "-m", "unittest"), ("python3", "-m", "unittest")),
        (("./check.sh",), ("./check.sh",)),
    ],
)
def test_commands_name_what_the_box_holds(given, expected):
    assert command_of(task_of(given)) == expected


def test_what_tests_printed_is_shown_without_what_a_terminal_obeys():
    assert printed(answer({"exit": 0, "output": "a\x1b[2J\nb", "junit": ""})) == "a<U+001B>[2J\nb"
    for broken in (b"", answer([]), answer({}), plain.encoded({}), plain.encoded({"data.json": b"{"})):
        assert printed(broken) == "nothing that can be read"


def test_a_suite_ends_with_its_box(judge):
    suite = Suite(task_of(("python", "-c", "pass")), judge, lab_mark=f"{MARK}-own")
    assert suite.run(task_of().start).end is End.ANSWER and living_boxes(f"{MARK}-own")
    suite.close()
    assert living_boxes(f"{MARK}-own") == ()
