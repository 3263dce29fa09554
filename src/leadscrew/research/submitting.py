"""A person as the researcher of a run that lasts for hours: submissions, minutes, and what they came to."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from leadscrew.core.experiment import Claim
from leadscrew.core.task import Task
from leadscrew.evidence import NO_GAIN, Gain
from leadscrew.ledger.chain import Fact
from leadscrew.research.clock import Reading, Tick, Why, reading, tick_of
from leadscrew.research.desk import Closed, Desk
from leadscrew.research.start import PERSON, new_run
from leadscrew.research.state import Experiment, effect_against_start, read_state
from leadscrew.store.lab import Lab

CLOCK, SUBMITTED, HUMAN = "clock", "submitted", "human"
BENCH = 12.0
"""Times the task's own budget: what the bench may spend on a person's run, however long the person takes."""
WAITS = "it waits for its person"
BOOT = Path("/proc/sys/kernel/random/boot_id")


class ByPerson:
    """Submits one change, made from the start, and leaves; the run goes on later."""

    def __init__(self, change: Mapping[str, bytes | None], why: str, name: str) -> None:
        self.change, self.why, self.name = change, why, name
        self.experiment: Experiment | None = None
        """What it came to; None where the desk was closed."""

    async def research(self, desk: Desk) -> None:
        """Have it measured against the champion; nothing where there is no change, only what was left undecided."""
        if not self.change:
            return
        try:
            self.experiment = await desk.submit(self.change, self.why, author=self.name, move="by hand", base=0)
        except Closed:
            return


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A champion of a person's, unproven."""

    human_s: float | None
    """Spent up to its submission; None where that is unknown."""
    factor: float
    """Against the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRun:
    """What a person did on a task, by the record."""

    run: str
    name: str
    task: str
    digest: str
    """Of the task."""
    at: float
    ended: bool
    gain: bool
    proven: Gain
    """From the claim alone; exactly 1 where there is none. Says nothing before the run has ended."""
    submissions: int
    human_s: float | None
    """As stated where it was stated, else by the clock; None where it is unknown for any submission."""
    stated: bool
    """Whether any of it was stated by the person."""
    clock_s: float | None
    """By the clock alone; None where there was none."""
    with_bench_s: float | None
    """By the clock, with the time for which it stood still because the bench measured."""
    budget_s: float | None
    """That the person set out with."""
    told: tuple[str, ...] = ()
    """What went wrong with the machine's clocks."""
    steps: tuple[Step, ...] = ()

    @property
    def over(self) -> bool:
        """Whether it took longer than the person set out with."""
        return self.budget_s is not None and self.human_s is not None and self.human_s > self.budget_s


def begin_run(lab: Lab, task: Task, *, name: str, budget_s: float | None) -> str:
    """Record the start of a person's run; it waits from then on.  budget_s: of the person; None without a clock."""
    bench_s = BENCH * task.budget.wall_s
    run = new_run(
        lab, task, budget_s=bench_s, experiments=None, seed=0, researcher=PERSON,
        person={"name": name, "budget_s": budget_s},
    )  # fmt: skip
    leave(lab, run)
    return run


def leave(lab: Lab, run: str) -> None:
    """Say that nobody measures in a run now, unless it has ended."""
    if lab.run_row(run)["state"] == "running":
        lab.append("run_interrupted", {"reason": WAITS}, run=run)


def open_run(lab: Lab, task: str, name: str) -> str | None:
    """The latest run of that person on a task of that name that has not ended."""
    found = None
    for fact in lab.facts(kind="run_started"):
        if fact.run is None or fact.body["researcher"] != PERSON or fact.body["task"] != task:
            continue
        if fact.body["person"]["name"] == name and lab.run_row(fact.run)["state"] != "ended":
            found = fact.run
    return found


def now() -> Tick:
    """By this machine's clocks."""
    try:
        boot = hashlib.sha256(BOOT.read_bytes()).hexdigest()[:12]  # it would name the machine otherwise
    except OSError:
        boot = ""
    return Tick(at=time.time(), boot=boot, since_boot_s=round(time.clock_gettime(time.CLOCK_BOOTTIME), 3))


def turn(lab: Lab, run: str, why: Why) -> Fact:
    """Start or stop the clock of a run."""
    return lab.append(CLOCK, _turned(why), run=run)


