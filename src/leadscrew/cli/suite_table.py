"""The series of a suite as tables, for terminals of any width."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leadscrew.cli.options import say
from leadscrew.cli.words import ascii_of
from leadscrew.core.hypothesis import one_line
from leadscrew.report.suite import (
    LEVEL,
    METHOD,
    Point,
    Series,
    cost_told,
    found_line,
    letter,
    mean_told,
    missing_lines,
    person_line,
    task_told,
    totals,
)
from leadscrew.report.words import duration

WIDE = 100
"""Columns of a terminal from which on all columns are shown."""
COLUMN = 22
"""Of one researcher in the table by task."""
LEAST = 8
"""Letters of a researcher's name."""


def print_series(series: Series, hint: str) -> None:
    """All that `suite show` says of a suite."""
    console = Console()
    versions = ", ".join(map(str, series.versions)) or "none yet"
    console.print(Text.assemble((f"suite {series.suite}", "bold"), f", version {versions}"))
    if series.points:
        console.print(_rows(series, width=console.width))
        click.echo()
        console.print(_by_task(series, console.width))
        click.echo()
    for found in series.found:
        say(found_line(found))
    for point in series.latest():
        if point.row.model not in ("", point.row.researcher):
            say(f"{one_line(point.row.researcher, limit=60)} is {one_line(point.row.model, limit=120)}.")
    if any(point.absent for point in series.points):
        say("* lacks tasks: it is not the mean of the whole suite.")
    for person in series.people:
        say(ascii_of(f"Person: {person_line(person)}"))
    for point in series.points:
        for line in missing_lines(point.row):
            say(line)
    for one in series.open:
        who = one_line(one.researcher, limit=60)
        say(f"Open: {who}, version {one.version}: {one.done} of {one.cells} runs are done.")
        again = (
            f"leadscrew suite run --researcher {shlex.quote(one.researcher)} --suite {series.suite} --seeds {one.seeds}"
        )
        click.echo(f"Next: {again}{hint}", err=True)
    for text in series.warnings():
        say(text, err=True)
    if series.points:
        say(METHOD.format(level=LEVEL), err=True)
    click.echo(f"Next: leadscrew suite show {series.suite} --plot {series.suite}.png{hint}", err=True)


def _rows(series: Series, *, width: int) -> Table:
    """A line for each row; the researcher's name takes what the numbers leave."""
    wide = width >= WIDE
    extra = ["tried", "parsed", "correct", "better", "tampered"] if wide else []
    marks = ["v"] * (len(series.versions) > 1) + ["on"] * (len(series.machines) > 1)
    names = ["date", "researcher", "gain", f"{LEVEL:.0%}", "runs", "wall", "cost", *extra, *marks]
    lines = [names, *(_cells(series, point, wide=wide) for point in series.points)]
    taken = [max(len(line[column]) for line in lines) for column in range(len(names))]
    left = max(LEAST, width - sum(taken) + taken[1] - len(names))
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in names:
        table.add_column(name, justify="left" if name in ("date", "researcher", "on") else "right", no_wrap=True)
    for line in lines[1:]:
        table.add_row(*map(Text, [line[0], one_line(line[1], limit=left), *line[2:]]))
    return table


def _cells(series: Series, point: Point, *, wide: bool) -> list[str]:
    row, whole = point.row, totals(point.row)
    gain, interval = mean_told(point.mean)
    day = datetime.fromtimestamp(row.at, UTC)
    cells = [
        f"{day:%Y-%m-%d}" if wide else f"{day:%m-%d}",
        one_line(row.researcher, limit=60),
        f"{ascii_of(gain)}{'*' if point.absent else ''}",
        interval,
        f"{len(row.cells) - len(row.missing)}/{len(row.cells)}",
        duration(whole["wall_s"]).removesuffix(" min").removesuffix(" h"),
        "?" if whole["cost_usd"] is None else cost_told(whole["cost_usd"]),
    ]
    if wide:
        shares = ["-" if whole[key] is None else f"{whole[key]:.0%}" for key in ("parsed", "correct", "better")]
        cells += [f"{whole['experiments']}", *shares, f"{whole['tampering']}"]
    if len(series.versions) > 1:
        cells.append(f"{row.version}")
    if len(series.machines) > 1:
        cells.append(letter(series.machines.index(row.machine)))
    return cells


def _by_task(series: Series, width: int) -> Table:
    """What the latest rows proved, task by task."""
    latest = series.latest()
    tasks = latest[0].row.tasks
    left = width - max(map(len, ("by task", *tasks))) - 1
    shown = latest[: max(1, left // COLUMN)]
    table = Table(box=None, padding=(0, 1, 0, 0), caption_justify="left")
    table.add_column("by task", no_wrap=True)
    for point in shown:
        short = one_line(point.row.researcher.partition("@")[0].rpartition("/")[2] or "?", limit=COLUMN - 1)
        table.add_column(short, justify="right", no_wrap=True)
    for task in tasks:
        cells = [Text(one_line(task, limit=20))]
        for point in shown:
            gains = point.row.proven().get(task)
            if gains is None:
                cells.append(Text("missing", "yellow"))
                continue
            gain, interval = task_told(gains)
            cells.append(Text(f"{ascii_of(gain)} {interval}".strip()))
        table.add_row(*cells)
    if len(latest) > len(shown):
        table.caption = f"{len(latest) - len(shown)} more researchers: --json has them"
    return table
