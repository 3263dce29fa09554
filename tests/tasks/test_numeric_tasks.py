"""The numeric tasks: their starts pass, honest variants pass, shortcuts don't, and judges rely on nothing of the start."""

import importlib.util
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy.linalg import solveh_banded

from leadscrew import Rejected
from leadscrew.core.task import Direction
from leadscrew.sources.taskfile import find_task, read_task

SPEED, SCORE = ("diffusion", "kernels"), ("balance", "forecast")
KINDS = ("problem", "held_out_problem")
SEED = 20264
NEED_THE_BOX = ("the_future",)
"""Cheats that look through the process's memory: here the judge is in it, in a box it is not (`task check` shows it)."""


@pytest.fixture(autouse=True)
def modules_as_before() -> Iterator[None]:
    """Starts are imported by plain names, which must not outlive a test."""
    path, names = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - names:
        if getattr(sys.modules[name], "__file__", None) and "/leadscrew/tasks/" in str(sys.modules[name].__file__):
            del sys.modules[name]


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"numeric_{path.parent.name}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judge_of(task: str) -> Any:
    return loaded(find_task(task) / "judge.py")


def answer_of(task: str, problem: Mapping[str, Any], cheat: str | None = None) -> Any:
    """What the start, or a cheat, answers to what it may see of a problem."""
    folder = find_task(task)
    module, function = str(read_task(task).entry.call).split(":")
    sys.path.insert(0, str(folder / "start"))
    program = loaded(folder / "cheats" / f"{cheat}.py" if cheat else folder / "start" / f"{module}.py")
    return getattr(program, function)({key: value for key, value in problem.items() if not key.startswith("_")})


