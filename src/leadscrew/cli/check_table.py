"""The table of `task check`: what was tried, what caught it, in how many seconds, and what it tried to gain."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from leadscrew.core.hypothesis import one_line

if TYPE_CHECKING:
    from leadscrew.bench.soundness import Result
    from leadscrew.redteam.row import Row
    from leadscrew.redteam.suite import Tally

SIGNS = {True: "ok  ", False: "FAIL", None: "n/a "}
COLOURS = {True: "green", False: "red", None: "bright_black"}
NAME, MODE, BY = 38, 8, 60
CAUGHT, TRIED = "caught by", "tried to gain"
UNLIMITED = 10_000
WIDE = 132
"""From so many columns on a row is one line; on narrower terminals it has a second one."""


MENDS = {
    "result/nan": "write 'not abs(a - b) <= limit' for 'abs(a - b) > limit': comparisons with not-a-number are false",
    "result/infinite": "refuse numbers that are not finite",
    "result/minus_infinite": "refuse numbers that are not finite",
    "result/stored_answer": "make every part of the answer depend on the seed",
    "result/off_by_a_tenth": "narrow the tolerance",
    "result/": "check types, lengths, shapes and every value of the answer",
    "host/judge_data": "name the packages that the judge reads in [candidate] without",
    "task/": "tighten check() or quality() in judge.py",
    "honest/": "loosen what refuses an honest program: limits, or a check that is too strict",
}
"""What the author of a task can do about a row that fails, by the beginning of its name."""


def mend(row: Row) -> str:
    """What to do about a row that does not hold; empty where it holds."""
    if row.holds is not False:
        return ""
    told = next((text for start, text in MENDS.items() if row.name.startswith(start)), "")
    return told or "a guard of Leadscrew did not hold on this machine: 'leadscrew doctor' says more; please report it"


class CheckTable:
    """Prints rows as they come, or one JSON object at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.width = shutil.get_terminal_size((WIDE + 40, 24)).columns if sys.stdout.isatty() else UNLIMITED
        self.started = False

    def result(self, result: Result) -> None:
        """A line for one thing that was checked of the task."""
        if not self.as_json:
            line = f"{result.what:<{NAME}} {one_line(result.detail, limit=400)}"
            click.echo(f"{self._sign(result.holds)} {self._cut(line) if result.holds else line}")

    def row(self, row: Row) -> None:
        """A line for one cheat, or honest candidate, in one mode; two where the terminal is narrow."""
        if self.as_json:
            return
        wide = self.width >= WIDE
        if not self.started:
            self.started = True
            head = f"{'cheat or honest candidate':<{NAME}} {'as':<{MODE}} {'s':>6}"
            click.secho(f"\n     {head}{f'  {CAUGHT:<{BY}} | {TRIED}' if wide else ''}", bold=True)
        line = f"{row.name:<{NAME}} {row.mode:<{MODE}} {row.wall_s:6.2f}"
        by, gains = one_line(row.by, limit=300), row.gains or ("nothing" if row.honest else row.tries)
        if not wide:
            click.echo(f"{self._sign(row.holds)} {self._cut(line)}")
            click.secho(
                f"     {self._cut(by if row.honest else f'{by}; {TRIED}: {gains}')}", dim=row.holds is not False
            )
            return
        if row.holds is not False and self.width < UNLIMITED and len(by) > BY:
            by = by[: BY - 1] + "…"
        click.echo(f"{self._sign(row.holds)} {self._cut(f'{line}  {by:<{BY}} | {gains}')}")

    def end(
        self,
        task: str,
        results: Sequence[Result],
        rows: Sequence[Row],
        tally: Tally,
        *,
        sound: bool,
        whole: bool,
    ) -> None:
        """What it all comes to.  whole: whether every cheat was tried."""
        user = "root, boxes as an unprivileged user" if os.geteuid() == 0 else "an ordinary user"
        if self.as_json:
            click.echo(
                json.dumps(
                    {
                        "task": task, "sound": sound if whole or not sound else None, "user": user, **asdict(tally),
                        "results": [{"what": r.what, "holds": r.holds, "detail": r.detail} for r in results],
                        "cheats": [{**asdict(row), "mend": mend(row)} for row in rows],
                    }
                )
            )  # fmt: skip
            return
        if rows:
            seconds = sum(row.wall_s for row in rows)
            click.echo(
                f"\n{tally.caught} of {tally.tried} cheats caught; {tally.false_alarms} false alarms among "
                f"{tally.honest} honest candidates;"
            )
            click.echo(f"{tally.inapplicable} do not apply to this task; as {user}; {seconds:.0f} s")
        for row in rows:
            if row.holds is False:
                click.echo(f"{self._sign(False)} {row.name} as {row.mode}: {one_line(row.by)}", err=True)
                click.echo(f"     {mend(row)}", err=True)
        if sound and whole:
            return
        if sound:
            click.echo("what was asked for holds; the full check was not run", err=True)
        elif tally.holds and all(result.holds for result in results if result.needed):
            click.echo(
                f"no cheat wins on {task}; what FAIL says is about its trials, its tests or this machine", err=True
            )
        else:
            click.echo(f"{task} is not sound: mend what FAIL says, then check again (docs/tasks.md)", err=True)

    def _sign(self, holds: bool | None) -> str:
        return click.style(SIGNS[holds], fg=COLOURS[holds])

    def _cut(self, line: str) -> str:
        room = self.width - 5
        return line if len(line) <= room else line[: room - 1] + "…"
