"""The tasks in pure Python: their judges repeat themselves, the starts pass, and what cuts corners does not."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from leadscrew import Rejected
from leadscrew.sources.taskfile import find_task

TASKS = ("interpreter", "routes", "alignment", "tokenise")
KINDS = ("problem", "held_out_problem")


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"task_{path.parent.parent.name}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def called(task: str, folder: str = "start", name: str = "") -> Callable[[dict[str, Any]], Any]:
    module, _, function = tomllib.loads((find_task(task) / "task.toml").read_text())["candidate"]["call"].partition(":")
    found: Callable[[dict[str, Any]], Any] = getattr(
        loaded(find_task(task) / folder / f"{name or module}.py"), function
    )
    return found


def seen(problem: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in problem.items() if not key.startswith("_")}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("task", TASKS)
def test_the_start_passes_on_both_kinds_and_problems_repeat(task, kind):
    judge, start = loaded(find_task(task) / "judge.py"), called(task)
    for seed in (1, 2):
        problem = getattr(judge, kind)(seed)
        assert problem == getattr(judge, kind)(seed) != getattr(judge, kind)(seed + 10)
        judge.check(problem, start(seen(problem)))


CHEATS = [(task, path.stem) for task in TASKS for path in sorted((find_task(task) / "cheats").glob("*.py"))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("task", "cheat"), CHEATS)
def test_what_cuts_corners_is_rejected(task, cheat, kind):
    judge, program = loaded(find_task(task) / "judge.py"), called(task, "cheats", cheat)
    problem = getattr(judge, kind)(5)
    with pytest.raises(Rejected):
        judge.check(problem, program(seen(problem)))


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("answer", [None, [], {}, 3, "text", [[]], [None], {"vocabulary": [], "rows": []}])
def test_answers_of_other_shapes_are_rejected_and_nothing_else_is_raised(task, answer):
    judge = loaded(find_task(task) / "judge.py")
    with pytest.raises(Rejected):
        judge.check(judge.problem(3), answer)


@pytest.mark.parametrize("task", TASKS)
def test_one_wrong_number_is_enough(task):
    judge, start = loaded(find_task(task) / "judge.py"), called(task)
    problem = judge.problem(4)
    answer = start(seen(problem))
    match task:
        case "interpreter":
            answer[-1][-1] += 1
        case "routes":
            answer[0]["to"][7] += 1
        case "alignment":
            answer[3][0] -= 1
        case _:
            answer["rows"][9][2][0] += 1
    with pytest.raises(Rejected):
        judge.check(problem, answer)
