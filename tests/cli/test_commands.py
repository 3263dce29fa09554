"""Each command's exit code and what it says, from the outside; no trial is run here."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from leadscrew.cli.main import COMMANDS, run
from leadscrew.core.program import Program
from leadscrew.core.seed import Purpose, problem_seed
from leadscrew.errors import ExitCode
from leadscrew.research.start import new_run
from leadscrew.sources.change import apply_patch
from leadscrew.sources.taskfile import read_task
from leadscrew.store.lab import Lab, digest_of

HELLO = read_task("hello")
SUMMARY = HELLO.start.files["summary.py"]
FASTER = SUMMARY.replace(b"lowest = sorted(readings[:after])[0]", b"lowest = min(readings[:after])")
assert FASTER != SUMMARY


@pytest.fixture
def said(tmp_path, monkeypatch, capsys) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in an empty folder; exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEADSCREW_LAB", raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        out, err = capsys.readouterr()
        assert "Traceback" not in err and "fault in leadscrew" not in err, err
        return int(code), out, err

    return call


def refused(answer: tuple[int, str, str], *words: str, code: ExitCode = ExitCode.BAD_INPUT) -> None:
    """The command said no, on standard error, with these words."""
    exit_code, out, err = answer
    assert exit_code == code, err
    assert out == ""
    for word in words:
        assert word in err


def record(*, gain: bool | None = True, files: dict[str, bytes | None] | None = None) -> Lab:
    """A lab here with a run of `hello`: one better experiment, and its claim unless `gain` is None."""
    lab = Lab(Path(".leadscrew"), create=True)
    run = new_run(lab, HELLO, budget_s=60.0, experiments=None, seed=1, researcher="rewriter")
    contents = {"summary.py": FASTER} if files is None else files
    kept = {path: None if content is None else lab.keep(content) for path, content in contents.items()}
    effect = {"factor": 1.6, "low": 1.5, "high": 1.7, "level": 0.95}
    trial = {"status": "ok", "wall_s": 0.1, "cpu_s": 0.1, "quality": None, "reason": ""}
    seed = problem_seed(lab.secret(run), Purpose.SEARCH, 0).value
    pair = {"seed": seed, "new": trial, "old": trial, "new_first": True}
    facts: list[tuple[str, dict[str, Any]]] = [
        ("candidate", {"number": 1, "parent": 0, "files": kept, "meaning": "m", "hypothesis": "min \u202e needs no sorting",
                       "author": "rewriter", "move": "call/one-pass#1"}),
        ("pair", {"number": 1, "counter": 0, "pair": pair}),
        ("verdict", {"number": 1, "verdict": "better", "pairs": 1, "e_value": 25.0, "effect": effect, "excess": None,
                     "excess_upper": None, "quality": None, "reason": ""}),
        ("champion", {"number": 1}),
    ]  # fmt: skip
    if gain is not None:
        evidence = {"kind": "claim", "effect": effect, "e_value": 500.0, "pairs": 20, "total_ratio": 1.6, "total_low": 1.5,
                    "total_high": 1.7, "excess": None, "excess_upper": None, "holds": gain,
                    "reason": "" if gain else "too noisy"}  # fmt: skip
        facts.append(("claim", {"gain": gain, "number": 1, "attempt": 1, "alpha": 0.005, "evidence": [evidence], "files": kept,
                                "reason": "" if gain else "too noisy"}))  # fmt: skip
        facts.append(("run_ended", {"reason": "gain", "gain": gain}))
    lab.append_all([(kind, {**body, "spent_s": 1.0 + n}) for n, (kind, body) in enumerate(facts)], run=run)
    return lab


def execute(*statements: str) -> None:
    with closing(sqlite3.connect(".leadscrew/lab.db")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def tasks(change: tuple[str, str] | None = None) -> str:
    """A folder with the bundled task `hello`, its settings changed."""
    folder = Path("my-task")
    (folder / "start").mkdir(parents=True)
    (folder / "start" / "summary.py").write_bytes(SUMMARY)
    (folder / "judge.py").write_bytes(HELLO.judge)
    text = HELLO.settings.decode()
    assert change is None or change[0] in text
    (folder / "task.toml").write_text(text.replace(*change) if change else text)
    return "./my-task"


# usage


@pytest.mark.parametrize(
    "arguments", [["fly"], ["--fly"], ["run"], ["run", "hello", "--fly"], ["task", "fly"], ["apply"]]
)
def test_wrong_usage_is_bad_input_and_says_what_there_is(said, arguments):
    refused(said(*arguments), "leadscrew")


def test_help_and_version_are_answers(said):
    for arguments in (["--help"], ["-h"], ["--version"]):
        code, out, err = said(*arguments)
        assert (code, err) == (0, "") and out


HELPS = [[name] for name in COMMANDS] + [["task", name] for name in ("new", "check", "list")]


@pytest.mark.parametrize("command", HELPS, ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_the_help_of_each_command_has_a_sentence_and_an_example(said, command, option):
    code, out, _ = said(*command, option)
    assert code == 0
    assert f"Usage: leadscrew {' '.join(command)}" in out
    assert "Example:" in out and f"  leadscrew {' '.join(command)}" in out.split("Example:")[1]
    sentence = out.split("\n\n")[1].strip()
    assert sentence.endswith(".") and len(sentence) < 300


def test_help_names_every_command_and_exit_code(said):
    _, out, _ = said("--help")
    assert all(f"\n  {name} " in out for name in COMMANDS)
    assert all(f"{int(code)} " in out.split("Exit codes:")[1] for code in ExitCode)


HEAVY = ("numpy", "scipy", "libcst", "altair", "rich", "vl_convert", "jinja2")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["fly"]], ids=" ".join)
def test_a_look_at_the_help_imports_nothing_heavy(arguments):
    code = f"""
