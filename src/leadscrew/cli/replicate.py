"""`replicate`: a claim from elsewhere, checked, then measured again here on fresh problems."""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import msgspec

from leadscrew.cli.options import json_option, lab_hint, lab_option, open_lab, say
from leadscrew.cli.words import duration, factor, interval, problems
from leadscrew.core.experiment import Claim
from leadscrew.core.hypothesis import hidden_letters, one_line, visible
from leadscrew.core.program import lines_of
from leadscrew.core.task import Task
from leadscrew.errors import BadInput, BudgetError, ExitCode, LeadscrewError, NotFound, RecordError
from leadscrew.ledger.claim_file import MOST_BYTES, Carried, opened
from leadscrew.store.lab import Lab

LEAST_S, ROOM = 120.0, 2.5
"""Of the budget: at least, and as a multiple of what the claim's own pairs took."""
TESTS_RUN = 2
"""Of the start, and of the change."""
MOST_S = 3600.0
"""Of the budget, where nobody gave one: a file does not decide how long this machine works."""
MOST_LINES = 4000
"""Of both versions of all files, to compare them line by line; more are shown one after the other."""
MOST_WORDS = 1200


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
    What is right and what is measured, its author's own judge says: read it with --look.
    """
    from leadscrew.research.replication import check_numbers, check_sources, subject_of
    from leadscrew.sandbox.reader import BoxedReader
    from leadscrew.sources.taskfile import parse_duration

    given_s = parse_duration(budget) if budget else None
    given = dict(_mapping(text) for text in use)
    with _its_words_made_visible():
        carried = opened(_read(file))
        paths = _own_paths(carried) | given if look else given
        usual_s = usual_budget(carried)
        task, change = subject_of(carried, paths, budget_s=given_s or usual_s)
        claimed = check_numbers(carried, task)
    if look:
        _show(carried, task, change, claimed, as_json=as_json)
        return ExitCode.DONE
    if given_s is None and usual_s > MOST_S:
        raise BudgetError(
            f"the claim's own pairs took so long that measuring them here may take {duration(usual_s)}; to allow that: "
            f"--budget {usual_s:.0f}s"
        )
    with closing(BoxedReader(lab_mark=f"replicate-{secrets.token_hex(4)}")) as reader, _its_words_made_visible():
        check_sources(task, change, reader)
    if not as_json:
        _told(carried, claimed)
        click.echo(f"It may take {duration(given_s or usual_s)}.", err=True)
    with _its_words_made_visible():
        return _measured(carried, task, change, claimed, given_s or usual_s, lab_folder, as_json=as_json)


@contextmanager
def _its_words_made_visible() -> Iterator[None]:
    """What goes wrong is said in words that no terminal obeys and that begin no line, whatever is quoted."""
    try:
        yield
    except LeadscrewError as exc:
        words = visible(str(exc)).replace("\n", "\n    ")
        left = len(words) - MOST_WORDS
        if left > 0:
            words = f"{words[: MOST_WORDS // 2]} … {words[MOST_WORDS // 2 + left :]}"
        raise type(exc)(words) from exc


def _measured(
    carried: Carried,
    task: Task,
    change: Mapping[str, bytes | None],
    claimed: Claim,
    budget_s: float,
    lab_folder: Path,
    *,
    as_json: bool,
) -> int:
    from leadscrew.cli.run import refuse_when_paused
    from leadscrew.research.start import REPLICATION, new_run

    lab = open_lab(lab_folder, create=True)
    refuse_when_paused(lab)
    why = f"claim {carried.head[:16]} of lab {carried.lab[:16]}, {one_line(carried.run, limit=20)}"
    with lab.running():
        run = new_run(
            lab, task, budget_s=budget_s, experiments=1, seed=0, researcher=REPLICATION, change=change, why=why,
            surroundings=task.surroundings,
        )  # fmt: skip
        lab.append("replicating", {"claim": msgspec.to_builtins(claimed), "head": carried.head}, run=run)
        return carried_out(lab, run, as_json=as_json)


def carried_out(lab: Lab, run: str, *, as_json: bool) -> int:
    """Measure a replication from wherever the record left it, and say what it comes to; the exit code."""
    from leadscrew.cli.run import session_of
    from leadscrew.research.replication import Finding, finding_of
    from leadscrew.research.start import way_to_apply
    from leadscrew.research.state import read_state

    known = next(lab.facts(run=run, kind="replicating"), None)
    if known is None:  # killed in between: there is nothing to compare with
        lab.append("run_ended", {"reason": "stopped before its claim was on the record", "gain": False}, run=run)
        raise NotFound(f"run {run!r} was stopped before its claim was on the record: call 'leadscrew replicate' again")
    started, told = next(lab.facts(run=run, kind="run_started")).body, known.body
    claimed, head = msgspec.convert(told["claim"], Claim), str(told["head"])
    change = {path: digest and lab.artefact(digest) for path, digest in started["change"].items()}
    why = str(started["why"])
    state = read_state(lab, run)
    here = state.claims[-1] if state.ended is not None and state.claims else None
    if here is None:
        _, here = session_of(lab, run, lambda running: running.replicate(change, why), as_json=as_json)
    if here is None:
        return ExitCode.STOPPED
    found = finding_of(claimed, here, failed=failure_of(lab, run, here))
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
    say(f"{found.finding.value.capitalize()}: {one_line(found.reason)}.")
    click.echo(f"  claimed  {factor(found.claimed):>7} {interval(found.claimed)}, {claimed.evidence[0].pairs} pairs")
    if found.here is not None:
        click.echo(
            f"  here     {factor(found.here):>7} {interval(found.here)}, {pairs} pairs {problems(here.evidence[0])}"
        )
    say("What is right and what is measured, the judge, inputs and tests in the file say: its author's.")
    if found.finding is Finding.CANNOT_DECIDE:
        click.echo("With more time it may be decided: --budget, or a quieter machine.", err=True)
    then = f"   or   {way_to_apply(lab, run)}{lab_hint(lab.folder)}" if found.finding is Finding.REPLICATED else ""
    click.echo(f"Next: leadscrew report {run}{lab_hint(lab.folder)}{then}", err=True)
    return code[found.finding]


def failure_of(lab: Lab, run: str, here: Claim) -> str:
    """Why an answer did not count here, or which tests broke; empty where nothing failed."""
    from leadscrew.research.state import read_state

    pairs = read_state(lab, run).claim_pairs.get(1, {})
    failed = next((pair.new for some in pairs.values() for pair in some if pair.new.failed), None)
    if failed is not None:
        return f"an answer does not count here ({failed.status}): {one_line(failed.reason, limit=300)}"
    return here.reason if here.broken_tests else ""


def usual_budget(carried: Carried) -> float:
    """Seconds: room for noise and pairs, by what the pairs of the claim took where they were measured."""
    try:
        pairs = [fact.body["pair"] for fact in carried.of_kind("claim_pair")]
        times = [msgspec.convert(pair[side]["wall_s"], float) for pair in pairs for side in ("new", "old")]
        times += [TESTS_RUN * msgspec.convert(fact.body["wall_s"], float) for fact in carried.of_kind("tests")[-1:]]
    except (KeyError, TypeError, ValueError) as exc:
        raise RecordError(f"the claim file's pairs cannot be read: {exc!r}") from exc
    return min(max(LEAST_S, ROOM * sum(times) + 60.0), 366 * 86400.0)


def _read(file: Path) -> bytes:
    """A regular file's bytes: nothing that would wait for a writer, or never end.  Raises BadInput, RecordError."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb", closefd=True) as opened_file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise BadInput(f"{str(file)!r}: is no regular file, expected what 'leadscrew export' wrote")
            content = opened_file.read(MOST_BYTES + 1)
    except OSError as exc:
        raise BadInput(f"{str(file)!r}: cannot be read: {exc.strerror}") from exc
    if len(content) > MOST_BYTES:
        raise RecordError(f"{str(file)!r} is larger than {MOST_BYTES >> 20} MB; nothing of it was read")
    return content


