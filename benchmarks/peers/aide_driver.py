"""Runs AIDE's Experiment on one sequence of scripts and writes down what its own journal then says.

Entry point: `aide.Experiment(data_dir, goal, eval).run(steps)`, from its README: Agent, Interpreter and Journal at
their defaults but for the interpreter's time limit and the models' names. AIDE has no way to resume a run.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import aide
from counting import name_of


def main() -> None:
    spec: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
    folder = Path(spec["folder"])
    os.chdir(folder)
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "about.txt").write_text("Problems are made by the script.\n")
    experiment = aide.Experiment("data", goal="Make solve faster.", eval="Calls in a second, printed as Score.")
    experiment.cfg.agent.code.model = experiment.cfg.agent.feedback.model = "fake"
    experiment.interpreter.timeout = spec["limit_s"]
    ended = "completed"
    best: str | None = None
    try:
        best = name_of(experiment.run(steps=spec["steps"]).code)
    except Exception as exc:
        ended = f"{type(exc).__name__}: {exc}"
        experiment.interpreter.cleanup_session()
    candidates = [
        {
            "name": name_of(node.code),
            "score": node.metric.value if node.metric is not None else None,
            "parent_score": node.parent.metric.value if node.parent is not None else None,
            "text": node.term_out[-600:],
        }
        for node in experiment.journal.nodes
    ]
    observed = {"version": version("aideml"), "best": best, "ended": ended, "candidates": candidates}
    (folder / "observed.json").write_text(json.dumps(observed))


if __name__ == "__main__":
    main()
