"""What waits for a person: by the task, by the lab, and asked in the terminal where the run is watched.

The terminal itself: pytest -m slow tests/agents/test_approvals.py
"""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from leadscrew.core.task import ALL, ASKABLE, check_asked
from leadscrew.errors import LabError, TaskError
from leadscrew.research.toolbox import TOOLS
from leadscrew.sources.labfile import NAME, all_asked, asked_in
from leadscrew.sources.taskfile import BUNDLED, read_task

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_what_can_be_asked_about_are_the_tools_that_there_are():
    assert set(ASKABLE) == set(TOOLS)
    check_asked([*TOOLS, ALL], "--ask")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[approval]\nask = ["sumbit"]', "lab.toml: [approval] ask 'sumbit': there is no such tool; expected one of list_files"),
        ("[approval]\nask = 3", "lab.toml: [approval] ask is 3, expected a list of tools"),
        ("[approval]\nwho = 3", "lab.toml: [approval] has the unknown key 'who'; known: ask"),
        ("[aproval]\nask = []", "lab.toml: unknown key 'aproval'; known: [approval]"),
        ("approval = 1", "lab.toml: approval is 1, expected a table"),
        ("[approval", "lab.toml: not valid TOML"),
    ],
)  # fmt: skip
def test_a_labs_file_that_is_wrong_says_what_was_expected(tmp_path, text, told):
    (tmp_path / NAME).write_text(text)
    with pytest.raises(LabError) as error:
        asked_in(tmp_path)
    assert told in str(error.value)


def task_that_asks(folder: Path, ask: str) -> Path:
    import shutil

    shutil.copytree(BUNDLED / "hello", folder / "hello")
    settings = folder / "hello" / "task.toml"
    settings.write_text(f"{settings.read_text()}\n[approval]\nask = {ask}\n")
    return folder / "hello"


def test_task_lab_and_command_are_united(tmp_path):
    task = read_task(str(task_that_asks(tmp_path, '["submit", "run"]')))
    (tmp_path / NAME).write_text('[approval]\nask = ["delegate", "run"]')
    assert all_asked(("halt",), task.ask, asked_in(tmp_path)) == ["halt", "submit", "run", "delegate"]
    assert asked_in(tmp_path / "hello") == () and read_task("hello").ask == ()


@pytest.mark.parametrize(
    ("ask", "told"),
    [('["sumbit"]', "[approval] ask 'sumbit': there is no such tool; expected one of list_files"), ('"submit"', "ask")],
)
def test_a_task_that_names_no_tool_is_refused(tmp_path, ask, told):
    with pytest.raises(TaskError, match=r"task\.toml") as error:
        read_task(str(task_that_asks(tmp_path, ask)))
    assert told in str(error.value)


class Terminal:
    """A run in a terminal, and somebody who reads and types there."""

    def __init__(self, command: list[str], folder: Path) -> None:
        ours, theirs = pty.openpty()
        self.screen, self._ours = "", ours
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "LINES": "40"}
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment, start_new_session=True
        )
        os.close(theirs)

    def until(self, text: str, seconds: float = 60.0) -> None:
        until = time.monotonic() + seconds
        while text not in self.screen:
            assert time.monotonic() < until, self.screen
            if select.select([self._ours], [], [], 0.1)[0]:
                try:
                    self.screen += os.read(self._ours, 65536).decode("utf-8", "replace")
                except OSError:
                    assert text in self.screen, self.screen
                    return

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


