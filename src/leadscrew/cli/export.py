"""`export`: a claimed gain as one file that another person can check and measure again."""

from __future__ import annotations

import importlib.metadata
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from leadscrew.cli.options import lab_option, open_lab
from leadscrew.errors import BadInput, ChangeError, ExitCode, StorageFailed
from leadscrew.ledger.chain import Fact
from leadscrew.ledger.claim_file import MOST_FACTS_BYTES, packed, parcel_of
from leadscrew.store.lab import Lab


@click.command("export", epilog="\b\nExample:\n  leadscrew export r1 -o gain.claim")
@click.argument("run")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="The file  [default: RUN.claim]")
@lab_option
def export_command(run: str, out: Path | None, lab_folder: Path) -> int:
    """Write the claim of RUN into one file: task, base, change, the facts and their chain, the seeds opened.

    Whoever has the file reads the task's files, its judge, the inputs, the name of the folder that the task was made
    from, and what happened in other runs of this lab while RUN went on.
    """
    lab = open_lab(lab_folder)
    row = lab.run_row(run)
    claim = json.loads(row["claim"]) if row["claim"] else None
    if claim is None or not claim["gain"]:
        click.echo(
            f"leadscrew: run {run!r} has no claimed gain, so there is nothing to export; 'leadscrew show {run}' says "
            "why",
            err=True,
        )
        return ExitCode.NO
    if row["state"] != "ended":
        raise ChangeError(
            f"run {run!r} has not ended: 'leadscrew resume {run}' ends it; its seeds stay closed till then"
        )
    started = next(lab.facts(run=run, kind="run_started"))
    body = started.body
    names = {body["settings_artefact"], body["judge_artefact"], *body["start_files"].values()}
    names |= {digest for digest in claim["files"].values() if digest is not None}
    size = sum(len(fact.leaf) for fact in _segment(lab, run, started.seq))
    parcel = parcel_of(
        version=importlib.metadata.version("leadscrew"),
        lab=lab.id,
        run=run,
        secret=lab.secret(run),
        facts=_segment(lab, run, started.seq),
        artefacts={digest: lab.artefact(digest) for digest in sorted(names)},
        search_fits=size <= MOST_FACTS_BYTES,
    )
    place = out or Path(f"{run}.claim")
    _write(place, packed(parcel))
    click.echo(str(place))
    whole = "; the search's facts are too many to travel, so the chain begins after it" if parcel.apart else ""
    click.echo(
        f"{place.stat().st_size >> 10:,} kB, {len(parcel.facts):,} facts{whole}\nNext: leadscrew replicate {place}",
        err=True,
    )
    return ExitCode.DONE


def _segment(lab: Lab, run: str, first: int) -> Iterator[Fact]:
    """The record from the run's start to its end."""
    for fact in lab.facts(after=first - 1):
        yield fact
        if fact.run == run and fact.kind == "run_ended":
            return


def _write(place: Path, content: bytes) -> None:
    """The whole file or none; a device or a pipe is never replaced by a file."""
    try:
        if place.exists() and not place.is_file():
            raise BadInput(f"{str(place)!r}: is there, but is no file; choose another name with -o")
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".leadscrew-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(temporary, 0o644)
            os.replace(temporary, place)
        except OSError:
            os.unlink(temporary)
            raise
    except OSError as exc:
        raise StorageFailed(f"{str(place)!r}: cannot be written: {exc.strerror}") from exc
