"""The database of a lab: its format, how it is opened, made, and brought up from an older format."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from leadscrew.errors import LabError
from leadscrew.ledger.chain import read_leaf
from leadscrew.store import views

FORMAT = 2
"""1: other views; the facts are the same, so its views are made anew when it is opened."""
FACTS = """
CREATE TABLE fact (seq INTEGER PRIMARY KEY, run TEXT, kind TEXT NOT NULL, leaf BLOB NOT NULL, hash TEXT NOT NULL);
CREATE INDEX fact_run ON fact (run, kind, seq);
CREATE INDEX fact_kind ON fact (kind, seq);
CREATE TABLE secret (run TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE artefact (digest TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
"""
OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
WAIT_S = 30.0
"""For another process that writes."""


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """Open a lab's database.  Raises LabError where it cannot even be read as it stands."""
    if writable:
        return _connected(f"file:{quote(str(path))}")
    database = _connected(f"file:{quote(str(path))}?mode=ro")
    try:
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as exc:  # no room for the files that SQLite keeps beside a database in use
        database.close()
        waiting = path.with_name(path.name + "-wal")
        if waiting.exists() and waiting.stat().st_size:
            raise LabError(
                f"lab {str(path.parent)!r}: it cannot be written, and {waiting.name} holds facts that are not in "
                f"{path.name} yet: copy the whole folder to a place that can be written and give that with --lab"
            ) from exc
        return _connected(f"file:{quote(str(path))}?mode=ro&immutable=1")
    return database


def _connected(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(
        uri, uri=True, timeout=WAIT_S, isolation_level=None, check_same_thread=False, cached_statements=256
    )


def format_of(database: sqlite3.Connection, folder: Path) -> int:
    """The format of a lab's database, 0 while it is empty.  Raises LabError where it is something else."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if not 0 <= version <= FORMAT:
        raise LabError(
            f"lab {str(folder)!r}: its format is {version}, this leadscrew knows {FORMAT}: use a newer leadscrew"
        )
    if version == 0 and database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise LabError(f"lab {str(folder)!r}: lab.db is a database of something else; choose another with --lab")
    return version


def make(database: sqlite3.Connection, append: Callable[[str, Mapping[str, Any]], object]) -> None:
    """Make a new lab's tables and its first fact, inside a transaction."""
    _execute(database, FACTS + views.SCHEMA)
    database.execute(f"PRAGMA user_version = {FORMAT}")
    append("lab_created", {"lab": secrets.token_hex(8), "format": FORMAT})


def make_views_anew(database: sqlite3.Connection) -> None:
    """Replace the views of an older format by what the facts say, inside a transaction."""
    for table in ("run", "experiment"):
        database.execute(f"DROP TABLE {table}")
    _execute(database, views.SCHEMA)
    for (leaf,) in database.execute("SELECT leaf FROM fact ORDER BY seq"):
        views.project(database, read_leaf(leaf))
    database.execute(f"PRAGMA user_version = {FORMAT}")


def expected_objects() -> set[tuple[str, str, str, str]]:
    """(type, name, table, definition) of all that a lab's database holds."""
    with closing(sqlite3.connect(":memory:")) as database:
        _execute(database, FACTS + views.SCHEMA)
        return set(database.execute(OBJECTS))


def _execute(database: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):
        database.execute(statement)
