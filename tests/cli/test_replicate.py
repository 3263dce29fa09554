"""`export` and `replicate`: a claim in one file, checked and measured again by somebody else, whoever wrote it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leadscrew.bench.claim import attempt_alpha, judge_pairs
from leadscrew.cli import export
from leadscrew.cli.main import run
from leadscrew.cli.replicate import unified
from leadscrew.core.experiment import Claim, Pair, Status, Trial
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, problem_seed
from leadscrew.ledger.claim_file import MAGIC
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab

SETTINGS = """goal = "Make `total` faster"
editable = ["*.py"]
[candidate]
call = "sums:total"
[metric]
kind = "time"
"""
JUDGE = """from leadscrew.errors import Rejected


def problem(seed):
    return {"n": 1_500_000 + seed % 7}


def check(problem, answer):
    if answer != {"total": sum(range(problem["n"]))}:
        raise Rejected("another total")
"""
SLOW = "def total(problem):\n    s = 0\n    for y in range(problem['n']):\n        s += y\n    return {'total': s}\n"
FAST = "def total(problem):\n    n = problem['n']\n    return {'total': n * (n - 1) // 2}\n"
WRONG = "def total(problem):\n    return {'total': 1}\n"
NESTED = "".join(f"{' ' * n}try: pass\n{' ' * n}finally:\n" for n in range(18)) + " " * 18 + "def f():\n"
BOMB = NESTED + "".join(" " * 19 + line for line in NESTED.splitlines(keepends=True)) + " " * 38 + "pass\n"


@dataclass
class Desk:
    """A person's lab, and where the claim file lies."""

    lab: Path
    file: Path
    capture: Any

    def said(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of a command; never a traceback or raw control characters."""
        code = run([*arguments])
        out, err = self.capture.readouterr()
        assert "Traceback (most recent" not in err and "fault in leadscrew" not in err, err
        assert not {"\x1b", "\x07", "\u202e", "\r"} & set(out + err)
        return int(code), out, err

    def claim(self, settings: str = SETTINGS, judge: str = JUDGE, **more: Any) -> None:
        """A claim file, written by `export` from a lab of its author's own."""
        claimed(self.file.parent / "theirs", settings, judge, **more)
        assert self.said("export", "r1", "-o", str(self.file), "--lab", str(self.file.parent / "theirs"))[0] == 0

    def look(self) -> tuple[int, str, str]:
        return self.said("replicate", str(self.file), "--look")

    def refused(self, code: int, *words: str, options: tuple[str, ...] = ("--look",)) -> None:
        answer = self.said("replicate", str(self.file), *options)
        assert (answer[0], answer[1]) == (code, ""), answer
        for word in words:
            assert word in answer[2], answer[2]


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys) -> Desk:
    monkeypatch.setenv("LEADSCREW_LAB", str(tmp_path / "mine"))
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path / "mine", tmp_path / "gain.claim", capsys)


def pairs_of(secret: bytes, count: int, ratio: float, seconds: float = 0.05) -> Iterator[tuple[int, Pair]]:
    for n in range(count):
        old = seconds * exp(((n * 7) % 11 - 5) / 500)
        new = old / ratio * exp(((n * 3) % 7 - 3) / 500)
        trials = [Trial(status=Status.OK, wall_s=wall_s, cpu_s=wall_s) for wall_s in (new, old)]
        seed = problem_seed(secret, Purpose.CLAIM, n).value
        yield n, Pair(seed=seed, new=trials[0], old=trials[1], new_first=bool(n % 2))


