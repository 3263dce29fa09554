"""The command `leadscrew digest`, from the outside."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leadscrew.cli.main import run
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import read_task
from leadscrew.store.lab import Lab

HELLO = read_task("hello")


@pytest.fixture
def said(tmp_path, monkeypatch, capsys) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in an empty folder, 80 columns wide; exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEADSCREW_LAB", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TZ", "UTC")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        out, err = capsys.readouterr()
        assert "Traceback" not in err and "fault in leadscrew" not in err, err
        return int(code), out, err

    return call


def record(folder: str = ".leadscrew", *, words: str = "it is faster", gain: bool = True, ended: bool = True) -> Lab:
    """A lab here with one more run of `hello` in it: a wrong experiment, a better one, its claim."""
    lab = Lab(Path(folder), create=True)
    name = new_run(lab, HELLO, budget_s=60.0, experiments=None, seed=1, researcher="rewriter")
    candidate = {"parent": 0, "base": 0, "files": {}, "hypothesis": words, "author": "rewriter"}
    effect = {"factor": 1.6, "low": 1.5, "high": 1.7, "level": 0.95}
    verdict = {"pairs": 9, "e_value": 25.0, "excess": None, "excess_upper": None, "quality": None, "reason": words}
    evidence = {"kind": "claim", "effect": effect, "e_value": 500.0, "pairs": 20, "total_ratio": 1.6, "total_low": 1.5,
                "total_high": 1.7, "excess": None, "excess_upper": None, "holds": gain, "reason": words}  # fmt: skip
    facts: list[tuple[str, dict[str, Any]]] = [
        ("candidate", {**candidate, "number": 1, "meaning": "a", "move": f"{words}/x"}),
        ("verdict", {**verdict, "number": 1, "verdict": "wrong", "effect": None}),
        ("candidate", {**candidate, "number": 2, "meaning": "b", "move": "call/one-pass#1"}),
        ("verdict", {**verdict, "number": 2, "verdict": "better", "effect": effect}),
        ("champion", {"number": 2}),
        ("finding", {"statement": words, "author": words, "experiments": [1]}),
        ("claim", {"gain": gain, "number": 2, "attempt": 1, "alpha": 0.005, "evidence": [evidence], "files": {},
                   "reason": "" if gain else words}),
    ]  # fmt: skip
    if ended:
        facts.append(("run_ended", {"reason": "gain" if gain else "no gain could be claimed", "gain": gain}))
    lab.append_all([(kind, {**body, "spent_s": 1.0 + n}) for n, (kind, body) in enumerate(facts)], run=name)
    return lab


def test_a_lead_reads_what_was_believed_tried_and_proven_on_one_page(said):
    record()
    record(gain=False, words="too noisy")
    code, out, err = said("digest", "--since", "monday")
    assert code == 0
    assert out.startswith(
        "2 runs on 1 task: 1 gain claimed in 2 attempts, 1 run without; 4 experiments in\n16 s of machine time; $0\n"
    )
    assert (
        "  r1  hello: ended, by rewriter, 8.0 s of 1:00 min\n      1.60x faster than the start [1.50, 1.70], 20 pairs\n"
        in out
    )
    assert "  r2  hello: ended, by rewriter, 8.0 s of 1:00 min\n      no gain: too noisy (1 attempt)\n" in out
    assert "  call             2      2      2     0       0   100 % 4.0 s\n" in out
    assert "  The gain on hello, 1.60x, claimed in r1, was not applied\n    leadscrew apply r1 --patch\n" in out
    assert out.endswith("Check it with: leadscrew verify\n")
    assert err == "Next: leadscrew digest --since monday --html digest.html\n"


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_none_has_colour_in_a_pipe(said, monkeypatch, columns):
    record(words="\x1b[31m and `many` small words " * 3 + "a_very_long_word_that_goes_on_" * 9)
    record(ended=False, gain=False)
    monkeypatch.setenv("COLUMNS", str(columns))
    _, out, _ = said("digest")
    assert "\x1b" not in out and "U+001B" in out
    assert max(map(len, out.splitlines())) <= min(columns, 100)
    assert not [line for line in out.splitlines() if line.endswith(" ")]
    assert re.search(r"\n  call +2 (.* )?100 % 4\.0 s\n", out)  # of the table no number is cut


def test_the_page_is_one_json_document(said):
    record()
    code, out, _ = said("digest", "--json", "--lab", ".leadscrew")
    found = json.loads(out)
    assert code == 0
    assert found["headline"].startswith("1 run on 1 task: 1 gain claimed; 2 experiments in 8.0 s")
    assert (found["gains"], found["experiments"], found["cost_usd"], found["human_s"]) == (1, 2, 0.0, None)
    assert found["runs"][0]["claim"]["effect"]["factor"] == 1.6
    assert found["runs"][0]["verdicts"] == {"better": 1, "wrong": 1}
    assert found["waiting"] == [
        {"kind": "gain", "text": "The gain on hello, 1.60×, claimed in r1, was not applied",
         "command": "leadscrew apply r1 --patch"}
    ]  # fmt: skip
    assert found["phases"][0]["halving_makes_all_faster"] > 1
    assert found["period"]["until"] - found["period"]["since"] == pytest.approx(7 * 86400)


def test_a_difference_of_scores_is_in_the_data(said):
    lab = record()
    claim = next(lab.facts(kind="claim")).body
    effect = {"factor": 1.2, "low": 1.1, "high": 1.4, "level": 0.99, "span": -1.0}
    evidence = {**claim["evidence"][0], "effect": effect, "score": 0.8, "start_score": 0.98}
    lab.append("claim", {**claim, "attempt": 2, "evidence": [evidence], "spent_s": 20.0}, run="r1")
    other = record()
    other.append("claim", {**claim, "attempt": 2, "evidence": [evidence], "spent_s": 20.0}, run="r2")
    lab.append("applied", {"files": []}, run="r2")
    found = json.loads(said("digest", "--json")[1])
    assert "difference" not in found["runs"][0]["claim"]
    fresh = Lab(Path("scores"), create=True)
    name = new_run(fresh, HELLO, budget_s=60.0, experiments=None, seed=1, researcher="rewriter")
    fresh.append("claim", {**claim, "evidence": [evidence], "spent_s": 20.0}, run=name)
    (line,) = json.loads(said("digest", "--json", "--lab", "scores")[1])["runs"]
    assert line["claim"]["difference"] == pytest.approx(-0.182, abs=1e-3)
    assert "score 0.980 -> 0.800 (lower is better)" in said("digest", "--lab", "scores")[1]


def test_the_page_is_written_as_html_and_as_markdown(said, tmp_path):
    pytest.importorskip("jinja2")
    record(str(tmp_path / "lab"))
    code, out, _ = said("digest", "--html", "a.html", "--markdown", "a.md", "--lab", str(tmp_path / "lab"))
    assert (code, out) == (0, "a.html\na.md\n")
    for page in ("a.html", "a.md"):
        text = Path(page).read_text()
        assert "1 run on 1 task: 1 gain claimed" in text and "leadscrew apply r1 --patch --lab lab" in text
        assert str(tmp_path) not in text
    out = said("digest", "--json", "--markdown", "a.md", "--lab", str(tmp_path / "lab"))[1]
    assert json.loads(out)["waiting"][0]["command"] == f"leadscrew apply r1 --patch --lab {tmp_path / 'lab'}"


def test_commands_name_the_lab_as_a_shell_reads_it_on_one_line(said):
    folder = "my lab;" + 90 * "x"
    record(folder, gain=False, ended=False)
    out = said("digest", "--lab", folder)[1]
    assert f"    leadscrew resume r1 --lab '{folder}'\n" in out


def test_an_empty_period_says_when_the_last_run_was(said):
    record()
    code, out, _ = said("digest", "--since", "2026-01-05", "--until", "2026-01-11")
    assert code == 0
    assert re.match(r"No run in this period; the last was r1 on hello, \w{3} \d+ \w{3} \d{4}, \d\d:\d\d UTC\n", out)
    assert "Mon 5 Jan 2026, 00:00 UTC to Mon 12 Jan 2026, 00:00 UTC\n" in out
    Lab(Path("new"), create=True)
    code, out, _ = said("digest", "--lab", "new")
    assert code == 0 and out.startswith("No run in this period; this lab holds no run yet\n")


def test_local_time_is_that_of_the_machine(said, monkeypatch):
    record()
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    out = said("digest", "--since", "2026-01-05", "--until", "2026-01-05")[1]
    if "IST" not in out:
        pytest.skip("this machine has no zones")
    assert "Mon 5 Jan 2026, 00:00 IST to Tue 6 Jan 2026, 00:00 IST\n" in out
    monkeypatch.setenv("TZ", "../../etc/passwd")
    assert said("digest")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--since", "someday"), "--since is 'someday', expected today"),
        (("--until", "7x"), "--until is '7x', expected today"),
        (("--since", "2999-01-01"), "lies in the future"),
        (("--lab", "nowhere"), "there is no lab here"),
    ],
)
def test_what_cannot_be_read_is_refused(said, arguments, words):
    record()
    code, out, err = said("digest", *arguments)
    assert (code, out) == (2, "") and words in err


def test_a_place_that_cannot_be_written_is_told(said):
    record()
    code, _, err = said("digest", "--markdown", "none/a.md")
    assert code == 4 and "'none/a.md': the digest cannot be written" in err


def test_a_missing_library_is_named_with_the_command_that_installs_it(said, monkeypatch):
    record()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    code, _, err = said("digest", "--html", "a.html")
    assert code == 4 and "'jinja2'" in err and "pip install 'leadscrew[report]'" in err
    assert said("digest", "--markdown", "a.md")[0] == 0  # needs none


def test_facts_that_do_not_fit_are_no_fault_of_the_command(said):
    record().append("claim", {"gain": True, "spent_s": 30.0}, run="r1")
    code, _, err = said("digest")
    assert code == 5 and "do not fit together" in err


def test_the_help_of_the_whole_reads_none_of_it():
    program = (
        "import sys; from leadscrew.cli.main import run; code = run(['--help'])\n"
        "assert not [name for name in sys.modules if name.startswith(('leadscrew.report', 'numpy', 'rich', 'jinja2'))]\n"
        "assert 'leadscrew.cli.digest' not in sys.modules; sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "digest" in done.stdout and "One page over all runs of a lab for a period." in done.stdout
