"""Runs Leadscrew on one sequence of candidates and writes down what its own record then says.

Entry point: `research.run.Run(...).go(researcher)`, which `leadscrew run` calls; it resumes from the record in its
folder. Defaults but for: the researcher, the trial's time limit, the budget, and no wait for a quiet machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from counting import name_of

from leadscrew.core.experiment import Verdict
from leadscrew.core.program import Program
from leadscrew.research.desk import Closed, Desk
from leadscrew.research.run import Run
from leadscrew.research.start import new_run
from leadscrew.sandbox.box import living_boxes
from leadscrew.sources.taskfile import task_from_parts
from leadscrew.store.lab import Lab

SETTINGS = """
goal = "Make solve faster."
editable = ["*.py"]
[candidate]
call = "solve:solve"
[metric]
kind = "time"
[limits]
wall_s = {limit_s}
memory_mb = 256
processes = 4
"""
JUDGE = """
import random
from bisect import bisect_left
from leadscrew import Rejected

def problem(seed):
    rng = random.Random(seed)
    numbers, queries = ([rng.randrange(10_000) for _ in range(500)] for _ in range(2))
    return {"numbers": numbers, "queries": queries}

def check(problem, answer):
    ordered = sorted(problem["numbers"])
    if answer != [bisect_left(ordered, query) for query in problem["queries"]]:
        raise Rejected("the counts are not right")
"""
MEASURED = {Verdict.BETTER, Verdict.NOT_BETTER, Verdict.UNDECIDED}


class Proposer:
    """Submits the candidates in order; those that are on the record already are not submitted again."""

    def __init__(self, codes: list[str]) -> None:
        self.codes = codes

    async def research(self, desk: Desk) -> None:
        known = {experiment.hypothesis for experiment in desk.experiments}
        for code in self.codes:
            if name_of(code) not in known:
                try:
                    await desk.submit({"solve.py": code.encode()}, name_of(code), author="peers", base=0)
                except Closed:
                    return
                with Path(os.environ["PEERS_LOG"]).open("a") as log:
                    log.write(name_of(code) + "\n")


def main() -> None:
    spec: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
    folder = Path(spec["folder"])
    task = task_from_parts(
        name="counting",
        settings=SETTINGS.format(limit_s=spec["limit_s"]).encode(),
        judge=JUDGE.encode(),
        start=Program({"solve.py": spec["start"].encode()}),
    )
    lab = Lab(folder / "lab", create=True)
    with lab.running():
        runs = lab.rows("run")
        name = (
            str(runs[0]["id"])
            if runs
            else new_run(lab, task, budget_s=600.0, experiments=len(spec["programs"]), seed=0, researcher="peers")
        )
        if runs:
            lab.append("run_resumed", {"was": runs[0]["state"]}, run=name)
        progress = Run(lab, name, quiet_wait=False)
        with progress.off_the_bench_cores():
            claim = asyncio.run(progress.go(Proposer(spec["programs"])))
        lab.verify()
    state = progress.state
    candidates = []
    for experiment in state.experiments.values():
        decision = experiment.decision
        measured = decision is not None and decision.verdict in MEASURED
        candidates.append(
            {
                "name": experiment.hypothesis,
                "score": 1.0 if measured else None,
                "better": decision is not None and decision.verdict is Verdict.BETTER,
                "verdict": decision and decision.verdict,
                "text": decision and decision.reason,
            }
        )
    claimed = state.experiments[claim.number].hypothesis if claim.gain and claim.number else None
    observed = {
        "version": version("leadscrew"),
        "best": claimed,
        "factor": claim.evidence[0].effect.factor if claim.gain else None,
        "champion": state.experiments[state.champion].hypothesis if state.champion else None,
        "boxes_left": len(living_boxes(lab.id)),
        "candidates": candidates,
    }
    lab.close()
    (folder / "observed.json").write_text(json.dumps(observed))


if __name__ == "__main__":
    main()