def claimed(
    folder: Path, settings: str = SETTINGS, judge: str = JUDGE, *, start: dict[str, str] | None = None,
    change: dict[str, str | None] | None = None, ratio: float = 4.0, gain: bool = True, ended: bool = True,
    name: str = "sums", seconds: float = 0.05, researcher: str = "rewriter",
) -> None:  # fmt: skip
    """A lab whose record says that a change made a task faster; nobody measured anything."""
    files = {path: text.encode() for path, text in (start or {"sums.py": SLOW}).items()}
    task = task_from_parts(name="sums", settings=SETTINGS.encode(), judge=b"", start=Program({**files, "sums.py": b""}))
    claimed_on = replace(task, name=name, settings=settings.encode(), judge=judge.encode(), start=Program(files))
    lab = Lab(folder, create=True)
    made = new_run(lab, claimed_on, budget_s=60.0, experiments=1, seed=1, researcher=researcher)
    noise = {"scale": 0.01, "median_s": seconds, "quality_mean": None, "quality_sd": None, "needs": {}, "pairs": 8}
    lab.append("noise", noise, run=made)
    lab.append("search_over", {"reason": "done"}, run=made)
    pairs = list(pairs_of(lab.secret(made), 40, ratio, seconds))
    for counter, pair in pairs:
        body = {"attempt": 1, "kind": "claim", "counter": counter, "pair": msgspec.to_builtins(pair)}
        lab.append("claim_pair", body, run=made)
    alpha = attempt_alpha(1)
    found = judge_pairs(task, 0.01, [pair for _, pair in pairs], kind=Purpose.CLAIM, alpha=alpha)
    assert found is not None
    kept = {
        path: None if text is None else lab.keep(text.encode())
        for path, text in ({"sums.py": FAST} if change is None else change).items()
    }
    claim = Claim(gain=gain, number=1, attempt=1, alpha=alpha, evidence=(found,), files=kept)
    lab.append("claim", msgspec.to_builtins(claim), run=made)
    if ended:
        lab.append("run_ended", {"reason": "gain", "gain": gain}, run=made)
    lab.close()


# export


def test_a_run_without_a_gain_is_not_exported(desk):
    claimed(desk.lab, gain=False)
    code, out, err = desk.said("export", "r1")
    assert (code, out) == (1, "") and "no claimed gain" in err and "leadscrew show r1" in err
    assert not Path("r1.claim").exists()


def test_a_run_that_has_not_ended_is_not_exported_since_its_seeds_would_be_known(desk):
    claimed(desk.lab, ended=False)
    code, out, err = desk.said("export", "r1")
    assert (code, out) == (2, "") and "leadscrew resume r1" in err
    assert not Path("r1.claim").exists()


def test_export_writes_a_file_and_nothing_else(desk):
    claimed(desk.lab)
    assert desk.said("export", "r1")[:2] == (0, "r1.claim\n")
    os.mkfifo("pipe")
    for place, code in (("pipe", 2), ("missing/x", 4), (".", 2), ("/dev/null", 2)):
        assert desk.said("export", "r1", "-o", place)[:2] == (code, ""), place
    assert sorted(os.listdir()) == ["mine", "pipe", "r1.claim"] and not Path("/dev/null").is_file()


def test_of_a_run_too_long_to_travel_the_search_stays_at_home_and_its_claim_is_read(desk, monkeypatch):
    claimed(desk.lab)
    lab = Lab(desk.lab)
    size_bytes = sum(len(fact.leaf) for fact in lab.facts(run="r1"))
    lab.close()
    for most, whole in ((size_bytes, True), (size_bytes - 1, False)):
        monkeypatch.setattr(export, "MOST_FACTS_BYTES", most)
        code, _, err = desk.said("export", "r1", "-o", str(desk.file))
        assert code == 0 and ("too many to travel" not in err) is whole, err
        code, out, err = desk.look()
        assert code == 0 and "4.00x" in out and ("whole from the end of the search on" not in out + err) is whole


# looking


def test_a_look_shows_all_that_a_reader_has_to_judge_and_runs_nothing(desk):
    desk.claim()
    code, out, err = desk.look()
    assert code == 0 and not desk.lab.exists()
    for word in ("Make `total` faster", "4.00x", "nothing of this machine", "budget    2:00 min",
                 f"judge.py: {len(JUDGE)} bytes, the author's own", 'raise Rejected("another total")', 'editable = ["*.py"]',
                 "-    s = 0", "+    return {'total': n * (n - 1) // 2}"):  # fmt: skip
        assert word in out, out
    assert "nobody has signed" in err and "Judge, inputs and tests come from the file" in err
    code, out, _ = desk.said("replicate", str(desk.file), "--look", "--json")
    told = json.loads(out)
    assert code == 0 and told["judge"] == JUDGE and told["files"] == ["sums.py"] and len(told["head"]) == 64