import sys
from leadscrew.cli.main import run
run({arguments!r})
print("loaded:", *[name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded:"


def test_a_reader_that_goes_away_ends_a_command_quietly():
    command = f"{sys.executable} -m leadscrew task list --json | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# run: what is refused makes nothing


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-task"], ["no-such-task", "bundled: alignment"]),
        (["./my-task/none"], ["./my-task/none"]),
        (["./my-task/start"], ["task.toml", "task new"]),
        (["hello", "--budget", "0"], ["'0'", "90s, 10m or 2h"]),
        (["hello", "--budget", "0s"], ["'0s'"]),
        (["hello", "--budget", "-5m"], ["'-5m'"]),
        (["hello", "--budget", "soon"], ["'soon'"]),
        (["hello", "--experiments", "-3"], ["-3", "at least 1"]),
        (["hello", "--experiments", "0"], ["0"]),
        (["hello", "--experiments", "many"], ["many"]),
        (["hello", "--slots", "0"], ["0"]),
    ],
    ids=lambda value: " ".join(value)[:30],
)
def test_a_run_that_makes_no_sense_is_refused_and_makes_no_lab(said, arguments, words):
    tasks()
    refused(said("run", *arguments), *words)
    assert os.listdir() == ["my-task"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[limits]", "colour = 1\n[limits]"), ["task.toml", "[metric]", "colour"]),
        (("wall_s = 5", "wall = 5"), ["task.toml", "[limits]", "'wall'", "known: wall_s"]),
        (("wall_s = 5", "wall_s = 'five'"), ["task.toml", "[limits]", "float"]),
        (('wall = "1m"', 'wall = "0m"'), ["task.toml", "'0m'"]),
        (('editable = ["*.py"]', 'editable = ["*.c"]'), ["editable", "summary.py"]),
    ],
    ids=lambda value: value[1][:20],
)
@pytest.mark.parametrize("command", [["run"], ["task", "check"]], ids=" ".join)
def test_a_wrong_task_file_is_refused_with_file_and_key(said, command, change, words):
    refused(said(*command, tasks(change)), *words)
    assert not Path(".leadscrew").exists()


# try

