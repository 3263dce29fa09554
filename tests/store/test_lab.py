"""A lab on disk: what is recorded stays, what is tampered with shows, what cannot be used says why."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscrew.errors import LabError, LeadscrewError, NotFound, RecordError, StorageFailed
from leadscrew.ledger.pause import LIFTED, PAUSED
from leadscrew.store.lab import SMALL, Lab, digest_of

LARGE = bytes(range(256)) * (SMALL // 256 + 1)
NEW = b"x = 2\n"
EFFECT = {"factor": 1.5, "low": 1.2, "high": 1.9, "level": 0.95}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    lab = Lab(tmp_path / "lab", create=True)
    yield lab
    lab.close()


def start(lab: Lab) -> str:
    """A run with one experiment, as the research loop records it."""
    body = {
        "task_digest": "0" * 64,
        "settings_artefact": lab.keep(b"goal = ''"),
        "judge_artefact": lab.keep(LARGE),
        "start_files": {"a.py": lab.keep(b"x = 1\n")},
    }
    run = lab.start_run("sums", body, b"s" * 32)
    new = lab.keep(NEW)
    candidate = {
        "number": 1, "parent": 0, "files": {"a.py": new, "b.py": None}, "meaning": "m", "hypothesis": "faster",
        "author": "ada", "move": "", "spent_s": 1.0,
    }  # fmt: skip
    verdict = {"number": 1, "verdict": "better", "effect": EFFECT, "pairs": 7, "reason": "", "spent_s": 2.5}
    entries: list[tuple[str, dict[str, Any]]] = [
        ("candidate", candidate),
        ("verdict", verdict),
        ("champion", {"number": 1}),
    ]
    lab.append_all(entries, run=run)
    return run


def child(code: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Another process with a lab at hand."""
    head = "import os, signal, sys\nfrom pathlib import Path\nfrom leadscrew.store.lab import Lab\n"
    command = [sys.executable, "-c", head + code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)


def execute(folder: Path, *statements: str) -> None:
    """What somebody with the file in hand can do."""
    with closing(sqlite3.connect(folder / "lab.db")) as database:
        for statement in (part for whole in statements for part in whole.split("; ")):
            assert database.execute(statement).rowcount != 0, statement
        database.commit()


# what is recorded stays


def test_a_fact_survives_reopening(lab):
    fact = lab.append("finding", {"statement": "caches help", "n": 1.5}, run="r1")
    lab.close()
    with closing(Lab(lab.folder)) as again:
        assert again.id == lab.id
        assert list(again.facts(run="r1")) == [fact]
        assert again.append("finding", {}).prev == fact.hash


def test_a_fact_survives_a_kill_right_after_its_append(lab):
    code = "lab = Lab(Path(sys.argv[1])); lab.append('finding', {'n': 1}); os.kill(os.getpid(), signal.SIGKILL)"
    with child(code, lab.folder) as process:
        assert process.wait() == -signal.SIGKILL
    assert [fact.body for fact in lab.facts(kind="finding")] == [{"n": 1}]
    lab.verify()


def test_facts_are_found_by_run_kind_and_place(lab):
    for n in range(6):
        lab.append("even" if n % 2 == 0 else "odd", {"n": n}, run=f"r{n % 3}")
    assert [fact.body["n"] for fact in lab.facts(run="r1")] == [1, 4]
    assert [fact.body["n"] for fact in lab.facts(kind="odd")] == [1, 3, 5]
    assert [fact.body["n"] for fact in lab.facts(run="r0", kind="even")] == [0]
    assert [fact.seq for fact in lab.facts(after=5)] == [6, 7]


def test_several_facts_are_recorded_together_or_not_at_all(lab):
    with pytest.raises(TypeError):
        lab.append_all([("finding", {}), ("finding", {"bad": object()})])
    assert list(lab.facts(kind="finding")) == []
    lab.append_all([("finding", {}), ("finding", {})], artefacts=[b"small", LARGE])
    assert len(list(lab.facts(kind="finding"))) == 2
    assert lab.artefact(digest_of(b"small")) == b"small" and lab.artefact(digest_of(LARGE)) == LARGE
    lab.verify()


