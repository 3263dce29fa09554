"""The rewriter at a desk: what it proposes, in which order, and what it learns."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

import pytest

from leadscrew.core.experiment import Decision, Effect, Verdict
from leadscrew.core.program import Program
from leadscrew.core.syntax import meaning
from leadscrew.core.task import Task
from leadscrew.errors import ChangeError
from leadscrew.research.desk import Closed
from leadscrew.research.rewriter.combine import SMALL, Combiner
from leadscrew.research.rewriter.rewriter import Proposal, Rewriter
from leadscrew.research.state import Experiment
from leadscrew.sources.change import changed_program
from leadscrew.sources.taskfile import task_from_parts

SETTINGS = """
goal = "Train faster."
editable = ["train.py", "lib/*.py"]
[candidate]
call = "train:train"
[metric]
kind = "time"
"""
QUALITY = '[quality]\ndirection = "lower"\nmargin = 0.05\n'
TRAIN = b'''\
"""Train."""

STEPS = 1000


def train(data):
    """Step by step."""
    weights = [0.0] * len(data)
    for step in range(STEPS):
        rate = schedule(step)
        weights = [weight - rate * value for weight, value in zip(weights, data)]
    print(weights)
    return weights


RATE = 0.01


def schedule(step):
    limit = sorted([RATE, 0.5])[0]
    return limit


def summary(rows, width=40):
    """What a person reads."""
    lines = []
    for row in rows:
        text = str(row).strip()
        padded = text.ljust(width + 3)
        lines.append(padded[:25])
        if len(lines) > 12:
            print(len(lines))
    found = list(sorted(lines))[0]
    return found, max(lines)
'''
START = Program(
    {"train.py": TRAIN, "lib/more.py": b"DEPTH = 12\n", "fixed.py": b"KEY = 77\n", "lib/old.py": b"print 1\n"}
)
Ruling = Callable[[Program, Program], Decision]


def nothing_helps(new: Program, old: Program) -> Decision:
    return Decision(verdict=Verdict.NOT_BETTER, pairs=2)


def better(factor: float) -> Decision:
    return Decision(verdict=Verdict.BETTER, pairs=9, effect=Effect(factor=factor, low=1.1, high=9.0, level=0.95))


@dataclass
class FakeDesk:
    """A desk whose bench is a function of the two programs."""

    ruling: Ruling = nothing_helps
    settings: str = SETTINGS
    start: Program = START
    seed: int = 1
    slots: int = 1
    quality_noise: float = 0.0
    limit: int = 10_000
    direction: str = ""
    left_s: float = 60.0
    champion: int = 0
    experiments: list[Experiment] = field(default_factory=list)
    programs: dict[int, Program] = field(default_factory=dict)
    drafts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.task: Task = task_from_parts(name="train", settings=self.settings.encode(), judge=b"", start=self.start)
        self.programs.setdefault(0, self.start)

    @property
    def open(self) -> bool:
        return len(self.experiments) < self.limit

    def program(self, number: int) -> Program:
        return self.programs[number]

    def decide(
        self,
        change: Mapping[str, bytes | None],
        hypothesis: str,
        *,
        author: str,
        move: str = "",
        base: int | None = None,
    ) -> Experiment:
        number, parent = len(self.experiments) + 1, self.champion if base is None else base
        program = changed_program(self.task, self.programs[parent], change)
        self.programs[number] = program
        experiment = Experiment(
            number=number, parent=parent, base=parent, files=dict.fromkeys(change, "digest"), hypothesis=hypothesis, author=author,
            move=move, meaning=meaning(program), at=0.0, decision=self.ruling(program, self.programs[parent]),
        )  # fmt: skip
        self.experiments.append(experiment)
        if experiment.verdict is Verdict.BETTER and parent == self.champion:
            self.champion = number
        return experiment

    async def profile(self, number: int) -> None:
        return None

    async def submit(
        self,
        change: Mapping[str, bytes | None],
        hypothesis: str,
        *,
        author: str,
        move: str = "",
        base: int | None = None,
    ) -> Experiment:
        if not self.open:
            raise Closed
        experiment = self.decide(change, hypothesis, author=author, move=move, base=base)
        await asyncio.sleep(0)
        return experiment

    def tally(self, drafts: Mapping[str, Mapping[str, int]]) -> None:
        self.drafts = drafts

    def share(self, statement: str, experiments: Sequence[int], *, author: str) -> None:
        raise AssertionError("the rewriter has nothing to say")

    def halt(self, reason: str, *, author: str) -> None:
        raise AssertionError("the rewriter does not stop a run")


def proposed(desk: FakeDesk, count: int, rewriter: Rewriter | None = None) -> list[Proposal]:
    """The next proposals, each decided before the next is made."""
    rewriter, found = rewriter or Rewriter(), []
    while len(found) < count and (proposal := rewriter.propose(desk)) is not None:
        found.append(proposal)
        desk.decide(proposal.change, proposal.hypothesis, author="rewriter", move=proposal.move, base=proposal.base)
    return found


def shown(proposals: list[Proposal]) -> list[tuple[str, str, object]]:
    return [(proposal.move, proposal.hypothesis, proposal.change) for proposal in proposals]


def test_the_same_seed_gives_the_same_proposals():
    one, other, third = FakeDesk(seed=4), FakeDesk(seed=4), FakeDesk(seed=5)
    first = shown(proposed(one, 20))
    assert first == shown(proposed(other, 20))
    assert first != shown(proposed(third, 20))


def test_nothing_is_proposed_twice_and_it_ends():
    desk = FakeDesk()
    found = proposed(desk, 2000)
    assert 20 < len(found) < 2000
    assert len({proposal.move for proposal in found}) == len(found)
    assert Rewriter().propose(desk) is None  # also for a rewriter that only knows the record


def test_a_resumed_search_goes_on_with_what_was_not_tried():
    desk = FakeDesk()
    before = {proposal.move for proposal in proposed(desk, 10)}
    after = {proposal.move for proposal in proposed(desk, 10, Rewriter())}
    assert len(before) == len(after) == 10 and not before & after


def test_only_editable_python_that_can_be_read_is_changed():
    for proposal in proposed(FakeDesk(), 45):
        assert set(proposal.change) <= {"train.py", "lib/more.py"}


def test_each_proposal_is_a_program_that_the_task_allows_and_is_new():
    desk = FakeDesk()
    for proposal in proposed(desk, 45):
        program = changed_program(desk.task, START, proposal.change)  # raises ChangeError where it may not be
        assert meaning(program) != meaning(START)
        assert proposal.base == 0 and proposal.hypothesis


def test_without_python_there_is_nothing_to_propose():
    desk = FakeDesk(start=Program({"train.py": b"print 1\n", "fixed.py": b"x = 1\n"}))
    assert Rewriter().propose(desk) is None


def test_what_was_better_is_built_upon():
    def fewer_prints(new: Program, old: Program) -> Decision:
        gained = b"print" in old.files["train.py"] and b"print" not in new.files["train.py"]
        return better(1.5) if gained else nothing_helps(new, old)

    desk = FakeDesk(ruling=fewer_prints)
    found = proposed(desk, 60)
    assert desk.champion > 0
    later = found[desk.champion :]
    assert later and all(proposal.base == desk.champion for proposal in later)
    assert all(b"print" not in (proposal.change.get("train.py") or b"") for proposal in later)


def settings_of(program: Program) -> tuple[float, float]:
    text = program.text("train.py")
    return tuple(float(re.search(rf"^{name} = (.*)$", text, re.M)[1]) for name in ("STEPS", "RATE"))  # type: ignore[index,return-value]


def training(new: Program, old: Program) -> Decision:
    """Time goes with STEPS; the loss goes down with STEPS * RATE up to 20, so fewer steps need a larger rate."""
    try:
        (steps, rate), (before, _) = settings_of(new), settings_of(old)
    except TypeError:
        return Decision(verdict=Verdict.WRONG, pairs=0, reason="a setting is gone")
    excess = exp(-min(steps * rate, 20.0) / 5) - exp(-2.0)
    factor = before / steps
    effect = Effect(factor=factor, low=factor * 0.9, high=factor * 1.1, level=0.95)
    verdict = Verdict.BETTER if factor > 1.05 and excess < 0.025 else Verdict.NOT_BETTER
    return Decision(verdict=verdict, pairs=9, effect=effect, excess=excess)


@pytest.mark.parametrize("seed", range(4))
def test_a_faster_but_poorer_change_is_combined_with_one_that_betters_the_answers(seed):
    desk = FakeDesk(ruling=training, settings=SETTINGS + QUALITY, seed=seed)
    for change, move in (("STEPS = 500", "schedule/x#1"), ("RATE = 0.1", "schedule/x#2")):
        name = change.split(" =")[0]
        text = re.sub(rf"(?m)^{name} = .*$", change, TRAIN.decode())
        desk.decide({"train.py": text.encode()}, change, author="rewriter", move=move)
    assert [experiment.verdict for experiment in desk.experiments] == [Verdict.NOT_BETTER] * 2
    combined = [proposal for proposal in proposed(desk, 20, Rewriter(moves=())) if proposal.move.startswith("combine/")]
    both = combined[0].change["train.py"]
    assert both == TRAIN.replace(b"STEPS = 1000", b"STEPS = 500").replace(b"RATE = 0.01", b"RATE = 0.1")
    assert "STEPS = 500" in combined[0].hypothesis and "RATE = 0.1" in combined[0].hypothesis
    assert desk.champion > 0


def test_without_a_quality_nothing_poorer_is_combined():
    desk = FakeDesk(ruling=training)
    for change in (TRAIN.replace(b"1000", b"500"), TRAIN.replace(b"0.01", b"0.1")):
        desk.decide({"train.py": change}, "by hand", author="person")
    assert not [proposal for proposal in proposed(desk, 200) if proposal.move.startswith("combine/")]


@pytest.mark.parametrize(("settings", "rides"), [("", False), (QUALITY, True)])
def test_what_trades_answers_for_time_never_rides_along_where_answers_only_pass_or_fail(settings, rides):
    """A cap on rounds was once claimed that gave wrong answers on 3 of 200 problems."""
    small = Decision(
        verdict=Verdict.NOT_BETTER, pairs=9, effect=Effect(factor=1.02, low=0.99, high=1.05, level=0.9), excess=0.0
    )
    desk = FakeDesk(ruling=lambda new, old: small, settings=SETTINGS + settings)
    for change, move in ((("1000", "900"), "tune/x#1"), (("0.01", "0.02"), "tune/y#1")):
        text = TRAIN.decode().replace(*change)
        desk.decide({"train.py": text.encode()}, "a constant", author="rewriter", move=move)
    combiner = Combiner()
    for experiment in desk.experiments:
        combiner.learn(desk, experiment)
    assert (SMALL in combiner.options(desk, 0)) is rides


def test_a_change_that_was_better_than_an_earlier_champion_is_carried_over():
    rulings = iter([better(1.5), better(1.3)])
    desk = FakeDesk(ruling=lambda new, old: next(rulings, nothing_helps(new, old)))
    one, other = TRAIN.replace(b"    print(weights)\n", b""), TRAIN.replace(b"sorted([RATE, 0.5])[0]", b"RATE")
    desk.decide({"train.py": one}, "no print", author="rewriter", move="remove/x#1", base=0)
    desk.decide({"train.py": other}, "no sort", author="rewriter", move="call/x#1", base=0)
    assert desk.champion == 1
    combined = [proposal for proposal in proposed(desk, 30) if proposal.move.startswith("combine/")]
    assert [proposal.change for proposal in combined] == [{"train.py": one.replace(b"sorted([RATE, 0.5])[0]", b"RATE")}]
    assert combined[0].base == 1


def test_what_a_person_submitted_does_not_teach_the_policy():
    def train_on(author: str) -> Rewriter:
        desk, rewriter = FakeDesk(ruling=lambda new, old: better(2.0)), Rewriter()
        desk.decide({"train.py": TRAIN.replace(b"1000", b"500")}, "fewer", author=author, move="constant/x#1")
        rewriter.propose(desk)
        return rewriter

    assert "move constant/x" in train_on("rewriter").policy.weights
    assert train_on("person").policy.weights == {}


@pytest.mark.parametrize("slots", [1, 3])
def test_all_slots_are_kept_busy_until_the_desk_closes(slots):
    desk = FakeDesk(slots=slots, limit=30)
    asyncio.run(Rewriter().research(desk))
    assert len(desk.experiments) == 30
    assert len({experiment.move for experiment in desk.experiments}) == 30


def test_it_leaves_by_itself_when_nothing_is_left_to_try():
    desk = FakeDesk(slots=2, start=Program({"train.py": b"LIMIT = 7\nprint(LIMIT)\n"}))
    asyncio.run(Rewriter().research(desk))
    assert desk.open and len(desk.experiments) >= 3


def test_a_fault_of_the_desk_is_not_swallowed():
    small = SETTINGS + "[limits]\nsource_kb = 1\n"
    desk = FakeDesk(settings=small, start=Program({"train.py": TRAIN + b"#" * 4000}))
    with pytest.raises(ChangeError, match="KiB"):
        asyncio.run(Rewriter().research(desk))


def test_what_an_earlier_champion_offered_is_tried_on_the_present_one_where_the_lines_allow_it():
    desk, rewriter = FakeDesk(), Rewriter()
    rewriter.propose(desk)
    assert rewriter._edits is not None
    offered = [edit for edit in rewriter._edits[1] if edit.move.startswith("remove/")]
    changed = TRAIN.replace(b"sorted([RATE, 0.5])[0]", b"RATE").replace(
        b"            print(len(lines))\n", b"            pass\n"
    )
    desk.ruling = lambda new, old: better(1.5)
    desk.decide({"train.py": changed}, "no sort", author="person", base=0)
    desk.ruling = nothing_helps
    tried = {proposal.move for proposal in proposed(desk, 200, rewriter)}
    missing = [edit.hypothesis for edit in offered if edit.name not in tried]
    assert len(missing) <= 3 < len(offered), missing  # those of the very lines that changed
