"""Runs OpenEvolve's controller on one sequence of candidates and writes down what its own database was given.

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
from openevolve.database import Program


def newest_checkpoint(output: Path) -> str | None:
    """The checkpoint to go on from."""
    found = sorted(output.glob("checkpoints/checkpoint_*"), key=lambda path: int(path.name.rpartition("_")[2]))
    return str(found[-1]) if found else None


def note_children(controller: OpenEvolve, path: Path) -> None:
    """Write down each child that reaches the database: later the database drops those that others displace."""
    add = controller.database.add

    def noted(program: Program, *arguments: Any, **options: Any) -> Any:
        parent = program.metadata.get("parent_metrics") or {}
        child = {
            "name": name_of(program.code),
            "iteration": options.get("iteration", 0),
            "score": program.metrics.get("combined_score"),
            "parent_score": parent.get("combined_score"),
            "text": str(program.metrics),
        }
        with path.open("a") as file:
            file.write(json.dumps(child) + "\n")
        return add(program, *arguments, **options)

    controller.database.add = noted


def children(path: Path) -> list[dict[str, Any]]:
    """The children that were written down, each once: migrants come again."""
    found: dict[str, dict[str, Any]] = {}
    for line in path.read_text().splitlines() if path.exists() else []:
        child = json.loads(line)
        found.setdefault(child["name"], child)
    return list(found.values())


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
    done = int(checkpoint.rpartition("_")[2]) if checkpoint else 0
    kept = [child for child in children(folder / "children.jsonl") if child["iteration"] <= done and done]
    (folder / "children.jsonl").unlink(missing_ok=True)
    controller = OpenEvolve(str(start), evaluator, config=config, output_dir=str(output))
    note_children(controller, folder / "children.jsonl")
    best = asyncio.run(controller.run(iterations=spec["steps"] - done, checkpoint_path=checkpoint))
    observed = {
        "version": version("openevolve"),
        "best": name_of(best.code) if best is not None else None,
        "resumed_from": done,
        "candidates": [*kept, *children(folder / "children.jsonl")],
    }
    (folder / "observed.json").write_text(json.dumps(observed))


if __name__ == "__main__":
    main()
