"""What a candidate finds inside its box, in real boxes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest

from leadscrew.core.task import Entry, Limits
from leadscrew.sandbox.box import living_boxes
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.worker import End, Job, Outcome, WarmWorker

MARK = f"test-{os.getpid()}"
LIMITS = Limits(wall_s=20, cpu_s=20, memory_mb=256, processes=8, disk_mb=8, answer_mb=1)


@pytest.fixture(scope="module")
def worker() -> Iterator[WarmWorker]:
    entry = Entry(call="main:run", preload=("numpy",), packages=("numpy",), without=("asyncio", "unittest"))
    worker = WarmWorker(entry, LIMITS, lab_mark=MARK)
    yield worker
    worker.close()
    assert living_boxes(MARK) == ()


def run(worker: WarmWorker, source: str, *, cut_s: float | None = None, problem: Any = None) -> Outcome:
    body = plain.encoded(problem or {"n": 3})
    job = Job(files={"main.py": source.encode()}, mode="call", problem=body)
    return worker.run(job, cut_s=cut_s, stop=lambda: None)


def answer(worker: WarmWorker, source: str, **options: Any) -> Any:
    outcome = run(worker, source, **options)
    assert outcome.end is End.ANSWER, outcome
    return plain.decode(outcome.answer)


def test_an_answer_comes_back_with_its_arrays(worker):
    source = "import numpy as np\ndef run(p):\n    return {'a': np.arange(6, dtype='float32').reshape(2, 3), 'b': [1, 'x', None]}\n"
    value = answer(worker, source)
    assert value["a"].shape == (2, 3) and value["a"].dtype.name == "float32"
    assert value["b"] == [1, "x", None]


def test_nothing_of_the_host_is_visible(worker):
    source = """
import os
def run(p):
    found = [path for path in ("/home", "/root", "/etc/passwd", "/etc/shadow", "/work", "/var") if os.path.exists(path)]
    return {"found": found, "environment": sorted(os.environ), "pid": os.getpid(), "uid": os.getuid()}
"""
    value = answer(worker, source)
    assert value["found"] == []
    assert value["pid"] == 1
    assert not set(value["environment"]) & {"USER", "LOGNAME", "SHELL", "PWD", "SSH_AUTH_SOCK", "VIRTUAL_ENV"}
    assert value["uid"] != 0


def test_standard_library_packages_of_the_judge_are_left_out(worker):
    source = """
import os, sys
def run(p):
    library = os.path.dirname(os.__file__)
    return {name: os.listdir(os.path.join(library, name)) for name in ("asyncio", "unittest", "pydoc_data")
            if os.path.isdir(os.path.join(library, name))}
"""
    assert all(files == [] for files in answer(worker, source).values())


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket(socket.AF_INET)",
        "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "import socket; socket.socket(40, socket.SOCK_STREAM)",
        "import socket; s = socket.socket(socket.AF_UNIX); s.connect('/run/dbus/system_bus_socket')",
        "open('/written', 'w')",
        "open('/dev/written', 'w')",
        "open('/opt/inside/worker.py', 'a')",
        "open('/proc/sys/kernel/core_pattern', 'w')",
        "import os; os.sched_setaffinity(0, range(os.cpu_count()))",
        "import os; os.setpriority(os.PRIO_PROCESS, 0, 5)",
        "import os; os.setuid(0)",
        "import os; os.mknod('/tmp/device', 0o60600, os.makedev(8, 0))",
        "import os; os.chroot('/tmp')",
        "import os; os.kill(2, 9)",
        "import time; time.clock_settime(time.CLOCK_REALTIME, 0)",
        "import os; os.memfd_create('x')",
    ],
)
def test_an_attempt_on_the_host_is_refused(worker, attempt):
    outcome = run(worker, f"def run(p):\n    {attempt}\n    return 'done'\n")
    assert outcome.end is End.ERROR, outcome
    assert "Error" in outcome.text


@pytest.mark.parametrize(
    "call", [("unshare", 0x10000000), ("unshare", 0x00020000), ("ptrace", 0), ("keyctl", 0), ("bpf", 0)]
)
def test_a_raw_system_call_is_refused(worker, call):
    numbers = {"unshare": 272, "ptrace": 101, "keyctl": 250, "bpf": 321}
    if os.uname().machine != "x86_64":
        pytest.skip("numbers of x86_64")
    source = f"""
