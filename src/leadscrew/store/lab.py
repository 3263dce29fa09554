"""A lab on disk: one SQLite file of facts and views, artefacts by content beside it, and a lock for the run.

    LAB/lab.db         facts, views, the runs' secrets, small artefacts by SHA-256
    LAB/artefacts/ab/cdef…   larger artefacts by SHA-256
    LAB/lock           held by the process that runs an experiment

A fact is on disk (SQLite, synchronous FULL) when `append` returns.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from leadscrew.core.experiment import Verdict
from leadscrew.errors import LabError, NotFound, RecordError, StorageFailed
from leadscrew.ledger.chain import GENESIS, Fact, leaf_hash, read_leaf
from leadscrew.ledger.pause import LIFTED, PAUSED, Pause, pause_in_force
from leadscrew.store import schema, views
from leadscrew.store.verification import Look, verify

SMALL = 1 << 18
"""Artefacts up to this many bytes live in the database, and cost no file of their own."""
BATCH = 1000
"""Facts and experiments are read in batches, so that a long record needs little memory."""


def digest_of(content: bytes) -> str:
    """The name of an artefact: its SHA-256, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


class Lab:
    """An open lab.  Safe to use from several threads and, for appending, from several processes."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the lab in a folder.  Raises LabError when it is missing, unreadable or from a newer version.

        A lab that cannot be written is opened all the same, for those who only read it.
        """
        self.folder = folder
        self._mutex = threading.RLock()
        self._path = folder / "lab.db"
        if create:
            try:
                (folder / "artefacts").mkdir(parents=True, exist_ok=True)
                if not self._path.exists():
                    folder.chmod(0o700)
            except OSError as exc:
                raise LabError(
                    f"lab {str(folder)!r}: cannot be made here: {exc.strerror}; choose another with --lab"
                ) from exc
        elif not self._path.exists():
            raise LabError(
                f"lab {str(folder)!r}: there is no lab here; 'leadscrew run TASK' makes one, --lab names another"
            )
        self.writable = all(os.access(path, os.W_OK) for path in (folder, self._path) if path.exists())
        with self._alone(), self._translated():
            self._database = schema.connect(self._path, writable=self.writable)
            version = schema.format_of(self._database, folder)  # first: it may be somebody else's database
            if version == 0 and not create:
                raise LabError(
                    f"lab {str(folder)!r}: its lab.db is empty: nothing was recorded, or it was copied without "
                    "lab.db-wal: copy the whole folder"
                )
            if self.writable:
                self._database.execute("PRAGMA journal_mode = WAL")
                self._database.execute("PRAGMA synchronous = FULL")
            if version < schema.FORMAT:
                self._bring_up(version)
        self.id = self._identity()

    def _bring_up(self, version: int) -> None:
        """Make the tables of a new lab, or the views of one from an older leadscrew."""
        if not self.writable:
            raise LabError(
                f"lab {str(self.folder)!r}: its format is {version}, this leadscrew reads {schema.FORMAT} and could "
                "not bring it up, because it cannot be written: copy it to a place that can"
            )
        if (holder := self.runner()) is not None:
            raise LabError(
                f"lab {str(self.folder)!r}: an older leadscrew runs in it (process {holder or 'unknown'}); "
                "wait for it or stop it"
            )
        with self._transaction() as database:
            if version == 0:
                schema.make(database, lambda kind, body: self._append(database, kind, body, None))
            else:
                schema.make_views_anew(database)

    def _identity(self) -> str:
        first = next(self.facts(kind="lab_created"), None)
        if first is not None and "lab" in first.body:
            return str(first.body["lab"])
        raise RecordError(f"lab {str(self.folder)!r}: its first fact is missing; 'leadscrew verify' says more")

    @property
    def mark(self) -> str:
        """What the lab's boxes carry: its name and its folder, so that a copy does not take them for its own."""
        return f"{self.id}@{self._place}"

    @property
    def _place(self) -> str:
        """The folder itself, whatever its name: a copy has another."""
        place = os.stat(self.folder)
        return digest_of(b"%d:%d" % (place.st_dev, place.st_ino))[:12]

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
        """Facts in order, of one run and one kind if given; read in batches as they are asked for."""
        conditions, values = ["seq > ?"], []
        for column, value in (("run", run), ("kind", kind)):
            if value is not None:
                conditions.append(f"{column} = ?")
                values.append(value)
        table = "fact"
        if run is not None and kind is None:  # no index has a run's facts in their order
            table = "fact NOT INDEXED"
            first = self._all("SELECT min(seq) FROM fact WHERE run = ?", (run,))[0][0]
            after = max(after, (first or 1) - 1)
        query = f"SELECT seq, leaf FROM {table} WHERE {' AND '.join(conditions)} ORDER BY seq LIMIT {BATCH}"
        while rows := self._all(query, (after, *values)):
            for _, leaf in rows:
                yield read_leaf(leaf)
            after = rows[-1][0]

    def fact(self, seq: int) -> Fact:
        """The fact of a number.  Raises RecordError."""
        for (leaf,) in self._all("SELECT leaf FROM fact WHERE seq = ?", (seq,)):
            return read_leaf(leaf)
        raise RecordError(f"fact {seq} is missing")

    def head(self) -> tuple[int, str]:
        """Number and hash of the last fact: what the chain binds up to now."""
        seq, digest = self._all("SELECT seq, hash FROM fact ORDER BY seq DESC LIMIT 1")[0]
        return int(seq), str(digest)

    def acted(self, run: str, since: float, until: float) -> bool:
        """Whether a run has a fact whose time, by the machine's clock, lies between two."""
        # `at` is the first key of a leaf, see ledger.chain
        at = "CAST(substr(leaf, 7, 32) AS REAL)"
        return bool(
            self._all(f"SELECT 1 FROM fact WHERE run = ? AND {at} BETWEEN ? AND ? LIMIT 1", (run, since, until))
        )

    def pause(self) -> Pause | None:
        """The pause in force, if any."""
        last = "SELECT seq FROM fact WHERE kind = ? ORDER BY seq DESC LIMIT 1"
        query = f"SELECT leaf FROM fact WHERE seq = max(ifnull(({last}), 0), ifnull(({last}), 0))"
        found = self._all(query, (PAUSED, LIFTED))
        return pause_in_force(read_leaf(found[0][0]) if found else None)

    # views

    def rows(self, table: str, where: str = "1", values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Rows of a view as mappings; `where` is a condition of our own, never a user's text."""
        columns = views.TABLES[table]
        found = self._all(f"SELECT {columns} FROM {table} WHERE {where}", values)
        names = columns.split(", ")
        return [dict(zip(names, row, strict=True)) for row in found]

    def experiments(self, run: str, columns: str, *, after: int = 0) -> Iterator[tuple[Any, ...]]:
        """Columns of a run's experiments in order, read in batches; a text of our own that begins with `number`."""
        query = f"SELECT {columns} FROM experiment WHERE run = ? AND number > ? ORDER BY number LIMIT {BATCH}"
        while rows := self._all(query, (run, after)):
            yield from rows
            after = rows[-1][0]

    def experiment(self, run: str, number: int, columns: str) -> tuple[Any, ...] | None:
        """Columns, a text of our own, of one experiment."""
        found = self._all(f"SELECT {columns} FROM experiment WHERE run = ? AND number = ?", (run, number))
        return found[0] if found else None

    def verdicts(self, run: str) -> dict[str | None, int]:
        """How many experiments of a run came to each verdict; None are in flight."""
        return dict(self._all("SELECT verdict, count(*) FROM experiment WHERE run = ? GROUP BY verdict", (run,)))

    def by_author(self, run: str) -> list[tuple[str, str | None, int]]:
        """(author, verdict, experiments) of a run, in the order in which the authors began."""
        query = """SELECT author, verdict, count(*) FROM experiment WHERE run = ? GROUP BY author, verdict
                   ORDER BY min(number)"""
        return [(str(author), verdict, int(count)) for author, verdict, count in self._all(query, (run,))]

    def families(self, run: str, *, from_s: float = 0.0) -> list[tuple[str, str | None, int, float]]:
        """(family of moves, verdict, experiments, seconds) of a run; a family is a move up to its first `/` or `#`.

        Seconds are those spent from one verdict of the run to the next; from_s: spent when the first experiment began.
        """
        query = """
            SELECT substr(move, 1, min(instr(move || '/', '/'), instr(move || '#', '#')) - 1) AS family, verdict,
              count(*), total(took)
            FROM (SELECT move, verdict, max(0.0, spent_s - ifnull(lag(spent_s) OVER timed, ?)) AS took
                  FROM experiment WHERE run = ? WINDOW timed AS (ORDER BY spent_s, number))
            GROUP BY family, verdict ORDER BY family, verdict"""
        return self._all(query, (from_s, run))

    def never_better(self, runs: Sequence[str], *, limit: int) -> list[tuple[str, int, int]]:
        """(hypothesis, runs, experiments) of what was tried in two or more of some runs and better in none."""
        query = """
            SELECT hypothesis, count(DISTINCT run) AS runs, count(*) AS tried
            FROM experiment WHERE run IN (SELECT value FROM json_each(?)) AND hypothesis != '' AND verdict IS NOT NULL
            GROUP BY hypothesis HAVING runs > 1 AND total(verdict = ?) = 0
            ORDER BY runs DESC, tried DESC, hypothesis LIMIT ?"""
        return self._all(query, (json.dumps(list(runs)), Verdict.BETTER, limit))

    def run_row(self, run: str | None) -> dict[str, Any]:
        """The view of a run, or of the latest one.  Raises NotFound."""
        found = self.rows("run", "id = ?", (run,)) if run else self.rows("run", "1 ORDER BY seq DESC LIMIT 1")
        if not found:
            latest = self.rows("run", "1 ORDER BY seq DESC LIMIT 5")
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
        found = self._all("SELECT value FROM secret WHERE run = ?", (run,))
        if not found:
            raise RecordError(f"run {run!r}: its secret is missing")
        if not isinstance(found[0][0], bytes):
            raise RecordError(f"run {run!r}: its secret is not what was drawn")
        return found[0][0]

    def keep(self, content: bytes) -> str:
        """Store bytes under their SHA-256 and give it.  Raises StorageFailed."""
        digest = digest_of(content)
        if len(content) <= SMALL:
            with self._transaction() as database:
                self._keep_small(database, content)
            return digest
        path = self._artefact(digest)
        if not path.exists():
            temporary = path.with_name(f".{digest}.{os.getpid()}.{threading.get_ident()}")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                with temporary.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(path)
                _sync_folder(path.parent)
                _sync_folder(path.parent.parent)
            except OSError as exc:
                with suppress(OSError):
                    temporary.unlink()
                raise StorageFailed(
                    f"lab {str(self.folder)!r}: the disk refused an artefact ({exc.strerror}); free some space, then "
                    "'leadscrew resume'"
                ) from exc
        return digest

    @staticmethod
    def _keep_small(database: sqlite3.Connection, content: bytes) -> None:
        database.execute("INSERT OR IGNORE INTO artefact VALUES (?, ?)", (digest_of(content), content))

    def artefact(self, digest: str) -> bytes:
        """Stored bytes, checked against their name.  Raises RecordError."""
        found = self._all("SELECT content FROM artefact WHERE digest = ?", (digest,))
        try:
            content = found[0][0] if found else self._artefact(digest).read_bytes()
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
        """Hold the lab for one run.  Raises LabError when another process does.

        In a copy the first run verifies it, since it may have been made while another run wrote.  Raises RecordError.
        """
        self._must_be_writable()
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
            _, _, place = os.pread(handle, 64, 0).decode("ascii", "replace").partition(" ")
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()} ".encode(), 0)
            if place != self._place and self.rows("run", "1 LIMIT 1"):
                self.verify()
            os.pwrite(handle, f"{os.getpid()} {self._place}".encode(), 0)
            yield
        finally:
            os.close(handle)

    def runner(self) -> int | None:
        """Process id of the process that holds the lab, by the operating system's account; None when free."""
        try:
            handle = os.open(self.folder / "lock", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            return None if _taken(handle, fcntl.LOCK_SH) else _number(os.pread(handle, 64, 0).partition(b" ")[0])
        finally:
            os.close(handle)

    # verification

    def verify(self, look: Look = lambda fact: None) -> dict[str, int]:
        """Check the chain, rebuild every view from it and compare, check all artefacts; what was counted.

        look: is shown each fact in order and may raise RecordError.
        Raises RecordError at the first thing that does not fit.
        """
        with self._translated(), closing(schema.connect(self._path, writable=False)) as database:
            return verify(database, self.folder / "artefacts", look)

    # plumbing

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others from opening the lab for a moment: SQLite does not wait while a new file becomes a WAL one."""
        try:
            handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as exc:
            raise LabError(f"lab {str(self.folder)!r}: cannot be opened: {exc.strerror}") from exc
        until = time.monotonic() + schema.WAIT_S
        try:
            while not _taken(handle, fcntl.LOCK_EX):
                if time.monotonic() > until:
                    raise LabError(f"lab {str(self.folder)!r}: another process has been opening it for too long")
                time.sleep(0.005)
            yield
        finally:
            os.close(handle)

    def _all(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query of our own."""
        with self._mutex, self._translated():
            return self._database.execute(query, values).fetchall()

    def _must_be_writable(self) -> None:
        if not self.writable:
            raise LabError(
                f"lab {str(self.folder)!r}: cannot be written, only looked at (show, report, verify); "
                "choose another with --lab"
            )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._must_be_writable()
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
                    f"{where}: the disk refused a write ({text}); free some space or memory, then 'leadscrew resume'"
                ) from exc
            if "readonly" in text or "unable to open" in text:
                raise StorageFailed(
                    f"{where}: cannot be written any more ({text}); 'leadscrew resume' goes on"
                ) from exc
            if "locked" in text:
                raise StorageFailed(
                    f"{where}: another process holds its database for too long; 'leadscrew resume' goes on"
                ) from exc
            if "no such table" in text or "no such column" in text:
                raise RecordError(f"{where}: lab.db is damaged: {text}") from exc
            raise LabError(f"{where}: {text}") from exc
        except (sqlite3.DatabaseError, UnicodeDecodeError) as exc:  # damaged names do not even make a message
            raise RecordError(
                f"lab {str(self.folder)!r}: lab.db is damaged: {exc}; if this is a copy that was made while a run went "
                "on, copy the whole folder again while none does"
            ) from exc


def _sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _number(text: bytes) -> int:
    """A process id; 0 where there is none."""
    return int(text) if text.isdigit() else 0


def _taken(handle: int, kind: int) -> bool:
    """Whether the lock could be taken at once."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
