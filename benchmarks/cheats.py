"""The table of all cheats as a page: what each tries and what caught it, from the JSON of `leadscrew task check`.

leadscrew task check hello --json > hello.json
leadscrew task check train-lm --json > train-lm.json
python benchmarks/cheats.py hello.json train-lm.json > docs/cheats.md
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

HEAD = """# Every cheat, and what caught it

Written by `python benchmarks/cheats.py` from `leadscrew task check TASK --json`, November 2026, on a machine with
two virtual cores. {runs}

A cheat is run as a Python call and as a command; where the same guard caught both the row says it once. `n/a`: the task
gives the cheat nothing to work on. What the guards are, and where they end, is in [threats.md](threats.md).
"""


def summary(said: dict[str, Any]) -> str:
    """One run of the suite in a sentence."""
    return (
        f"`{said['task']}` as {said['user']}: {said['caught']} of {said['tried']} caught, "
        f"{said['false_alarms']} false alarms among {said['honest']} honest runs, "
        f"{said['inapplicable']} not applicable."
    )


def cell(rows: list[dict[str, Any]]) -> str:
    """What came of one cheat on one task, in all the ways in which it was run."""
    told: dict[str, list[str]] = {}
    for row in rows:
        sign = {True: "", False: "**won**: ", None: "n/a: "}[row["holds"]]
        by = re.sub(r"/tmp/\w+/", "", row["by"]).replace("|", "\\|")[:90]
        told.setdefault(sign + by, []).append(row["mode"])
    if len(told) == 1:
        return next(iter(told))
    return "; ".join(f"{'/'.join(modes)}: {text}" for text, modes in told.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    runs = [json.loads(path.read_text()) for path in parser.parse_args().files]
    print(HEAD.format(runs=" ".join(summary(said) for said in runs)))
    tasks = list(dict.fromkeys(said["task"] for said in runs))
    first = {said["task"]: said for said in reversed(runs)}
    names = dict.fromkeys(row["name"] for task in tasks for row in first[task]["cheats"])
    print(f"| cheat | it tries | {' | '.join(f'on `{task}`' for task in tasks)} |")
    print("|---|---|" + "---|" * len(tasks))
    for name in names:
        rows = {task: [row for row in first[task]["cheats"] if row["name"] == name] for task in tasks}
        tries = next(row["tries"] for found in rows.values() for row in found)
        cells = " | ".join(cell(found) if found else "" for found in rows.values())
        print(f"| `{name}` | {tries} | {cells} |")


if __name__ == "__main__":
    main()
