"""A real small model from end to end; the server is somebody's own.

LEADSCREW_TEST_MODEL_URL=http://127.0.0.1:8080/v1 pytest tests/agents/test_real_model.py -m slow
"""

from __future__ import annotations

import json
import os

import pytest

URL = os.environ.get("LEADSCREW_TEST_MODEL_URL", "")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not URL, reason="LEADSCREW_TEST_MODEL_URL names no server")
@pytest.mark.parametrize("task", ["hello", "kernels"])
def test_a_small_models_proposals_are_judged(room, task):
    code, out, err = room.run("--researcher", f"openai-api/small-model@{URL}#whole-files", task=task, budget="6m")
    assert code in (0, 1), out + err
    code, out, _ = room.said("show", "r1", "--json")
    (account,) = json.loads(out)["researchers"]
    assert code == 0 and account["turns"] > 0 and sum(account["verdicts"].values()) > 0
    assert room.said("verify")[0] == 0