def _turned(why: Why) -> dict[str, Any]:
    tick = now()
    return {"why": str(why), "boot": tick.boot, "since_boot_s": tick.since_boot_s}


def turns_of(lab: Lab, run: str) -> list[tuple[Why, Tick]]:
    """Each time that the clock of a run was started or stopped."""
    return [(Why(fact.body["why"]), tick_of(fact.body, fact.at)) for fact in lab.facts(run=run, kind=CLOCK)]


def read_clock(lab: Lab, run: str) -> Reading | None:
    """What the clock of a run says now; None where it has none."""
    return reading(turns_of(lab, run), now())


def spend(lab: Lab, run: str, *, stated_s: float | None, submits: bool, stops: bool = False) -> float | None:
    """Record what a person spent since the last time; seconds, or None where it is unknown.

    stated_s: what the person says; it counts, and stands beside what the clock says.  stops: the clock for good, in
    the same moment.
    """
    read = read_clock(lab, run)
    known_s = sum(float(fact.body["clock_s"] or 0.0) for fact in lab.facts(run=run, kind=SUBMITTED))
    clock_s = None if read is None else round(max(0.0, read.clock_s - known_s), 3)
    human_s = clock_s if stated_s is None else round(stated_s, 3)
    body = {"human_s": human_s, "clock_s": clock_s, "stated_s": stated_s, "submits": submits}
    entries: list[tuple[str, Mapping[str, Any]]] = [(SUBMITTED, body)]
    if human_s is not None:
        who = str(next(lab.facts(run=run, kind="run_started")).body["person"]["name"])
        entries.append((HUMAN, {"human_s": human_s, "who": who, "stated": stated_s is not None}))
    if stops:
        entries.append((CLOCK, _turned(Why.DONE)))
    lab.append_all(entries, run=run)
    return human_s


def person_run(lab: Lab, run: str) -> PersonRun:
    """What a person's run comes to so far."""
    started = next(lab.facts(run=run, kind="run_started"))
    view = lab.run_row(run)
    claim = msgspec.convert(json.loads(view["claim"]), Claim) if view["claim"] else None
    gain = claim is not None and claim.gain and bool(claim.evidence)
    proven = NO_GAIN
    if gain and claim is not None:
        effect = claim.evidence[0].effect
        factor = max(effect.factor, 1.0)
        high = float("inf") if effect.high is None else max(effect.high, factor)
        proven = Gain(factor=factor, low=min(effect.low or 1.0, factor), high=high, level=effect.level)
    spent = list(lab.facts(run=run, kind=SUBMITTED))
    amounts = [fact.body["human_s"] for fact in spent]
    ended = view["state"] == "ended"
    turns = turns_of(lab, run)
    read = reading(turns, turns[-1][1] if ended and turns else now())
    return PersonRun(
        run=run,
        name=str(started.body["person"]["name"]),
        task=str(started.body["task"]),
        digest=str(started.body["task_digest"]),
        at=max((fact.at for fact in lab.facts(run=run, kind="run_ended")), default=started.at),
        ended=ended,
        gain=gain,
        proven=proven,
        submissions=sum(bool(fact.body["submits"]) for fact in spent),
        human_s=None if not amounts or None in amounts else sum(amounts),
        stated=any(fact.body["stated_s"] is not None for fact in spent),
        clock_s=None if read is None else read.clock_s,
        with_bench_s=None if read is None else read.with_bench_s,
        budget_s=started.body["person"]["budget_s"],
        told=() if read is None else read.told,
        steps=tuple(_steps(lab, run, spent)),
    )


def people_of(lab: Lab) -> list[PersonRun]:
    """The runs of all people in a lab, in order."""
    return [
        person_run(lab, fact.run)
        for fact in lab.facts(kind="run_started")
        if fact.run is not None and fact.body["researcher"] == PERSON
    ]


def _steps(lab: Lab, run: str, spent: list[Fact]) -> list[Step]:
    champions = list(lab.facts(run=run, kind="champion"))
    state = read_state(lab, run) if champions else None
    found = []
    for champion in champions:
        before = [fact.body["human_s"] for fact in spent if fact.seq < champion.seq]
        effect = effect_against_start(state, champion.body["number"]) if state is not None else None
        if effect is not None:
            human_s = None if not before or None in before else sum(before)
            found.append(Step(human_s=human_s, factor=effect.factor))
    return found
