"""Tables that are derived from the facts: written with each fact, and rebuilt whole to verify them."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from leadscrew.ledger.chain import Fact

TABLES = {
    "run": "id, task, started_at, state, champion, spent_s, experiments, duplicates, claim, attempts",
    "experiment": (
        "run, number, parent, verdict, factor, low, high, pairs, reason, hypothesis, author, move, meaning, at"
    ),
}
SCHEMA = """
CREATE TABLE run (
  id TEXT PRIMARY KEY, task TEXT, started_at REAL, state TEXT, champion INTEGER, spent_s REAL, experiments INTEGER,
  duplicates INTEGER, claim TEXT, attempts INTEGER) WITHOUT ROWID;
CREATE TABLE experiment (
  run TEXT, number INTEGER, parent INTEGER, verdict TEXT, factor REAL, low REAL, high REAL, pairs INTEGER, reason TEXT,
  hypothesis TEXT, author TEXT, move TEXT, meaning TEXT, at REAL, PRIMARY KEY (run, number)) WITHOUT ROWID;
CREATE INDEX experiment_meaning ON experiment (run, meaning);
CREATE INDEX experiment_verdict ON experiment (run, verdict);
"""
STATES = {"run_ended": "ended", "run_interrupted": "interrupted", "run_resumed": "running"}


def project(database: sqlite3.Connection, fact: Fact) -> None:
    """Write what one fact changes in the tables."""
    body, run = fact.body, fact.run
    row: tuple[Any, ...]
    match fact.kind:
        case "run_started":
            row = (run, body["task"], fact.at, "running", 0, 0.0, 0, 0, None, 0)
            database.execute(f"INSERT INTO run VALUES ({','.join('?' * len(row))})", row)
        case "candidate":
            row = (
                run, body["number"], body["parent"], None, None, None, None, 0, "", body["hypothesis"], body["author"],
                body["move"], body["meaning"], fact.at,
            )  # fmt: skip
            database.execute(f"INSERT INTO experiment VALUES ({','.join('?' * len(row))})", row)
            database.execute("UPDATE run SET experiments = experiments + 1 WHERE id = ?", (run,))
        case "duplicate":
            database.execute("UPDATE run SET duplicates = duplicates + 1 WHERE id = ?", (run,))
        case "verdict":
            effect: dict[str, Any] = body.get("effect") or {}
            database.execute(
                "UPDATE experiment SET verdict = ?, factor = ?, low = ?, high = ?, pairs = ?, reason = ?"
                " WHERE run = ? AND number = ?",
                (
                    body["verdict"], effect.get("factor"), effect.get("low"), effect.get("high"), body["pairs"],
                    body["reason"], run, body["number"],
                ),
            )  # fmt: skip
        case "champion":
            database.execute("UPDATE run SET champion = ? WHERE id = ?", (body["number"], run))
        case "claim":
            database.execute(
                "UPDATE run SET claim = ?, attempts = attempts + 1 WHERE id = ?",
                (json.dumps(dict(body), sort_keys=True), run),
            )
        case "run_ended" | "run_interrupted" | "run_resumed":
            database.execute("UPDATE run SET state = ? WHERE id = ?", (STATES[fact.kind], run))
        case _:
            pass
    if run is not None and "spent_s" in body:
        database.execute("UPDATE run SET spent_s = ? WHERE id = ?", (body["spent_s"], run))