@pytest.mark.parametrize("content", [b"", b"small", bytes(SMALL), LARGE], ids=["empty", "small", "limit", "large"])
def test_an_artefact_comes_back_by_its_digest_also_after_reopening(lab, content):
    assert lab.keep(content) == lab.keep(content) == digest_of(content)
    lab.close()
    with closing(Lab(lab.folder)) as again:
        assert again.artefact(digest_of(content)) == content
        assert again.verify()["artefacts"] == 1


def test_the_views_say_what_the_facts_say(lab):
    run = start(lab)
    row = lab.run_row(run)
    assert (row["task"], row["state"], row["champion"], row["spent_s"], row["experiments"]) == (
        "sums",
        "running",
        1,
        2.5,
        1,
    )
    (experiment,) = lab.rows("experiment", "run = ?", (run,))
    assert (experiment["verdict"], experiment["factor"], experiment["pairs"]) == ("better", 1.5, 7)
    lab.append("run_ended", {}, run=run)
    assert lab.run_row(None)["state"] == "ended"
    assert lab.secret(run) == b"s" * 32
    assert lab.verify()["facts"] == 6


def test_a_run_that_is_not_there_is_named_with_those_that_are(lab):
    with pytest.raises(NotFound, match="no run yet"):
        lab.run_row(None)
    run = start(lab)
    with pytest.raises(NotFound, match=f"'r77'.*{run}"):
        lab.run_row("r77")


def test_a_pause_holds_until_it_is_lifted_for_every_process(lab):
    assert lab.pause() is None
    lab.append(PAUSED, {"who": "ada", "reason": "noise"})
    with closing(Lab(lab.folder)) as other:
        assert other.pause() is not None and other.pause().who == "ada"
        other.append(LIFTED, {"who": "ada", "reason": ""})
    assert lab.pause() is None


# what is tampered with shows

TAMPERINGS = {
    "a leaf's bytes": "UPDATE fact SET leaf = CAST(replace(CAST(leaf AS TEXT), 'faster', 'Faster') AS BLOB) WHERE seq = 3",
    "a leaf as text": "UPDATE fact SET leaf = CAST(leaf AS TEXT) WHERE seq = 3",
    "a hash": "UPDATE fact SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE seq = 2",
    "a hash as bytes": "UPDATE fact SET hash = CAST(hash AS BLOB) WHERE seq = 2",
    "a run column": "UPDATE fact SET run = 'r9' WHERE seq = 4",
    "a kind column": "UPDATE fact SET kind = 'finding' WHERE kind = 'verdict'",
    "a removed fact": "DELETE FROM fact WHERE seq = 3",
    "the first fact's successor": "DELETE FROM fact WHERE seq = 2",
    "a moved fact": "UPDATE fact SET seq = 99 WHERE seq = 4",
    "a copied fact": "INSERT INTO fact SELECT 6, run, kind, leaf, hash FROM fact WHERE seq = 5",
    "a verdict": "UPDATE experiment SET verdict = 'wrong'",
    "a factor": "UPDATE experiment SET factor = 15.0",
    "a champion": "UPDATE run SET champion = 0",
    "a claim": """UPDATE run SET claim = '{"gain": true}'""",
    "a removed experiment": "DELETE FROM experiment",
    "an added run": "CREATE TEMP TABLE copy AS SELECT * FROM run; UPDATE copy SET id = 'r2'; INSERT INTO run SELECT * FROM copy",
    "a small artefact": "UPDATE artefact SET content = x'00' WHERE length(content) = 6",
    "a removed artefact": f"DELETE FROM artefact WHERE digest = '{digest_of(NEW)}'",
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_verify_finds_a_change_to(lab, name):
    start(lab)
    lab.verify()
    lab.close()
    execute(lab.folder, TAMPERINGS[name])
    with closing(Lab(lab.folder)) as again, pytest.raises(RecordError):
        again.verify()


@pytest.mark.parametrize("damage", ["changed", "cut", "removed"])
def test_verify_finds_a_large_artefact_that_was(lab, damage):
    start(lab)
    digest = digest_of(LARGE)
    place = lab.folder / "artefacts" / digest[:2] / digest[2:]
    match damage:
        case "changed":
            place.write_bytes(LARGE[:-1] + b"!")
        case "cut":
            place.write_bytes(LARGE[:-1])
        case _:
            place.unlink()
    with pytest.raises(RecordError, match=digest[:12]):
        lab.verify()
    with pytest.raises(RecordError, match=digest[:12]):
        lab.artefact(digest)


def test_a_missing_secret_is_a_broken_record(lab):
    run = start(lab)
    execute(lab.folder, "DELETE FROM secret")
    with pytest.raises(RecordError, match="secret"):
        lab.secret(run)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[Any]]:
    """The file of a closed lab, and its facts."""
    lab = Lab(tmp_path_factory.mktemp("closed") / "lab", create=True)
    start(lab)
    lab.append(PAUSED, {"who": "ada", "reason": "noise"})
    facts = list(lab.facts())
    lab.close()
    return (lab.folder / "lab.db").read_bytes(), facts


