"""A halted run waits for a person: nothing new is measured, nothing is lost, and a person's word is on the record."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from leadscrew.cli.main import run as command
from leadscrew.core.program import Program
from leadscrew.errors import BadInput, ExitCode, Halted
from leadscrew.report.collect import collect
from leadscrew.report.headline import Standing
from leadscrew.research.desk import Closed
from leadscrew.research.halting import Halt, finish_of, halt_in_force
from leadscrew.research.lookout import check_rules
from leadscrew.research.run import OwnReader, Run
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab


def source(number: int, more: str = "") -> bytes:
    return f"speed = {1.3 + number / 100:.6f}\nwrong = False\nnumber = {number}\n{more}".encode()


class Halting:
    """Submits two at once, halts while they are measured, and goes on as if nothing had happened."""

    def __init__(self, reason: str = "the judge accepts anything") -> None:
        self.reason, self.late = reason, ""

    async def research(self, desk: Any) -> None:
        two = [asyncio.create_task(desk.submit({"main.py": source(n)}, f"{n}", author="model")) for n in (1, 2)]
        while len(desk.experiments) < 2:
            await asyncio.sleep(0.001)
        if self.reason:
            desk.halt(self.reason, author="model")
            try:
                await desk.submit({"main.py": source(3)}, "late", author="model")
            except Closed:
                self.late = "closed"
        await asyncio.gather(*two)


@pytest.fixture
def begin(lives: ModuleType, tmp_path: Path) -> Any:
    """Opens the lab, and begins or goes on with its run."""

    def make(**watching: Any) -> tuple[Lab, Run]:
        lab = Lab(tmp_path / "lab", create=True)
        if not lab.rows("run"):
            task = task_from_parts(
                name="fast", settings=lives.SETTINGS, judge=b"", start=Program({"main.py": lives.START})
            )
            new_run(lab, task, budget_s=1e6, experiments=5, seed=0, researcher="x", slots=2, watching=watching)
        rig = lives.SleepingRig(random.Random(1))
        run = Run(
            lab, "r1", rigs=lambda task, core, stop: rig, cores=[None, None], quiet_wait=False, reader=OwnReader()
        )
        return lab, run

    return make


def state(lab: Lab) -> str:
    return str(lab.run_row("r1")["state"])


def test_what_was_submitted_is_decided_and_nothing_else_is_measured(begin, capsys):
    lab, run = begin()
    researcher = Halting()
    with pytest.raises(Halted, match="halted by model: the judge accepts anything"):
        asyncio.run(run.go(researcher))
    assert researcher.late == "closed" and state(lab) == "halted"
    assert [fact.body["verdict"] for fact in lab.facts(kind="verdict")] == ["better", "better"], (
        "not cut off by the halt"
    )
    assert not any(True for kind in ("search_over", "claim", "run_ended") for _ in lab.facts(kind=kind))
    assert halt_in_force(lab, "r1") == Halt(who="model", reason="the judge accepts anything")
    summary = collect(lab, "r1")
    assert summary.headline.standing is Standing.UNPROVEN and "waits for a person" in summary.headline.details[0]
    assert summary.course.halted == "It was halted by model: the judge accepts anything."
    folder = str(lab.folder)
    assert command(["show", "r1", "--json", "--lab", folder]) == 0
    assert json.loads(capsys.readouterr().out)["halted"] == {"who": "model", "reason": "the judge accepts anything"}
    assert command(["show", "r1", "--lab", folder]) == 0
    assert "It waits for a person" in capsys.readouterr().out.replace("\n", " ")
    assert command(["resume", "r1", "--lab", folder]) == ExitCode.BAD_INPUT
    told = capsys.readouterr().err
    assert "halted by model" in told and "--why" in told and "--finish" in told
    lab.close()


def test_a_person_lets_it_go_on_or_ends_it(begin):
    lab, run = begin()
    with pytest.raises(Halted):
        asyncio.run(run.go(Halting()))
    body = {"was": state(lab), "who": "ann", "why": "it is a false alarm", "finish": False}
    lab.append("run_resumed", body, run="r1")
    lab.close()
    lab, run = begin()
    assert run.halted is None
    with pytest.raises(Halted):
        asyncio.run(run.go(Halting("again")))
    lab.append("run_resumed", {"was": state(lab), "who": "bob", "why": "enough", "finish": True}, run="r1")
    assert finish_of(lab, "r1") == "the search was ended by bob: enough"
    lab.close()
    lab, run = begin()
    assert not run.open
    asyncio.run(run.go(Nobody()))
    assert state(lab) == "ended" and any(lab.facts(kind="search_over"))
    told = collect(lab, "r1").course.halted
    assert told == (
        "It was halted by model: the judge accepts anything. ann let it go on: it is a false alarm. "
        "It was halted by model: again. bob ended its search: enough."
    )
    lab.verify()
    lab.close()


class Nobody:
    async def research(self, desk: Any) -> None:
        """Nothing."""


def test_a_kill_while_it_is_halted_loses_nothing(begin):
    child = os.fork()
    if child == 0:
        lab, run = begin()
        record = run.journal.record

        def told(kind: str, body: Any, **options: Any) -> None:
            record(kind, body, **options)
            if kind == "halt":
                os.kill(os.getpid(), signal.SIGKILL)

        run.journal.record = told  # type: ignore[method-assign]
        asyncio.run(run.go(Halting()))
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    lab, run = begin()
    assert state(lab) == "halted" and run.halted is not None and lab.runner() is None
    lab.append("run_resumed", {"was": "halted", "who": "ann", "why": "", "finish": True}, run="r1")
    lab.close()
    lab, run = begin()
    asyncio.run(run.go(Nobody()))
    assert state(lab) == "ended" and len(list(lab.facts(kind="verdict"))) == 2
    lab.verify()
    lab.close()


class Tampering:
    """Hands in a program that looks into other processes, and goes on."""

    async def research(self, desk: Any) -> None:
        await desk.submit({"main.py": source(1)}, "honest", author="model")
        await desk.submit({"main.py": source(2, "open('/proc/1/environ')\n")}, "faster", author="model")
        await desk.submit({"main.py": source(3)}, "honest again", author="model")


@pytest.mark.parametrize("halt_on", [[], ["clock"], ["processes"], ["any"]])
def test_an_alarm_is_counted_and_one_that_a_person_named_halts(begin, halt_on):
    lab, run = begin(halt_on=halt_on)
    if halt_on in ([], ["clock"]):
        assert asyncio.run(run.go(Tampering())).gain
    else:
        with pytest.raises(Halted, match="the rules: model looks into other processes: open"):
            asyncio.run(run.go(Tampering()))
    (alarm,) = [fact.body for fact in lab.facts(kind="alarm")]
    assert (alarm["researcher"], alarm["rule"], alarm["where"], alarm["number"]) == (
        "model",
        "processes",
        "candidate",
        2,
    )
    assert alarm["quote"] == "open('/proc/1/environ')" and run.lookout.counts == {"model": 1}
    (gaming,) = collect(lab, "r1").gaming
    assert gaming.tampered.count == 1 and gaming.candidates == (2 if halt_on[:1] in (["processes"], ["any"]) else 3)
    lab.close()


def test_a_rule_that_there_is_not_is_refused():
    check_rules(["judge", "any"])
    with pytest.raises(BadInput, match="no such rule; expected one of judge, bench"):
        check_rules(["jugde"])