import ctypes
def run(p):
    libc = ctypes.CDLL(None, use_errno=True)
    return [libc.syscall({numbers[call[0]]}, {call[1]}, 0, 0, 0), ctypes.get_errno()]
"""
    assert answer(worker, source) == [-1, 1]


def test_a_trial_leaves_nothing_for_the_next(worker):
    leave = """
import os, random
import numpy as np
def run(p):
    open("/tmp/left", "w").write("x")
    open("/dev/shm/left", "w").write("x")
    np.left = 1
    if os.fork() == 0:
        import time
        time.sleep(30)
    return 1
"""
    look = """
import os
import numpy as np
def run(p):
    return [os.path.exists("/tmp/left"), os.path.exists("/dev/shm/left"), hasattr(np, "left"),
            [name for name in os.listdir("/proc") if name.isdigit()]]
"""
    assert answer(worker, leave) == 1
    assert answer(worker, look) == [False, False, False, ["1"]]


def test_random_generators_do_not_repeat_between_problems_but_within_a_pair(worker):
    source = "import random, numpy\ndef run(p):\n    return [random.random(), float(numpy.random.rand())]\n"
    drawn = []
    for value in (1, 1, 2):
        job = Job(files={"main.py": source.encode()}, mode="call", problem=plain.encoded({}), random=value)
        drawn.append(plain.decode(worker.run(job, cut_s=None, stop=lambda: None).answer))
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_program_that_hangs_is_cut_and_the_next_one_is_measured(worker):
    outcome = run(worker, "def run(p):\n    while True:\n        pass\n", cut_s=0.3)
    assert outcome.end is End.CUT and 0.3 <= outcome.wall_s < 3
    assert answer(worker, "def run(p):\n    return 1\n") == 1


def test_a_grandchild_that_ignores_signals_does_not_outlive_its_trial(worker):
    source = """
import os, signal, time
def run(p):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            time.sleep(1000)
    while True:
        pass
"""
    assert run(worker, source, cut_s=0.3).end is End.CUT
    assert answer(worker, "import os\ndef run(p):\n    return [n for n in os.listdir('/proc') if n.isdigit()]\n") == [
        "1"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "import os\ndef run(p):\n    os._exit(0)\n",
        "import os, signal\ndef run(p):\n    os.kill(os.getpid(), signal.SIGKILL)\n    os._exit(1)\n",
        "import ctypes\ndef run(p):\n    ctypes.string_at(0)\n",
        "import sys\ndef run(p):\n    sys.exit(0)\n",
        "def run(p):\n    return object()\n",
        "def run(p):\n    return {1: 2}\n",
        "def run(p):\n    x = []\n    x.append(x)\n    return x\n",
        "import os\ndef run(p):\n    os.write(3, b'A' + (10).to_bytes(8, 'big') + b'short')\n    os._exit(0)\n",
        "import os\ndef run(p):\n    os.close(3)\n    import time\n    time.sleep(0.2)\n    os._exit(0)\n",
        "syntax error",
        "x = 1\n",
    ],
)
def test_a_program_without_an_answer_has_failed(worker, source):
    assert run(worker, source).end in (End.ERROR, End.EXIT)


def test_a_forged_frame_is_only_an_answer(worker):
    source = """
import os, sys
sys.path.insert(0, "/opt/inside")
def run(p):
    import plain
    body = plain.encoded("forged")
    os.write(3, b"A" + len(body).to_bytes(8, "big") + body)
    while True:
        pass
