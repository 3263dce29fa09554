"""`findings`: what researchers found, and what the lab measured of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from leadscrew.cli.options import complete_runs, json_option, lab_option, open_lab, say
from leadscrew.errors import ExitCode, NotFound, StorageFailed
from leadscrew.research.findings import files_of, line_of, quoted, read_findings
from leadscrew.research.state import read_state


@click.command("findings", epilog="\b\nExample:\n  leadscrew findings r1\n  leadscrew findings r1 --to notes/")
@click.argument("run", required=False, shell_complete=complete_runs)
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="Write them as plain files into a folder.")
@lab_option
@json_option
def findings_command(run: str | None, to: Path | None, lab_folder: Path, as_json: bool) -> int:
    """The findings of RUN, or of the latest run: words of researchers, numbers of the lab."""
    lab = open_lab(lab_folder)
    if run is None:
        rows = lab.rows("run", "1 ORDER BY seq DESC LIMIT 1")
        if not rows:
            raise NotFound("the lab holds no run yet; 'leadscrew run TASK' makes one")
        run = str(rows[0]["id"])
    state = read_state(lab, run)
    found = read_findings(state.findings)
    if to is not None:
        for path, text in files_of(found, state.experiments, len(state.experiments)).items():
            place = to / path.removeprefix("findings/")
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8")
            except OSError as exc:
                raise StorageFailed(f"{str(place)!r}: cannot be written: {exc.strerror}") from exc
            click.echo(str(place))
        return ExitCode.DONE
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found]))
        return ExitCode.DONE
    for finding in found:
        say(f"{finding.name}  {finding.kind}, {finding.standing}, by {finding.author}: {quoted(finding.statement)}")
        for number in finding.experiments:
            say(f"    {line_of(state.experiments[number])}")
    if not found:
        say(f"Nobody shared a finding in {run}; 'leadscrew show {run}' shows what was measured.", err=True)
    return ExitCode.DONE
