"""A suite by a model that answers from a script: pytest -m slow tests/agents/test_suite_of_models.py"""

from __future__ import annotations

import json

import pytest

from leadscrew.bench import quiet
from leadscrew.sources.taskfile import read_task

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
MIDDLE = "        middle = sorted(readings)[len(readings) // 2]\n"
LOOP = "    for first in range(0, len(readings), problem["


def test_a_models_row_holds_its_claim_its_tokens_and_what_was_served(room, monkeypatch, tmp_path):
    monkeypatch.setattr(quiet, "BUSY", 2.0)  # never too busy
    call = room.call
    room.mock(
        {"calls": [call("edit_file", path="summary.py", old=MIDDLE, new=""),
                   call("edit_file", path="summary.py", old=LOOP, new=MIDDLE[4:] + LOOP)]},
        {"calls": [call("submit", hypothesis="the middle is the same on every day")]},
        {"text": "done"},
    )  # fmt: skip
    (tmp_path / "tiny.toml").write_text(
        f'name = "tiny"\nversion = 1\n[[task]]\nname = "hello"\ndigest = "{read_task("hello").digest}"\nwall = "1m"\ntokens = 5000\n'
    )
    code, out, err = room.said("suite", "run", "--researcher", "mockllm/model", "--suite", "tiny.toml", "--json")
    assert code == 0, err
    row = json.loads(out.splitlines()[-1])["row"]
    (cell,) = row["cells"]
    assert cell["gain"] is True and cell["factor"] > 1.3 and row["mean"]["factor"] == pytest.approx(cell["factor"])
    assert (
        cell["tokens"] == 120 * len(room.bodies("model_call"))
        and cell["cost_usd"] == 0
        and cell["experiments"] == 1
        and cell["better"] == 1.0
    )
    assert row["model"] == "mockllm/model" and {body["model"] for body in room.bodies("model_call")} == {
        "mockllm/model"
    }
    (began,) = room.bodies("run_started")
    assert began["team"][0]["allowance"]["tokens"] == 5000 and began["budget_s"] == 60
    code, out, _ = room.said("suite", "show")
    assert code == 0 and "there is no row of the rewriter" in out
