"""Tables that are derived from the facts: written with each fact, and rebuilt whole to verify them.

They hold what a long run must be able to say without reading all of its facts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from leadscrew.ledger.chain import Fact, canonical
from leadscrew.ledger.kinds import SEARCH, phase_after, problem_used

TABLES = {
    "run": (
        "id, seq, task, started_at, state, champion, spent_s, experiments, duplicates, claim, attempts, "
        "last_seq, last_at, last_kind, phase"
    ),
    "experiment": (
        "run, number, seq, parent, base, verdict, factor, low, high, level, pairs, e_value, excess, excess_upper, "
        "quality, reason, hypothesis, author, move, meaning, files, at, spent_s"
    ),
    "problem": "run, purpose, used",
    "phase": "run, name, seconds",
}
SCHEMA = """
CREATE TABLE run (
  id TEXT PRIMARY KEY, seq INTEGER, task TEXT, started_at REAL, state TEXT, champion INTEGER, spent_s REAL,
  experiments INTEGER, duplicates INTEGER, claim TEXT, attempts INTEGER, last_seq INTEGER, last_at REAL, last_kind TEXT,
  phase TEXT) WITHOUT ROWID;
CREATE INDEX run_seq ON run (seq);
CREATE TABLE experiment (
  run TEXT, number INTEGER, seq INTEGER, parent INTEGER, base INTEGER, verdict TEXT, factor REAL, low REAL, high REAL,
  level REAL, pairs INTEGER, e_value REAL, excess REAL, excess_upper REAL, quality REAL, reason TEXT, hypothesis TEXT,
  author TEXT, move TEXT, meaning TEXT, files TEXT, at REAL, spent_s REAL, PRIMARY KEY (run, number)) WITHOUT ROWID;
CREATE INDEX experiment_meaning ON experiment (run, meaning);
CREATE INDEX experiment_verdict ON experiment (run, verdict);
CREATE TABLE problem (run TEXT, purpose TEXT, used INTEGER, PRIMARY KEY (run, purpose)) WITHOUT ROWID;
CREATE TABLE phase (run TEXT, name TEXT, seconds REAL, PRIMARY KEY (run, name)) WITHOUT ROWID;
"""
STATES = {"run_ended": "ended", "run_interrupted": "interrupted", "run_resumed": "running", "halt": "halted"}


def project(database: sqlite3.Connection, fact: Fact) -> None:
    """Write what one fact changes in the tables."""
    body, run = fact.body, fact.run
    match fact.kind:
        case "run_started":
            _insert(
                database, "run", run, fact.seq, body["task"], fact.at, "running", 0, 0.0, 0, 0, None, 0, fact.seq,
                fact.at, "", SEARCH,
            )  # fmt: skip
        case "candidate":
            _candidate(database, fact)
        case "duplicate":
            database.execute("UPDATE run SET duplicates = duplicates + 1 WHERE id = ?", (run,))
        case "verdict":
            _verdict(database, run, body)
        case "champion":
            database.execute("UPDATE run SET champion = ? WHERE id = ?", (body["number"], run))
        case "claim":
            database.execute(
                "UPDATE run SET claim = ?, attempts = attempts + 1 WHERE id = ?",
                (json.dumps(dict(body), sort_keys=True), run),
            )
        case "run_ended" | "run_interrupted" | "run_resumed" | "halt":
            database.execute("UPDATE run SET state = ? WHERE id = ?", (STATES[fact.kind], run))
        case _:
            pass
    if run is not None:
        _course(database, fact)


def _candidate(database: sqlite3.Connection, fact: Fact) -> None:
    body = fact.body
    files = canonical(body["files"]).decode()
    _insert(
        database, "experiment", fact.run, body["number"], fact.seq, body["parent"], body.get("base", body["parent"]),
        None, None, None, None, None, 0, None, None, None, None, "", body["hypothesis"], body["author"], body["move"],
        body["meaning"], files, fact.at, None,
    )  # fmt: skip
    database.execute("UPDATE run SET experiments = experiments + 1 WHERE id = ?", (fact.run,))


def _verdict(database: sqlite3.Connection, run: str | None, body: Mapping[str, Any]) -> None:
    effect: Mapping[str, Any] = body.get("effect") or {}
    database.execute(
        "UPDATE experiment SET verdict = ?, factor = ?, low = ?, high = ?, level = ?, pairs = ?, e_value = ?,"
        " excess = ?, excess_upper = ?, quality = ?, reason = ?, spent_s = ? WHERE run = ? AND number = ?",
        (
            body["verdict"], effect.get("factor"), effect.get("low"), effect.get("high"), effect.get("level"),
            body["pairs"], body.get("e_value", 1.0), body.get("excess"), body.get("excess_upper"), body.get("quality"),
            body["reason"], body.get("spent_s"), run, body["number"],
        ),
    )  # fmt: skip


def _course(database: sqlite3.Connection, fact: Fact) -> None:
    """Where a run stands: its last fact, the problems it has used up, the time it spent in each phase."""
    body, run = fact.body, fact.run
    if (used := problem_used(fact.kind, body)) is not None:
        database.execute(
            "INSERT INTO problem VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET used = max(used, excluded.used)",
            (run, used[0], used[1] + 1),
        )
    if "spent_s" not in body:
        database.execute("UPDATE run SET last_seq = ? WHERE id = ?", (fact.seq, run))
        return
    known = database.execute("SELECT spent_s, last_kind, phase FROM run WHERE id = ?", (run,)).fetchone()
    if known is None:
        return
    spent_s, before, phase = known
    phase = phase_after(fact.kind, before=before, phase=phase)
    if body["spent_s"] > spent_s:
        database.execute(
            "INSERT INTO phase VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds",
            (run, phase, body["spent_s"] - spent_s),
        )
    database.execute(
        "UPDATE run SET spent_s = ?, last_seq = ?, last_at = ?, last_kind = ?, phase = ? WHERE id = ?",
        (max(body["spent_s"], spent_s), fact.seq, fact.at, fact.kind, phase, run),
    )


def _insert(database: sqlite3.Connection, table: str, *row: Any) -> None:
    database.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
