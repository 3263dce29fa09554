"""A command whose trial takes a minute: killed in the middle of a pair, resumed, and the plan held against what came.

    python benchmarks/long_trials.py --seconds 60 --budget 45m     # about as long as the budget
    python benchmarks/long_trials.py --seconds 6 --budget 6m       # the machinery alone

The program repeats work that does not change; the change, known beforehand, leaves it out and gains about 1.5x. It is
measured as `leadscrew try` measures any change: noise, comparison, claim.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROGRAM = '''\
"""Sum a table many times."""

import sys

STEPS = {steps}


def weight(row):
    return sum(value * value for value in row) ** 0.5


def main(seed):
    rows = [[(seed * 31 + i * 7 + j) % 101 for j in range(40)] for i in range(40)]
    total = 0.0
    for step in range(STEPS):
        norms = [weight(row) for row in rows]
        for row in rows:
            for value in row:
                total += (value + step) % 7
    print(f"{{total:.1f}} {{sum(norms):.6f}}")


main(int(sys.argv[1]))
'''
SLOW = "    for step in range(STEPS):\n        norms = [weight(row) for row in rows]\n"
FAST = "    norms = [weight(row) for row in rows]\n    for step in range(STEPS):\n"


def leadscrew(*arguments: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "leadscrew", *arguments]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def steps_for(seconds: float) -> int:
    """Steps that take about so many seconds here."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "work.py"
        program.write_text(PROGRAM.format(steps=400))
        since = time.monotonic()
        subprocess.run([sys.executable, str(program), "1"], check=True, stdout=subprocess.DEVNULL)
        return max(10, round(400 * seconds / (time.monotonic() - since)))


def events(run: subprocess.Popen[str]) -> Any:
    assert run.stdout is not None
    for line in run.stdout:
        yield json.loads(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--budget", default="45m")
    parser.add_argument(
        "--kill-at", type=int, default=6, help="The half pair during whose second trial the kill comes."
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "repo").mkdir()
        program = PROGRAM.format(steps=steps_for(args.seconds))
        (folder / "repo/work.py").write_text(program)
        (folder / "fast").mkdir()
        (folder / "fast/work.py").write_text(program.replace(SLOW, FAST))
        made = leadscrew("task", "new", "long", "--from", "repo", "--time", "python work.py {seed}", folder=folder)
        print(made.communicate()[1])
        killed, halves = {}, 0
        plan: dict[str, Any] = {}
        run = leadscrew("try", "./long", "fast", "--budget", args.budget, "--json", folder=folder)
        since = time.monotonic()
        for event in events(run):
            plan = event if event["event"] == "plan" else plan
            halves += event["event"] == "half_pair"
            if halves == args.kill_at:
                time.sleep(args.seconds / 4)
                killed = event
                os.kill(run.pid, signal.SIGKILL)
                run.wait()
                break
        if not killed:
            sys.exit(f"the run ended before half pair {args.kill_at}: {run.communicate()[1][-500:]}")
        print(f"killed after {time.monotonic() - since:.0f} s, in the second trial of pair {killed['counter']}")
        again = leadscrew("resume", "--json", folder=folder)
        first: dict[str, Any] = {}
        last: dict[str, Any] = {}
        for event in events(again):
            plan = event if event["event"] == "plan" else plan
            if "pair" in event and not first:
                first = event
            last = event
        if not first:
            sys.exit(f"the run did not go on: {again.communicate()[1][-800:]}")
        half = first["pair"]["new" if killed["new_first"] else "old"]
        kept = first["counter"] == killed["counter"] and half["wall_s"] == killed["trial"]["wall_s"]
        print(f"the first trial of the pair was kept: {kept} ({half['wall_s']:.1f} s not measured again)")
        assert kept, (killed, first)
        print(again.stderr.read() if again.stderr else "")
        if "factor" not in last or not plan:
            sys.exit(f"no claim came of it: {last}")
        gains = {float(gain): pairs for gain, pairs in plan["pairs"].items()}
        print(f"plan: a trial takes {plan['trial_s']:.1f} s, a pair {plan['pair_s']:.0f} s; pairs by gain {gains};")
        print(f"      smallest gain that can be claimed: {plan['smallest']}; fewest pairs {plan['fewest']}")
        print(f"came: {last['factor']:.3f}x [{last['low']:.3f}, {last['high']:.3f}] in {last['pairs']} pairs, e-value "
              f"{last['e_value']:.3g}, {last['machine_s']:.0f} s in all")  # fmt: skip


if __name__ == "__main__":
    main()
