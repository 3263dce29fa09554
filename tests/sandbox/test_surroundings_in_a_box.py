"""What a box holds beside the program: data, an environment's packages, variables, folders to import from."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from leadscrew.core.task import Entry, Limits, Mounted, Surroundings
from leadscrew.errors import TaskError
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.mounts import data_mounts, venv_mounts
from leadscrew.sandbox.worker import End, Job, WarmWorker

LIMITS = Limits(wall_s=20, cpu_s=20, memory_mb=256, processes=8, disk_mb=8, answer_mb=1)
MARK = f"around-{os.getpid()}"


def made_venv(folder: Path, version: str = f"python{sys.version_info.major}.{sys.version_info.minor}") -> Path:
    site = folder / "lib" / version / "site-packages"
    site.mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text("home = nowhere\n")
    (site / "of_the_venv.py").write_text("NAME = 'venv'\n")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that the boxes' unprivileged user may read."""
    folder = tmp_path
    while folder != folder.parent and folder.stat().st_uid == os.getuid() and folder.name:
        if folder == Path("/tmp"):
            break
        folder.chmod(folder.stat().st_mode | 0o055)
        folder = folder.parent
    return tmp_path


def around(home: Path) -> Surroundings:
    (home / "data").mkdir()
    (home / "data/table.txt").write_text("7\n")
    return Surroundings(
        mounts=(
            Mounted(source=str(home / "data"), target="inputs/data"),
            Mounted(source=str(home / "data"), target="/srv/d"),
        ),
        venv=str(made_venv(home / "venv")),
        variables={"MODE": "fast; rm -rf /", "EMPTY": ""},
    )


SOURCE = """
import os
import of_the_venv, below

def look(problem=None):
    found = {name: os.environ.get(name) for name in ("MODE", "EMPTY", "HOME_OF_THE_HOST")}
    found["table"] = open("inputs/data/table.txt").read() + open("/srv/d/table.txt").read()
    found["names"] = [of_the_venv.NAME, below.NAME]
    for name in ("inputs/data/table.txt", "/srv/d/new", of_the_venv.__file__):
        try:
            open(name, "w")
        except OSError as exc:
            found.setdefault("refused", []).append(exc.errno)
    return found
"""
COMMAND = """
import json, os, main
with open(os.environ["LEADSCREW_ANSWER"] + "/data.json", "w") as file:
    json.dump(main.look(), file)
"""
FILES = {"main.py": SOURCE.encode(), "run.py": COMMAND.encode(), "src/below.py": b"NAME = 'src'\n"}


@pytest.mark.parametrize("mode", ["call", "command"])
def test_a_program_sees_what_was_named_read_only_and_nothing_else(home, monkeypatch, mode):
    monkeypatch.setenv("HOME_OF_THE_HOST", "secret")
    command = () if mode == "call" else ("python3", "run.py")
    entry = Entry(call="main:look" if mode == "call" else None, command=command, path=("src", "."))
    worker = WarmWorker(entry, LIMITS, lab_mark=MARK, surroundings=around(home))
    try:
        job = Job(files=FILES, mode=mode, command=command, problem=plain.encoded({}))
        outcome = worker.run(job, cut_s=None, stop=lambda: None)
        again = worker.run(job, cut_s=None, stop=lambda: None)
    finally:
        worker.close()
    assert outcome.end is End.ANSWER, outcome
    value = plain.decode(outcome.answer)
    found = json.loads(value["data.json"]) if mode == "command" else value
    assert found["MODE"] == "fast; rm -rf /" and found["EMPTY"] == "" and found["HOME_OF_THE_HOST"] is None
    assert found["table"] == "7\n7\n" and found["names"] == ["venv", "src"]
    assert len(found["refused"]) == 3
    assert again.end is End.ANSWER
    assert (home / "data/table.txt").read_text() == "7\n"


def test_a_file_of_the_program_is_not_replaced_by_a_mount(home):
    entry = Entry(call="main:look", path=("src", "."))
    source = b"def look(problem):\n    return open('inputs/data').read()\n"
    worker = WarmWorker(entry, LIMITS, lab_mark=MARK, surroundings=around(home))
    try:
        job = Job(files={"main.py": source, "inputs/data": b"mine"}, mode="call", problem=plain.encoded({}))
        outcome = worker.run(job, cut_s=None, stop=lambda: None)
    finally:
        worker.close()
    assert plain.decode(outcome.answer) == "mine"


def test_data_is_found_in_a_folder_that_the_program_has_already(home):
    entry = Entry(call="main:look", path=("src", "."))
    source = b"import os\n\n\ndef look(problem):\n    return sorted((n, open('inputs/data/' + n).read()) for n in os.listdir('inputs/data'))\n"
    worker = WarmWorker(entry, LIMITS, lab_mark=MARK, surroundings=around(home))
    try:
        job = Job(files={"main.py": source, "inputs/data/.keep": b""}, mode="call", problem=plain.encoded({}))
        outcome = worker.run(job, cut_s=None, stop=lambda: None)
    finally:
        worker.close()
    assert plain.decode(outcome.answer) == [[".keep", ""], ["table.txt", "7\n"]]


def test_a_virtual_environment_of_another_python_or_none_at_all_is_named(tmp_path):
    with pytest.raises(TaskError, match=r"no pyvenv\.cfg"):
        venv_mounts(str(tmp_path))
    with pytest.raises(TaskError, match=r"is for python3\.2, leadscrew runs on"):
        venv_mounts(str(made_venv(tmp_path / "old", "python3.2")))
    assert venv_mounts("") == []


def test_what_this_machine_lacks_is_named():
    lost = Surroundings(mounts=(Mounted(source="/nowhere/at/all", target="data"),))
    with pytest.raises(TaskError, match="'/nowhere/at/all', which this machine does not have"):
        data_mounts(lost)
    with pytest.raises(TaskError, match="devices names '/dev/nvidia99'"):
        data_mounts(Surroundings(devices=("/dev/nvidia99",)))


@pytest.mark.parametrize(
    "text",
    [
        "relative",
        "/a:../b",
        "/a:/etc/passwd",
        "/a:/usr/lib",
        "/tmp/x",
        "/a:/",
        "/a:b\0c",
        "/a:/proc/x",
        "/a:x/../../y",
        "/a://usr/lib",
        "/a:/./usr",
        "/a:/srv//x",
        "/a:/srv/",
    ],
)
def test_a_mount_over_what_a_box_has_itself_is_refused(text):
    with pytest.raises(TaskError, match="mounts"):
        Mounted.read(text)


@pytest.mark.parametrize("text", ["/srv/data", "/home/a/data:data", "/a b/c:x y/z"])
def test_a_mount_beside_the_program_or_where_it_is_may_be(text):
    assert Mounted.read(text).source == text.partition(":")[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"devices": ("/dev/sda",)}, {"devices": ("/dev/mem",)}, {"devices": ("/dev/nvidia0/../mem",)},
        {"variables": {"LD_PRELOAD": "x"}}, {"variables": {"LEADSCREW_PROBLEM": "x"}}, {"variables": {"A=B": "x"}},
        {"variables": {"A": "x\0y"}}, {"venv": "relative"},
    ],
)  # fmt: skip
def test_devices_and_variables_come_from_a_closed_list(wrong):
    with pytest.raises(TaskError, match=r"\[environment\]"):
        Surroundings(**wrong)


def test_two_mounts_cannot_have_one_target():
    one, other = (Mounted(source=source, target="data") for source in ("/a", "/b"))
    with pytest.raises(TaskError, match="two have one target"):
        Surroundings(mounts=(one, other))
