"""The series of a suite as commands show it, from a record that is written fact by fact: no trial is run here."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from leadscrew.cli.control import at_rest
from leadscrew.cli.main import run
from leadscrew.errors import ExitCode, StorageFailed
from leadscrew.ledger.pause import LIFTED, PAUSED
from leadscrew.research import submitting
from leadscrew.research import suite as record
from leadscrew.research.clock import Why
from leadscrew.research.start import new_run
from leadscrew.sources.suitefile import read_suite, tasks_of_suite
from leadscrew.sources.taskfile import find_task, read_task
from leadscrew.store.lab import Lab

SMALL = read_suite("small")
TASKS = tasks_of_suite(SMALL, "small")
MODEL = "anthropic/claude-sonnet-4-5"
FILE = """
name = "tiny"
version = 1
[[task]]
name = "hello"
digest = "{digest}"
wall = "9s"
experiments = 2
"""


@pytest.fixture
def said(tmp_path, monkeypatch, capsys) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in an empty folder; exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEADSCREW_LAB", raising=False)

    def call(*arguments: str, columns: int = 120) -> tuple[int, str, str]:
        monkeypatch.setenv("COLUMNS", str(columns))
        code = run(list(arguments))
        out, err = capsys.readouterr()
        assert "Traceback" not in err and "fault in leadscrew itself" not in err, err
        return int(code), out, err

    return call


@pytest.fixture
def lab(tmp_path, said):
    with closing(Lab(tmp_path / ".leadscrew", create=True)) as lab:
        yield lab


def begin(lab: Lab, researcher: str = "rewriter", *, seeds: int = 1, **conditions: Any) -> record.Begun:
    """A suite that was begun, under other conditions if given."""
    begun = record.begin(lab, SMALL, researcher=researcher, seeds=range(1, seeds + 1), instead_of=None)
    if conditions:
        fact = lab.append(record.STARTED, {**begun.body, **conditions, "instead_of": begun.seq})
        begun = record.Begun(seq=fact.seq, at=fact.at, body=fact.body)
    return begun


def cell(lab: Lab, begun: record.Begun, task: str, factor: float | None, *, seed: int = 1, calls: Any = ()) -> str:
    """A run that ended with this claim, or without one; calls: dollars of each of its model's."""
    name = new_run(
        lab, TASKS[task], budget_s=30.0, experiments=None, seed=seed, researcher=begun.researcher,
        suite={"began": begun.seq, "name": "small", "version": 1, "task": task, "seed": seed},
    )  # fmt: skip
    better = factor is not None
    effect = {"factor": factor or 0.9, "low": 0.9 * (factor or 0.9), "high": 1.1 * (factor or 0.9), "level": 0.99}
    author = "rewriter" if begun.researcher == "rewriter" else "model"
    facts: list[tuple[str, dict[str, Any]]] = [
        ("model_call", {"researcher": author, "input_tokens": 90, "output_tokens": 10, "cache_read_tokens": 0, "spent_s": 2.0,
                        "cache_write_tokens": 0, "cost_usd": dollars, "malformed": 0, "model": "claude-sonnet-4-5-20250929"})
        for dollars in calls
    ]  # fmt: skip
    facts += [
        ("candidate", {"number": 1, "parent": 0, "files": {}, "meaning": "m", "hypothesis": "h", "author": author, "move": ""}),
        ("verdict", {"number": 1, "verdict": "better" if better else "wrong", "pairs": 5, "effect": effect, "reason": "",
                     "spent_s": 9.0}),
    ]  # fmt: skip
    if better:
        evidence = {"kind": "claim", "effect": effect, "e_value": 500.0, "pairs": 20, "total_ratio": factor, "total_low": 1.1,
                    "total_high": 9.0, "excess": None, "excess_upper": None, "holds": True}  # fmt: skip
        facts += [
            ("champion", {"number": 1, "spent_s": 9.0}),
            ("claim", {"gain": True, "number": 1, "attempt": 1, "alpha": 0.005, "evidence": [evidence], "files": {}, "reason": "",
                       "spent_s": 20.0}),
        ]  # fmt: skip
    facts.append(("run_ended", {"reason": "gain" if better else "no candidate", "gain": better, "spent_s": 24.0}))
    lab.append_all(facts, run=name)
    return name