def test_a_look_shows_what_would_hide(desk):
    desk.claim(
        SETTINGS.replace("Make", "M\\u001b[2J\\u202eke") + '[environment]\nmounts = ["/x\\u202e\\u001b[2J:data"]\n',
        JUDGE + "# \x1b[2J\u202e\r\n", change={"sums.py": FAST + "# \x1b[31m\u202e\u200b\r\n"}, name="a\x1b[2J\u202e",
    )  # fmt: skip
    code, out, _ = desk.look()
    assert code == 0 and "task      claim: M<U+001B>[2J<U+202E>ke" in out and "U+200B" in out
    assert "asks for  '/x\\u202e\\x1b[2J'" in out


def test_a_change_of_many_lines_is_shown_without_comparing_them(desk):
    some = "".join(f"# {n * n % 101}\n" for n in range(20_000))
    desk.claim(start={"sums.py": SLOW, "more.py": some}, change={"sums.py": FAST, "more.py": some[9:] + "# 1\n"})
    since = time.monotonic()
    code, out, _ = desk.look()
    assert code == 0 and "+# 1\n" in out and time.monotonic() - since < 5.0


def test_a_diff_says_what_came_and_went():
    task = task_from_parts(
        name="t", settings=SETTINGS.encode(), judge=b"", start=Program({"a.py": b"x", "b.py": b"y\n"})
    )
    assert unified(task, {"a.py": None, "b.py": b"", "c.py": b"z\x0c\r\n"}) == (
        "--- a/a.py\n+++ b/a.py\n@@ -1 +0,0 @@\n-x\n(a.py is removed)\n"
        "--- a/b.py\n+++ b/b.py\n@@ -1 +0,0 @@\n-y\n(b.py is empty)\n"
        "--- a/c.py\n+++ b/c.py\n@@ -0,0 +1 @@\n+z\x0c\r\n(c.py is new)\n"
    )  # fmt: skip


# hostile files


@pytest.mark.parametrize(
    ("place", "word"), [("pipe", "no regular file"), ("/dev/zero", "no regular"), ("none", "cannot be read"), (".", "")]
)
def test_what_is_no_file_is_not_waited_for(desk, place, word):
    os.mkfifo("pipe")
    desk.file = Path(place)
    desk.refused(2, word)


def test_what_is_no_claim_file_is_said_to_be_none(desk):
    desk.file.write_bytes(b"\x1b[2J" * 100)
    desk.refused(5, "no claim file")
    desk.claim()
    content = desk.file.read_bytes()
    desk.file.write_bytes(content[:-9])
    desk.refused(5, "cut off")
    desk.file.write_bytes(MAGIC + zlib.compress(b" " * (65 << 20), 9))
    desk.refused(5, "unpacks to more than")
    os.truncate(desk.file, 1 << 40)
    desk.refused(5, "is larger than 64 MB; nothing of it was read")


