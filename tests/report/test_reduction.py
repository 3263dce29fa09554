"""What the reduction tried is shown with the lines it tried to do without, also from older records."""

from __future__ import annotations

from leadscrew.report.collect import collect

CHANGED = [(0, "# one\n"), (3, "# two\n"), (4, "# three\n")]


def champion(record) -> bytes:
    lines = record.task.start.text("summary.py").splitlines(keepends=True)
    for index, text in CHANGED:
        lines[index] = lines[index][: len(lines[index]) - len(lines[index].lstrip())] + text
    return "".join(lines).encode()


def steps(record, **body):
    """The steps of a report of a run whose reduction recorded one decision."""
    content = champion(record)
    record.noise()
    record.experiment("better", factor=2.0, low=1.5, files={"summary.py": content})
    record.add("search_over", reason="done")
    record.add("reduced", path="summary.py", dropped=True, pairs=9, reason="without it no slower", **body)
    record.add("reduction", number=1, files={"summary.py": record.lab.keep(content)})
    record.write()
    summary = collect(record.lab, None)
    assert summary.change is not None
    return summary.change.steps


def test_a_group_of_hunks_is_shown_with_all_its_places(record):
    (step,) = steps(record, step=0, hunk=0, hunks=[0, 2], broke=False)
    assert step.place == "summary.py:1, summary.py:5" and step.dropped and step.pairs == 9
    assert [line.text.strip() for line in step.lines if line.kind == "added"] == ["# one", "# three"]


def test_a_hunk_of_an_older_record_is_a_block(record):
    (step,) = steps(record, hunk=1)
    assert step.place == "summary.py:4"
    assert [line.text.strip() for line in step.lines if line.kind == "added"] == ["# two", "# three"]


def test_a_hunk_that_is_not_there_is_shown_without_lines(record):
    (step,) = steps(record, step=0, hunk=99, hunks=[99], broke=False)
    assert step.place == "summary.py" and step.lines == ()


def test_a_claim_of_the_whole_champion_is_not_called_reduced(record):
    steps(record, step=0, hunk=0, hunks=[0], broke=False)
    record.claim(gain=True)
    record.end(gain=True)
    record.write()
    summary = collect(record.lab, None)
    assert summary.change is not None and not summary.change.reduced
