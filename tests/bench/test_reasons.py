"""Words of a candidate reach people as words: no terminal obeys them."""

from __future__ import annotations

from leadscrew.bench.rig import BoxRig, shown_reason
from leadscrew.core.experiment import MAX_REASON, Status
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, problem_seed
from leadscrew.sources.taskfile import read_task


def test_a_reason_cannot_move_the_cursor_or_hide_text():
    task = read_task("hello")
    rig = BoxRig(task, lab_mark="reasons")
    hostile = b"def summarise(problem):\n    raise SystemExit('\\x1b]0;mine\\x07\\u202e' + 'x' * 100000)\n"
    try:
        trial = rig.trial(Program({"summary.py": hostile}), problem_seed(bytes(32), Purpose.CHECK, 0), cut_s=None)
    finally:
        rig.close()
    assert trial.status is Status.CRASHED
    assert trial.reason.isprintable() or all(line.isprintable() for line in trial.reason.split("\n"))
    assert len(trial.reason) <= MAX_REASON


def test_a_reason_keeps_its_lines_and_its_end():
    assert shown_reason("a\nb\x1b[2J") == "a\nb<U+001B>[2J"
    assert shown_reason("x" * 10_000 + "the end").endswith("the end")
