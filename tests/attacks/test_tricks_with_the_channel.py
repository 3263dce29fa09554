"""What a call may do with the socket that its answer goes through: the bench reads on, and keeps nothing of it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from leadscrew.core.task import Entry, Limits
from leadscrew.sandbox.box import living_boxes
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.worker import End, Job, Outcome, WarmWorker

MARK = f"attacks-channel-{os.getpid()}"
HONEST = "def run(p):\n    return 1\n"
TRICKS = {
    "descriptors": """
import array, os, socket
def run(p):
    channel = socket.socket(fileno=3)
    for _ in range(20):
        first, second = socket.socketpair()
        rights = array.array("i", [first.fileno(), second.fileno()] * 50)
        channel.sendmsg([b"A"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    os._exit(0)
""",
    "bytes out of band": """
import os, socket, time
def run(p):
    channel = socket.socket(fileno=3)
    for _ in range(10):
        channel.send(b"A", socket.MSG_OOB)
        time.sleep(0.01)
    os._exit(0)
""",
    "a shutdown": """
import os, socket, time
def run(p):
    socket.socket(fileno=3).shutdown(socket.SHUT_RDWR)
    time.sleep(0.1)
    os._exit(0)
""",
    "half an answer": """
import os
def run(p):
    os.write(3, b"A" + bytes(7) + b"\\x05abc")
    os._exit(0)
""",
}


@pytest.fixture(scope="module")
def worker() -> Iterator[WarmWorker]:
    worker = WarmWorker(Entry(call="main:run"), Limits(wall_s=20, memory_mb=256, processes=8), lab_mark=MARK)
    yield worker
    worker.close()
    assert living_boxes(MARK) == ()


def run(worker: WarmWorker, source: str) -> Outcome:
    job = Job(files={"main.py": source.encode()}, mode="call", problem=plain.encoded({"n": 1}))
    return worker.run(job, cut_s=None, stop=lambda: None)


@pytest.mark.parametrize("source", TRICKS.values(), ids=TRICKS)
def test_a_trick_with_the_channel_is_no_answer_and_leaves_no_descriptor(worker, source):
    assert run(worker, HONEST).end is End.ANSWER
    before = len(os.listdir("/proc/self/fd"))
    outcome = run(worker, source)
    assert outcome.end in (End.EXIT, End.ERROR, End.TOO_LARGE) and outcome.answer == b"", outcome
    assert run(worker, HONEST).end is End.ANSWER
    assert len(os.listdir("/proc/self/fd")) == before


def test_the_first_process_of_a_trial_cannot_stop_itself(worker):
    source = "import os, signal\ndef run(p):\n    os.kill(os.getpid(), signal.SIGSTOP)\n    return os.getpid()\n"
    assert run(worker, source).end is End.ANSWER
