"""`report`: a run as one HTML page, and a picture of its plots beside it."""

from __future__ import annotations

from pathlib import Path

import click

from leadscrew.cli.options import complete_runs, lab_hint, lab_option, open_lab
from leadscrew.errors import BadInput, RecordError, StorageFailed
from leadscrew.report.collect import collect
from leadscrew.report.headline import Standing
from leadscrew.report.page import check_libraries, render
from leadscrew.report.summary import Summary
from leadscrew.research.halting import halt_in_force
from leadscrew.research.start import way_to_apply
from leadscrew.store.lab import Lab

SUFFIXES = (".html", ".htm")


@click.command(
    "report",
    epilog="\b\nExample:\n  leadscrew report              # the latest run\n  leadscrew report r1 --out gain.html",
)
@click.argument("run", required=False, shell_complete=complete_runs)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="Where the page goes  [default: RUN-report.html here, after the name of a lab given by --lab]",
)
@lab_option
def report_command(run: str | None, out: Path | None, lab_folder: Path) -> None:
    """Write RUN, or the latest run, as one HTML page that needs nothing else, and a PNG of its plots beside it."""
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise BadInput(f"--out is {str(out)!r}, expected a name that ends in .html")
    check_libraries()
    lab = open_lab(lab_folder)
    option, named = lab_hint(lab_folder), lab_hint(lab_folder, elsewhere=True)
    try:
        summary = collect(lab, run, lab_option=named)
        report = render(summary)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as exc:
        lab.verify()  # says more where the record is not what the lab wrote
        raise RecordError(f"the facts of the run do not fit together ({type(exc).__name__}: {exc})") from exc
    prefix = "" if not option else f"{lab.folder.name.lstrip('.') or 'lab'}-"  # labs count their runs alike
    page = out or Path(f"{prefix}{summary.run}-report.html")
    picture = page.with_suffix(".png")
    try:
        page.write_text(report.html, encoding="utf-8")
        picture.write_bytes(report.png)
    except OSError as exc:
        raise StorageFailed(
            f"{str(exc.filename or page)!r}: the report cannot be written: {exc.strerror}; name another with --out"
        ) from exc
    click.echo(page)
    click.echo(picture)
    click.echo(f"{summary.headline.text}.\nNext: {next_command(lab, summary)}{option}", err=True)


def next_command(lab: Lab, summary: Summary) -> str:
    """The next useful command after a report."""
    match summary.headline.standing:
        case Standing.GAIN:
            return way_to_apply(lab, summary.run)
        case Standing.UNPROVEN if halt_in_force(lab, summary.run) is not None:
            return f"leadscrew resume {summary.run} --why '...'"
        case Standing.UNPROVEN:
            return f"leadscrew resume {summary.run}"
        case Standing.NO_GAIN:
            return f"leadscrew show {summary.run}"