def row(
    lab: Lab, researcher: str, hello: float | None, tokenise: float | None, calls: Any = (), **more: Any
) -> record.Row:
    begun = begin(lab, researcher, **more)
    cell(lab, begun, "hello", hello, calls=calls)
    cell(lab, begun, "tokenise", tokenise, calls=calls)
    return record.end(lab, begun)


def person(lab: Lab, *, minutes: float | None) -> str:
    """A person's run on hello that ended with a claim of 3x."""
    name = submitting.begin_run(lab, read_task("hello"), name="ann", budget_s=None)
    submitting.spend(lab, name, stated_s=None if minutes is None else 60 * minutes, submits=True)
    effect = {"factor": 3.0, "low": 2.9, "high": 3.1, "level": 0.99}
    evidence = {"kind": "claim", "effect": effect, "e_value": 500.0, "pairs": 20, "total_ratio": 3.0, "total_low": 2.0,
                "total_high": 4.0, "excess": None, "excess_upper": None, "holds": True}  # fmt: skip
    claim = {"gain": True, "number": 1, "attempt": 1, "alpha": 0.005, "evidence": [evidence], "files": {}, "reason": ""}
    lab.append_all([("claim", claim), ("run_ended", {"reason": "gain", "gain": True, "spent_s": 9.0})], run=name)
    return name


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_series_fits_any_terminal_and_says_what_the_rewriter_would_have_found(lab, said, columns):
    row(lab, "rewriter", 4.0, None)
    row(lab, MODEL, 4.0, 4.0, calls=(0.10, 0.15))
    person(lab, minutes=12)
    code, out, err = said("suite", "show", "small", columns=columns)
    assert code == ExitCode.DONE
    table = out.partition("\n\n\n")[0].split("The rewriter")[0].splitlines()
    assert all(len(line) <= columns for line in table), table
    assert "2.00x" in out and "4.00x" in out and "no gain" in out and "$0.50" in out
    assert "The rewriter found 50%" in out and "by ratio of log gains" in out
    assert "Person: ann on hello: 3.00x [2.90, 3.10], 12:00 min as stated" in out
    assert "claude-sonnet-4-5 is claude-sonnet-4-5-20250929." in out
    assert "With one seed" in err and "tasks are not drawn" in err
    assert ("parsed" in out) is (columns >= 100)


def test_what_is_unknown_is_never_nothing(lab, said):
    row(lab, MODEL, 2.0, 2.0, calls=(0.1, None))
    person(lab, minutes=None)
    shown = json.loads(said("suite", "show", "--json")[1])
    (suite,) = shown["suites"]
    assert suite["rows"][0]["totals"]["cost_usd"] is None and suite["rows"][0]["totals"]["tokens"] == 400
    assert suite["people"][0]["human_s"] is None and suite["people"][0]["factor"] == 3.0
    out = said("suite", "show", "small", columns=60)[1]
    assert " ?" in out and "minutes unknown" in out
    assert (
        "share of anthropic/claude-sonnet-4-5's gain is undefined: there is no row of the rewriter on version 1" in out
    )


