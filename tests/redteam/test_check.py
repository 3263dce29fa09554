"""`leadscrew task check`: every bundled cheat is caught, no honest candidate is refused, and a weak task is found out."""

from __future__ import annotations

import shutil

import pytest

from leadscrew.cli.main import run
from leadscrew.redteam.cheat import bundled_cheats

MACHINE = {"trials are long enough", "the noise allows smallest_gain"}
"""What may fail on a machine that does other work at the same time."""
SOLVE_SH = "exec python3 solve.py\n"
SOLVE_PY = """
import json, os
problem = json.load(open(os.environ["LEADSCREW_PROBLEM"] + "/data.json"))
total = 0.5
for _ in range(20):
    counts = [sum(other < value for other in problem["values"]) for value in problem["values"]]
json.dump({"counts": counts, "mean": sum(counts) / len(counts) + 0.25}, open(os.environ["LEADSCREW_ANSWER"] + "/data.json", "w"))
"""
COMMAND_JUDGE = """
import random
from leadscrew import Rejected
def problem(seed):
    rng = random.Random(seed)
    return {"values": [rng.random() for _ in range(60)]}
def check(problem, answer):
    values = problem["values"]
    counts = [sum(other < value for other in values) for value in values]
    if not isinstance(answer, dict) or answer.get("counts") != counts or any(type(c) is not int for c in answer["counts"]):
        raise Rejected("not the counts")
    if not isinstance(answer.get("mean"), float) or not abs(answer["mean"] - sum(counts) / 60 - 0.25) < 1e-9:
        raise Rejected("not the mean")
"""


def failures(said):
    return [row for row in said["cheats"] if row["holds"] is False]


@pytest.mark.slow  # the README shows this command, and what it shows is run
def test_all_cheats_are_caught_on_hello_and_nothing_honest_is_refused(check):
    _, said = check("hello")
    assert [row for row in said["results"] if not row["holds"] and row["what"] not in MACHINE] == []
    assert failures(said) == []
    assert said["caught"] > 100 and said["honest"] > 15 and said["false_alarms"] == 0
    names = {row["name"] for row in said["cheats"]}
    assert {cheat.name for cheat in bundled_cheats()} <= names
    assert {
        "change/links",
        "change/slow_source",
        "statistics/resubmission",
        "statistics/near_copies",
        "task/skip_days",
    } <= names


@pytest.mark.slow
def test_the_tasks_own_cheats_are_caught_on_train_lm(check):
    _, said = check("train-lm", "--quick")
    assert failures(said) == [] and said["caught"] > 4


@pytest.mark.slow
def test_all_cheats_are_caught_on_train_lm(check):
    _, said = check("train-lm")
    assert failures(said) == [] and said["false_alarms"] == 0 and said["caught"] > 100


def test_cheats_on_numbers_are_caught_where_answers_hold_arrays(write_task, check):
    _, said = check(write_task(), "--only", "result/")
    assert failures(said) == []
    applied = {row["name"] for row in said["cheats"] if row["holds"]}
    assert {"result/nan_answer", "result/subnormal_answer", "result/wrong_type", "result/stored_answer"} <= applied


def test_memory_that_the_watchdog_cannot_read_is_counted(write_task, check):
    _, said = check(write_task(), "--only", "_hog")
    assert failures(said) == []
    caught = {row["name"] for row in said["cheats"] if row["holds"]}
    assert {"resources/children_hog", "resources/unseen_hog", "resources/memory_hog"} <= caught


@pytest.mark.skipif(shutil.which("sh") is None, reason="no sh")
def test_a_command_in_another_language_is_attacked_as_a_command(write_task, check):
    folder = write_task(
        judge=COMMAND_JUDGE, candidate='command = ["sh", "run.sh"]', start={"run.sh": SOLVE_SH, "solve.py": SOLVE_PY}
    )
    _, said = check(folder, "--only", "result/")
    assert failures(said) == []
    assert {row["mode"] for row in said["cheats"]} == {"command"}
    assert said["by_name"]["result/nan_answer", "command"]["holds"] is True
    _, said = check(folder, "--only", "honest/")
    assert failures(said) == [] and said["honest"] > 5


def test_a_judge_that_not_a_number_fools_is_found_out(write_task, check, base_judge):
    fooled = base_judge.replace(
        'not np.allclose(answer["scaled"], values * 2.0)', '(abs(answer["scaled"] - values * 2.0) > 1e-6).any()'
    )
    fooled = fooled.replace(
        'not abs(answer["total"] - np.sqrt(values).sum()) < 1e-6', 'abs(answer["total"] - np.sqrt(values).sum()) > 1e-6'
    )
    assert fooled != base_judge
    code, said = check(write_task(judge=fooled), "--only", "result/nan_answer")
    assert code == 1 and not said["sound"]
    row = said["by_name"]["result/nan_answer", "call"]
    assert row["holds"] is False and "accepted" in row["by"] and "not abs(a - b)" in row["mend"]


def test_a_judge_that_accepts_anything_is_found_out(write_task, check, base_judge):
    anything = (
        base_judge[: base_judge.index("def check")]
        + "def check(problem, answer):\n    if not answer:\n        raise Rejected('nothing')\n"
    )
    code, said = check(write_task(judge=anything), "--only", "result/")
    assert code == 1
    won = {row["name"] for row in failures(said)}
    assert {"result/stored_answer", "result/half_an_answer", "result/off_by_a_tenth", "result/nan_answer"} <= won


def test_data_of_the_judge_that_the_box_can_read_is_found_out(write_task, check, base_judge):
    reads = base_judge.replace(
        "def problem(seed):",
        "import json.decoder as source\ndef problem(seed):\n    text = open(source.__file__).read()",
    )
    _, said = check(write_task(judge=reads), "--only", "host/judge_data")
    row = said["cheats"][0]
    assert row["holds"] is False and "json/decoder.py" in row["by"]
    _, said = check(write_task(judge=base_judge), "--only", "host/judge_data")
    assert said["cheats"][0]["holds"] is None


def test_a_judge_that_is_not_the_same_for_one_seed_is_found_out(write_task, check, base_judge):
    drifting = base_judge.replace("default_rng(seed)", "default_rng()")
    code, said = check(write_task(judge=drifting), "--quick")
    assert code == 1
    assert next(row["what"] for row in said["results"] if not row["holds"]) == "the judge repeats itself"


def test_a_start_that_fails_is_said_and_nothing_is_attacked(write_task, check):
    code, said = check(write_task(start={"scale.py": "def scale(problem):\n    return 1\n"}))
    assert code == 1 and said["cheats"] == []


def test_a_name_that_no_cheat_has_is_bad_input(capsys):
    assert run(["task", "check", "hello", "--only", "nosuch"]) == 2
    assert "the groups are" in capsys.readouterr().err


def test_a_part_of_the_check_does_not_call_a_task_sound(check):
    code, said = check("hello", "--only", "change/paths")
    assert said["sound"] is None if code == 0 else not said["sound"]
    assert [row["name"] for row in said["cheats"]] == ["change/paths"]