def _mapping(text: str) -> tuple[str, str]:
    from leadscrew.research.replication import ADAPTER, WARM_UP

    theirs, sign, mine = text.partition("=")
    if text in (WARM_UP, ADAPTER):
        return text, text
    if not theirs.startswith("/") or "\0" in text or (sign and not mine):
        raise BadInput(f"--use {text!r}: expected /their/path=/my/path, {WARM_UP} or {ADAPTER}")
    return theirs, str(Path(mine).expanduser().absolute()) if sign else theirs


def _own_paths(carried: Carried) -> dict[str, str]:
    """All that the task asks for, as itself: for a look, which mounts nothing."""
    from leadscrew.research.replication import asked_of_here

    return {path: path for path in asked_of_here(carried)}


def _told(carried: Carried, claimed: Claim) -> None:
    """What is about to be measured."""
    main = claimed.evidence[0]
    started = carried.started
    chain = "whole" if carried.whole else "whole from the end of the search on"
    say(
        f"The file holds together: {len(carried.facts):,} facts, their chain {chain}, seeds opened, numbers as its "
        f"pairs say.\nWho wrote it nobody has signed: compare its last hash with the commit's Leadscrew-Head:\n"
        f"  {carried.head}\n"
        "Judge, inputs and tests come from the file, too: --look shows them; they run in boxes alone.",
        err=True,
    )
    known = started.get("environment")
    there: Mapping[str, Any] = known if isinstance(known, Mapping) else {}
    parts = [there.get(key) for key in ("processor", "python", "kernel")]
    where = ", ".join(one_line(part, limit=60) if isinstance(part, str) else "?" for part in parts)
    say(f"Claimed {factor(main.effect)} {interval(main.effect)} in {main.pairs} pairs on {where}.", err=True)


