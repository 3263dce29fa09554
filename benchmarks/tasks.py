"""Run the rewriter on bundled tasks and print what it claimed, and which moves the gain came from.

    python benchmarks/tasks.py [TASK ...] [--budget 5m] [--seed 1] [--lab FOLDER]

One run after the other, each in a lab of its own, so with the policy that comes with Leadscrew and nothing that the
runs before taught. Ends with the harmonic mean of the factors claimed on speed
tasks, a task without a claim counting as 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import harmonic_mean
from typing import Any

from leadscrew.sources.taskfile import bundled_tasks, read_task


def command(*words: str) -> str:
    """What a command of leadscrew prints."""
    found = subprocess.run([sys.executable, "-m", "leadscrew", *words], capture_output=True, text=True, check=False)
    return found.stdout


def claim_of(task: str, lab: Path, budget: str, seed: int) -> dict[str, Any]:
    """The last event of a run in a lab of its own."""
    events = command("run", task, "--budget", budget, "--seed", str(seed), "--lab", str(lab), "--json").splitlines()
    last: dict[str, Any] = json.loads(events[-1]) if events else {"gain": False, "reason": "it said nothing"}
    return last


def shares(lab: Path) -> str:
    """Families along the champions' line, with their shares of the log gain."""
    from math import log

    run = json.loads(command("show", "r1", "--lab", str(lab), "--json"))
    known = {e["number"]: e for e in run["list"]}
    gains: dict[str, float] = defaultdict(float)
    number = run["champion"] if "champion" in run else max((e["number"] for e in run["list"]), default=0)
    while number:
        step = known[number]
        if step["factor"]:
            gains[step["move"].partition("/")[0]] += log(step["factor"])
        number = step["parent"]
    whole = sum(gains.values())
    ranked = sorted(gains.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {gain / whole:.0%}" for name, gain in ranked) if whole > 0 else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", nargs="*")
    parser.add_argument("--budget", default="5m")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lab", type=Path, help="folder for the labs, one for each task  [default: a temporary one]")
    options = parser.parse_args()
    folder = options.lab or Path(tempfile.mkdtemp(prefix="leadscrew-tasks-"))
    factors = []
    for task in options.tasks or bundled_tasks():
        since = time.monotonic()
        claim = claim_of(task, folder / task, options.budget, options.seed)
        score = read_task(task).metric.kind == "score"
        if claim["gain"]:
            value = (
                f"{claim['difference']:+.3f}"
                if score
                else f"{claim['factor']:.2f}x [{claim['low']:.2f}, {claim['high']:.2f}]"
            )
        else:
            value = f"no claim: {claim['reason'][:90]}"
        if not score:
            factors.append(claim["factor"] if claim["gain"] else 1.0)
        print(f"{task:<12} {value:<28} {time.monotonic() - since:4.0f} s  {shares(folder / task)}", flush=True)
    print(f"harmonic mean of {len(factors)} speed tasks: {harmonic_mean(factors):.2f}x")


if __name__ == "__main__":
    main()