@pytest.mark.slow
def test_a_person_at_the_terminal_is_asked_and_a_halt_asks_them_too(room):
    call = room.call
    task_that_asks(room.folder.parent, '["submit"]')
    room.folder.mkdir()
    (room.folder / NAME).write_text('[approval]\nask = ["profile"]')
    room.mock(
        {"calls": [call("write_file", path="more.py", content="x = 1\n"), call("submit", hypothesis="one\x1b[31m")]},
        {"calls": [call("profile")]},
        {"calls": [call("halt", reason="I may do nothing")]},
    )
    command = [sys.executable, "-m", "leadscrew", "run", "./hello", "--researcher", "mockllm/model", "--budget", "60s"]
    terminal = Terminal([*command, "--lab", str(room.folder)], room.folder.parent)
    try:
        terminal.until("model asks to submit:")
        terminal.until("+x = 1")
        terminal.until("y, or n and why: ")
        terminal.type("maybe\n")
        terminal.until("maybe\r\ny, or n and why: ")
        terminal.type("n not this file\n")
        terminal.until("model asks to profile:")
        (asked,) = [fact for fact in room.facts("approval_asked") if fact.body["what"] == "profile"]
        assert room.said("approvals", "--yes", str(asked.seq))[0] == 0
        terminal.until("answered elsewhere")
        terminal.until("or leave it halted (Enter)? ")
        terminal.type("f\n")
        terminal.until("Why? ")
        terminal.type("it is late\n")
        terminal.until("No gain could be claimed")
        assert terminal.process.wait(20) == 1
        assert "\x1b[31mone" not in terminal.screen and "one\x1b" not in terminal.screen
    finally:
        terminal.close()
    given = room.bodies("approval_given")
    assert [(one["granted"], one["reason"]) for one in given] == [(False, "not this file"), (True, "")]
    (resumed,) = room.bodies("run_resumed")
    assert resumed["finish"] and resumed["why"] == "it is late" and resumed["was"] == "halted"


def test_waiting_for_a_person_costs_nothing_and_does_not_time_out(room):
    """The run's whole budget passes while it waits, and it goes on after."""
    import asyncio
    import random

    from leadscrew.core.experiment import Status, Trial
    from leadscrew.core.program import Program
    from leadscrew.research.person import Person, open_questions
    from leadscrew.research.run import OwnReader, Run
    from leadscrew.research.start import new_run
    from leadscrew.sources.taskfile import task_from_parts
    from leadscrew.store.lab import Lab

    class Rig:
        def trial(self, program, seed, *, cut_s):
            wall_s = random.lognormvariate(0, 0.02)
            return Trial(status=Status.OK, wall_s=wall_s, cpu_s=wall_s)

        def close(self):
            pass

    class Asking:
        async def research(self, desk):
            with run.at_work(), run.waiting_for_a_person():
                before = run.spent_s()
                self.granted, self.why = await Person(run, ["submit"]).ask("model", "submit", "a change\n+x = 1")
                self.passed_s = run.spent_s() - before
            self.open = desk.open
            await desk.submit({"main.py": b"x = 2\n"}, "two", author="model")

    settings = b'goal = "be fast"\neditable = ["*.py"]\n[candidate]\ncall = "main:run"\n[metric]\nkind = "time"\n'
    lab = Lab(room.folder, create=True)
    task = task_from_parts(name="fast", settings=settings, judge=b"", start=Program({"main.py": b"x = 1\n"}))
    new_run(lab, task, budget_s=2.0, experiments=5, seed=0, researcher="x")
    run = Run(lab, "r1", rigs=lambda *_: Rig(), cores=[None], quiet_wait=False, reader=OwnReader())

    def answers() -> None:
        while not (waiting := open_questions(lab)):
            time.sleep(0.05)
        assert waiting[0].body["detail"] == "a change\n+x = 1"
        time.sleep(2.5)
        lab.append(
            "approval_given", {"asked": waiting[0].seq, "granted": True, "who": "ann", "reason": "fine"}, run="r1"
        )

    person = threading.Thread(target=answers)
    person.start()
    asking = Asking()
    asyncio.run(run.go(asking))
    person.join()
    assert (asking.granted, asking.why, asking.open) == (True, "fine", True)
    assert asking.passed_s < 0.5, "the clock stood while all waited"
    lab.close()