@settings(max_examples=150)
@given(st.data())
def test_any_damaged_byte_of_the_file_is_found_or_leaves_the_record_as_it_was(closed, data):
    content, facts = closed
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[at]))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "lab.db").write_bytes(content[:at] + bytes([byte]) + content[at + 1 :])
        digest = digest_of(LARGE)
        Path(folder, "artefacts", digest[:2]).mkdir(parents=True)
        Path(folder, "artefacts", digest[:2], digest[2:]).write_bytes(LARGE)
        try:
            lab = Lab(Path(folder))
        except LeadscrewError:
            return
        with closing(lab):
            try:
                lab.pause()
                lab.run_row("r1")
                lab.verify()
            except LeadscrewError:
                return
            assert list(lab.facts()) == facts


def test_a_file_that_is_no_database_is_a_broken_record(tmp_path):
    (tmp_path / "lab.db").write_bytes(b"not a database at all, but long enough to be looked at" * 50)
    with pytest.raises(RecordError, match="damaged"):
        Lab(tmp_path)


# what cannot be used says why


def test_a_folder_without_a_lab_is_not_made_into_one_by_looking(tmp_path):
    with pytest.raises(LabError, match="there is no lab here"):
        Lab(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_lab_of_a_newer_format_is_refused_and_left_as_it_is(lab):
    lab.close()
    execute(lab.folder, "PRAGMA user_version = 99")
    before = (lab.folder / "lab.db").read_bytes()
    for create in (False, True):
        with pytest.raises(LabError, match=r"format is 99.*knows 2.*newer"):
            Lab(lab.folder, create=create)
    assert (lab.folder / "lab.db").read_bytes() == before


def test_a_database_of_something_else_is_refused_and_left_as_it_is(tmp_path):
    with closing(sqlite3.connect(tmp_path / "lab.db")) as database:
        database.execute("CREATE TABLE address (name TEXT)")
    before = (tmp_path / "lab.db").read_bytes()
    for create in (False, True):
        with pytest.raises(LabError, match="something else"):
            Lab(tmp_path, create=create)
    assert (tmp_path / "lab.db").read_bytes() == before


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_lab_cannot_be_made_where_a_file_stands(tmp_path, place):
    (tmp_path / "file").write_text("")
    with pytest.raises(LabError, match="cannot be made here"):
        Lab(tmp_path / place, create=True)


READ_ONLY = """
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
folder = Path(sys.argv[1])
for attempt in ("Lab(folder).append('finding', {})", "Lab(folder / 'new', create=True)"):
    try:
        eval(attempt)
    except Exception as exc:
        print(type(exc).__name__, exc)
"""


def test_a_folder_that_an_ordinary_user_may_not_write_is_refused_with_the_way_out():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lab = Lab(folder, create=True)
        lab.close()
        (folder / "lab.db").chmod(0o444)
        folder.chmod(0o555)
        try:
            with child(READ_ONLY, folder) as process:
                opened, made = process.stdout.read().splitlines()
        finally:
            folder.chmod(0o755)
    assert opened.startswith("LabError") and "--lab" in opened
    assert made.startswith("LabError") and "cannot be made here" in made


def test_a_lab_belongs_to_one_run_at_a_time_and_the_refusal_names_the_process(lab):
    code = "with Lab(Path(sys.argv[1])).running(): print('held', flush=True); sys.stdin.read()"
    with child(code, lab.folder) as process:
        assert process.stdout.readline() == "held\n"
        assert lab.runner() == process.pid
        with pytest.raises(LabError, match=f"process {process.pid}"), lab.running():
            pass
        lab.append("finding", {})  # the lock is the run's, not the record's
        process.stdin.close()
        assert process.wait() == 0
    assert lab.runner() is None
    with lab.running(), closing(Lab(lab.folder)) as other:
        assert other.runner() == os.getpid()


def test_a_lab_is_free_again_when_its_process_was_killed(lab):
    code = "with Lab(Path(sys.argv[1])).running(): os.kill(os.getpid(), signal.SIGKILL)"
    with child(code, lab.folder) as process:
        assert process.wait() == -signal.SIGKILL
    assert lab.runner() is None
    with lab.running():
        pass


def test_looking_who_runs_never_keeps_a_run_from_starting(lab):
    code = "lab = Lab(Path(sys.argv[1])); print('looking', flush=True)\nwhile True: lab.runner()"
    with child(code, lab.folder) as process:
        assert process.stdout.readline() == "looking\n"
        try:
            for _ in range(2000):
                with lab.running():
                    pass
        finally:
            process.kill()


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk can only be mounted by root")
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("root may not mount a small disk here")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_refuses_the_write_and_keeps_what_was_recorded(full):
    lab = Lab(full / "lab", create=True)
    kept = 0
    with pytest.raises(StorageFailed, match="free some space"):
        while True:
            lab.append("finding", {"n": kept, "text": os.urandom(5000).hex()})
            kept += 1
    with pytest.raises(StorageFailed):
        lab.keep(LARGE * 4)
    lab.close()
    subprocess.run(["mount", "-o", "remount,size=4m", full], check=True)
    with closing(Lab(full / "lab", create=True)) as again:
        assert [fact.body["n"] for fact in again.facts(kind="finding")] == list(range(kept))
        again.append("finding", {"n": kept})
        again.verify()


def test_a_lab_goes_on_by_itself_once_there_is_space_again(full):
    with closing(Lab(full / "lab", create=True)) as lab:
        (full / "ballast").write_bytes(bytes(400_000))
        with pytest.raises(StorageFailed):
            while True:
                lab.append("finding", {"text": os.urandom(5000).hex()})
        count = len(list(lab.facts()))
        (full / "ballast").unlink()
        lab.append("finding", {"after": True})
        assert len(list(lab.facts())) == count + 1
        lab.verify()


# several at once

APPEND = """
lab = Lab(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for n in range(60):
    lab.append("finding", {"n": n}, run=sys.argv[2])
"""


def test_two_processes_that_append_at_once_keep_one_chain(lab):
    with child(APPEND, lab.folder, "a") as one, child(APPEND, lab.folder, "b") as other:
        for process in (one, other):
            assert process.stdout.readline() == "ready\n"
        for process in (one, other):
            process.stdin.write("\n")
            process.stdin.flush()
        assert one.wait() == other.wait() == 0
    assert lab.verify()["facts"] == 121
    for run in ("a", "b"):
        assert [fact.body["n"] for fact in lab.facts(run=run)] == list(range(60))


RUNS = """
lab = Lab(Path(sys.argv[1]))
print("ready", flush=True)
for n in range(10_000):
    lab.start_run("sums", {"n": n, "spent_s": 1.0 * n}, b"s" * 32)
"""


def test_verify_holds_while_another_process_records(lab):
    with child(RUNS, lab.folder) as process:
        assert process.stdout.readline() == "ready\n"
        try:
            while len(lab.rows("run")) < 100:
                lab.verify()
        finally:
            process.kill()


def test_threads_of_one_process_keep_one_chain(lab):
    def append(run):
        for n in range(40):
            lab.append("finding", {"n": n}, run=run)

    threads = [threading.Thread(target=append, args=(run,)) for run in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lab.verify()["facts"] == 121


def test_two_processes_that_make_a_lab_at_once_make_one(tmp_path):
    code = "sys.stdin.readline(); lab = Lab(Path(sys.argv[1]), create=True); print(lab.id)"
    with child(code, tmp_path / "new") as one, child(code, tmp_path / "new") as other:
        for process in (one, other):
            process.stdin.write("\n")
            process.stdin.flush()
        assert one.stdout.read() == other.stdout.read() != ""
    with closing(Lab(tmp_path / "new")) as lab:
        assert lab.verify()["facts"] == 1