TRIES: dict[str, tuple[Callable[[], object], list[str]]] = {
    "missing": (lambda: None, ["change.py", "no such file"]),
    "empty": (lambda: Path("change.py").write_text("\n"), ["change.py", "empty"]),
    "as it was": (lambda: Path("change.py").write_bytes(SUMMARY), ["empty"]),
    "not UTF-8": (lambda: Path("change.py").write_bytes(b"# \xe4\n"), ["summary.py", "not UTF-8", "byte 2"]),
    "does not parse": (lambda: Path("change.py").write_text("def f(:"), ["summary.py", "does not parse"]),
    "a link": (lambda: Path("change.py").symlink_to("/etc/passwd"), ["symbolic link"]),
    "too large": (lambda: Path("change.py").write_text("#" * 70_000), ["64 KiB"]),
}
FOLDERS: dict[str, tuple[Callable[[], object], list[str]]] = {
    "not editable": (lambda: Path("change/data.txt").write_text("1"), ["data.txt", "may not be changed", "*.py"]),
    "below": (lambda: (Path("change/lib").mkdir(), Path("change/lib/a.py").write_text("1")), ["lib/a.py"]),
    "a link inside": (lambda: Path("change/summary.py").symlink_to("/etc/passwd"), ["symbolic link"]),
    "an empty folder": (lambda: None, ["empty"]),
}


@pytest.mark.parametrize("name", TRIES)
def test_a_change_that_is_not_usable_is_refused_and_makes_no_lab(said, name):
    make, words = TRIES[name]
    make()
    refused(said("try", "hello", "change.py"), *words)
    assert not Path(".leadscrew").exists()


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_is_not_usable_is_refused_and_makes_no_lab(said, name):
    make, words = FOLDERS[name]
    Path("change").mkdir()
    make()
    refused(said("try", "hello", "change"), *words)
    assert not Path(".leadscrew").exists()


def test_what_git_ignores_is_no_part_of_a_folder_that_is_tried(said):
    for place in ("change/.venv/bin", "change/__pycache__"):
        Path(place).mkdir(parents=True)
    subprocess.run(["git", "init", "-q"], check=True)
    Path(".gitignore").write_text(".venv/\n__pycache__/\n*.log\n")
    Path("change/.venv/bin/python").symlink_to(sys.executable)
    for place in ("change/__pycache__/summary.pyc", "change/\u202e.log", "change/run.log"):
        Path(place).write_bytes(b"\xff")
    Path("change/summary.py").write_bytes(SUMMARY)
    refused(
        said("try", "hello", "change"),
        "git ignores it: .venv/, <U+202E>.log, run.log\n",
        "the change is empty: every file is as it was",
    )
    subprocess.run(["git", "add", "--force", "change/run.log"], check=True)
    refused(said("try", "hello", "change"), "git ignores it: .venv/, <U+202E>.log\n", "'run.log' may not be changed")


def test_a_folder_that_is_ignored_itself_is_tried_as_it_is(said):
    Path("scratch/change").mkdir(parents=True)
    subprocess.run(["git", "init", "-q"], check=True)
    Path(".gitignore").write_text("scratch/\n")
    Path("scratch/change/data.txt").write_text("1")
    answer = said("try", "hello", "scratch/change")
    refused(answer, "'data.txt' may not be changed")
    assert "ignores" not in answer[2]


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ("", ["empty"]),
        ("--- a/summary.py\n+++ b/summary.py\n@@ -1 +1 @@\n-nothing like it\n+x = 1\n", ["does not fit", "line 1"]),
        ("--- a/summary.py\n+++ b/summary.py\n@@ -1,9 +1,2 @@\n", ["cut off"]),
        ("--- a/judge.py\n+++ b/judge.py\n@@ -1 +1 @@\n-x\n+y\n", ["judge.py", "not in the start"]),
        ("--- /dev/null\n+++ b/../judge.py\n@@ -0,0 +1 @@\n+x = 1\n", ["leaves the folder"]),
    ],
    ids=["empty", "does not fit", "cut off", "the judge", "leaves the folder"],
)
def test_a_patch_that_is_not_usable_is_refused(said, patch, words):
    Path("change.patch").write_text(patch)
    refused(said("try", "hello", "change.patch"), *words)