"""
    assert answer(worker, source) == "forged"


def test_an_answer_that_claims_to_be_huge_takes_no_memory(worker):
    source = (
        "import os\ndef run(p):\n    os.write(3, b'A' + (1 << 60).to_bytes(8, 'big'))\n    while True:\n        pass\n"
    )
    assert run(worker, source).end is End.TOO_LARGE
    assert run(worker, "import numpy as np\ndef run(p):\n    return np.zeros(1 << 20)\n").end is End.TOO_LARGE


def test_a_memory_hog_is_stopped(worker):
    assert run(worker, "def run(p):\n    return len(bytearray(1 << 30))\n").end is End.ERROR
    spread = """
import os, time
def run(p):
    for _ in range(6):
        if os.fork() == 0:
            block = bytearray(90 << 20)
            for at in range(0, len(block), 4096):
                block[at] = 1
            time.sleep(30)
    time.sleep(30)
"""
    assert run(worker, spread).end is End.MEMORY


def test_a_fork_bomb_and_a_disk_filler_meet_their_limits(worker):
    bomb = """
import os, time
def run(p):
    count = 0
    try:
        while count < 200:
            if os.fork() == 0:
                time.sleep(30)
            count += 1
    except OSError:
        return count
    return -1
"""
    assert 0 < answer(worker, bomb) <= LIMITS.processes + 4
    filler = """
def run(p):
    written = 0
    try:
        for number in range(100):
            with open(f"/tmp/{number}", "wb") as file:
                file.write(bytes(1 << 20))
            written += 1
    except OSError:
        return written
    return -1
"""
    assert 0 < answer(worker, filler) <= LIMITS.disk_mb


def test_flooding_standard_output_neither_blocks_nor_grows(worker):
    source = "def run(p):\n    for _ in range(2000):\n        print('x' * 10000)\n    return 1\n"
    assert answer(worker, source) == 1


def test_honest_unusual_programs_pass(worker):
    threads = """
import threading, warnings, gc, ctypes
def run(p):
    gc.disable()
    warnings.warn("loud")
    result = []
    workers = [threading.Thread(target=result.append, args=(n,)) for n in range(3)]
    [w.start() for w in workers]
    [w.join() for w in workers]
    return [sorted(result), ctypes.sizeof(ctypes.c_int)]
"""
    assert answer(worker, threads) == [[0, 1, 2], 4]
    pool = """
import multiprocessing
def square(x):
    return x * x
def run(p):
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(square, [1, 2, 3])
"""
    assert answer(worker, pool) == [1, 4, 9]


def test_candidate_modules_may_have_the_names_of_the_stub(worker):
    files = {
        "main.py": b"import plain, kernel\ndef run(p):\n    return [plain.X, kernel.X]\n",
        "plain.py": b"X = 1\n",
        "kernel.py": b"X = 2\n",
    }
    job = Job(files=files, mode="call", problem=plain.encoded({}))
    assert plain.decode(worker.run(job, cut_s=None, stop=lambda: None).answer) == [1, 2]


def test_the_clock_is_not_the_candidates(worker):
    source = """
import time
real = time.sleep
for name in ("time", "perf_counter", "monotonic", "process_time"):
    setattr(time, name, lambda: 0.0)
def run(p):
    real(0.3)
    return 1
