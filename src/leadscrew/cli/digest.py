"""`digest`: all runs of a lab in a period on one page, for the terminal, as HTML, Markdown or data."""

from __future__ import annotations

import json
import os
import shlex
import time
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from leadscrew.cli import words
from leadscrew.cli.options import json_option, lab_hint, lab_option, open_lab
from leadscrew.errors import ExitCode, RecordError, StorageFailed

if TYPE_CHECKING:
    from leadscrew.report.digest_parts import Digest, RunLine

RUNS = 12
WIDTH = 100
NARROW = 64
LOCALTIME = Path("/etc/localtime")


@click.command(
    "digest",
    epilog=(
        "\b\nExample:\n  leadscrew digest --since monday\n  leadscrew digest --since 2026-11-16 --until 2026-11-22\n"
        "  leadscrew digest --html digest.html"
    ),
)
@click.option(
    "--since",
    default="7d",
    show_default=True,
    metavar="WHEN",
    help="today, yesterday, a weekday (the last one before today), a date, or how long ago: 12h, 7d, 2w.",
)
@click.option("--until", metavar="WHEN", help="The same words; a day counts whole  [default: now]")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the page as one HTML file.")
@click.option("--markdown", type=click.Path(path_type=Path, dir_okay=False), help="Write the page as Markdown.")
@lab_option
@json_option
def digest_command(
    since: str, until: str | None, html: Path | None, markdown: Path | None, lab_folder: Path, as_json: bool
) -> int:
    """All runs of a period on one page: what was believed, tried and proven, what it cost, and what waits for you."""
    from leadscrew.report import digest_page
    from leadscrew.report.digest import digest_of
    from leadscrew.report.page import check_libraries
    from leadscrew.report.period import period_of

    now, zone = time.time(), local_zone()
    period = period_of(since, until, now=now, zone=zone)
    if html is not None:
        check_libraries(digest_page.NEEDED)
    lab = open_lab(lab_folder)
    option, inside = lab_hint(lab_folder), lab_hint(lab_folder, elsewhere=True)
    try:
        digest = digest_of(lab, period, now=now, zone=zone)
        pages = [(html, digest_page.html_of), (markdown, digest_page.markdown_of)]
        written = [(path, render(digest, inside)) for path, render in pages if path is not None]
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as exc:
        lab.verify()  # says more where the record is not what the lab wrote
        raise RecordError(f"the facts of the lab do not fit together ({type(exc).__name__}: {exc})") from exc
    for path, text in written:
        write(path, text)
        click.echo(path, err=as_json)
    if as_json:
        click.echo(json.dumps(as_plain(digest, option)))
    elif not written:
        show(Console(highlight=False), digest, option)
        again = f"--since {shlex.quote(since)}" + (f" --until {shlex.quote(until)}" if until else "")
        click.echo(f"Next: leadscrew digest {again} --html digest.html{option}", err=True)
    return ExitCode.DONE


def local_zone() -> tzinfo:
    """The zone of this machine's clock, with its rules for summer where they are known."""
    name = os.environ.get("TZ", "").removeprefix(":")
    try:
        if name:
            return ZoneInfo(name)
        with LOCALTIME.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return datetime.now().astimezone().tzinfo or UTC


