"""What a command may do to its answer folder: nothing of it breaks the bench, reads other files or takes long."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from leadscrew.core.task import Entry, Limits
from leadscrew.sandbox.box import living_boxes
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.worker import End, Job, Outcome, WarmWorker

MARK = f"attacks-folders-{os.getpid()}"
HEAD = "import os\nA = os.environ['LEADSCREW_ANSWER']\n"
GOOD = "open(A + '/data.json', 'w').write('1')\n"
REFUSED = {
    "a sparse file of 4 MB": "f = open(A + '/data.json', 'wb')\nf.truncate(4 << 20)\n",
    "a link in place of the folder": "os.rmdir(A)\nos.symlink('/tmp/candidate', A)\n",
    "a link to its own entry in /proc": "os.rmdir(A)\nos.symlink('/proc/self', A)\n",
    "a link inside": "os.symlink('/opt/inside/worker.py', A + '/data.json')\n",
    "a link to a folder": "os.symlink('/opt', A + '/more')\n" + GOOD,
    "a socket": "import socket\nsocket.socket(socket.AF_UNIX).bind(A + '/data.json')\n",
    "a file without permissions": GOOD + "os.chmod(A + '/data.json', 0)\n",
    "10,001 files": "for i in range(10_001):\n    open(f'{A}/{i}', 'w').close()\n",
}
EMPTY = {
    "no folder": "os.rmdir(A)\n",
    "a file in place of the folder": "os.rmdir(A)\nopen(A, 'w').write('1')\n",
    "a folder without permissions": GOOD + "os.chmod(A, 0)\n",
    "a /tmp without permissions": GOOD + "os.chmod('/tmp', 0)\n",
}


@pytest.fixture(scope="module")
def worker() -> Iterator[WarmWorker]:
    limits = Limits(wall_s=20, memory_mb=256, processes=8, disk_mb=8, answer_mb=1)
    worker = WarmWorker(Entry(command=("python3", "main.py")), limits, lab_mark=MARK)
    yield worker
    worker.close()
    assert living_boxes(MARK) == ()


def run(worker: WarmWorker, source: str) -> Outcome:
    files = {"main.py": (HEAD + source).encode()}
    job = Job(files=files, mode="command", command=("python3", "main.py"), problem=plain.encoded({"n": 1}))
    return worker.run(job, cut_s=None, stop=lambda: None)


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_what_is_not_a_small_folder_of_files_is_no_answer(worker, source):
    outcome = run(worker, source)
    assert outcome.end is End.ERROR, outcome
    assert run(worker, GOOD).end is End.ANSWER


@pytest.mark.parametrize("source", EMPTY.values(), ids=EMPTY)
def test_a_folder_that_cannot_be_read_holds_nothing(worker, source):
    outcome = run(worker, source)
    assert outcome.end is End.ANSWER and plain.decode(outcome.answer, raw=True) == {}, outcome


def test_a_tree_that_is_too_deep_for_a_path_ends_the_trial_alone(worker):
    source = "os.chdir(A)\n" + GOOD + "for i in range(8_000):\n    os.mkdir('d')\n    os.chdir('d')\n"
    outcome = run(worker, source)
    assert outcome.end in (End.ERROR, End.ANSWER), outcome
    assert run(worker, GOOD).end is End.ANSWER


def test_an_orphan_that_goes_on_writing_is_ended_before_the_folder_is_read(worker):
    source = (
        GOOD + "if os.fork() == 0:\n    os.setsid()\n    while True:\n        open(A + '/more', 'ab').write(b'x')\n"
    )
    outcome = run(worker, source)
    assert outcome.end in (End.ANSWER, End.ERROR), outcome
    assert run(worker, GOOD).end is End.ANSWER
