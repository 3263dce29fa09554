"""`replicate`: a claim from elsewhere, checked, then measured again here on fresh problems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import msgspec

from leadscrew.cli.options import json_option, lab_option, open_lab
from leadscrew.cli.words import duration, factor, interval
from leadscrew.core.experiment import Claim
from leadscrew.core.hypothesis import hidden_letters, one_line, visible
from leadscrew.core.task import Task
from leadscrew.errors import BadInput, ExitCode, RecordError
from leadscrew.ledger.claim_file import MOST_BYTES, Carried, opened
from leadscrew.store.lab import Lab

LEAST_S, ROOM = 120.0, 2.5
"""Of the budget: at least, and as a multiple of what the claim's own pairs took."""


@click.command(
    "replicate",
    epilog="\b\nExample:\n  leadscrew replicate gain.claim --look      # what it holds; nothing is run\n"
    "  leadscrew replicate gain.claim --budget 10m",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--look", is_flag=True, help="Check the file and show what it holds; run nothing.")
@click.option("--budget", metavar="TIME", help="Wall-clock time  [default: by what the claim's own pairs took]")
@click.option(
    "--use",
    multiple=True,
    metavar="THEIRS[=MINE]",
    help="A path that the task asks for, and what stands in for it here.",
)
@lab_option
@json_option
def replicate_command(
    file: Path, look: bool, budget: str | None, use: tuple[str, ...], lab_folder: Path, as_json: bool
) -> int:
    """Check the claim in FILE, then measure it again on this machine with fresh problems.

    Says replicated (exit code 0), not replicated (1) or cannot decide here (4), with both intervals. The file is taken
    for hostile: its program, judge and tests run in boxes alone. A file that does not hold together is exit code 5.
    """
    from leadscrew.research.replication import check_numbers, subject_of

    carried = opened(_read(file))
    given = dict(_mapping(text) for text in use)
    if look:
        task, change = subject_of(carried, _own_paths(carried) | given)
        _show(carried, task, change, check_numbers(carried, task), as_json=as_json)
        return ExitCode.DONE
    task, change = subject_of(carried, given)
    claimed = check_numbers(carried, task)
    if not as_json:
        _told(carried, claimed)
    return _measured(carried, task, change, claimed, budget, lab_folder, as_json=as_json)


def _measured(
    carried: Carried,
    task: Task,
    change: Mapping[str, bytes | None],
    claimed: Claim,
    budget: str | None,
    lab_folder: Path,
    *,
    as_json: bool,
) -> int:
    from leadscrew.cli.run import refuse_when_paused
    from leadscrew.research.replication import REPLICATION
    from leadscrew.research.start import new_run
    from leadscrew.sources.taskfile import parse_duration

    lab = open_lab(lab_folder, create=True)
    refuse_when_paused(lab)
    why = f"claim {carried.head[:16]} of lab {carried.lab[:16]}, {one_line(carried.run, limit=20)}"
    with lab.running():
        run = new_run(
            lab, task, budget_s=parse_duration(budget) if budget else usual_budget(carried), experiments=1, seed=0,
            researcher=REPLICATION, change=change, why=why, surroundings=task.surroundings,
        )  # fmt: skip
        lab.append("replicating", {"claim": msgspec.to_builtins(claimed), "head": carried.head}, run=run)
        return carried_out(lab, run, as_json=as_json)


def carried_out(lab: Lab, run: str, *, as_json: bool) -> int:
    """Measure a replication from wherever the record left it, and say what it comes to; the exit code."""
    from leadscrew.cli.run import lab_hint, session_of
    from leadscrew.research.replication import Finding, finding_of

    started, told = (next(lab.facts(run=run, kind=kind)).body for kind in ("run_started", "replicating"))
    claimed, head = msgspec.convert(told["claim"], Claim), str(told["head"])
    change = {path: digest and lab.artefact(digest) for path, digest in started["change"].items()}
    why = str(started["why"])
    progress, here = session_of(lab, run, lambda running: running.replicate(change, why), as_json=as_json)
    if here is None:
        return ExitCode.STOPPED
    found = finding_of(claimed, here, failed=failure_of(progress, here))
    lab.append("replication", {"finding": found.finding, "reason": one_line(found.reason), "head": head}, run=run)
    code = {
        Finding.REPLICATED: ExitCode.DONE,
        Finding.NOT_REPLICATED: ExitCode.NO,
        Finding.CANNOT_DECIDE: ExitCode.MACHINE,
    }
    if as_json:
        click.echo(json.dumps({"event": "replication", "run": run, "head": head, **asdict(found)}))
        return code[found.finding]
    pairs = here.evidence[0].pairs if here.evidence else 0
    click.echo(f"{found.finding.value.capitalize()}: {one_line(found.reason)}.")
    click.echo(f"  claimed  {factor(found.claimed):>7} {interval(found.claimed)}, {claimed.evidence[0].pairs} pairs")
    if found.here is not None:
        click.echo(f"  here     {factor(found.here):>7} {interval(found.here)}, {pairs} pairs on fresh problems")
    click.echo(f"Next: leadscrew report {run}{lab_hint(lab)}   or   leadscrew apply {run} --patch", err=True)
    return code[found.finding]


def failure_of(progress: Any, here: Claim) -> str:
    """Why an answer did not count here, or which tests broke; empty where nothing failed."""
    from leadscrew.research.state import read_state

    pairs = read_state(progress.lab, progress.id).claim_pairs.get(1, {})
    failed = next((pair.new for some in pairs.values() for pair in some if pair.new.failed), None)
    if failed is not None:
        return f"an answer does not count here ({failed.status}): {one_line(failed.reason, limit=300)}"
    return here.reason if not pairs and "tests that pass with the start" in here.reason else ""


def usual_budget(carried: Carried) -> float:
    """Seconds: room for noise and pairs, by what the pairs of the claim took where they were measured."""
    try:
        pairs = [fact.body["pair"] for fact in carried.of_kind("claim_pair")]
        total_s = sum(float(pair[side]["wall_s"]) for pair in pairs for side in ("new", "old"))
    except (KeyError, TypeError, ValueError) as exc:
        raise RecordError(f"the claim file's pairs cannot be read: {exc!r}") from exc
    return min(max(LEAST_S, ROOM * total_s + 60.0), 7 * 86400.0)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as handle:
            content = handle.read(MOST_BYTES + 1)
    except OSError as exc:
        raise BadInput(f"{str(file)!r}: cannot be read: {exc.strerror}") from exc
    if len(content) > MOST_BYTES:
        raise RecordError(f"{str(file)!r} is larger than {MOST_BYTES >> 20} MB; nothing of it was read")
    return content


def _mapping(text: str) -> tuple[str, str]:
    theirs, sign, mine = text.partition("=")
    if not theirs.startswith("/"):
        raise BadInput(f"--use {text!r}: expected /their/path=/my/path")
    return theirs, str(Path(mine).expanduser().absolute()) if sign else theirs


def _own_paths(carried: Carried) -> dict[str, str]:
    """Every path that the task asks for, as itself: for a look, which mounts nothing."""
    from leadscrew.research.replication import asked_paths

    return {path: path for path in asked_paths(carried)}


def _told(carried: Carried, claimed: Claim) -> None:
    """What is about to be measured."""
    main = claimed.evidence[0]
    started = carried.started
    chain = "whole" if carried.whole else "whole from the end of the search on"
    click.echo(
        f"The file holds together: {len(carried.facts):,} facts, their chain {chain}, seeds opened, numbers as its "
        f"pairs say.\nWho wrote it nobody has signed: compare its last hash with the commit's Leadscrew-Head:\n"
        f"  {carried.head}",
        err=True,
    )
    known = started.get("environment")
    there: Mapping[str, Any] = known if isinstance(known, Mapping) else {}
    where = ", ".join(one_line(str(there.get(key, "?")), limit=60) for key in ("processor", "python", "kernel"))
    click.echo(
        f"Claimed {factor(main.effect)} {interval(main.effect)} in {main.pairs} pairs on {where}; now here.", err=True
    )


def _show(carried: Carried, task: Task, change: Mapping[str, bytes | None], claimed: Claim, *, as_json: bool) -> None:
    """What the file holds."""
    main = claimed.evidence[0]
    around = task.surroundings.host_paths
    if as_json:
        click.echo(
            json.dumps(
                {
                    "task": task.name, "goal": task.goal, "head": carried.head, "whole": carried.whole,
                    "facts": len(carried.facts), "claim": asdict(main), "asks_for": list(around),
                    "files": sorted(change), "budget_s": usual_budget(carried),
                }
            )
        )  # fmt: skip
        return
    _told(carried, claimed)
    click.echo(f"task      {task.name}: {one_line(task.goal, limit=200)}")
    click.echo(
        f"claim     {factor(main.effect)} {interval(main.effect)}, {main.pairs} pairs, attempt {claimed.attempt}"
    )
    click.echo(f"asks for  {', '.join(around) or 'nothing of this machine'}")
    click.echo(f"budget    {duration(usual_budget(carried))} by default")
    diff = unified(task, change)
    if hidden := hidden_letters(diff):
        click.echo(f"the change holds characters that do not show ({', '.join(hidden[:8])})", err=True)
    click.echo(visible(diff), nl=False)


def unified(task: Task, change: Mapping[str, bytes | None]) -> str:
    """The change as a unified diff."""
    import difflib

    parts: list[str] = []
    for path, content in sorted(change.items()):
        old = task.start.files.get(path, b"").decode("utf-8", "replace").splitlines(keepends=True)
        new = (content or b"").decode("utf-8", "replace").splitlines(keepends=True)
        parts += difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in parts)
