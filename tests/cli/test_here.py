"""`leadscrew` alone, and what a shell completes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leadscrew.cli.main import run
from leadscrew.cli.options import complete_runs, complete_tasks
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import read_task
from leadscrew.store.lab import Lab


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """Runs `leadscrew` in an empty folder; what it prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEADSCREW_LAB", raising=False)

    def call() -> str:
        assert run([]) == 0
        return capsys.readouterr().out

    return call


def test_an_empty_folder_is_shown_a_first_run_and_how_a_task_is_made(said):
    out = said()
    assert "leadscrew run hello" in out and "leadscrew task new" in out


def test_a_program_a_task_a_claim_and_an_open_run_each_come_with_their_command(said):
    Path("train.py").write_text("")
    Path("tests").mkdir()
    Path("mine").mkdir()
    Path("mine/task.toml").write_text("")
    Path("gain.claim").write_text("")
    lab = Lab(Path(".leadscrew"), create=True)
    new_run(lab, read_task("hello"), budget_s=60.0, experiments=None, seed=1, researcher="rewriter")
    lab.close()
    out = said()
    for command in (
        "leadscrew resume r1", "leadscrew replicate gain.claim", "leadscrew run ./mine",
        "--from . --time 'python train.py' --check 'pytest -q tests'",
    ):  # fmt: skip
        assert command in out


def test_names_that_hide_commands_are_shown_as_they_are(said):
    Path("a\x1b[2J;reboot").mkdir()
    Path("a\x1b[2J;reboot/task.toml").write_text("")
    Path("x; rm y.claim").write_text("")
    out = said()
    assert "\x1b" not in out and "leadscrew replicate 'x; rm y.claim'" in out


def test_a_folder_with_a_file_of_python_in_it_is_no_program_yet(said):
    Path("make_inputs.py").write_text("")
    assert "make it a task" not in said()
    Path("shop").mkdir()
    Path("shop/__init__.py").write_text("")
    assert "make it a task" in said()


def test_a_lab_that_cannot_be_read_is_said_and_the_rest_is_shown(said):
    Path(".leadscrew").mkdir()
    Path(".leadscrew/lab.db").write_bytes(b"no database" * 100)
    Path("main.py").write_text("")
    out = said()
    assert "cannot be read" in out and "leadscrew verify" in out and "python main.py" in out


class Context:
    def __init__(self) -> None:
        self.params: dict[str, object] = {}


def test_runs_and_tasks_are_completed(said, tmp_path):
    lab = Lab(tmp_path / ".leadscrew", create=True)
    for _ in range(2):
        new_run(lab, read_task("hello"), budget_s=60.0, experiments=None, seed=1, researcher="rewriter")
    lab.close()
    assert complete_runs(Context(), None, "r") == ["r2", "r1"]  # type: ignore[arg-type]
    assert complete_runs(Context(), None, "x") == []  # type: ignore[arg-type]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/task.toml").write_text("")
    assert complete_tasks(Context(), None, "./") == ["./mine"]  # type: ignore[arg-type]
    assert complete_tasks(Context(), None, "he") == ["hello"]  # type: ignore[arg-type]


def test_without_a_lab_nothing_is_completed_and_nothing_is_made(said, tmp_path):
    assert complete_runs(Context(), None, "") == []  # type: ignore[arg-type]
    assert json.dumps(sorted(path.name for path in tmp_path.iterdir())) == "[]"