def test_a_cell_that_is_missing_is_not_one_without_a_gain(lab, said):
    begun = begin(lab, MODEL)
    cell(lab, begun, "hello", 4.0, calls=(0.1,))
    failed = new_run(
        lab, TASKS["tokenise"], budget_s=30.0, experiments=None, seed=1, researcher=MODEL,
        suite={"began": begun.seq, "name": "small", "version": 1, "task": "tokenise", "seed": 1},
    )  # fmt: skip
    body = {"ok": False, "reason": "the provider: no answer", "account": {"researcher": "model", "tampering": 0}}
    lab.append("session_ended", body, run=failed)
    lab.append("run_ended", {"reason": "nothing was submitted", "gain": False, "spent_s": 3.0}, run=failed)
    found = record.end(lab, begun)
    (missing,) = found.missing
    assert (missing.task, missing.gain, missing.factor, missing.cost_usd) == ("tokenise", None, None, None)
    row(lab, "rewriter", 2.0, 2.0)
    out = said("suite", "show", "small")[1]
    assert "4.00x*" in out and "1/2" in out and "* lacks tasks" in out
    assert "Missing, and not counted as no gain: tokenise, seed 1" in out and "the provider: no answer" in out
    assert "found 50% of" in out and "over 1 of 2 tasks" in out


def test_a_run_that_was_broken_off_or_given_up_is_missing(lab):
    begun = begin(lab, "rewriter")
    run_name = cell(lab, begun, "hello", None)
    record.give_up(lab, begun, ("tokenise", 1), None, "its box broke")
    cells = record.cells_of(lab, begun)
    assert cells["tokenise", 1].missing == "its box broke" and cells["hello", 1].gain is False
    lab.append("run_ended", {"reason": "task 'hello': the judge raises", "gain": False}, run=run_name)
    assert record.cells_of(lab, begun)["hello", 1].missing == "task 'hello': the judge raises"


def test_versions_and_machines_never_share_a_line_unsaid(lab, said):
    pytest.importorskip("vl_convert")
    from leadscrew.report.suite import series_of
    from leadscrew.report.suite_chart import date_chart

    row(lab, "rewriter", 2.0, 2.0)
    row(lab, "rewriter", 3.0, 3.0, machine={"processor": "another", "cores": 64})
    row(lab, MODEL, 5.0, 5.0, calls=(0.1,), version=2, digest="f" * 64)
    out, err = said("suite", "show", "small")[1:]
    assert "version 1, 2" in out and "another, 64 cores" in err and "different versions of the suite" in err
    assert "undefined: there is no row of the rewriter on version 2" in out
    (series,) = series_of(lab)
    lines = next(one for one in date_chart(lab, series)["layer"] if one["mark"]["type"] == "line")["data"]["values"]
    assert len({entry["line"] for entry in lines}) == 3
    assert {"2.00× v1 a", "3.00× v1 b", "5.00× v2 a"} == {entry["text"] for entry in lines}


@pytest.mark.parametrize("by", ["date", "wall", "experiments", "cost"])
def test_plots_are_drawn_against_all_that_may_be_asked_for(lab, said, by, tmp_path):
    pytest.importorskip("vl_convert")
    row(lab, "rewriter", 2.0, None)
    row(lab, MODEL, 4.0, 4.0, calls=(0.1, 0.2))
    person(lab, minutes=200)
    assert said("suite", "show", "small", "--plot", "series.svg", "--by", by)[0] == ExitCode.DONE
    picture = (tmp_path / "series.svg").read_text()
    for word in ("rewriter (control)", "anthropic/claude-sonnet-4-5", "The rewriter found 25%"):
        assert word in picture
    assert ("no gain<" in picture) is (by != "date") and ("ann (stated)" in picture) is (by in ("date", "wall"))
    if by == "date":
        assert said("suite", "show", "small", "--plot", "series.png")[0] == ExitCode.DONE
        assert (tmp_path / "series.png").read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_shown_says_what_can(lab, said):
    code, _, err = said("suite", "show", "speed")
    assert code == ExitCode.BAD_INPUT and "no row of suite 'speed'" in err and "suite run --researcher rewriter" in err
    assert said("suite", "show", "--plot", "a.pdf")[0] == ExitCode.BAD_INPUT
    begin(lab, MODEL, seeds=2)
    code, out, err = said("suite", "show")
    assert code == ExitCode.DONE and "Open: anthropic/claude-sonnet-4-5, version 1: 0 of 4 runs are done" in out
    assert f"suite run --researcher {MODEL} --suite small --seeds 2" in err
    assert "has no row yet" in said("suite", "show", "--plot", "a.svg")[2]