def write(path: Path, text: str) -> None:
    """Write a page.  Raises StorageFailed."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise StorageFailed(f"{str(path)!r}: the digest cannot be written: {exc.strerror}; name another file") from exc


def as_plain(digest: Digest, lab: str) -> dict[str, Any]:
    """The page as one JSON object; claims on scores have their difference too."""
    import msgspec

    from leadscrew.report.digest_words import headline

    plain: dict[str, Any] = {"headline": headline(digest), **msgspec.to_builtins(digest)}
    for line, told in zip(digest.runs, plain["runs"], strict=True):
        for name, found in (("claim", line.claim), ("second_kind", line.second_kind)):
            if found is not None:
                told[name] |= words.differences_of(found)
    for phase, told in zip(digest.phases, plain["phases"], strict=True):
        told["halving_makes_all_faster"] = phase.halved
    for told in plain["waiting"]:
        told["command"] += lab
    return plain


def show(console: Console, digest: Digest, lab: str) -> None:
    """The page for people at a terminal; lab: the option that names it."""
    from leadscrew.report import digest_words as say

    width = min(console.width, WIDTH)
    blocks: list[tuple[str, Iterator[RenderableType]]] = [
        ("Waiting for you", waiting(digest, width, lab)),
        ("Runs", runs(digest, width)),
        ("What moves paid", moves(digest, width)),
        ("Believed", findings(digest, width)),
        ("Dead ends", dead_ends(digest, width)),
        ("Where the time went", phases(digest, width)),
    ]
    parts: list[RenderableType] = [*wrapped(say.headline(digest), width, style="bold")]
    parts += wrapped(f"{digest.since} to {digest.until}", width, style="dim")
    for title, block in blocks:
        if shown := list(block):
            parts += [Text(), Text(title, style="bold"), *shown]
    parts.append(Text())
    if digest.run_count:
        parts += wrapped(f"{say.cost(digest)}.", width)
        if told := say.tampering(digest):
            parts += wrapped(told, width)
        parts += wrapped(say.counted(digest), width, style="dim")
    parts += wrapped(f"{say.record(digest)}; made {digest.made}", width, style="dim")
    parts.append(command(f"Check it with: leadscrew verify{lab}", style="dim"))
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text))  # sentences are wrapped, commands never are


def wrapped(sentence: str, width: int, *, style: str = "", by: int = 0, first: str = "") -> Iterator[Text]:
    """The lines of a sentence, in letters that every terminal knows, behind a margin; first: what stands in it."""
    text = Text(words.ascii_of(sentence).replace("–", "-"), style=style)
    for line in text.wrap(Console(width=width), max(20, width - by)):
        line.rstrip()
        yield Text.assemble((first.ljust(by), "bold"), line)
        first = ""


def command(line: str, *, style: str = "cyan", by: int = 0) -> Text:
    """A line to copy: never broken."""
    return Text(" " * by + line, style=style)


def waiting(digest: Digest, width: int, lab: str) -> Iterator[RenderableType]:
    """What only a person can move on."""
    for item in digest.waiting:
        yield from wrapped(item.text, width, by=2)
        yield command(item.command + lab, by=4)


def runs(digest: Digest, width: int) -> Iterator[RenderableType]:
    """Each run in a few lines."""
    shown = digest.runs[:RUNS]
    by = 4 + max((len(line.run) for line in shown), default=0)
    for line in shown:
        yield from run_lines(line, width, by)
    if (left := digest.run_count - len(shown)) > 0:
        yield from wrapped(f"{left} more: leadscrew show lists them, --html shows more", width, style="dim", by=2)


def run_lines(line: RunLine, width: int, by: int) -> Iterator[Text]:
    """A run: where it stands, what was proven, what was tried, what was believed."""
    from leadscrew.report import digest_words as say

    yield from wrapped(f"{line.task}: {say.standing(line)}", width, by=by, first=f"  {line.run}")
    yield from wrapped(say.result(line), width, by=by, style="bold green" if line.claim else "bold")
    for failure in say.failures(line):
        yield from wrapped(failure, width, by=by, style="yellow")
    yield from wrapped(say.tried(line), width, by=by, style="dim")
    before, hypothesis = say.belief(line)
    if hypothesis:
        yield from wrapped(before + hypothesis, width, by=by, style="dim")


def moves(digest: Digest, width: int) -> Iterator[RenderableType]:
    """The table of families; a narrow terminal shows the columns that say most."""
    from leadscrew.report.digest_words import share
    from leadscrew.report.words import duration

    if not digest.moves:
        return
    columns = ["tried", "passed", "better", "wrong", "crashed", "of gain", "time"]
    if width < NARROW:
        columns = ["tried", "better", "of gain", "time"]
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("  family", no_wrap=True, overflow="ellipsis", max_width=max(10, width - 8 * len(columns)))
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    for family in digest.moves:
        cells = {
            "tried": f"{family.tried:,}",
            "passed": f"{family.passed:,}",
            "better": f"{family.better:,}",
            "wrong": f"{family.wrong:,}",
            "crashed": f"{family.crashed:,}",
            "of gain": share(family.gain).replace("–", "-"),
            "time": duration(family.spent_s),
        }
        table.add_row(Text(f"  {family.name}"), *(cells[column] for column in columns))
    yield table


def findings(digest: Digest, width: int) -> Iterator[RenderableType]:
    """What researchers said and nothing has refuted."""
    from leadscrew.report import digest_words as say

    for belief in say.beliefs(digest):
        yield from wrapped(belief, width, by=2)


def dead_ends(digest: Digest, width: int) -> Iterator[RenderableType]:
    """What cost time and brought nothing, what did not hold."""
    from leadscrew.report import digest_words as say

    for name, cost in say.dead_ends(digest):
        yield from wrapped(f"{name}: {cost}", width, by=2)
    for held in digest.never_held:
        yield from wrapped(f"never better: {held.hypothesis} ({say.never_held(held)})", width, by=2)
    for found in digest.refuted:
        yield from wrapped(f"refuted: {say.finding(found)}", width, by=2)


def phases(digest: Digest, width: int) -> Iterator[RenderableType]:
    """Shares of machine time, and the bottleneck."""
    from leadscrew.report import digest_words as say

    if digest.phases:
        yield from wrapped(", ".join(f"{phase.name} {say.share(phase.share)}" for phase in digest.phases), width, by=2)
        yield from wrapped(say.bottleneck(digest), width, by=2)
