"""A lab on disk: one SQLite file of facts and views, artefacts by content beside it, and a lock for the run.

    LAB/lab.db         facts, views, the runs' secrets, small artefacts by SHA-256
    LAB/artefacts/ab/cdef…   larger artefacts by SHA-256
    LAB/lock           held by the process that runs an experiment

A fact is on disk (SQLite, synchronous FULL) when `append` returns.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from leadscrew.errors import LabError, NotFound, RecordError, StorageFailed
from leadscrew.ledger.chain import GENESIS, Fact, leaf_hash, read_leaf, verified
from leadscrew.ledger.pause import LIFTED, PAUSED, Pause, pause_in_force
from leadscrew.store import views

FORMAT = 1
FACTS = """
CREATE TABLE fact (seq INTEGER PRIMARY KEY, run TEXT, kind TEXT NOT NULL, leaf BLOB NOT NULL, hash TEXT NOT NULL);
CREATE INDEX fact_run ON fact (run, kind, seq);
CREATE INDEX fact_kind ON fact (kind, seq);
CREATE TABLE secret (run TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE artefact (digest TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
"""
SMALL = 1 << 18
"""Artefacts up to this many bytes live in the database, and cost no file of their own."""


def digest_of(content: bytes) -> str:
    """The name of an artefact: its SHA-256, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


class Lab:
    """An open lab.  Safe to use from several threads and, for appending, from several processes."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the lab in a folder.  Raises LabError when it is missing, unreadable or from a newer version."""
        self.folder = folder
        self._mutex = threading.RLock()
        path = folder / "lab.db"
        if create:
            try:
                (folder / "artefacts").mkdir(parents=True, exist_ok=True)
                if not path.exists():
                    folder.chmod(0o700)
            except OSError as exc:
                raise LabError(
                    f"lab {str(folder)!r}: cannot be made here: {exc.strerror}; choose another with --lab"
                ) from exc
        elif not path.exists():
            raise LabError(
                f"lab {str(folder)!r}: there is no lab here; 'leadscrew run TASK' makes one, --lab names another"
            )
        with self._alone(), self._translated():
            self._database = sqlite3.connect(
                path, timeout=30.0, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            self._is_lab()  # before anything is written: it may be somebody else's database
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._prepare()
        self.id = self._identity()

    def _is_lab(self) -> bool:
        """Whether the database is a lab's; False while it is empty.  Raises LabError where it is something else."""
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, FORMAT):
            raise LabError(
                f"lab {str(self.folder)!r}: its format is {version}, this leadscrew knows {FORMAT}: "
                "use a newer leadscrew"
            )
        if version == 0 and self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise LabError(
                f"lab {str(self.folder)!r}: lab.db is a database of something else; choose another with --lab"
            )
        return bool(version)

    def _prepare(self) -> None:
        with self._transaction() as database:
            if self._is_lab():
                return
            for statement in (FACTS + views.SCHEMA).split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {FORMAT}")
            self._append(database, "lab_created", {"lab": secrets.token_hex(8), "format": FORMAT}, None)

    def _identity(self) -> str:
        first = next(self.facts(kind="lab_created"), None)
        if first is not None and "lab" in first.body:
            return str(first.body["lab"])
        raise RecordError(f"lab {str(self.folder)!r}: its first fact is missing; 'leadscrew verify' says more")

    def close(self) -> None:
        """Close the database."""
        with self._mutex:
            self._database.close()

    # facts

    def append(self, kind: str, body: Mapping[str, Any], *, run: str | None = None) -> Fact:
        """Add a fact; it is on disk when this returns.  Raises StorageFailed when it could not be written."""
        with self._transaction() as database:
            return self._append(database, kind, body, run)

    def append_all(
        self,
        entries: Sequence[tuple[str, Mapping[str, Any]]],
        *,
        run: str | None = None,
        artefacts: Sequence[bytes] = (),
    ) -> None:
        """Add several facts, and the artefacts that they name, in one transaction."""
        for content in artefacts:
            if len(content) > SMALL:
                self.keep(content)
        with self._transaction() as database:
            for content in artefacts:
                if len(content) <= SMALL:
                    self._keep_small(database, content)
            for kind, body in entries:
                self._append(database, kind, body, run)

    def _append(self, database: sqlite3.Connection, kind: str, body: Mapping[str, Any], run: str | None) -> Fact:
        row = database.execute("SELECT seq, hash FROM fact ORDER BY seq DESC LIMIT 1").fetchone()
        seq, previous = (row[0] + 1, row[1]) if row else (1, GENESIS)
        fact = Fact(seq=seq, at=round(time.time(), 6), run=run, kind=kind, body=body, prev=previous)
        leaf = fact.leaf
        database.execute("INSERT INTO fact VALUES (?, ?, ?, ?, ?)", (seq, run, kind, leaf, leaf_hash(leaf)))
        views.project(database, fact)
        return fact

    def facts(self, *, run: str | None = None, kind: str | None = None, after: int = 0) -> Iterator[Fact]:
        """Facts in order, of one run and one kind if given."""
        conditions, values = ["seq > ?"], [after]
        for column, value in (("run", run), ("kind", kind)):
            if value is not None:
                conditions.append(f"{column} = ?")
                values.append(value)  # type: ignore[arg-type]
        query = f"SELECT leaf FROM fact WHERE {' AND '.join(conditions)} ORDER BY seq"
        with self._mutex, self._translated():
            rows = self._database.execute(query, values).fetchall()
        for (leaf,) in rows:
            yield read_leaf(leaf)

    def pause(self) -> Pause | None:
        """The pause in force, if any."""
        query = "SELECT leaf FROM fact WHERE kind IN (?, ?) ORDER BY seq DESC LIMIT 1"
        with self._mutex, self._translated():
            row = self._database.execute(query, (PAUSED, LIFTED)).fetchone()
        return pause_in_force(read_leaf(row[0]) if row else None)

    # views

    def rows(self, table: str, where: str = "1", values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Rows of a view as mappings; `where` is a condition of our own, never a user's text."""
        columns = views.TABLES[table]
        with self._mutex, self._translated():
            found = self._database.execute(f"SELECT {columns} FROM {table} WHERE {where}", values).fetchall()
        return [dict(zip(columns.split(", "), row, strict=True)) for row in found]

    def run_row(self, run: str | None) -> dict[str, Any]:
        """The view of a run, or of the latest one.  Raises NotFound."""
        found = self.rows("run", "id = ?", (run,)) if run else self.rows("run", "1 ORDER BY started_at DESC LIMIT 1")
        if not found:
            latest = self.rows("run", "1 ORDER BY started_at DESC LIMIT 5")
            known = ", ".join(str(row["id"]) for row in latest) or "none yet"
            if run:
                raise NotFound(f"run {run!r} is not in lab {str(self.folder)!r}; the latest are: {known}")
            raise NotFound(f"lab {str(self.folder)!r} holds no run yet; start one with 'leadscrew run hello'")
        return found[0]

    # secrets and artefacts

    def start_run(self, task: str, body: Mapping[str, Any], secret: bytes) -> str:
        """Record a run's start together with its secret; the new run's name."""
        with self._transaction() as database:
            number = database.execute("SELECT count(*) FROM run").fetchone()[0] + 1
            run = f"r{number}"
            database.execute("INSERT INTO secret VALUES (?, ?)", (run, secret))
            self._append(database, "run_started", {"task": task, **body}, run)
            return run

    def secret(self, run: str) -> bytes:
        """The secret that a run's problem seeds are made from.  Raises RecordError."""
        with self._mutex, self._translated():
            row = self._database.execute("SELECT value FROM secret WHERE run = ?", (run,)).fetchone()
        if row is None:
            raise RecordError(f"run {run!r}: its secret is missing")
        if not isinstance(row[0], bytes):
            raise RecordError(f"run {run!r}: its secret is not what was drawn")
        return row[0]

    def keep(self, content: bytes) -> str:
        """Store bytes under their SHA-256 and give it.  Raises StorageFailed."""
        digest = digest_of(content)
        if len(content) <= SMALL:
            with self._transaction() as database:
                self._keep_small(database, content)
            return digest
        path = self._artefact(digest)
        if not path.exists():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                temporary = path.with_name(f".{digest}.{os.getpid()}.{threading.get_ident()}")
                with temporary.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(path)
            except OSError as exc:
                raise StorageFailed(
                    f"lab {str(self.folder)!r}: an artefact could not be written: {exc.strerror}"
                ) from exc
        return digest

    @staticmethod
    def _keep_small(database: sqlite3.Connection, content: bytes) -> None:
        database.execute("INSERT OR IGNORE INTO artefact VALUES (?, ?)", (digest_of(content), content))

    def artefact(self, digest: str) -> bytes:
        """Stored bytes, checked against their name.  Raises RecordError."""
        with self._mutex, self._translated():
            row = self._database.execute("SELECT content FROM artefact WHERE digest = ?", (digest,)).fetchone()
        try:
            content = row[0] if row else self._artefact(digest).read_bytes()
        except OSError as exc:
            raise RecordError(f"artefact {digest[:12]}… cannot be read: {exc.strerror}") from exc
        if not isinstance(content, bytes) or digest_of(content) != digest:
            raise RecordError(f"artefact {digest[:12]}… does not match its name")
        return content

    def _artefact(self, digest: str) -> Path:
        return self.folder / "artefacts" / digest[:2] / digest[2:]

    # the lock

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hold the lab for one run.  Raises LabError when another process does."""
        try:
            handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as exc:
            raise LabError(f"lab {str(self.folder)!r}: its lock cannot be opened: {exc.strerror}") from exc
        try:
            while not _taken(handle, fcntl.LOCK_EX):
                if (holder := self.runner()) is not None:
                    raise LabError(
                        f"lab {str(self.folder)!r}: in use by another run (process {holder or 'unknown'}); "
                        "wait for it, stop it, or use --lab"
                    )
                time.sleep(0.001)  # held for a moment by somebody who only looks
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(handle)

    def runner(self) -> int | None:
        """Process id of the process that holds the lab, by the operating system's account; None when free."""
        try:
            handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            return None if _taken(handle, fcntl.LOCK_SH) else int(os.pread(handle, 32, 0) or b"0")
        finally:
            os.close(handle)

    # verification

    def verify(self) -> dict[str, int]:
        """Check the chain, rebuild every view from it and compare, check all artefacts; what was counted.

        Raises RecordError at the first thing that does not fit.
        """
        queries = {table: f"SELECT {columns} FROM {table} ORDER BY 1, 2" for table, columns in views.TABLES.items()}
        with self._mutex, self._translated():  # one moment's state, while a run may go on
            self._database.execute("BEGIN")
            try:
                rows = self._database.execute("SELECT seq, leaf, hash, run, kind FROM fact ORDER BY seq").fetchall()
                stored = {table: self._database.execute(query).fetchall() for table, query in queries.items()}
                small = self._database.execute("SELECT digest FROM artefact").fetchall()
            finally:
                self._database.execute("COMMIT")
        columns = {row[0]: (row[3], row[4]) for row in rows}
        names = {str(digest) for (digest,) in small}
        names |= {path.parent.name + path.name for path in (self.folder / "artefacts").glob("??/[0-9a-f]*")}
        named: set[str] = set()
        count = 0
        with closing(sqlite3.connect(":memory:")) as rebuilt:
            rebuilt.executescript(views.SCHEMA)
            for fact in verified((row[0], row[1], row[2]) for row in rows):
                if columns[fact.seq] != (fact.run, fact.kind):
                    raise RecordError(f"fact {fact.seq}: its index columns were changed")
                try:
                    views.project(rebuilt, fact)
                except (KeyError, TypeError, sqlite3.Error) as exc:
                    raise RecordError(f"fact {fact.seq} of kind {fact.kind!r} does not fit the views: {exc!r}") from exc
                named |= _artefacts_of(fact)
                count += 1
            for table, query in queries.items():
                if stored[table] != rebuilt.execute(query).fetchall():
                    raise RecordError(f"view {table!r} is not what the facts say")
        for digest in sorted(names | named):
            self.artefact(digest)
        return {"facts": count, "artefacts": len(names)}

    # plumbing

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others from opening the lab for a moment: SQLite does not wait while a new file becomes a WAL one."""
        try:
            handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as exc:
            raise LabError(f"lab {str(self.folder)!r}: cannot be opened: {exc.strerror}") from exc
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._mutex, self._translated():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as exc:
            text = str(exc)
            where = f"lab {str(self.folder)!r}"
            if "full" in text or "disk I/O" in text:
                raise StorageFailed(
                    f"{where}: the disk refused a write ({text}); free some space, then 'leadscrew resume'"
                ) from exc
            if "readonly" in text or "unable to open" in text:
                raise LabError(f"{where}: cannot be written ({text}); choose another with --lab") from exc
            if "locked" in text:
                raise LabError(f"{where}: another process holds its database for too long") from exc
            if "no such table" in text or "no such column" in text:
                raise RecordError(f"{where}: lab.db is damaged: {text}") from exc
            raise LabError(f"{where}: {text}") from exc
        except (sqlite3.DatabaseError, UnicodeDecodeError) as exc:  # damaged names do not even make a message
            raise RecordError(f"lab {str(self.folder)!r}: lab.db is damaged: {exc}") from exc


def _artefacts_of(fact: Fact) -> set[str]:
    """The artefacts that a fact names."""
    found = {fact.body.get("settings_artefact"), fact.body.get("judge_artefact")}
    for name in ("start_files", "change", "files"):
        files = fact.body.get(name)
        found |= set(files.values()) if isinstance(files, Mapping) else set()
    return {digest for digest in found if isinstance(digest, str)}


def _taken(handle: int, kind: int) -> bool:
    """Whether the lock could be taken at once."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
