"""Full and read-only disks, lack of memory, a clock that jumps, two runs at once, copies: nothing lost, a clear word."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from leadscrew.cli.main import run
from leadscrew.core.program import Program
from leadscrew.errors import LabError, LeadscrewError, RecordError, StorageFailed
from leadscrew.research.run import OwnReader, Run
from leadscrew.research.start import new_run
from leadscrew.sandbox.box import living_boxes
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab


@pytest.fixture
def begin(lives):
    """Makes a run of a few experiments on a rig that only sleeps; None for the open run of the lab."""

    def make(lab: Lab, name: str | None = None) -> Run:
        if name is None:
            task = task_from_parts(
                name="fast", settings=lives.SETTINGS, judge=b"", start=Program({"main.py": lives.START})
            )
            name = new_run(lab, task, budget_s=1e6, experiments=lives.EXPERIMENTS, seed=0, researcher="lives")
        rng = random.Random(1)
        return Run(
            lab, name, rigs=lambda task, core, stop: lives.SleepingRig(rng), cores=[None], quiet_wait=False, reader=OwnReader()
        )  # fmt: skip

    return make


def hashes(lab: Lab) -> list[str]:
    return [fact.hash for fact in lab.facts()]


def verified(lab: Lab, lives) -> None:
    lab.verify(lives.Seeds(lab).look)


# disks


def test_a_run_on_a_full_disk_stops_and_goes_on_when_there_is_space(disk, begin, lives):
    folder = disk("size=1500k") / "lab"
    lab = Lab(folder, create=True)
    first = begin(lab)
    with pytest.raises(StorageFailed, match="free some space"):
        asyncio.run(first.go(lives.Proposer()))
    known = hashes(lab)
    assert any(fact.kind == "candidate" for fact in lab.facts())
    verified(lab, lives)
    lab.close()
    disk("size=30m")
    with closing(Lab(folder)) as lab:
        lab.append("run_resumed", {"was": "running"}, run=first.id)
        asyncio.run(begin(lab, first.id).go(lives.Proposer()))
        assert hashes(lab)[: len(known)] == known
        assert lab.run_row(first.id)["state"] == "ended"
        assert lab.run_row(first.id)["experiments"] == lives.EXPERIMENTS
        verified(lab, lives)


def test_a_lab_on_a_read_only_disk_can_be_looked_at_and_says_why_nothing_runs(disk, begin, lives, tmp_path, capsys):
    pytest.importorskip("vl_convert")
    folder = disk("size=30m") / "lab"
    lab = Lab(folder, create=True)
    asyncio.run(begin(lab).go(lives.Proposer()))
    lab.close()
    disk("ro")
    place = ("--lab", str(folder))
    for look in (["show"], ["show", "r1"], ["show", "r1/1"], ["verify"], ["report", "--out", str(tmp_path / "x.html")]):
        assert run([*look, *place]) == 0, look
    assert "40 experiments" in (tmp_path / "x.html").read_text()
    capsys.readouterr()
    for act in (["run", "hello"], ["pause"], ["apply", "r1", "--to", str(tmp_path)]):
        code, err = run([*act, *place]), capsys.readouterr().err
        assert code in (1, 2, 4) and "Traceback" not in err, err
    assert run(["run", "hello", *place]) == 2
    assert "cannot be written, only looked at" in capsys.readouterr().err


def test_a_read_only_lab_whose_last_facts_lie_beside_the_database_says_what_to_do(disk, tmp_path):
    lab = Lab(tmp_path / "lab", create=True)
    folder = disk("size=30m") / "lab"
    shutil.copytree(tmp_path / "lab", folder)  # as after a kill: the database is still open
    (folder / "lab.db-shm").unlink()
    disk("ro")
    with pytest.raises(LabError, match=r"lab\.db-wal holds facts.*copy the whole folder"):
        Lab(folder)
    shutil.copytree(folder, tmp_path / "copy")
    with closing(Lab(tmp_path / "copy")) as copy:
        assert hashes(copy) == hashes(lab)
    lab.close()


# memory

SHORT = """
import resource, sys
from leadscrew.cli.main import run
import leadscrew.cli.run
with open("/proc/self/status") as file:
    size = next(int(line.split()[1]) << 10 for line in file if line.startswith("VmSize"))
