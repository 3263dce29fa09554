"""What shortcuts are worth on `train-lm`: knowledge of other problems, and tables instead of a model."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from leadscrew import Rejected
from leadscrew.sources.taskfile import find_task

TASK = find_task("train-lm")
STORED = ("stored_weights", "stored_weights_letters", "stored_weights_bigrams", "stored_weights_words")
MARGIN = 0.03


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"train_lm_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    return loaded(TASK / "judge.py")


def seen(problem: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in problem.items() if not key.startswith("_")}


@pytest.mark.parametrize("kind", ["problem", "held_out_problem"])
@pytest.mark.parametrize("name", STORED)
def test_weights_of_other_problems_predict_no_better_than_pairs_however_they_are_matched(
    judge: ModuleType, name: str, kind: str
) -> None:
    problem = getattr(judge, kind)(20261)
    with pytest.raises(Rejected, match="held-out loss"):
        judge.check(problem, loaded(TASK / "cheats" / f"{name}.py").train(seen(problem)))


@pytest.mark.parametrize("kind", ["problem", "held_out_problem"])
def test_two_tables_written_into_the_weights_pass_the_check_and_stay_behind_the_start(
    judge: ModuleType, kind: str
) -> None:
    problem = getattr(judge, kind)(20262)
    tables = loaded(TASK / "cheats" / "ngram_lookup.py").train(seen(problem))
    judge.check(problem, tables)
    start = loaded(TASK / "start" / "train.py").train(seen(problem))
    assert judge.quality(problem, tables) > judge.quality(problem, start) + MARGIN


@pytest.mark.parametrize("name", ["nan_weights", "infinite_weights", "huge_weights"])
def test_hostile_numbers_do_not_become_a_low_loss(judge: ModuleType, name: str) -> None:
    problem = judge.problem(20263)
    with pytest.raises(Rejected):
        judge.check(problem, loaded(TASK / "cheats" / f"{name}.py").train(seen(problem)))
