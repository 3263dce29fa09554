"""The database's own form: what was added to it shows, an older one is brought up, long ones are read in little steps."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from leadscrew.errors import LabError, RecordError
from leadscrew.ledger.pause import LIFTED, PAUSED
from leadscrew.store.lab import Lab

OLD_VIEWS = """
DROP TABLE run; DROP TABLE experiment; DROP TABLE problem; DROP TABLE phase;
CREATE TABLE run (
  id TEXT PRIMARY KEY, task TEXT, started_at REAL, state TEXT, champion INTEGER, spent_s REAL, experiments INTEGER,
  duplicates INTEGER, claim TEXT, attempts INTEGER) WITHOUT ROWID;
CREATE TABLE experiment (
  run TEXT, number INTEGER, parent INTEGER, verdict TEXT, factor REAL, low REAL, high REAL, pairs INTEGER, reason TEXT,
  hypothesis TEXT, author TEXT, move TEXT, meaning TEXT, at REAL, PRIMARY KEY (run, number)) WITHOUT ROWID;
CREATE INDEX experiment_meaning ON experiment (run, meaning);
CREATE INDEX experiment_verdict ON experiment (run, verdict);
PRAGMA user_version = 1;
"""


def execute(folder: Path, statements: str) -> None:
    with closing(sqlite3.connect(folder / "lab.db")) as database:
        database.executescript(statements)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A closed lab with a run of two experiments."""
    lab = Lab(tmp_path / "lab", create=True)
    run = lab.start_run("sums", {"commitment": "", "start_files": {}}, b"s" * 32)
    for number in (1, 2):
        words = {"hypothesis": "faster", "author": "ada", "move": "", "meaning": str(number)}
        lab.append(
            "candidate", {"number": number, "parent": 0, "base": 0, "files": {}, **words, "spent_s": 1.0}, run=run
        )
        lab.append("trial", {"number": number, "counter": number, "spent_s": 1.5}, run=run)
    verdict = {"number": 1, "verdict": "better", "pairs": 3, "reason": "", "effect": None, "spent_s": 2.5}
    lab.append("verdict", verdict, run=run)
    lab.close()
    return lab


def views(folder: Path) -> dict[str, list[dict[str, object]]]:
    with closing(Lab(folder)) as lab:
        return {table: lab.rows(table) for table in ("run", "experiment", "problem", "phase")}


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ("CREATE TRIGGER deaf AFTER INSERT ON fact WHEN new.kind = 'paused' BEGIN DELETE FROM fact WHERE seq = new.seq; END", "deaf"),
        ("CREATE TABLE more (x)", "more"),
        ("CREATE VIEW other AS SELECT * FROM fact", "other"),
        ("CREATE INDEX quick ON fact (hash)", "quick"),
        ("DROP INDEX fact_kind", "fact_kind"),
        ("DROP INDEX fact_kind; CREATE INDEX fact_kind ON fact (kind, seq) WHERE kind != 'paused'", "fact_kind"),
        ("ALTER TABLE experiment ADD COLUMN more", "experiment"),
    ],
)  # fmt: skip
def test_verify_finds_what_was_added_to_the_database_or_taken_from_it(lab, statements, told):
    execute(lab.folder, statements)
    with closing(Lab(lab.folder)) as again, pytest.raises(RecordError, match=f"{told!r}"):
        again.verify()


def test_a_lab_that_was_analysed_still_verifies(lab):
    execute(lab.folder, "ANALYZE")
    with closing(Lab(lab.folder)) as again:
        assert again.verify()["facts"] == 7


def test_a_lab_of_the_first_format_is_brought_up_when_it_is_opened(lab):
    expected = views(lab.folder)
    execute(lab.folder, OLD_VIEWS)
    assert views(lab.folder) == expected
    assert expected["problem"] == [{"run": "r1", "purpose": "search", "used": 3}]
    assert expected["phase"] == [{"run": "r1", "name": "search", "seconds": 2.5}]
    with closing(Lab(lab.folder)) as again:
        again.verify()
        again.append("champion", {"number": 1}, run="r1")
        again.verify()


def test_a_lab_that_an_older_leadscrew_runs_in_is_left_to_it(lab):
    with closing(Lab(lab.folder)) as holder, holder.running():
        execute(lab.folder, OLD_VIEWS)
        before = (lab.folder / "lab.db").read_bytes()
        with pytest.raises(LabError, match=f"an older leadscrew runs in it .process {os.getpid()}"):
            Lab(lab.folder)
        assert (lab.folder / "lab.db").read_bytes() == before


def test_an_empty_database_is_no_lab_unless_one_is_to_be_made(tmp_path):
    (tmp_path / "lab.db").write_bytes(b"")
    with pytest.raises(LabError, match=r"lab\.db is empty.*copied without lab\.db-wal"):
        Lab(tmp_path)
    with closing(Lab(tmp_path, create=True)) as lab:
        assert lab.verify()["facts"] == 1


def test_a_database_copied_alone_is_what_had_been_merged_into_it(lab, tmp_path):
    with closing(Lab(lab.folder)) as open_lab:
        open_lab.append("finding", {})  # still beside the database
        (tmp_path / "alone").mkdir()
        shutil.copy(lab.folder / "lab.db", tmp_path / "alone")
    with closing(Lab(tmp_path / "alone")) as alone:
        assert alone.verify()["facts"] == 7


def steps(lab: Lab, work) -> int:
    """How many steps of SQLite's machine some work takes, in tens."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    lab._database.set_progress_handler(step, 10)
    work()
    lab._database.set_progress_handler(None, 0)
    return count


def test_asking_for_a_pause_takes_as_few_steps_in_a_long_record_as_in_a_short_one(lab):
    with closing(Lab(lab.folder)) as again:
        again.append(PAUSED, {"who": "ada", "reason": ""})
        again.append(LIFTED, {"who": "ada", "reason": ""})
        few = steps(again, again.pause)
        again.append_all([("finding", {"n": n}) for n in range(5000)])
        assert steps(again, again.pause) <= few + 1
        for _ in range(50):
            again.append(PAUSED, {"who": "ada", "reason": ""})
        assert steps(again, again.pause) <= few + 1
        assert again.pause() is not None


def test_the_latest_run_and_an_experiment_are_found_without_a_search(lab):
    with closing(Lab(lab.folder)) as again:
        few = steps(again, lambda: again.run_row(None))
        one = steps(again, lambda: again.rows("experiment", "run = ? AND number = ?", ("r1", 2)))
        same = steps(
            again, lambda: again.rows("experiment", "run = ? AND meaning = ? ORDER BY number LIMIT 1", ("r1", "2"))
        )
        for _ in range(100):
            again.start_run("sums", {}, b"s" * 32)
        words = {"parent": 0, "base": 0, "files": {}, "hypothesis": "", "author": "", "move": ""}
        again.append_all([("candidate", {"number": n, "meaning": str(n), **words}) for n in range(3, 3000)], run="r1")
        assert steps(again, lambda: again.run_row(None)) <= few + 1
        assert steps(again, lambda: again.rows("experiment", "run = ? AND number = ?", ("r1", 2))) <= one + 1
        assert (
            steps(
                again, lambda: again.rows("experiment", "run = ? AND meaning = ? ORDER BY number LIMIT 1", ("r1", "2"))
            )
            <= same + 1
        )
