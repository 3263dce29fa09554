"""Prove the bench on something known: programs that wait a fixed time, whose true factor is therefore known.

    python benchmarks/known.py [--factors 1.0 1.05 1.1 1.5 3.0] [--wait 0.1]

Each factor is measured by `leadscrew try` in a lab of its own. The start and the change spin for WAIT and WAIT / factor
seconds of the box's monotonic clock. Importing the program takes both about a millisecond more, which the run's own A/A
measurement of the start shows; the expected factor takes it into account.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import tempfile
from pathlib import Path

from leadscrew.cli.main import run

SETTINGS = """
goal = "wait less"
editable = ["*.py"]
[candidate]
call = "wait:run"
[metric]
kind = "time"
smallest_gain = 0.01
[limits]
wall_s = 10
[budget]
wall = "30m"
"""
JUDGE = """
from leadscrew import Rejected
def problem(seed):
    return {"x": seed}
def check(problem, answer):
    if answer != problem["x"]:
        raise Rejected("not the number that was asked for")
"""
PROGRAM = """
import time
def run(problem):
    until = time.monotonic() + {seconds!r}
    while time.monotonic() < until:
        pass
    return problem["x"]
"""


def claimed(folder: Path, factor: float, wait_s: float) -> tuple[dict[str, object], float]:
    """The last line of `leadscrew try` on a change that is `factor` times as fast, and the factor to expect."""
    task = folder / "wait"
    (task / "start").mkdir(parents=True)
    (task / "task.toml").write_text(SETTINGS)
    (task / "judge.py").write_text(JUDGE)
    (task / "start" / "wait.py").write_text(PROGRAM.format(seconds=wait_s))
    change = folder / "wait.py"
    change.write_text(PROGRAM.format(seconds=wait_s / factor) + "\n# changed\nCHANGED = True\n")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run(["try", str(task), str(change), "--lab", str(folder / "lab"), "--json"])
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    start_s = next(float(line["median_s"]) for line in lines if line["event"] == "noise")
    return lines[-1], start_s / (start_s - wait_s + wait_s / factor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--factors", type=float, nargs="+", default=[1.0, 1.05, 1.1, 1.5, 3.0])
    parser.add_argument("--wait", type=float, default=0.1)
    options = parser.parse_args()
    print("spin factor  expected   claim   measured  99 % interval   off by   pairs  machine")
    for factor in options.factors:
        with tempfile.TemporaryDirectory() as folder:
            line, expected = claimed(Path(folder), factor, options.wait)
        shown = "-".rjust(8)
        if line["gain"]:
            measured, low, high = (float(str(line[name])) for name in ("factor", "low", "high"))
            off = 100 * (measured / expected - 1)
            shown = f"{measured:8.3f}  [{low:.3f}, {high:.3f}]  {off:+5.2f} %"
        told = "gain" if line["gain"] else "none"
        pairs = line.get("pairs", 0)
        print(f"{factor:11.2f}  {expected:8.3f}   {told:5}  {shown:35}{pairs:5}  {line['machine_s']} s", flush=True)


if __name__ == "__main__":
    main()