def _show(carried: Carried, task: Task, change: Mapping[str, bytes | None], claimed: Claim, *, as_json: bool) -> None:
    """What the file holds: all that a reader has to judge, with its hidden characters made visible."""
    from leadscrew.research.replication import asked_of_here, foreign_adapters

    main = claimed.evidence[0]
    paths = asked_of_here(carried)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "task": task.name, "goal": task.goal, "head": carried.head, "whole": carried.whole,
                    "facts": len(carried.facts), "claim": asdict(main), "asks_for": list(paths),
                    "editable": list(task.editable), "settings": task.settings.decode("utf-8", "replace"),
                    "judge": task.judge.decode("utf-8", "replace"), "start": sorted(task.start.files),
                    "files": sorted(change), "budget_s": usual_budget(carried),
                }
            )
        )  # fmt: skip
        return
    _told(carried, claimed)
    asked = ", ".join(map(repr, paths)) or "nothing of this machine"
    lines = {
        "task": f"{task.name}: {one_line(task.goal, limit=2000)}",
        "claim": f"{factor(main.effect)} {interval(main.effect)}, {main.pairs} pairs, attempt {claimed.attempt}",
        "asks for": one_line(asked, limit=2000),
        "budget": f"{duration(usual_budget(carried))} by default",
        "start": f"{len(task.start.files):,} files, {task.start.size_bytes:,} bytes, of which may be changed "
        f"{one_line(', '.join(task.editable), limit=500)}",
        "tests": one_line(" ".join(task.tests.command), limit=500) if task.tests else "none",
    }
    for name, text in lines.items():
        click.echo(f"{name:<9} {text}")
    for name, content in (("task.toml", task.settings), ("judge.py", task.judge)):
        _show_text(f"{name}: {len(content):,} bytes, the author's own", content.decode("utf-8", "replace"))
    for name, content in foreign_adapters(task).items():
        _show_text(f"start/{name}: not as this leadscrew writes it", content.decode("utf-8", "replace"))
    _show_text(f"the change: {len(change):,} files", unified(task, change))


def _show_text(title: str, text: str) -> None:
    """A part of the file under its title."""
    hidden = hidden_letters(text)
    note = f"; it holds characters that do not show: {', '.join(hidden[:8])}" if hidden else ""
    click.echo(f"\n== {title}{note}")
    click.echo(visible(text).rstrip("\n"))


def unified(task: Task, change: Mapping[str, bytes | None]) -> str:
    """The change as a unified diff, in a time that its author cannot stretch."""
    import difflib

    parts: list[str] = []
    left = MOST_LINES
    for path, content in sorted(change.items()):
        old, new = (
            lines_of((text or b"").decode("utf-8", "replace")) for text in (task.start.files.get(path), content)
        )
        left -= len(old) + len(new)
        if left < 0:
            parts += [f"--- a/{path}\n", f"+++ b/{path}\n", f"@@ -1,{len(old)} +1,{len(new)} @@\n"]
            parts += [*(f"-{line}" for line in old), *(f"+{line}" for line in new)]
        else:
            parts += difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
        if content is None:
            parts.append(f"({path} is removed)\n")
        elif not content or path not in task.start.files:
            parts.append(f"({path} is {'new' if path not in task.start.files else 'empty'})\n")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in parts)
