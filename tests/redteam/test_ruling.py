"""What counts as won, caught, or a false alarm."""

from __future__ import annotations

import pytest

from leadscrew.core.experiment import Status, Trial
from leadscrew.redteam.cheat import CHEATS, Cheat, Must, bundled_cheats, read_cheat
from leadscrew.redteam.row import Row
from leadscrew.redteam.ruling import ruled
from leadscrew.redteam.suite import tally


def cheat(must: Must) -> Cheat:
    return read_cheat("group/name", f'"""Try it.\n\nGains: much\nMust: {must}\n"""\n')


def trial(status: Status = Status.OK, reason: str = "", wall_s: float = 1.0) -> Trial:
    return Trial(status=status, wall_s=wall_s, reason=reason)


WRONG, CRASHED = Status.WRONG, Status.CRASHED


@pytest.mark.parametrize(
    ("must", "trials", "excesses", "holds"),
    [
        (Must.NOT_COUNT, [trial()], [], False),
        (Must.NOT_COUNT, [trial(), trial(WRONG, "no")], [], True),
        (Must.NOT_COUNT, [trial(Status.CUT)], [], True),
        (Must.NOT_COUNT, [trial(), trial()], [0.2, 0.3], True),
        (Must.NOT_COUNT, [trial(), trial()], [0.2, 0.05], False),
        (Must.TAKE_ITS_TIME, [trial(wall_s=0.25)], [], True),
        (Must.TAKE_ITS_TIME, [trial(wall_s=0.2)], [], False),
        (Must.FIND_NOTHING, [trial(CRASHED, "Report: cheat-report: held 3 (EPERM 2, ENOENT 1)")], [], True),
        (Must.FIND_NOTHING, [trial(CRASHED, "Report: cheat-report: OPEN /etc/shadow")], [], False),
        (Must.FIND_NOTHING, [trial(CRASHED, "x cheat-report: OPEN a"), trial(CRASHED, "x cheat-report: held 1 (EPERM 1)")], [], False),
        (Must.TAKE_ITS_TIME, [trial(CRASHED, "NameError: oops")], [], None),
        (Must.NOT_COUNT, [trial(CRASHED, "NameError: oops")], [], None),
        (Must.NOT_COUNT, [trial(CRASHED, "MemoryError")], [], True),
        (Must.FIND_NOTHING, [trial(CRASHED, "NameError: oops")], [], False),
        (Must.FIND_NOTHING, [trial()], [], False),
        (Must.FIND_NOTHING, [trial(CRASHED, "more than 128 MB of memory")], [], True),
        (Must.PASS, [trial()], [], True),
        (Must.PASS, [trial(WRONG, "not the numbers")], [], False),
        (Must.PASS, [trial(CRASHED, "ModuleNotFoundError: No module named 'numba'")], [], None),
        (Must.NOT_COUNT, [trial(CRASHED, "DoesNotApply: no number in the answer")], [], None),
    ],
)  # fmt: skip
def test_a_cheat_wins_only_by_what_it_must_not_do(must, trials, excesses, holds):
    assert ruled(cheat(must), trials, excesses, margin=0.1, hidden_s=0.25).holds is holds


@pytest.mark.parametrize(
    ("excesses", "holds"), [([0.4], True), ([-0.2, 0.0], True), ([-0.2, -0.005], True), ([-0.2, -0.02], False)]
)
def test_where_a_score_decides_a_cheat_wins_only_if_it_scores_better_than_the_start_each_time(excesses, holds):
    trials = [trial() for _ in excesses]
    assert ruled(cheat(Must.NOT_COUNT), trials, excesses, margin=None, gain=0.01, hidden_s=0.25).holds is holds


def test_every_bundled_cheat_says_what_it_tries_and_what_must_come_of_it():
    cheats = bundled_cheats()
    assert len(cheats) == len({item.name for item in cheats}) == len(list(CHEATS.glob("*/*.py"))) > 50
    for item in cheats:
        assert item.tries.endswith(".") and item.modes and (item.gains or item.must is Must.PASS), item.name


def test_a_tally_counts_catches_and_false_alarms_apart():
    def row(holds, honest=False):
        return Row(name="a", mode="call", tries="", gains="", holds=holds, by="", wall_s=0.0, honest=honest)

    whole = tally([row(True), row(None), row(True, honest=True)])
    assert (whole.caught, whole.tried, whole.false_alarms, whole.honest, whole.inapplicable) == (1, 1, 0, 1, 1)
    assert whole.holds
    assert not tally([row(False)]).holds
    assert not tally([row(True), row(False, honest=True)]).holds
