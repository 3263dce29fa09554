"""Tasks to attack, written into a folder, and a check of one that gives its rows."""

from __future__ import annotations

import json

import pytest

from leadscrew.cli.main import run

SETTINGS = """
goal = "scale the numbers"
editable = ["*"]
[candidate]
{candidate}
[metric]
kind = "time"
smallest_gain = 0.5
[limits]
wall_s = 20
processes = 8
memory_mb = 256
disk_mb = 32
answer_mb = 4
"""
CALL = 'call = "scale:scale"\npackages = ["numpy"]\npreload = ["numpy"]'
COMMAND = 'command = ["sh", "run.sh"]'
START = """
import numpy as np
def scale(problem):
    values = problem["values"]
    for _ in range(2000):
        total = float(np.sum(np.sqrt(values)))
    return {"scaled": values * 2.0, "total": total, "count": len(values)}
"""
JUDGE = """
import numpy as np
from leadscrew import Rejected
def problem(seed):
    return {"values": np.random.default_rng(seed).uniform(1.0, 2.0, size=400)}
def check(problem, answer):
    values = problem["values"]
    if not isinstance(answer, dict) or sorted(answer) != ["count", "scaled", "total"]:
        raise Rejected("not the three names")
    if not isinstance(answer["scaled"], np.ndarray) or answer["scaled"].shape != values.shape:
        raise Rejected("not an array of that shape")
    if not isinstance(answer["total"], float) or type(answer["count"]) is not int or answer["count"] != len(values):
        raise Rejected("not a count and a total")
    if not np.allclose(answer["scaled"], values * 2.0) or not abs(answer["total"] - np.sqrt(values).sum()) < 1e-6:
        raise Rejected("not the numbers")
"""


@pytest.fixture
def write_task(tmp_path):
    """Writes a task folder and gives its path."""

    def write(*, judge: str = JUDGE, candidate: str = CALL, start: dict[str, str] | None = None):
        folder = tmp_path / "scale"
        (folder / "start").mkdir(parents=True, exist_ok=True)
        (folder / "task.toml").write_text(SETTINGS.format(candidate=candidate))
        (folder / "judge.py").write_text(judge)
        for name, content in (start or {"scale.py": START}).items():
            (folder / "start" / name).write_text(content)
        return folder

    return write


@pytest.fixture
def check(capsys):
    """Runs `leadscrew task check --json` and gives its exit code and what it said."""

    def call(task, *options: str):
        capsys.readouterr()
        code = run(["task", "check", str(task), "--json", *options])
        said = json.loads(capsys.readouterr().out)
        said["by_name"] = {(row["name"], row["mode"]): row for row in said["cheats"]}
        return code, said

    return call


@pytest.fixture
def base_judge() -> str:
    """The judge of the task, to be weakened."""
    return JUDGE