def test_a_suite_that_cannot_begin_says_why_and_records_nothing(lab, said, monkeypatch, tmp_path):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    facts = lab.head()[0]
    for arguments, words in (
        (("--researcher", "rewriter", "--suite", "huge"), "bundled: small, speed"),
        (("--researcher", "gpt", "--suite", "small"), "--researcher 'gpt'"),
        (("--researcher", "rewriter", "--researcher", MODEL, "--suite", "small"), "ANTHROPIC_API_KEY"),
    ):
        code, out, err = said("suite", "run", *arguments)
        assert code in (ExitCode.BAD_INPUT, ExitCode.MACHINE) and out == ""
        assert words in err or "inspect_ai" in err
    tiny = tmp_path / "tiny.toml"
    tiny.write_text(FILE.format(digest="0" * 64))
    code, _, err = said("suite", "run", "--researcher", "rewriter", "--suite", "tiny.toml")
    assert code == ExitCode.BAD_INPUT and "expected digest 0000000000000000" in err
    with lab.running():
        code, _, err = said("suite", "run", "--researcher", "rewriter", "--suite", "small")
    assert code == ExitCode.BAD_INPUT and "in use by another run" in err and "one suite, or one run, at a time" in err
    lab.append(PAUSED, {"who": "ann", "reason": "inventory"})
    code, _, err = said("suite", "run", "--researcher", "rewriter", "--suite", "small")
    assert code == ExitCode.STOPPED and "paused by ann (inventory)" in err
    assert lab.head()[0] == facts + 1


def test_a_suite_goes_on_only_under_the_conditions_that_it_began_with(lab, said):
    begin(lab, "rewriter", machine={"processor": "another", "cores": 64})
    code, _, err = said("suite", "run", "--researcher", "rewriter", "--suite", "small")
    assert code == ExitCode.BAD_INPUT
    for words in ("another machine", "expected another, 64 cores", "--anew"):
        assert words in err


def test_a_full_disk_ends_the_suite_with_the_command_that_goes_on(lab, said, monkeypatch):
    def full(*_: Any, **__: Any) -> None:
        raise StorageFailed("the disk refused a write")

    monkeypatch.setattr("leadscrew.cli.run.session_of", full)
    code, _, err = said("suite", "run", "--researcher", "rewriter", "--suite", "small")
    assert code == ExitCode.MACHINE and "go on with: leadscrew suite run --researcher rewriter --suite small" in err
    (begun,) = record.open_suites(lab)
    assert record.cells_of(lab, begun) == {} and len(record.runs_of(lab, begun)) == 1


def test_one_cell_that_fails_does_not_lose_the_others(lab, said, monkeypatch):
    def odd(lab: Lab, name: str, *_: Any, **__: Any) -> tuple[None, bool]:
        if lab.run_row(name)["task"] == "hello":
            raise KeyError("no such thing")
        lab.append("run_ended", {"reason": "no candidate", "gain": False, "spent_s": 9.0}, run=name)
        lab.append("candidate", {"number": 1, "parent": 0, "files": {}, "meaning": "", "hypothesis": "h", "author": "rewriter",
                                 "move": ""}, run=name)  # fmt: skip
        return None, True

    monkeypatch.setattr("leadscrew.cli.run.session_of", odd)
    code, out, err = said("suite", "run", "--researcher", "rewriter", "--suite", "small")
    assert code == ExitCode.NO and "the others go on" in err
    assert "Missing, and not counted as no gain: hello, seed 1" in out and "over 1 of 2 tasks" in out
    assert record.open_suites(lab) == [] and len(record.rows(lab)) == 1


