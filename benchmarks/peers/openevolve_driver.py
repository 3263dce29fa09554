"""Runs OpenEvolve's controller on one sequence of candidates and writes down what its own database then says.

Entry point: `openevolve.controller.OpenEvolve(...).run(...)`, which `openevolve-run` calls, from its newest checkpoint
where there is one. Defaults but for: whole rewrites instead of diffs, the evaluation's time limit, the model's address.
"""

from __future__ import annotations

import asyncio
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from counting import name_of
from openevolve.config import Config
from openevolve.controller import OpenEvolve


def newest_checkpoint(output: Path) -> str | None:
    """The checkpoint to go on from."""
    found = sorted(output.glob("checkpoints/checkpoint_*"), key=lambda path: int(path.name.rpartition("_")[2]))
    return str(found[-1]) if found else None


def main() -> None:
    spec: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
    folder = Path(spec["folder"])
    start = folder / "start.py"
    start.write_text(spec["start"])
    config = Config.from_dict(
        {
            "llm": {"api_base": spec["model_url"], "api_key": "none", "models": [{"name": "fake", "weight": 1.0}]},
            "diff_based_evolution": False,
            "evaluator": {"timeout": spec["limit_s"]},
        }
    )
    output = folder / "output"
    evaluator = str(Path(__file__).parent / "openevolve_evaluator.py")
    checkpoint = newest_checkpoint(output)
    controller = OpenEvolve(str(start), evaluator, config=config, output_dir=str(output))
    steps = spec["steps"]
    if checkpoint is not None:
        steps -= int(checkpoint.rpartition("_")[2])
    best = asyncio.run(controller.run(iterations=steps, checkpoint_path=checkpoint))
    programs = controller.database.programs
    candidates = []
    for one in sorted(programs.values(), key=lambda one: one.iteration_found):
        score = one.metrics.get("combined_score")
        parent = programs.get(one.parent_id or "")
        candidates.append(
            {
                "name": name_of(one.code),
                "score": score,
                "parent_score": parent.metrics.get("combined_score") if parent is not None else None,
                "text": str(controller.database.get_artifacts(one.id))[:600],
            }
        )
    observed = {
        "version": version("openevolve"),
        "best": name_of(best.code) if best is not None else None,
        "resumed_from": checkpoint and Path(checkpoint).name,
        "candidates": candidates,
    }
    (folder / "observed.json").write_text(json.dumps(observed))


if __name__ == "__main__":
    main()