def cheats_of(tasks: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(task, path.stem) for task in tasks for path in sorted((find_task(task) / "cheats").glob("*.py"))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("task", SPEED + SCORE)
def test_the_start_passes_and_one_seed_means_one_problem(task: str, kind: str) -> None:
    judge = judge_of(task)
    problem, again, other = (getattr(judge, kind)(seed) for seed in (SEED, SEED, SEED + 1))
    np.testing.assert_equal(problem, again)
    with pytest.raises(AssertionError):
        np.testing.assert_equal(problem, other)
    answer = answer_of(task, problem)
    judge.check(problem, answer)
    if task in SCORE:
        low, high = read_task(task).metric.bounds
        assert low < judge.score(problem, answer) < high


@pytest.mark.parametrize(("task", "cheat"), cheats_of(SPEED))
def test_a_shortcut_in_a_speed_task_is_refused(task: str, cheat: str) -> None:
    judge = judge_of(task)
    for kind in KINDS:
        problem = getattr(judge, kind)(SEED)
        with pytest.raises(Rejected):
            judge.check(problem, answer_of(task, problem, cheat))


@pytest.mark.parametrize(("task", "cheat"), [item for item in cheats_of(SCORE) if item[1] not in NEED_THE_BOX])
def test_a_shortcut_in_a_score_task_is_refused_or_scores_worse_than_the_start(task: str, cheat: str) -> None:
    judge, metric = judge_of(task), read_task(task).metric
    problem = judge.problem(SEED)
    answer = answer_of(task, problem, cheat)
    try:
        judge.check(problem, answer)
    except Rejected:
        return
    start = judge.score(problem, answer_of(task, problem))
    worse = (
        start - judge.score(problem, answer)
        if metric.direction is Direction.HIGHER
        else judge.score(problem, answer) - start
    )
    assert worse > metric.smallest_gain


@pytest.mark.parametrize("kind", KINDS)
def test_kernels_in_single_precision_over_all_samples_pass(kind: str) -> None:
    judge = judge_of("kernels")
    problem = getattr(judge, kind)(SEED)
    weights = {name: weight.astype(np.float32) for name, weight in problem["weights"].items()}

    def norm(x: Any, which: str) -> Any:
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
        return centred / spread * weights[f"scale{which}"] + weights[f"shift{which}"]

    signals = problem["signals"].astype(np.float32)
    samples, steps, channels = signals.shape
    half = len(weights["kernel"]) // 2
    padded = np.pad(signals, ((0, 0), (half, half), (0, 0)))
    total = weights["bias"] + sum(padded[:, at : at + steps] @ tap for at, tap in enumerate(weights["kernel"]))
    hidden = norm(total / (1.0 + np.exp(-total)), "1")
    shape = samples, steps, problem["heads"], channels // problem["heads"]
    query, key, value = ((hidden @ weights[name]).reshape(shape) for name in ("query", "key", "value"))
    scores = np.einsum("nihc,njhc->nhij", query, key) / np.sqrt(shape[-1])
    shares = np.exp(scores - scores.max(-1, keepdims=True)) * np.tri(steps)
    mixed = np.einsum("nhij,njhc->nihc", shares / shares.sum(-1, keepdims=True), value)
    judge.check(problem, {"features": norm(hidden + mixed.reshape(hidden.shape), "2")})


@pytest.mark.parametrize("kind", KINDS)
def test_diffusion_by_a_banded_solver_passes(kind: str) -> None:
    judge = judge_of("diffusion")
    problem = getattr(judge, kind)(SEED)
    k, dt, state = problem["conductivity"], problem["dt"], problem["temperature"]
    bands = np.array([np.append(0.0, -dt * k[1:-1]), 1.0 + dt * (k[:-1] + k[1:])])
    states = []
    for _ in range(problem["steps"]):
        state = solveh_banded(bands, state)
        states.append(state)
    rows = np.array(states)
    energy = np.diff(np.pad(rows, ((0, 0), (1, 1)))) ** 2 @ k
    judge.check(problem, {"readings": rows[:, problem["probes"]], "energy": energy, "final": state})


def test_diffusion_is_checked_against_what_its_steps_must_satisfy() -> None:
    """What the judge accepts solves the linear systems that define each step."""
    judge = judge_of("diffusion")
    problem = {**judge.problem(SEED), "probes": list(range(len(judge.problem(SEED)["temperature"])))}
    answer = answer_of("diffusion", problem)
    judge.check(problem, answer)
    states = answer["readings"]
    k, dt = problem["conductivity"], problem["dt"]
    flow = k * np.diff(np.pad(states, ((0, 0), (1, 1))))
    before = np.vstack([problem["temperature"], states[:-1]])
    np.testing.assert_allclose(states - dt * np.diff(flow), before, atol=1e-9)


def test_the_truth_scores_nothing_and_the_future_is_not_in_the_problem() -> None:
    judge = judge_of("forecast")
    problem = judge.problem(SEED)
    assert judge.score(problem, {"forecast": problem["_future"]}) == 0.0
    seen = {key: value for key, value in problem.items() if not key.startswith("_")}
    assert set(seen) == {"series", "ahead", "periods"}
    assert seen["series"].base is None, "a view would carry the future along"
    future = set(problem["_future"].ravel().tolist())
    assert future.isdisjoint(seen["series"].ravel().tolist())


def test_a_hopeless_forecast_of_one_series_costs_no_more_than_the_worst() -> None:
    judge = judge_of("forecast")
    problem = judge.problem(SEED)
    forecast = problem["_future"].copy()
    forecast[0] = 1e8
    assert judge.score(problem, {"forecast": forecast}) == pytest.approx(2.0 / len(forecast))


def test_the_judge_moves_carts_as_the_simulator_that_candidates_see() -> None:
    judge = judge_of("balance")
    problem = judge.held_out_problem(SEED)
    weights = np.random.default_rng(1).normal(0.0, 2.0, size=(len(problem["carts"]), 5))
    simulate = loaded(find_task("balance") / "start" / "simulate.py")
    each = [
        simulate.episode(cart, weights[number], start)
        for number, cart in enumerate(problem["carts"])
        for start in problem["_starts"][number]
    ]
    assert judge.score(problem, {"weights": weights}) == pytest.approx(np.mean(each))


def test_a_stored_controller_balances_the_cart_it_was_made_for_and_no_other() -> None:
    judge = judge_of("balance")
    problem = judge.problem(SEED)
    answer = answer_of("balance", problem, "stored_controller")
    assert judge.score(problem, answer) < 0.3
    textbook = {"mass": 1.0, "pole": 0.1, "length": 0.5, "force": 10.0, "wind": 0.0, "wiring": np.eye(4)}
    assert judge.score({**problem, "carts": [textbook] * len(problem["carts"])}, answer) > 0.9


@pytest.mark.parametrize("task", SCORE)
@pytest.mark.parametrize("hostile", [np.nan, np.inf, -np.inf, 1e308])
def test_hostile_numbers_are_refused_wherever_they_stand(task: str, hostile: float) -> None:
    judge = judge_of(task)
    problem = judge.problem(SEED)
    name, shape = {"balance": ("weights", (6, 5)), "forecast": ("forecast", problem.get("_future", np.ones(0)).shape)}[
        task
    ]
    answer = {name: np.ones(shape)}
    judge.check(problem, answer)
    answer[name][-1, -1] = hostile
    with pytest.raises(Rejected):
        judge.check(problem, answer)