# show, verify


def test_looking_where_no_lab_is_makes_none_and_says_how(said):
    for arguments in (["show"], ["verify"], ["pause"], ["lift"], ["resume"], ["report"], ["apply", "r1"]):
        refused(said(*arguments), "no lab here", "leadscrew run TASK")
    assert os.listdir() == []


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("r7", ["'r7'", "r1"]),
        ("r1/9", ["no experiment 9"]),
        ("r1/" + "9" * 30, ["9" * 30]),
        ("r1/" + "9" * 5000, []),
        ("r1/x", ["r1/17"]),
        ("../r1", ["r1/17"]),
        ("r1\n", ["r1/17"]),
    ],
)
def test_showing_what_is_not_there_is_bad_input(said, what, words):
    record().close()
    refused(said("show", what), *words)


def test_a_lab_a_run_and_an_experiment_are_shown_to_people_and_as_data(said):
    lab = record()
    code, out, _ = said("show")
    assert code == 0 and "idle" in out and "claimed 1.60x" in out
    code, out, _ = said("show", "--json")
    shown = json.loads(out)
    assert (shown["lab"], shown["state"], shown["boxes"], [row["id"] for row in shown["runs"]]) == (
        lab.id,
        "idle",
        [],
        ["r1"],
    )
    code, out, _ = said("show", "r1")
    assert code == 0 and "Claim: 1.60x faster" in out and "#1" in out and "ended  1 experiment, " in out
    code, out, _ = said("show", "r1", "--json")
    assert json.loads(out)["claim"]["gain"] is True and len(json.loads(out)["list"]) == 1
    code, out, _ = said("show", "r1/1")
    assert code == 0 and "+        lowest = min(readings[:after])" in out and "against the start, 1 pair\n" in out
    assert "\u202e" not in out and "<U+202E>" in out
    code, out, _ = said("show", "r1/1", "--json")
    assert json.loads(out)["verdict"] == "better" and "min(readings" in json.loads(out)["diff"]


INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202e\u2066\u2069\u200f\u3164\U000e0041"


def test_letters_that_hide_or_turn_in_a_source_are_named_wherever_it_is_shown(said):
    """Trojan Source, arXiv 2111.00169: what a reviewer reads is not what runs. The change itself stays as it is."""
    hostile = FASTER + "".join(f"a{letter}b = 'user{letter}'  # {letter}\n" for letter in INVISIBLE).encode()
    record(files={"summary.py": hostile})
    names = [f"<U+{ord(letter):04X}>" for letter in INVISIBLE]
    assert said("report", "r1", "--out", "page.html")[0] == 0
    for shown in (said("show", "r1/1")[1], unescape(Path("page.html").read_text())):
        assert not set(INVISIBLE) & set(shown) and all(f"'user{name}'" in shown for name in names)
    code, out, err = said("apply", "r1", "--patch")
    assert code == 0 and apply_patch(HELLO.start, out.encode()) == {"summary.py": hostile}
    assert "holds characters that do not show (U+00AD, U+200B" in err and "leadscrew show r1/1" in err
    Path("summary.py").write_bytes(SUMMARY)
    assert "characters that do not show" in said("apply", "r1")[2]


def test_a_run_without_a_claim_is_called_unproven(said):
    record(gain=None)
    assert "unproven" in said("show", "r1")[1]
    assert "unproven, champion #1" in said("show")[1]


def test_a_sound_record_verifies(said):
    record()
    code, out, _ = said("verify")
    assert code == 0 and out.startswith("verified: 8 facts")
    code, out, _ = said("verify", "--json")
    assert json.loads(out) == {"verified": True, "facts": 8, "artefacts": 4, "seeds": 1}