"""
    assert run(worker, source).wall_s >= 0.3


def test_abandoning_a_trial_leaves_no_box(worker):
    class Enough(Exception):
        pass

    def stop():
        raise Enough

    entry = Entry(call="main:run")
    other = WarmWorker(entry, LIMITS, lab_mark=f"{MARK}-other")
    job = Job(
        files={"main.py": b"def run(p):\n    while True:\n        pass\n"}, mode="call", problem=plain.encoded({})
    )
    with pytest.raises(Enough):
        other.run(job, cut_s=None, stop=stop)
    time.sleep(0.1)
    assert living_boxes(f"{MARK}-other") == ()


def test_a_command_reads_a_folder_and_writes_one():
    entry = Entry(command=("sh", "run.sh"), packages=("/usr/bin/cat",))
    worker = WarmWorker(entry, LIMITS, lab_mark=MARK)
    try:
        script = b"cat $LEADSCREW_PROBLEM/data.json > $LEADSCREW_ANSWER/data.json\n"
        job = Job(files={"run.sh": script}, mode="command", command=entry.command, problem=plain.encoded({"n": [1, 2]}))
        outcome = worker.run(job, cut_s=None, stop=lambda: None)
        assert outcome.end is End.ANSWER
        assert plain.decode(outcome.answer) == {"data.json": b'{"n": [1, 2]}'}
        failing = Job(files={"run.sh": b"exit 3\n"}, mode="command", command=entry.command, problem=plain.encoded({}))
        outcome = worker.run(failing, cut_s=None, stop=lambda: None)
        assert (outcome.end, outcome.exit_code) == (End.EXIT, 3)
        link = Job(
            files={"run.sh": b"python3 -c \"import os; os.symlink('/opt', os.environ['LEADSCREW_ANSWER'] + '/data.json')\"\n"},
            mode="command", command=entry.command, problem=plain.encoded({}),
        )  # fmt: skip
        assert worker.run(link, cut_s=None, stop=lambda: None).end is End.ERROR
    finally:
        worker.close()


@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT", "SIGSTOP"])
def test_a_signal_to_its_own_group_reaches_nobody_else(worker, name):
    source = f"import os, signal\ndef run(p):\n    os.kill(0, signal.{name})\n    return 1\n"
    box = worker._started()
    assert run(worker, source, cut_s=2.0).end in (End.ANSWER, End.ERROR, End.EXIT, End.CUT)
    assert worker._started() is box, "the box was broken"


@pytest.mark.parametrize("path", ["null", "zero", "full", "random", "urandom", "tty", "pts", "pts/ptmx", "shm/.."])
def test_no_device_carries_a_message_to_the_next_trial(worker, path):
    source = f"""
import os
def run(p):
    done = []
    for change in (lambda: os.utime("/dev/{path}"), lambda: os.utime("/dev/{path}", ns=(1, 1)), lambda: os.chmod("/dev/{path}", 0o711)):
        try:
            change()
            done.append(True)
        except OSError:
            pass
    return done
"""
    assert answer(worker, source) == []


def test_devices_still_work_and_one_cannot_change_the_groups_of_the_next(worker):
    source = """
import os
def run(p):
    open("/dev/null", "w").write("x")
    return [len(open("/dev/zero", "rb").read(3)), len(os.urandom(4)), os.getsid(0) == os.getpid()]
"""
    assert answer(worker, source) == [3, 4, True]


def test_the_seed_of_a_problem_is_not_in_the_trials_memory(worker):
    source = """
import sys
def run(p):
    frame, found = sys._getframe(), []
    while frame:
        found += [name for name in frame.f_locals if name in ("request", "seed")]
        frame = frame.f_back
    return found
"""
    assert answer(worker, source) == []


def test_a_box_that_breaks_after_go_is_the_candidates_fault(worker):
    """Else a candidate could forget a slow trial and be measured again."""
    import signal

    killed = []

    def stop():
        if not killed:
            killed.append(worker._box.process.pid)
            os.kill(worker._box.process.pid, signal.SIGKILL)

    job = Job(
        files={"main.py": b"import time\ndef run(p):\n    time.sleep(5)\n"}, mode="call", problem=plain.encoded({})
    )
    outcome = worker.run(job, cut_s=None, stop=stop)
    assert outcome.end is End.ERROR and "the box broke" in outcome.text
    assert answer(worker, "def run(p):\n    return 1\n") == 1
