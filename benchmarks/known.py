"""Prove the bench on something known: programs that wait a fixed time, whose true factor is therefore known.

    python benchmarks/known.py [--factors 1.0 1.05 1.1 1.5 3.0] [--wait 0.1]

Each factor is measured by `leadscrew try` in a lab of its own. The start and the change spin for WAIT and WAIT / factor
seconds of the box's monotonic clock, so the true factor of the spinning part is exact; starting a program adds about a
millisecond to both.
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


def claimed(folder: Path, factor: float, wait_s: float) -> dict[str, object]:
    """The last line of `leadscrew try` on a change that is `factor` times as fast."""
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
    line: dict[str, object] = json.loads(out.getvalue().splitlines()[-1])
    return line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--factors", type=float, nargs="+", default=[1.0, 1.05, 1.1, 1.5, 3.0])
    parser.add_argument("--wait", type=float, default=0.1)
    options = parser.parse_args()
    print("true factor   claim   measured  99 % interval    covers  pairs  machine")
    for factor in options.factors:
        with tempfile.TemporaryDirectory() as folder:
            line = claimed(Path(folder), factor, options.wait)
        if line["gain"]:
            low, high = float(str(line["low"])), float(str(line["high"]))
            measured = f"{line['factor']:8.3f}  [{low:.3f}, {high:.3f}]  {'yes' if low <= factor <= high else 'NO':>6}"
        else:
            measured = f"{'-':>8}  {'-':>14}  {'':>6}"
        pairs = line.get("pairs", 0)
        print(
            f"{factor:11.2f}   {'gain' if line['gain'] else 'none':5}  {measured}  {pairs:5}  {line['machine_s']} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
