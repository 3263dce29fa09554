"""Pairs where what is right is the start's own answer: who runs when, and what a start that fails comes to."""

from __future__ import annotations

import os
import random

import pytest

from leadscrew.bench.comparison import Floor, Seeds
from leadscrew.bench.rig import BoxRig, StartFailed
from leadscrew.core.experiment import Status
from leadscrew.core.seed import Purpose
from leadscrew.sources.draft import Draft, Origin

MARK = f"pairs-{os.getpid()}"
SOURCE = b"def double(value):\n    return 2 * value\n"
INPUTS = b"def inputs(seed):\n    return (seed % 1000,)\n"


class Journal:
    def __init__(self) -> None:
        self.facts: list = []

    def record(self, kind, body, *, later=False, artefact=None) -> None:
        self.facts.append((kind, body))


class Order(random.Random):
    """Draws the order that a test asks for."""

    def __init__(self, *, new_first: bool) -> None:
        super().__init__(0)
        self._drawn = 0.0 if new_first else 0.9

    def random(self) -> float:
        return self._drawn


@pytest.fixture
def floor(monkeypatch):
    made: list[BoxRig] = []
    ran: list[str] = []
    measured, outcome = BoxRig.measure, BoxRig.outcome

    def make(source: bytes = SOURCE, *, new_first: bool) -> tuple[Floor, list[str]]:
        draft = Draft(
            name="double", origin=Origin(repository="/nowhere"), files={"m.py": source}, call="m:double", inputs=INPUTS,
            editable=("m.py",), path=(".",),
        )  # fmt: skip
        rig = BoxRig(draft.task(), lab_mark=MARK)
        made.append(rig)
        names = {rig.task.start.files["m.py"]: "start"}

        def watched(self, files, seed, **options):
            ran.append(names.get(files["m.py"], "new"))
            return outcome(self, files, seed, **options)

        monkeypatch.setattr(BoxRig, "outcome", watched)
        monkeypatch.setattr(BoxRig, "measure", measured)
        return Floor(rig.task, rig, Seeds(bytes(32)), Journal(), rng=Order(new_first=new_first)), ran

    yield make
    for rig in made:
        rig.close()


def other(floor: Floor, number: int, source: bytes = b"def double(value):\n    return value + value\n"):
    return floor.task.start.with_files({"m.py": source + b"# %d\n" % number})


@pytest.mark.parametrize("new_first", [True, False])
def test_nothing_stands_between_the_trials_of_a_pair_and_none_of_them_runs_again(floor, new_first):
    at, ran = floor(new_first=new_first)
    _, pair = at.pair(other(at, 1), at.task.start, Purpose.CLAIM)
    assert ran == (["new", "start"] if new_first else ["start", "new"])
    assert (pair.new.status, pair.old.status) == (Status.OK, Status.OK)
    ran.clear()
    _, pair = at.pair(other(at, 1), other(at, 2), Purpose.SEARCH)
    assert ran == ["new", "new", "start"], "the start is run apart once, after both"
    assert (pair.new.status, pair.old.status) == (Status.OK, Status.OK)


def test_a_wrong_answer_that_came_first_is_still_wrong(floor):
    at, _ = floor(new_first=True)
    _, pair = at.pair(other(at, 1, b"def double(value):\n    return value\n"), at.task.start, Purpose.CLAIM)
    assert (pair.new.status, pair.old.status) == (Status.WRONG, Status.OK)


DIES = b"import os\n\n\ndef double(value):\n    if value >= 0:\n        os._exit(1)\n    return 2 * value\n"


@pytest.mark.parametrize("new_first", [True, False])
def test_a_start_that_fails_on_a_problem_makes_a_void_pair_and_ends_nothing(floor, new_first):
    at, _ = floor(DIES, new_first=new_first)
    _, pair = at.pair(other(at, 1), at.task.start, Purpose.CLAIM)
    assert pair.old.failed and not pair.new.failed
    _, pair = at.pair(other(at, 1), other(at, 2), Purpose.SEARCH)
    assert pair.old.failed and not pair.new.failed and "the start gives no answer" in pair.old.reason


def test_a_single_trial_goes_on_to_another_problem_three_times(floor):
    at, _ = floor(DIES, new_first=True)
    with pytest.raises(StartFailed):
        at.fresh_trial(other(at, 1), Purpose.SEARCH, opponent=None)
    assert [body["counter"] for kind, body in at.journal.facts if kind == "void"] == [0, 1]


def test_a_first_trial_that_was_not_judged_before_a_kill_is_judged_after(floor, monkeypatch):
    monkeypatch.setattr("leadscrew.bench.comparison.KEPT_HALF_S", 0.0)
    at, ran = floor(new_first=True)
    wrong = other(at, 1, b"def double(value):\n    return value\n")
    stopped = BoxRig.measure

    def killed(self, program, seed, *, cut_s):
        if program.digest == self.task.start.digest:
            raise KeyboardInterrupt
        return stopped(self, program, seed, cut_s=cut_s)

    monkeypatch.setattr(BoxRig, "measure", killed)
    with pytest.raises(KeyboardInterrupt):
        at.pair(wrong, at.task.start, Purpose.CLAIM)
    monkeypatch.setattr(BoxRig, "measure", stopped)
    (body,) = [body for kind, body in at.journal.facts if kind == "half_pair"]
    assert body["answer"] is not None and body["trial"]["status"] == "ok"
    ran.clear()
    counter, pair = at.pair(wrong, at.task.start, Purpose.CLAIM)
    assert (counter, ran, pair.new.status) == (0, ["start"], Status.WRONG)
    assert pair.new.wall_s == body["trial"]["wall_s"]