LIMITS = SETTINGS + "[limits]\n"
HOSTILE: dict[str, tuple[int, dict[str, Any], str]] = {
    "memory": (4, {"settings": LIMITS + "memory_mb = 900000000\n"}, "memory_mb"),
    "disk": (4, {"settings": LIMITS + "disk_mb = 900000000\n"}, "disk_mb"),
    "processes": (4, {"settings": LIMITS + "processes = 900000000\n"}, "processes"),
    "answers": (4, {"settings": LIMITS + "answer_mb = 900000000\n"}, "answer_mb"),
    "a hang": (4, {"settings": LIMITS + "wall_s = 9e8\n"}, "--budget"),
    "tests that hang": (4, {"settings": SETTINGS + "[tests]\ncommand = ['x']\nwall_s = 9e8\n"}, "--budget"),
    "a long task.toml": (5, {"settings": SETTINGS + "#" * (65 << 10)}, "KiB"),
    "dots": (5, {"settings": SETTINGS + ".".join("a" * 5000) + " = 1\n"}, "dots"),
    "globs": (5, {"settings": SETTINGS.replace('"*.py"', '"*.py", "' + "**/" * 20 + 'x"'),
                  "start": {"sums.py": SLOW, "/".join("a" * 60): ""}}, "globs"),
    "nesting": (5, {"settings": "goal = " + "[" * 9000}, "task.toml"),
    "a goal of lists": (5, {"settings": SETTINGS.replace('"Make `total` faster"', "[" * 200 + "]" * 200)}, "goal"),
    "a NUL": (5, {"settings": SETTINGS.replace('call = "sums:total"', 'command = ["a\\u0000"]')}, "NUL"),
    "no TOML": (5, {"settings": "\x1b[2J"}, "TOML"),
    "an unknown key": (5, {"settings": LIMITS + '"a\\u001b[2J" = 1\n'}, "unknown key"),
    "no editable file": (5, {"settings": SETTINGS.replace("*.py", "nothing")}, "editable"),
    "a changed test": (5, {"settings": SETTINGS + '[tests]\ncommand = ["x"]\n',
                           "change": {"conftest.py": "", "sums.py": FAST}}, "may not be changed"),
    "a path outside": (5, {"change": {"../sums.py": FAST}}, "leaves the folder"),
    "an absolute path": (5, {"change": {"/etc/x.py": FAST}}, "leaves the folder"),
    "a name that turns": (5, {"change": {"a\u202eb.py": FAST}}, "does not show"),
    "no change": (5, {"change": {}}, "empty"),
    "the same": (5, {"change": {"sums.py": SLOW}}, "empty"),
    "a file too large": (5, {"change": {"sums.py": "#" * (2 << 20)}}, "KiB"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_task_is_refused_by_name(desk, name):
    code, given, word = HOSTILE[name]
    desk.claim(**given)
    since = time.monotonic()
    desk.refused(code, word)
    assert not desk.lab.exists() and time.monotonic() - since < 5.0


ASKS = {
    '[environment]\nmounts = ["/root:data"]\n': "/root",
    '[environment]\nmounts = ["/etc/shadow:data"]\n': "/etc/shadow",
    '[environment]\nvenv = "/home/x/.venv"\n': "/home/x/.venv",
    '[environment]\ndevices = ["/dev/nvidia0"]\n': "/dev/nvidia0",
    "packages": "/usr/lib/x",
}


@pytest.mark.parametrize("table", ASKS)
def test_nothing_of_this_machine_is_shown_that_nobody_allowed(desk, table):
    path = ASKS[table]
    packages = SETTINGS.replace("[metric]", f'packages = ["{path}"]\n[metric]')
    desk.claim(packages if table == "packages" else SETTINGS + table)
    desk.refused(2, path, "--use", options=())
    desk.refused(2, "does not ask for it", options=("--use", "/elsewhere"))
    code, out, _ = desk.look()
    assert code == 0 and f"asks for  '{path}'" in out and not desk.lab.exists()


@pytest.mark.parametrize("use", ["relative", "/x=", "/x\0=/y", "=/y"])
def test_a_path_that_is_allowed_has_to_be_one(desk, use):
    desk.claim(SETTINGS + '[environment]\nmounts = ["/x:data"]\n')
    desk.refused(2, "--use", options=("--use", use))


def test_a_source_that_keeps_a_compiler_busy_is_read_in_a_box_alone(desk):
    desk.claim(judge=BOMB + JUDGE, start={"sums.py": SLOW, "more.py": BOMB}, change={"sums.py": FAST, "other.py": BOMB})
    since = time.monotonic()
    assert desk.look()[0] == 0 and time.monotonic() - since < 5.0
    desk.refused(5, "the claim file's judge.py is not sound", options=("--budget", "5s"))
    assert not desk.lab.exists()


def test_a_file_does_not_decide_how_long_this_machine_works(desk):
    desk.claim(seconds=100.0)
    desk.refused(2, "--budget", options=())
    assert not desk.lab.exists()


# measuring


def test_a_judge_that_breaks_is_told_without_its_terminal_codes(desk):
    desk.claim(judge="raise RuntimeError('\\x1b[2J\\u202e\\n\\nreplicated')")
    code, out, err = run(["replicate", str(desk.file), "--budget", "5s"]), *desk.capture.readouterr()
    assert code == 2 and out == "" and "judge.py cannot be loaded" in err and "fault in leadscrew" not in err
    assert not {"\x1b", "\u202e"} & set(err) and "\nreplicated" not in err


def test_a_faked_claim_is_not_replicated(desk):
    desk.claim(change={"sums.py": WRONG})
    code, out, err = desk.said("replicate", str(desk.file), "--budget", "6s")
    assert code == 1 and out.startswith("Not replicated: an answer does not count here (wrong): another total."), out
    assert "claimed    4.00x" in out and "its author's" in out and "apply" not in err
    assert desk.said("verify")[0] == 0


def test_a_claim_is_replicated_even_where_somebody_stopped_it_in_between_and_is_applied_here(desk):
    origin = Path("origin", "sums.py").absolute()
    origin.parent.mkdir()
    origin.write_text(SLOW)
    desk.claim(f'{SETTINGS}[origin]\nrepository = "{origin.parent}"\n')
    command = [sys.executable, "-m", "leadscrew", "replicate", str(desk.file), "--budget", "12s"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_until(lambda: bool(facts(desk.lab, "noise_pair")))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (3, "") and "leadscrew resume r1" in err
    before = len(facts(desk.lab, "noise_pair"))
    code, out, err = desk.said("resume")
    assert code == 0 and out.startswith("Replicated: "), out + err
    assert "here" in out and "claimed    4.00x" in out and "leadscrew apply r1 --patch" in err
    assert len(facts(desk.lab, "noise_pair")) >= before and len(facts(desk.lab, "run_started")) == 1
    (found,) = facts(desk.lab, "replication")
    assert found["finding"] == "replicated" and desk.said("verify")[0] == 0
    assert desk.said("export", "r1")[0] == 0 and desk.said("replicate", "r1.claim", "--look")[0] == 0
    assert desk.said("apply", "r1")[0] == 2 and origin.read_text() == SLOW, "the file's folder is not this person's"
    Path("sums.py").write_text(SLOW)
    assert desk.said("apply", "r1")[:2] == (0, "sums.py\n")
    assert Path("sums.py").read_text() == FAST and origin.read_text() == SLOW


def test_a_replication_that_was_killed_before_it_knew_its_claim_is_told(desk):
    lab = Lab(desk.lab, create=True)
    task = task_from_parts(
        name="t", settings=SETTINGS.encode(), judge=JUDGE.encode(), start=Program({"sums.py": SLOW.encode()})
    )
    new_run(lab, task, budget_s=5.0, experiments=1, seed=0, researcher="replication", change={"sums.py": b""})
    lab.close()
    code, _, err = desk.said("resume")
    assert code == 2 and "leadscrew replicate" in err
    assert "every run of this lab has ended" in desk.said("resume")[2]


def test_a_kill_between_the_end_and_what_it_comes_to_loses_nothing(desk):
    claimed(desk.lab, researcher="replication")
    lab = Lab(desk.lab)
    (told,) = [fact.body for fact in lab.facts(kind="claim")]
    lab.append("replicating", {"claim": told, "head": "0" * 64}, run="r1")
    lab.close()
    code, out, err = desk.said("resume", "r1")
    assert code == 0 and out.startswith("Replicated: the intervals overlap"), out + err
    assert (
        len(facts(desk.lab, "replication")) == len(facts(desk.lab, "run_ended")) == len(facts(desk.lab, "claim")) == 1
    )
    assert "has ended" in desk.said("resume", "r1")[2]


def test_own_tests_are_given_time(desk):
    desk.claim()
    short = json.loads(desk.said("replicate", str(desk.file), "--look", "--json")[1])["budget_s"]
    desk.file.unlink()
    claimed(desk.file.parent / "other", ended=False)
    lab = Lab(desk.file.parent / "other")
    lab.append("tests", {"count": 3, "wall_s": 200.0}, run="r1")
    lab.append("run_ended", {"reason": "gain", "gain": True}, run="r1")
    lab.close()
    assert desk.said("export", "r1", "-o", str(desk.file), "--lab", str(desk.file.parent / "other"))[0] == 0
    assert json.loads(desk.said("replicate", str(desk.file), "--look", "--json")[1])["budget_s"] >= short + 400.0


def facts(folder: Path, kind: str) -> list[Any]:
    if not (folder / "lab.db").exists():
        return []
    lab = Lab(folder)
    try:
        return [fact.body for fact in lab.facts(kind=kind)]
    finally:
        lab.close()


def wait_until(seen: Callable[[], bool], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < until
        time.sleep(0.05)