resource.setrlimit(resource.RLIMIT_AS, (size + (int(sys.argv[2]) << 20),) * 2)
sys.exit(run(["run", "hello", "--budget", "6s", "--experiments", "1", "--lab", sys.argv[1]]))
"""


@pytest.mark.parametrize("spare_mb", [0, 4])
def test_a_run_that_gets_no_more_memory_ends_with_one_clear_line(tmp_path, spare_mb):
    folder = tmp_path / "lab"
    command = [sys.executable, "-c", SHORT, str(folder), str(spare_mb)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert "memory" in done.stderr.splitlines()[-1]
    with closing(Lab(folder, create=True)) as lab:
        lab.verify()


# the clock


def test_a_clock_that_jumps_by_an_hour_changes_nothing_but_labels(begin, lives, tmp_path, monkeypatch, capsys):
    pytest.importorskip("vl_convert")
    steps = iter(range(10**9))
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + (3600, -3600, 0, 7 * 86400)[next(steps) % 4])
    lab = Lab(tmp_path / "lab", create=True)
    progress = begin(lab)
    asyncio.run(progress.go(lives.Proposer()))
    row = lab.run_row("r1")
    assert row["state"] == "ended" and 0 < row["spent_s"] < 120
    spent = [fact.body["spent_s"] for fact in lab.facts(run="r1") if "spent_s" in fact.body]
    assert spent == sorted(spent)
    monkeypatch.setattr(time, "time", lambda: real() - 3600)
    begin(lab)
    assert lab.run_row(None)["id"] == "r2", "the latest run is the one recorded last"
    place = ("--lab", str(tmp_path / "lab"))
    capsys.readouterr()
    assert run(["show", "--json", *place]) == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)["runs"]] == ["r2", "r1"]
    for name in ("r1", "r2"):
        assert run(["show", name, *place]) == 0
        assert run(["report", name, "--out", str(tmp_path / "x.html"), *place]) == 0
    verified(lab, lives)
    lab.close()


# two at once

AT_ONCE = """
import os, sys
from pathlib import Path
from leadscrew.errors import LabError
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import read_task
from leadscrew.store.lab import Lab
task = read_task("hello")
for attempt in range(int(sys.argv[2])):
    gate, told, done = os.pipe(), os.pipe(), os.pipe()
    children = []
    for number in range(4):
        if (child := os.fork()) == 0:
            os.close(gate[1]), os.close(done[1])
            os.read(gate[0], 1)
            try:
                lab = Lab(Path(sys.argv[1]), create=True)
                with lab.running():
                    new_run(lab, task, budget_s=1.0, experiments=1, seed=0, researcher="x")
                    os.write(told[1], b"r")
                    os.read(done[0], 1)
            except LabError as exc:
                os.write(told[1], b"i" if "in use by another run" in str(exc) else b"?")
            except BaseException:
                os.write(told[1], b"?")  # so that nobody waits for ever
            finally:
                os._exit(0)
        children.append(child)
    os.close(gate[1])
    answers = b"".join(os.read(told[0], 1) for _ in children)
    assert sorted(answers) == sorted(b"iiir"), answers
    os.close(done[1])
    for child in children:
        os.waitpid(child, 0)
