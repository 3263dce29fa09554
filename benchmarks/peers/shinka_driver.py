"""Runs ShinkaEvolve's runner on one sequence of candidates and writes down what its own database then says.

Entry point: `shinka.core.ShinkaEvolveRunner(...).run()` with `LocalJobConfig`; it resumes by itself from its folder.
Defaults but for: whole rewrites instead of diffs, a time limit for jobs (without one the runner gives up on a job after
a minute or more), a local model, no embedding model (none is there without a network).
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

from counting import name_of
from shinka.core import EvolutionConfig, ShinkaEvolveRunner
from shinka.database import DatabaseConfig
from shinka.launch import LocalJobConfig


def main() -> None:
    spec: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
    folder = Path(spec["folder"])
    start = folder / "start.py"
    start.write_text(spec["start"])
    output = folder / "output"
    runner = ShinkaEvolveRunner(
        evo_config=EvolutionConfig(
            num_generations=spec["steps"] + 1,
            llm_models=[f"local/fake@{spec['model_url']}"],
            patch_types=["full"],
            patch_type_probs=[1.0],
            embedding_model=None,
            init_program_path=str(start),
            results_dir=str(output),
        ),
        job_config=LocalJobConfig(
            eval_program_path=str(Path(__file__).parent / "shinka_evaluator.py"),
            time=f"00:00:{spec['limit_s']:02d}",
        ),
        db_config=DatabaseConfig(),
    )
    runner.run()
    with closing(sqlite3.connect(output / "programs.sqlite")) as database:
        rows = database.execute(
            "SELECT p.code, p.combined_score, p.correct, q.combined_score, q.correct, p.metadata FROM programs p "
            "LEFT JOIN programs q ON q.id = p.parent_id ORDER BY p.generation, p.timestamp"
        ).fetchall()
    candidates = [
        {
            "name": name_of(code),
            "score": score if correct else None,
            "parent_score": parent_score if parent_correct else None,
            "text": str(metadata)[-600:],
        }
        for code, score, correct, parent_score, parent_correct, metadata in rows
    ]
    best = output / "best" / "main.py"
    observed = {
        "version": version("shinka-evolve"),
        "best": name_of(best.read_text()) if best.exists() else None,
        "candidates": candidates,
    }
    (folder / "observed.json").write_text(json.dumps(observed))


if __name__ == "__main__":
    main()
