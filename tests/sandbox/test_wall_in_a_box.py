"""Candidates that write whatever they like to the descriptor of their answer, through one warm worker."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

from leadscrew.core.task import Entry, Limits
from leadscrew.sandbox.box import living_boxes
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.judge import JudgeBox
from leadscrew.sandbox.worker import End, Job, Outcome, WarmWorker

MARK, JUDGES = f"wall-{os.getpid()}", f"judges-{os.getpid()}"
LIMITS = Limits(wall_s=20, cpu_s=20, memory_mb=256, processes=8, disk_mb=8, answer_mb=1)
FRAMES = 250
WRITES = """
import os
def run(p):
    frame = memoryview(p["frame"])
    while frame:
        frame = frame[os.write(3, frame[:p["piece"]]):]
    if p["then"] == "exit":
        os._exit(0)
    if p["then"] == "close":
        os.close(3)
        os._exit(7)
    if p["then"] == "raise":
        raise ValueError
    return p["then"]
"""
HONEST = "def run(p):\n    return {'x': p['n'] + 1}\n"


@pytest.fixture(scope="module")
def worker() -> Iterator[WarmWorker]:
    worker = WarmWorker(Entry(call="main:run"), LIMITS, lab_mark=MARK)
    yield worker
    worker.close()
    assert living_boxes(MARK) == ()


def run(worker: WarmWorker, source: str, problem: object, *, cut_s: float | None = None) -> Outcome:
    job = Job(files={"main.py": source.encode()}, mode="call", problem=plain.encoded(problem))
    return worker.run(job, cut_s=cut_s, stop=lambda: None)


def honest(worker: WarmWorker) -> None:
    """An honest trial passes."""
    outcome = run(worker, HONEST, {"n": 3})
    assert outcome.end is End.ANSWER and plain.decode(outcome.answer) == {"x": 4}


def resident_bytes() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_after_hundreds_of_hostile_frames_an_honest_trial_passes_and_nothing_is_left(worker, hostile):
    rng = random.Random(5)
    source = hostile(rng)
    honest(worker)
    box, before, descriptors = worker._started(), 0, len(os.listdir("/proc/self/fd"))
    processes = len(living_boxes(MARK))
    ends = dict.fromkeys(End, 0)
    for number in range(FRAMES):
        if number == FRAMES // 5:
            before = resident_bytes()
        frame = source.frame()
        then = rng.choice(("exit",) * 18 + ("close",) * 10 + ("raise", "more"))
        problem = {"frame": frame, "piece": rng.choice((1 << 20, 1 << 20, 7)), "then": then}
        outcome = run(worker, WRITES, problem, cut_s=2.0)
        ends[outcome.end] += 1
        if outcome.end is End.ANSWER:
            try:
                plain.decode(outcome.answer, raw=True)
            except plain.NotPlain:
                pass
    assert worker._started() is box, "the box was broken"
    assert len(living_boxes(MARK)) == processes
    assert len(os.listdir("/proc/self/fd")) == descriptors
    assert resident_bytes() - before < 16 << 20
    assert ends[End.ANSWER] > FRAMES / 3 and ends[End.TOO_LARGE] > 5 and ends[End.EXIT] + ends[End.ERROR] > 5
    honest(worker)


BEHAVIOURS = {
    "a length of gigabytes": "os.write(3, b'A' + (1 << 62).to_bytes(8, 'big'))\n    time.sleep(60)",
    "one byte at a time": "for byte in b'A' + (900).to_bytes(8, 'big') + bytes(900): os.write(3, bytes([byte])); time.sleep(.01)",
    "a frame that never ends": "os.write(3, b'A' + (900).to_bytes(8, 'big'))\n    time.sleep(60)",
    "a flood of output": "os.dup2(1, 2)\n    while True: os.write(1, b'x' * 65536)",
    "a flood behind the answer": "os.write(3, b'A' + bytes(8))\n    while True: os.write(3, b'x' * 65536)",
    "a closed socket": "os.close(3); time.sleep(60)",
    "a socket shut down": "s.shutdown(socket.SHUT_RDWR); time.sleep(60)",
    "urgent data": "s.send(b'A', socket.MSG_OOB); s.send(b'A' * 8, socket.MSG_OOB); time.sleep(60)",
    "descriptors instead of bytes": "socket.send_fds(s, [b'A' + bytes(7)], [0, 1, 3]); time.sleep(60)",
    "its own descriptor back": "socket.send_fds(s, [b'A' + bytes(8)], [3] * 200)",
    "credentials": "s.sendmsg([b'A'], [(1, 2, bytes(12))]); time.sleep(60)",
    "reading instead of writing": "s.setblocking(False)\n    try: s.recv(1 << 20)\n    except BlockingIOError: pass\n    time.sleep(60)",
    "a child that keeps the socket": "os.fork() or time.sleep(60)\n    os.write(3, b'E' + bytes(8))\n    os._exit(0)",
}


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_whatever_a_candidate_does_with_its_socket_ends_in_time_and_harms_nobody(worker, behaviour):
    body = BEHAVIOURS[behaviour]
    source = f"import os, socket, time\ndef run(p):\n    s = socket.socket(fileno=os.dup(3))\n    {body}\n"
    honest(worker)
    box, descriptors, before, since = worker._box, len(os.listdir("/proc/self/fd")), resident_bytes(), time.monotonic()
    outcome = run(worker, source, {}, cut_s=0.5)
    assert outcome.end in (End.CUT, End.TOO_LARGE, End.ERROR, End.EXIT, End.ANSWER)
    assert len(outcome.text) <= 4000 and len(outcome.answer) <= 1 << 20
    assert time.monotonic() - since < 60
    assert len(os.listdir("/proc/self/fd")) == descriptors and resident_bytes() - before < 16 << 20
    honest(worker)
    assert worker._box is box, "the box was broken"


def test_a_trial_holds_no_descriptor_but_its_own(worker):
    source = """