def test_a_task_that_wants_a_person_asked_is_heard_in_a_suite_too(lab, said, monkeypatch, tmp_path):
    shutil.copytree(find_task("hello"), tmp_path / "asks")
    with (tmp_path / "asks" / "task.toml").open("a") as file:
        file.write('\n[approval]\nask = ["submit"]\n')
    digest = read_task(str(tmp_path / "asks")).digest
    (tmp_path / "tiny.toml").write_text(FILE.format(digest=digest).replace('"hello"', '"asks"'))
    monkeypatch.setenv("LEADSCREW_MOCK_SCRIPT", str(tmp_path / "none.json"))
    monkeypatch.setattr("leadscrew.cli.run.session_of", lambda *_, **__: (None, None))
    assert said("suite", "run", "--researcher", "mockllm/model", "--suite", "tiny.toml")[0] == ExitCode.STOPPED
    (started,) = lab.facts(kind="run_started")
    assert started.body["ask"] == ["submit"]


def test_a_halted_cell_waits_for_a_person_and_the_same_command_does_not_answer_for_them(lab, said, monkeypatch):
    begun_runs: list[str] = []

    def halted(lab: Lab, name: str, *_: Any, **__: Any) -> tuple[None, bool | None]:
        begun_runs.append(name)
        if lab.run_row(name)["task"] == "hello":
            lab.append("halt", {"who": "model", "reason": "the judge leaks"}, run=name)
            return None, None
        lab.append("run_ended", {"reason": "no candidate", "gain": False, "spent_s": 9.0}, run=name)
        return None, True

    monkeypatch.setattr("leadscrew.cli.run.session_of", halted)
    asked = ("suite", "run", "--researcher", "rewriter", "--suite", "small")
    for _ in range(2):
        code, _, err = said(*asked)
        assert code == ExitCode.HALTED and "r1 is halted by model: the judge leaks" in err
        assert "leadscrew resume r1 --why" in err and f"then: leadscrew {' '.join(asked)}" in err
    assert begun_runs == ["r1", "r2"] and not any(lab.facts(kind="run_resumed")) and record.rows(lab) == []
    lab.append("run_resumed", {"was": "halted", "who": "ann", "why": "looked", "finish": True}, run="r1")
    lab.append("run_ended", {"reason": "no candidate", "gain": False, "spent_s": 9.0}, run="r1")
    said(*asked)
    assert len(record.rows(lab)) == 1


def test_under_a_pause_the_next_cell_waits_and_the_lab_is_at_rest(lab, said, monkeypatch):
    rested: list[bool] = []

    def lift() -> None:
        until = time.monotonic() + 20
        with closing(Lab(lab.folder)) as other:
            while time.monotonic() < until and not any(other.facts(kind="standing_still")):
                time.sleep(0.02)
            rested.append(at_rest(other) and len(list(other.facts(kind="run_started"))) == 1)
            other.append(LIFTED, {"who": "ann", "reason": ""})

    def ended(lab: Lab, name: str, *_: Any, **__: Any) -> tuple[None, bool]:
        lab.append("run_ended", {"reason": "no candidate", "gain": False, "spent_s": 9.0}, run=name)
        if lab.pause() is None and not rested:
            lab.append(PAUSED, {"who": "ann", "reason": "inventory"})
            threading.Thread(target=lift).start()
        return None, True

    monkeypatch.setattr("leadscrew.cli.run.session_of", ended)
    _, _, err = said("suite", "run", "--researcher", "rewriter", "--suite", "small")
    assert "paused by ann (inventory): the next run waits" in err and rested == [True]
    assert len(record.rows(lab)) == 1 and len(list(lab.facts(kind="going_on"))) == 1


def test_freezing_a_suite_that_has_not_changed_leaves_it(said, tmp_path):
    tiny = tmp_path / "tiny.toml"
    tiny.write_text(FILE.format(digest="0" * 64))
    assert "tiny version 1: changed tasks: hello" in said("suite", "freeze", "tiny.toml")[1]
    assert "as it was frozen with" in said("suite", "freeze", "tiny.toml")[1]
    assert read_task("hello").digest in tiny.read_text()


