"""What the page says, before anything is drawn."""

from __future__ import annotations

import pytest

from leadscrew.core.program import Program
from leadscrew.ledger.kinds import CLAIM, NOISE, SEARCH
from leadscrew.report import palette, words
from leadscrew.report.change import change_between
from leadscrew.report.collect import collect
from leadscrew.report.headline import Standing


def summary_of(record):
    record.write()
    return collect(record.lab, record.run)


def test_the_time_spent_is_shared_out_over_the_phases(claimed):
    summary = summary_of(claimed())
    phases = dict(summary.course.phase_s)
    assert sum(phases.values()) == pytest.approx(summary.spent_s)
    assert phases[NOISE] == 2.5
    assert phases[SEARCH] > phases[CLAIM] > 0


def test_waiting_for_a_quiet_machine_is_a_phase_of_its_own(record):
    record.add("waiting", busy_share=0.9, core=1)
    record.spent_s += 30
    record.noise()
    summary = summary_of(record)
    assert dict(summary.course.phase_s)["waiting for a quiet machine"] == 30.5


def test_an_open_run_with_a_claimed_gain_is_a_gain(record):
    record.noise()
    record.experiment("better", factor=2.0)
    record.reduce()
    record.claim(gain=True)
    assert summary_of(record).headline.standing is Standing.GAIN


def test_lanes_climb_from_champion_to_champion(record):
    record.noise()
    record.experiment("wrong")
    first = record.experiment("better", factor=1.5)
    record.experiment("crashed")
    second = record.experiment("better", factor=2.0)
    tree = summary_of(record).tree
    assert [lane.number for lane in tree.lanes] == [0, first, second]
    assert [lane.label for lane in tree.lanes] == ["start", "#2  1.50×", "#4  3.00×"]
    assert [column.lane for column in tree.columns] == [0, 0, 1, 1]


def test_every_experiment_is_in_some_column_however_long_the_run(record):
    record.noise()
    for index in range(1, 1001):
        record.experiment("better" if index % 40 == 0 else "wrong", factor=1.1)
    tree = summary_of(record).tree
    assert sum(column.count for column in tree.columns) == 1000
    assert len(tree.lanes) + tree.folded == 26
    assert tree.lanes[-1].number == 1000


def test_the_effects_begin_with_the_claim_and_stay_few(claimed):
    record = claimed()
    for _ in range(60):
        record.experiment("not_better", factor=0.9, low=0.8, high=1.0)
    rows = summary_of(record).forest
    assert rows[0].kind == "claim"
    assert len(rows) == 25


def test_files_that_come_and_go_are_told():
    start = Program({"a.py": b"1\n2\n", "gone.py": b"x\n"})
    final = Program({"a.py": b"1\n3", "new.py": b"y\n"})
    change = change_between(start, final, None, (), reduced=True)
    assert [(f.path, f.added, f.removed) for f in change.files] == [("a.py", 1, 1), ("gone.py", 0, 1), ("new.py", 1, 0)]
    assert change.files[1].lines[-1].text == "the file is removed"


def test_no_two_roles_share_a_colour_on_light_paper():
    colours = [colour.light for colour in palette.ALL]
    assert len(set(colours)) == len(colours)


@pytest.mark.parametrize(
    ("value", "text"),
    [(25.34, "25.3"), (12231.2, "12,231"), (3.2e14, "3.2 × 10^14"), (1e300, "1.0 × 10^300")],
)
def test_an_e_value_is_short(value, text):
    assert words.evidence(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(0.0, None, ""), (1.2, None, "[1.20, ?]"), (0.0, 1.5, "[?, 1.50]"), (1.0, 2.0, "[1.00, 2.00]")],
)
def test_an_open_end_of_an_interval_is_a_question_mark(low, high, text):
    assert words.bounds(low, high) == text