"""


def test_of_several_runs_that_start_in_one_lab_at_once_exactly_one_runs(tmp_path):
    command = [sys.executable, "-c", AT_ONCE, str(tmp_path / "lab"), "25"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    with closing(Lab(tmp_path / "lab")) as lab:
        assert len(lab.rows("run")) == 25
        lab.verify()


def test_two_commands_at_once_make_one_run_and_one_refusal(tmp_path):
    command = [sys.executable, "-m", "leadscrew", "run", "hello", "--budget", "5s", "--experiments", "1"]
    both = [
        subprocess.Popen([*command, "--lab", str(tmp_path / "lab")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]  # fmt: skip
    told = {process.communicate(timeout=120)[1]: process.returncode for process in both}
    (refusal,) = [err for err in told if "in use by another run" in err]
    assert sorted(told.values()) in ([0, 2], [1, 2]) and told[refusal] == 2
    with closing(Lab(tmp_path / "lab")) as lab:
        assert [row["state"] for row in lab.rows("run")] == ["ended"]


# copies

WRITER = """
import os, sys
from pathlib import Path
from leadscrew.store.lab import Lab
lab = Lab(Path(sys.argv[1]))
print("ready", flush=True)
number = 0
while True:
    entries = [("finding", {"n": number + i, "text": "x" * 300}) for i in range(3)]
    lab.append_all(entries, run="r1", artefacts=[os.urandom(2000)])
    number += 3
"""


def test_a_copy_made_while_a_run_writes_is_sound_or_says_what_is_wrong(tmp_path):
    lab = Lab(tmp_path / "lab", create=True)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(lab.folder)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
    sound = 0
    try:
        for number in range(20):
            copy = tmp_path / f"copy{number}"
            if number % 4 == 3:  # only the database itself
                copy.mkdir()
                shutil.copy(lab.folder / "lab.db", copy)
            else:
                shutil.copytree(lab.folder, copy)
            time.sleep(random.uniform(0.0, 0.05))
    finally:
        writer.kill()
        writer.communicate()
    whole = hashes(lab)
    for number in range(20):
        try:
            with closing(Lab(tmp_path / f"copy{number}")) as opened:
                opened.verify()
                found = hashes(opened)
                assert found == whole[: len(found)]
                opened.append("finding", {})
                opened.verify()
                sound += 1
        except LeadscrewError as exc:
            assert "copied" in str(exc) or "copy" in str(exc), exc
    assert sound >= 10
    lab.close()


def test_a_torn_copy_is_found_before_a_run_goes_on_in_it(tmp_path, begin, lives):
    lab = Lab(tmp_path / "lab", create=True)
    with lab.running():
        first = begin(lab)
    for number in range(300):
        lab.append("finding", {"text": f"{number} " * 300}, run=first.id)
    lab.close()
    shutil.copytree(tmp_path / "lab", tmp_path / "sound")
    content = bytearray((tmp_path / "lab" / "lab.db").read_bytes())
    at = content.index(b'"text":"150 ')
    content[at + 9] ^= 1
    shutil.copytree(tmp_path / "lab", tmp_path / "torn")
    (tmp_path / "torn" / "lab.db").write_bytes(content)
    with closing(Lab(tmp_path / "torn")) as torn, pytest.raises(RecordError), torn.running():
        pass
    with closing(Lab(tmp_path / "sound")) as sound:
        with sound.running():
            asyncio.run(begin(sound, first.id).go(lives.Proposer()))
        with sound.running():
            pass


def test_a_copy_does_not_take_the_boxes_of_the_lab_for_its_own(tmp_path):
    lab = Lab(tmp_path / "lab", create=True)
    shutil.copytree(lab.folder, tmp_path / "copy")
    copy = Lab(tmp_path / "copy")
    assert copy.id == lab.id and copy.mark != lab.mark
    box = subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()", f"leadscrew-box:{lab.mark}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert box.stdout is not None and box.stdout.readline() == b"\n"
    try:
        with lab.running():
            assert living_boxes(lab.mark) == (box.pid,)
            assert living_boxes(copy.mark) == () and copy.runner() is None
            assert lab.runner() == os.getpid()
    finally:
        box.communicate(b"\n")
    lab.close()
    shutil.move(lab.folder, tmp_path / "moved")
    with closing(Lab(tmp_path / "moved")) as moved:
        assert moved.mark == lab_mark_of(tmp_path / "moved")
    copy.close()


def lab_mark_of(folder: Path) -> str:
    with closing(Lab(folder)) as lab:
        return lab.mark