# people


def test_a_persons_clock_is_kept_on_the_record(lab, said, tmp_path):
    code, out, err = said("submit", "hello", "--begin", "--budget", "2h", "--name", "ann")
    assert code == ExitCode.DONE and "2:00 h are yours" in out and "hello-work" in out
    assert (tmp_path / "hello-work" / "summary.py").read_bytes() == read_task("hello").start.files["summary.py"]
    assert not (tmp_path / "hello-work" / "judge.py").exists()
    assert "Next: leadscrew submit hello --name ann hello-work" in err
    assert "at work on 'hello' in r1" in said("submit", "hello", "--begin", "--name", "ann")[2]
    assert "is there already" in said("submit", "hello", "--begin", "--name", "bob")[2]
    assert "the clock stands." in said("submit", "hello", "--break", "--name", "ann")[1]
    assert "stands already" in said("submit", "hello", "--break", "--name", "ann")[1]
    assert "it stands (break)" in said("submit", "hello", "--name", "ann")[1]
    assert "runs again" in said("submit", "hello", "--back", "--name", "ann")[1]
    assert [why for why, _ in submitting.turns_of(lab, "r1")] == [Why.BEGUN, Why.BREAK, Why.BACK]
    assert lab.verify()


def test_a_break_that_begins_while_the_bench_measures_lasts(lab, said, monkeypatch):
    said("submit", "hello", "--begin")
    (Path("hello-work") / "summary.py").write_text("def summarise(problem):\n    return []\n")

    def measured(lab, run, work, **options):
        assert "the clock stands." in said("submit", "hello", "--break")[1]
        return None, None

    monkeypatch.setattr("leadscrew.cli.run.session_of", measured)
    assert said("submit", "hello", "hello-work")[0] == ExitCode.STOPPED
    assert [why for why, _ in submitting.turns_of(lab, "r1")] == [Why.BEGUN, Why.MEASURING, Why.BREAK]


def test_a_persons_run_is_not_resumed_by_the_lab(lab, said):
    submitting.begin_run(lab, read_task("hello"), name="person", budget_s=None)
    assert "is a person's: 'leadscrew submit hello CHANGE'" in said("resume", "r1")[2]
    assert "every run of this lab has ended" in said("resume")[2]
    assert "waits for its person's next change" in said()[1]
    assert "has no clock" in said("submit", "hello", "--break")[2]
    assert said("show", "r1")[0] == ExitCode.DONE


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--begin", "--done"), "exclude each other"),
        (("--budget", "1h"), "belong to --begin"),
        (("--minutes", "3"), "belongs to a CHANGE"),
        (("--go-on",), "belongs to a CHANGE"),
        (("change.py", "--break"), "takes no CHANGE"),
        (("--name", " "), "--name is empty"),
        ((), "has no open run on 'hello'"),
        (("nothing.py",), "no such file or folder"),
    ],
)
def test_a_submission_that_makes_no_sense_is_refused(lab, said, arguments, words):
    code, out, err = said("submit", "hello", *arguments)
    assert code == ExitCode.BAD_INPUT and words in err and out == ""


def test_a_paused_lab_takes_no_submission_but_lets_a_clock_be_stopped(lab, said):
    said("submit", "hello", "--begin")
    lab.append(PAUSED, {"who": "ann", "reason": ""})
    (Path("hello-work") / "summary.py").write_text("def summarise(problem):\n    return []\n")
    assert said("submit", "hello", "hello-work")[0] == ExitCode.STOPPED
    assert said("submit", "hello", "--break")[0] == ExitCode.DONE
    assert said("submit", "hello", "--back")[0] == ExitCode.STOPPED
    assert said("submit", "hello", "--done")[0] == ExitCode.STOPPED
