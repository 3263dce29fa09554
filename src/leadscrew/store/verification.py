"""Verify a lab: the chain, the views rebuilt from it, the artefacts. Whatever its length, in little memory."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

from leadscrew.errors import RecordError
from leadscrew.ledger.chain import Fact, verified
from leadscrew.store import views
from leadscrew.store.schema import OBJECTS, expected_objects

Look = Callable[[Fact], None]
NAMES = """
CREATE TABLE named (digest TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE kept (digest TEXT PRIMARY KEY) WITHOUT ROWID;
"""


def verify(database: sqlite3.Connection, artefacts: Path, look: Look) -> dict[str, int]:
    """Check all that a database and its folder of artefacts hold; what was counted.

    database: a connection of its own, on which one moment's state is read while a run may go on.
    look: is shown each fact in order and may raise RecordError.
    Raises RecordError at the first thing that does not fit.
    """
    database.execute("BEGIN")
    _check_objects(database)
    # an empty name: a database in a temporary file, so that memory stays flat
    with closing(sqlite3.connect("", isolation_level=None)) as rebuilt:
        rebuilt.executescript(views.SCHEMA + NAMES)
        rebuilt.execute("BEGIN")
        facts = _check_facts(database, rebuilt, look)
        _check_views(database, rebuilt)
        return {"facts": facts, "artefacts": _check_artefacts(database, rebuilt, artefacts)}


def _check_objects(database: sqlite3.Connection) -> None:
    """A trigger or a table more could change what is recorded, or hide it."""
    expected, found = expected_objects(), set(database.execute(OBJECTS))
    for kind, name, _, _ in sorted(found - expected):
        raise RecordError(f"lab.db holds the {kind} {name!r}, which is not as leadscrew made it")
    for kind, name, _, _ in sorted(expected - found):
        raise RecordError(f"lab.db lacks the {kind} {name!r}")
    if (told := database.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
        raise RecordError(
            f"lab.db is damaged: {' '.join(told.split())}; if this is a copy that was made while a run went on, copy "
            "the whole folder again while none does"
        )


def _check_facts(database: sqlite3.Connection, rebuilt: sqlite3.Connection, look: Look) -> int:
    count = 0
    columns: tuple[str | None, str] = (None, "")

    def rows() -> Iterator[tuple[int, bytes, str]]:
        nonlocal columns
        for seq, leaf, stored, run, kind in database.execute(
            "SELECT seq, leaf, hash, run, kind FROM fact ORDER BY seq"
        ):
            columns = (run, kind)
            yield seq, leaf, stored

    for fact in verified(rows()):
        if columns != (fact.run, fact.kind):
            raise RecordError(f"fact {fact.seq}: its index columns were changed")
        try:
            views.project(rebuilt, fact)
        except (KeyError, TypeError, ValueError, sqlite3.Error) as exc:
            raise RecordError(f"fact {fact.seq} of kind {fact.kind!r} does not fit the views: {exc!r}") from exc
        look(fact)
        rebuilt.executemany("INSERT OR IGNORE INTO named VALUES (?)", ((digest,) for digest in artefacts_of(fact)))
        count += 1
    return count


def _check_views(database: sqlite3.Connection, rebuilt: sqlite3.Connection) -> None:
    for table, columns in views.TABLES.items():
        query = f"SELECT {columns} FROM {table} ORDER BY 1, 2"
        if any(one != other for one, other in zip_longest(database.execute(query), rebuilt.execute(query))):
            raise RecordError(f"view {table!r} is not what the facts say")


def _check_artefacts(database: sqlite3.Connection, rebuilt: sqlite3.Connection, folder: Path) -> int:
    count = 0
    for digest, content in _kept(database, folder):
        if not isinstance(content, bytes) or hashlib.sha256(content).hexdigest() != digest:
            raise RecordError(f"artefact {str(digest)[:12]}… does not match its name")
        count += rebuilt.execute("INSERT OR IGNORE INTO kept VALUES (?)", (digest,)).rowcount
    missing = rebuilt.execute("SELECT digest FROM named EXCEPT SELECT digest FROM kept LIMIT 1").fetchone()
    if missing is not None:
        raise RecordError(f"artefact {missing[0][:12]}… is named by a fact, but is not there")
    return count


def _kept(database: sqlite3.Connection, folder: Path) -> Iterator[tuple[str, bytes]]:
    yield from database.execute("SELECT digest, content FROM artefact")
    for path in folder.glob("??/[0-9a-f]*"):
        try:
            yield path.parent.name + path.name, path.read_bytes()
        except OSError as exc:
            raise RecordError(f"artefact {path.parent.name + path.name[:10]}… cannot be read: {exc.strerror}") from exc


def artefacts_of(fact: Fact) -> set[str]:
    """The artefacts that a fact names."""
    found = {fact.body.get("settings_artefact"), fact.body.get("judge_artefact")}
    for name in ("start_files", "change", "files"):
        files = fact.body.get(name)
        found |= set(files.values()) if isinstance(files, Mapping) else set()
    return {digest for digest in found if isinstance(digest, str)}