import os
def run(p):
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[name] = os.readlink("/proc/self/fd/" + name).split(":")[0]
        except FileNotFoundError:
            pass  # the listing's own
    return found
"""
    outcome = run(worker, source, {})
    assert plain.decode(outcome.answer) == {"0": "/dev/null", "1": "pipe", "2": "pipe", "3": "socket"}


FOLDER = """
import json, os, sys
files = json.load(open(os.environ["LEADSCREW_PROBLEM"] + "/data.json"))["files"]
for name, content in files.items():
    with open(os.path.join(os.environ["LEADSCREW_ANSWER"], name), "wb") as file:
        file.write(content.encode("latin-1"))
"""
JUDGE = b"""
from leadscrew import Rejected
def problem(seed):
    return {"n": seed}
def check(problem, answer):
    if answer == {"reason": 1}:
        raise Rejected("\\ud800\\x1b[2J\\u202e" * 1000)
    if isinstance(answer, dict) and "nothing" in answer:
        raise Rejected("")
    if answer != {"x": 4} and set(answer) != {"quality"}:
        raise Rejected("not 4")
def quality(problem, answer):
    return eval(answer["quality"])
"""


@pytest.fixture(scope="module")
def judge() -> Iterator[JudgeBox]:
    judge = JudgeBox(JUDGE, ("numpy",), lab_mark=JUDGES, ask_s=30.0)
    yield judge
    judge.close()
    assert living_boxes(JUDGES) == ()


def test_hostile_folders_are_refused_by_the_judge(judge, hostile):
    rng = random.Random(11)
    source = hostile(rng)
    worker = WarmWorker(Entry(command=("python3", "main.py")), LIMITS, lab_mark=MARK)
    try:
        for number in range(12):
            files = {name: content.decode("latin-1") for name, content in source.files().items()}
            if number == 11:
                files = {"data.json": '{"x": 4}'}
            problem = plain.encoded({"files": files})
            job = Job(
                files={"main.py": FOLDER.encode()}, mode="command", command=("python3", "main.py"), problem=problem
            )
            outcome = worker.run(job, cut_s=None, stop=lambda: None)
            assert outcome.end is End.ANSWER, outcome
            ruling = judge.check(1, outcome.answer, held_out=False, quality=False, folder=True)
            assert ruling.ok is (number == 11), ruling
    finally:
        worker.close()


def test_hostile_answers_are_refused_by_the_judge_and_an_honest_one_is_not(judge, hostile):
    rng = random.Random(7)
    source = hostile(rng)
    bodies = [source.body() for _ in range(200)] + [plain.encoded(value) for value in ({"reason": 1}, {"nothing": 1})]
    bodies += [b"", b"\0", bytes(4)]
    for body in bodies:
        ruling = judge.check(1, body, held_out=False, quality=False, folder=False)
        assert not ruling.ok and ruling.quality is None
        assert ruling.reason and len(ruling.reason) <= 4000
        assert "\x1b" not in ruling.reason and ruling.reason.encode()
    assert judge.check(1, plain.encoded({"x": 4}), held_out=False, quality=False, folder=False).ok


@pytest.mark.parametrize(
    "quality", ["float('inf')", "float('-inf')", "float('nan')", "1e200", "10**400", "'-inf'", "None", "[1]"]
)
def test_a_quality_that_is_no_finite_number_is_refused_in_the_judges_box(judge, quality):
    for text, holds in ((quality, False), ("True + 0.5", True)):
        ruling = judge.check(1, plain.encoded({"quality": text}), held_out=False, quality=True, folder=False)
        assert ruling.ok is holds and ruling.quality == (1.5 if holds else None)
        assert bool(ruling.reason) is not holds


DAMAGED = b"""
import os, struct, sys
def problem(seed):
    return {}
def check(problem, answer):
    body = struct.pack(">I", len(answer["header"])) + answer["header"]
    os.write(int(sys.argv[1]), struct.pack(">Q", answer["size"] or len(body)) + body)
    os._exit(0)
"""


def test_a_judge_whose_reply_is_damaged_has_accepted_nothing():
    judge = JudgeBox(DAMAGED, (), lab_mark=JUDGES, ask_s=30.0)
    headers = [b"[]", b"{}", b'{"result":1}', b'{"result":{"ok":"yes"}}', b'{"result":{"ok":1,"reason":[]}}']
    headers += [b"[" * 9999, b"\xff", b'{"error":7}', b'{"result":{"ok":true,"quality":1e999}}']
    try:
        for header, size in [*((header, 0) for header in headers), (b"", 1 << 40), (b"", 1), (b"1", 1 << 17)]:
            answer = plain.encoded({"header": header, "size": size})
            ruling = judge.check(1, answer, held_out=False, quality=b"quality" in header, folder=False)
            assert not ruling.ok and ruling.reason
        assert judge.problem(1, held_out=False)
    finally:
        judge.close()