TAMPERINGS = {
    "a fact": "UPDATE fact SET leaf = CAST(replace(CAST(leaf AS TEXT), 'sorting', 'Sorting') AS BLOB)",
    "a removed fact": "DELETE FROM fact WHERE kind = 'pair'",
    "a view": "UPDATE experiment SET factor = 16.0",
    "an artefact": f"UPDATE artefact SET content = x'00' WHERE digest = '{digest_of(FASTER)}'",
    "a missing artefact": f"DELETE FROM artefact WHERE digest = '{digest_of(FASTER)}'",
    "a secret": "UPDATE secret SET value = zeroblob(32)",
    "a missing secret": "DELETE FROM secret",
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampered_record_does_not_verify(said, name):
    record().close()
    execute(TAMPERINGS[name])
    code, out, err = said("verify")
    assert (code, out) == (ExitCode.RECORD, "") and err.startswith("leadscrew: ")


def test_a_problem_that_does_not_come_from_the_secret_or_was_used_twice_does_not_verify(said):
    lab = record()
    trial = {"status": "ok", "wall_s": 0.1, "cpu_s": 0.1, "quality": None, "reason": ""}
    right = problem_seed(lab.secret("r1"), Purpose.SEARCH, 0).value
    lab.append("pair", {"number": 1, "counter": 0, "pair": {"seed": right, "new": trial, "old": trial}}, run="r1")
    refused(said("verify"), "used twice", code=ExitCode.RECORD)
    execute("DELETE FROM fact WHERE seq = 9")
    lab.append("pair", {"number": 1, "counter": 1, "pair": {"seed": right, "new": trial, "old": trial}}, run="r1")
    refused(said("verify"), "secret", code=ExitCode.RECORD)


def test_a_damaged_file_is_a_record_that_does_not_verify(said):
    Path(".leadscrew").mkdir()
    Path(".leadscrew/lab.db").write_bytes(b"not a database, whatever its name may say" * 40)
    for arguments in (["show"], ["verify"], ["run", "hello"]):
        refused(said(*arguments), "damaged", code=ExitCode.RECORD)


def test_a_lab_of_a_newer_version_is_refused_by_every_command(said):
    record().close()
    execute("PRAGMA user_version = 99")
    for arguments in (["show"], ["verify"], ["pause"], ["run", "hello"], ["resume"], ["apply", "r1"]):
        refused(said(*arguments), "format is 99", "newer leadscrew")


def test_another_folder_is_named_by_option_or_environment(said, monkeypatch):
    record().close()
    Path(".leadscrew").rename("elsewhere")
    refused(said("show"), "no lab here")
    assert said("show", "--lab", "elsewhere")[0] == 0
    monkeypatch.setenv("LEADSCREW_LAB", "elsewhere")
    assert said("show")[0] == 0


# pause, lift


def test_a_paused_lab_starts_nothing_until_it_is_lifted(said):
    lab = record(gain=None)
    code, out, _ = said("pause", "--reason", "noise\u202e until Monday")
    assert code == 0 and "no box is alive" in out
    Path("summary.py").write_bytes(FASTER)
    for arguments in (["run", "hello"], ["try", "hello", "summary.py"], ["resume"], ["resume", "r1"]):
        refused(said(*arguments), "paused by", "noise<U+202E> until Monday", "leadscrew lift", code=ExitCode.STOPPED)
    assert len(lab.rows("run")) == 1
    shown = json.loads(said("show", "--json")[1])
    assert shown["state"] == "paused" and shown["pause"]["reason"] == "noise<U+202E> until Monday"
    assert said("pause")[0] == 0
    assert [fact.kind for fact in lab.facts() if fact.run is None] == ["lab_created", "paused"]
    code, out, err = said("lift")
    assert (code, out) == (0, "lifted\n") and "leadscrew resume" in err
    assert said("lift")[:2] == (0, "the lab is not paused\n")
    assert json.loads(said("show", "--json")[1])["state"] == "idle"


def test_a_run_that_has_ended_is_not_resumed(said):
    record()
    refused(said("resume"), "every run of this lab has ended")
    refused(said("resume", "r1"), "has ended", "leadscrew show r1")
    refused(said("resume", "r7"), "'r7'")


# apply


def test_without_a_claim_there_is_nothing_to_apply(said):
    record(gain=None)
    refused(said("apply", "r1"), "no claimed gain", "leadscrew show r1", code=ExitCode.NO)


def test_after_a_claim_that_failed_there_is_nothing_to_apply(said):
    record(gain=False)
    Path("summary.py").write_bytes(SUMMARY)
    refused(said("apply", "r1", "--patch"), "no claimed gain", code=ExitCode.NO)
    refused(said("apply", "r1"), "no claimed gain", code=ExitCode.NO)
    assert Path("summary.py").read_bytes() == SUMMARY


def test_the_patch_turns_the_start_into_what_was_claimed(said):
    record(files={"summary.py": FASTER, "new.py": b"x = 1", "empty.py": b""})
    code, out, _ = said("apply", "r1", "--patch")
    assert code == 0
    assert apply_patch(HELLO.start, out.encode()) == {"summary.py": FASTER, "new.py": b"x = 1", "empty.py": b""}
    assert os.listdir() == [".leadscrew"]


@pytest.mark.parametrize("folder", ["start", "hello/start", "."])
def test_the_claimed_change_goes_where_the_start_lies(said, folder):
    lab = record(files={"summary.py": FASTER, "lib/new.py": b"x = 1"})
    Path(folder).mkdir(parents=True, exist_ok=True)
    Path(folder, "summary.py").write_bytes(SUMMARY)
    Path(folder, "summary.py").chmod(0o751)
    Path(folder, "other.py").write_text("mine")
    code, out, err = said("apply", "r1")
    assert code == 0 and len(out.splitlines()) == 2 and "git diff" in err
    files = {p.relative_to(folder).as_posix(): p for p in Path(folder).rglob("*.py")}
    assert {name: place.read_bytes() for name, place in files.items()} == {
        "summary.py": FASTER, "lib/new.py": b"x = 1", "other.py": b"mine"
    }  # fmt: skip
    assert files["summary.py"].stat().st_mode & 0o777 == 0o751
    assert [fact.body for fact in lab.facts(kind="applied")] == [
        {"files": ["lib/new.py", "summary.py"], "target": "working tree", "branch": None, "commit": None}
    ]
    assert said("apply", "r1")[0] == 0  # once more changes nothing
    assert files["summary.py"].read_bytes() == FASTER


def test_a_file_that_the_claim_removes_is_removed(said):
    record(files={"summary.py": None, "new.py": FASTER})
    Path("summary.py").write_bytes(SUMMARY)
    assert said("apply", "r1")[0] == 0
    assert not Path("summary.py").exists() and Path("new.py").read_bytes() == FASTER


def test_a_file_that_was_changed_since_is_not_touched_nor_any_other(said):
    record(files={"a.py": b"x = 1", "summary.py": FASTER})
    Path("summary.py").write_bytes(SUMMARY + b"# mine\n")
    refused(said("apply", "r1"), "is not the file that was measured", "nothing was written", "--patch")
    assert Path("summary.py").read_bytes() == SUMMARY + b"# mine\n" and not Path("a.py").exists()


def test_a_link_does_not_lead_a_write_out_of_the_folder(said):
    record(files={"summary.py": FASTER, "lib/new.py": b"x = 1"})
    Path("start").mkdir()
    Path("outside").mkdir()
    Path("start/summary.py").write_bytes(SUMMARY)
    Path("start/lib").symlink_to("../outside")
    refused(said("apply", "r1"), "lib/new.py", "link", "nothing was written")
    assert os.listdir("outside") == [] and Path("start/summary.py").read_bytes() == SUMMARY
    Path("start/lib").unlink()
    Path("start/summary.py").rename("outside/summary.py")
    Path("start/summary.py").symlink_to("../outside/summary.py")
    refused(said("apply", "r1"), "summary.py", "link")
    assert Path("outside/summary.py").read_bytes() == SUMMARY


def test_apply_asks_where_the_start_lies_and_leaves_the_bundled_task_alone(said):
    record()
    refused(said("apply", "r1"), "summary.py", "--to", "--patch")
    from leadscrew.sources.taskfile import BUNDLED

    refused(said("apply", "r1", "--to", str(BUNDLED / "hello" / "start")), "bundled task itself", "--patch")
    assert read_task("hello").start.files["summary.py"] == SUMMARY
    refused(said("apply", "r9"), "'r9'")


FULL = """
import resource, sys
from leadscrew.cli.main import run
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
sys.exit(run(["apply", "r1"]))
"""


def test_a_disk_that_refuses_the_write_leaves_the_file_as_it_was(said):
    lab = record()  # stays open, so that its files need not be made again
    Path("start").mkdir()
    Path("start/summary.py").write_bytes(SUMMARY)
    done = subprocess.run([sys.executable, "-c", FULL], capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.MACHINE, done.stderr
    assert "summary.py" in done.stderr and "Traceback" not in done.stderr
    assert os.listdir("start") == ["summary.py"] and Path("start/summary.py").read_bytes() == SUMMARY
    assert list(lab.facts(kind="applied")) == []


# task


def test_a_new_task_is_complete_and_says_what_is_next(said):
    code, out, err = said("task", "new", "my-task")
    assert code == 0
    assert out.splitlines() == [
        "my-task/task.toml",
        "my-task/start/solve.py",
        "my-task/judge.py",
        "my-task/cheats/constant.py",
    ]
    assert "leadscrew task check ./my-task" in err
    assert read_task("./my-task").start == Program({"solve.py": Path("my-task/start/solve.py").read_bytes()})


def test_the_command_that_comes_next_works_for_any_folder(said, tmp_path):
    Path("empty").mkdir()
    for folder in ("empty", "deep/er", str(tmp_path / "absolute"), "../sibling"):
        _, _, err = said("task", "new", folder)
        named = err.split("task check ")[1].split()[0]
        assert read_task(named).name == Path(folder).name


@pytest.mark.parametrize("name", ["full", "file", "a b", ".hidden", ".", "..", "-x\n", "file/below"])
def test_a_new_task_does_not_go_into_what_is_there(said, name):
    Path("full").mkdir()
    Path("full/mine.txt").write_text("mine")
    Path("file").write_text("mine")
    refused(said("task", "new", "--", name))
    assert sorted(os.listdir()) == ["file", "full"] and os.listdir("full") == ["mine.txt"]


def test_the_bundled_tasks_are_listed(said):
    code, out, _ = said("task", "list")
    assert code == 0 and "hello" in out and "train-lm" in out
    listed = json.loads(said("task", "list", "--json")[1])
    assert {task["name"] for task in listed} >= {"hello", "train-lm"}


# this machine


def test_a_machine_without_boxes_runs_nothing_and_says_what_is_missing(said, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    code, out, _ = said("doctor")
    assert code == ExitCode.MACHINE
    assert "FAIL bubblewrap" in out and "apt-get install" in out
    code, _, err = said("run", "hello", "--budget", "20s")
    assert code == ExitCode.MACHINE and "bubblewrap" in err and "leadscrew resume r1" in err


def test_what_a_person_tries_is_on_the_record_before_it_is_measured(said, monkeypatch):
    """So that `resume` can go on with it."""
    monkeypatch.setenv("PATH", "/nowhere")
    Path("summary.py").write_bytes(FASTER)
    code, _, err = said("try", "hello", "summary.py", "--why", "no sorting\nat all")
    assert code == ExitCode.MACHINE and "leadscrew resume r1" in err
    with closing(Lab(Path(".leadscrew"))) as lab:
        (started,) = lab.facts(kind="run_started")
        assert started.body["change"] == {"summary.py": digest_of(FASTER)}
        assert started.body["why"] == "no sorting at all"
        assert lab.artefact(digest_of(FASTER)) == FASTER
    execute(f"DELETE FROM artefact WHERE digest = '{digest_of(FASTER)}'")
    refused(said("verify"), digest_of(FASTER)[:12], code=ExitCode.RECORD)
