"""`show`: the lab, a run, an experiment or a session."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leadscrew.cli import words
from leadscrew.cli.control import at_rest
from leadscrew.cli.options import complete_runs, json_option, lab_option, open_lab
from leadscrew.cli.researchers import researchers_plain, show_researchers
from leadscrew.core.experiment import Claim, Effect, Verdict
from leadscrew.core.hypothesis import one_line, visible
from leadscrew.core.program import Program, lines_of
from leadscrew.errors import BadInput, ExitCode, NotFound
from leadscrew.report.words import count
from leadscrew.research.accounts import cost_of
from leadscrew.research.halting import halt_in_force
from leadscrew.research.start import held_out_uses
from leadscrew.sandbox.box import living_boxes
from leadscrew.store import views
from leadscrew.store.lab import Lab

RUNS, EXPERIMENTS = 20, 20
EXPERIMENTS_AT_ONCE = 500
Row = tuple[Any, ...]


@click.command(
    "show",
    epilog=(
        "\b\nExample:\n  leadscrew show            # the lab\n  leadscrew show r1         # a run\n"
        "  leadscrew show r1/17      # an experiment with its diff\n"
        "  leadscrew show r1/s1      # a session, turn by turn"
    ),
)
@click.argument("what", required=False, shell_complete=complete_runs)
@click.option("--profile", is_flag=True, help="With a run: where the time of its start and champion goes.")
@click.option(
    "--generations", is_flag=True, help="The lab's own policy by generation: how able, and which is in force."
)
@click.option(
    "--plot", type=click.Path(path_type=Path, dir_okay=False), help="With --generations: an SVG file to write."
)
@click.option("--log", type=click.Path(path_type=Path, dir_okay=False), help="With a session: a .eval file to write.")
@lab_option
@json_option
def show_command(
    what: str | None, profile: bool, generations: bool, plot: Path | None, log: Path | None, lab_folder: Path,
    as_json: bool,
) -> int:  # fmt: skip
    """Show the lab and its state, a run (r1), an experiment (r1/17), a session (r1/s1), or the policy's generations."""
    if generations:
        from leadscrew.cli.succeed import show_generations

        return show_generations(open_lab(lab_folder, create=True), as_json=as_json, plot=plot)
    lab = open_lab(lab_folder)
    if what is None:
        shown = lab_state(lab)
        if as_json:
            click.echo(json.dumps(shown))
        else:
            show_lab(shown)
        return ExitCode.DONE
    if session := re.fullmatch(r"([A-Za-z0-9_]+)(?:/|-(?=s[0-9]))(s[0-9]{1,9}|mcp:.{1,60})", what):
        lab.run_row(session[1])
        from leadscrew.cli.session import show_session

        return show_session(lab, session[1], session[2], as_json=as_json, log=log)
    match = re.fullmatch(r"([A-Za-z0-9_-]+)(?:/([0-9]{1,9}))?", what)
    if match is None:
        raise NotFound(f"{what!r} is no run such as r1, no experiment such as r1/17, no session such as r1/s1")
    if log is not None:
        raise BadInput("--log writes the transcript of a session: name one, such as r1/s1")
    run = lab.run_row(match[1])
    if profile:
        return show_profile(lab, match[1], as_json)
    if match[2] is None:
        show_run(lab, run, as_json)
    else:
        show_experiment(lab, match[1], int(match[2]), as_json)
    return ExitCode.DONE


def show_profile(lab: Lab, run: str, as_json: bool) -> int:
    """The hottest lines of a run's programs."""
    from leadscrew.report.hotspots import hot_spots
    from leadscrew.research.start import task_of
    from leadscrew.research.state import read_state

    state = read_state(lab, run)
    start = task_of(lab, state).start
    found = []
    for number, profile in sorted(state.profiles.items()):
        files = state.experiments[number].files if number else {}
        changed = {path: None if digest is None else lab.artefact(digest) for path, digest in files.items()}
        if profile is not None:
            found.append(hot_spots(number, profile, start.with_files(changed)))
    if as_json:
        click.echo(json.dumps([msgspec.to_builtins(spots) for spots in found]))
        return ExitCode.DONE
    for spots in found:
        click.echo(f"{'the start' if not spots.number else f'#{spots.number}'}, {spots.samples} samples")
        for line in spots.lines:
            click.echo(f"  {line.own:6.1%} {line.total:6.1%}  {line.place}  {line.text}")
    if not found:
        click.echo("no program of this run was looked at: a profile needs a task with [candidate] call", err=True)
    return ExitCode.DONE


def lab_state(lab: Lab) -> dict[str, Any]:
    """What the record says, and what the operating system says, of the lab."""
    pause, boxes, runner = lab.pause(), living_boxes(lab.mark), lab.runner()
    if pause is not None:
        state = "paused" if at_rest(lab) else "pausing"
    else:
        state = "running" if runner is not None else "idle"
    runs = lab.rows("run", f"1 ORDER BY seq DESC LIMIT {RUNS}")
    for row in runs:
        row["claim"] = json.loads(row["claim"]) if row["claim"] else None
        if row["state"] == "running" and runner is None:
            row["state"] = "stopped"
        elif row["state"] == "running" and pause is not None:
            row["state"] = "paused"
    return {
        "lab": lab.id,
        "state": state,
        "boxes": list(boxes),
        "runner": runner,
        "pause": {"who": pause.who, "at": pause.at, "reason": pause.reason} if pause else None,
        "runs": runs,
    }


def show_lab(shown: dict[str, Any]) -> None:
    """The lab for people."""
    console = Console()
    line = Text.assemble("lab is ", (shown["state"], "bold"))
    if shown["pause"]:
        reason = f" ({shown['pause']['reason']})" if shown["pause"]["reason"] else ""
        line.append(f" by {shown['pause']['who']}{reason}: {len(shown['boxes'])} box processes alive")
    console.print(line)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("run", "task", "state", "experiments", "spent", "result"):
        table.add_column(column, justify="right" if column in ("experiments", "spent") else "left")
    for row in shown["runs"]:
        table.add_row(
            row["id"],
            row["task"],
            row["state"],
            str(row["experiments"]),
            words.duration(row["spent_s"]),
            result_of(row),
        )
    if shown["runs"]:
        console.print(table)
    click.echo(
        "Next: leadscrew show RUN   leadscrew report RUN" if shown["runs"] else "Next: leadscrew run hello", err=True
    )


def effect_of(row: dict[str, Any], span: float | None) -> Effect | None:
    """The effect of an experiment's row."""
    if not row["factor"]:
        return None
    return Effect(factor=row["factor"], low=row["low"], high=row["high"], level=0.90, span=span)


def result_of(row: dict[str, Any]) -> str:
    """A run's claim in a few words."""
    claim = row["claim"]
    if claim and claim["gain"]:
        effect = claim["evidence"][0]["effect"]
        known = msgspec.convert(effect, Effect)
        return f"claimed {words.factor(known)} {words.interval(known)}"
    if row["state"] == "ended":
        return "no gain"
    return f"unproven, champion #{row['champion']}" if row["champion"] else "nothing yet"


def show_run(lab: Lab, row: dict[str, Any], as_json: bool) -> None:
    """A run: its claim, counts, and best and latest experiments."""
    run = row["id"]
    claim = msgspec.convert(json.loads(row["claim"]), Claim) if row["claim"] else None
    if as_json:
        write_run(lab, {**row, "claim": json.loads(row["claim"]) if row["claim"] else None})
        return
    console = Console()
    started = next(lab.facts(run=run, kind="run_started"))
    state = row["state"]
    if state == "running" and lab.runner() is None:
        state = "stopped"
    spent = f"{words.duration(row['spent_s'])} of {words.duration(started.body['budget_s'])}"
    facts = f"  {row['task']}  {state}  {count(row['experiments'], 'experiment')}, {spent}, seed {started.body['seed']}"
    console.print(Text.assemble((run, "bold"), facts))
    if claim is not None:
        uses = held_out_uses(lab, started.body["task_digest"])
        console.print(
            words.claim_line(claim, spent_s=row["spent_s"], uses=uses, cost=words.cost_words(*cost_of(lab, run))),
            highlight=False,
            soft_wrap=not console.is_terminal,
        )
    elif state == "ended":
        ended = [fact.body["reason"] for fact in lab.facts(run=run, kind="run_ended")][-1]
        console.print(f"No gain could be claimed: {words.no_gain(ended)}.", highlight=False)
    else:
        console.print("unproven: no claim has been made yet", highlight=False)
    if (halt := halt_in_force(lab, run)) is not None:
        console.print(Text(f"It is {halt.words}. It waits for a person."), style="bold")
    show_researchers(lab, run, console, alone=started.body["researcher"] == "rewriter")
    unit = "factor" if started.body.get("span") is None else "score"
    table = Table(box=None, padding=(0, 1, 0, 0), width=min(console.width, 140))
    for column, width in (("", 5), ("verdict", 10), (unit, 7), ("90 % interval", 13), ("pairs", 5)):
        right = column in ("", unit, "pairs")
        table.add_column(column, justify="right" if right else "left", no_wrap=True, min_width=width)
    table.add_column("hypothesis", no_wrap=True, overflow="ellipsis", ratio=1)
    last = f"ORDER BY number DESC LIMIT {EXPERIMENTS}"
    best = lab.rows("experiment", f"run = ? AND verdict = ? {last}", (run, Verdict.BETTER))
    latest = [e for e in lab.rows("experiment", f"run = ? {last}", (run,)) if e["verdict"] != Verdict.BETTER]
    for e in sorted([*best, *latest], key=lambda e: e["number"]):
        effect = effect_of(e, started.body.get("span"))
        effect = words.shown(e["verdict"], effect)
        verdict = Verdict(e["verdict"]) if e["verdict"] else None
        sign = Text(words.SIGNS[verdict], style=words.STYLES[verdict]) if verdict else Text("in flight", style="dim")
        mark = "*" if e["number"] == row["champion"] else ""
        table.add_row(
            f"{mark}#{e['number']}",
            sign,
            words.factor(effect),
            words.interval(effect),
            str(e["pairs"]),
            Text(one_line(e["hypothesis"])),
        )
    console.print(table)
    if (more := row["experiments"] - len({e["number"] for e in [*best, *latest]})) > 0:
        console.print(f"{more} earlier ones are not shown: --json has them all", highlight=False)
    if halt is not None:
        click.echo(f"Next: leadscrew resume {run} --why '...'   or   leadscrew resume {run} --finish", err=True)
    else:
        click.echo(f"Next: leadscrew show {run}/N   leadscrew report {run}", err=True)


def write_run(lab: Lab, shown: dict[str, Any]) -> None:
    """A run as one JSON object; its experiments, the last key, are written as they are read."""
    shown |= researchers_plain(lab, shown["id"])
    click.echo(json.dumps({**shown, "list": []}).removesuffix("]}"), nl=False)
    names = views.TABLES["experiment"].removeprefix("run, ").split(", ")
    comma = ""
    for rows in batched(lab.experiments(shown["id"], ", ".join(names))):
        entries = (dict(zip(names, row, strict=True)) for row in rows)
        told = (json.dumps({**entry, "files": json.loads(entry["files"])}) for entry in entries)
        click.echo(comma + ", ".join(told), nl=False)
        comma = ", "
    click.echo("]}")


def batched(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Some rows at a time."""
    while batch := list(islice(rows, EXPERIMENTS_AT_ONCE)):
        yield batch


def show_experiment(lab: Lab, run: str, number: int, as_json: bool) -> None:
    """An experiment: what was changed, why, and what was measured."""
    found = lab.rows("experiment", "run = ? AND number = ?", (run, number))
    if not found:
        raise NotFound(f"run {run!r} has no experiment {number}")
    row = found[0]
    began = next(lab.facts(run=run, kind="run_started"))
    start = began.body["start_files"]
    row["files"] = json.loads(row["files"])
    diff = file_diff(lab, start, row["files"])
    if as_json:
        click.echo(json.dumps({**row, "diff": diff}))
        return
    effect = effect_of(row, began.body.get("span"))
    effect = words.shown(row["verdict"], effect)
    verdict = words.SIGNS[Verdict(row["verdict"])] if row["verdict"] else "in flight"
    against = f"#{row['parent']}" if row["parent"] else "the start"
    click.echo(
        f"{run}/{number}  {verdict}  {words.factor(effect)} {words.interval(effect)} "
        f"against {against}, {count(row['pairs'], 'pair')}"
    )
    click.echo(f"by {visible(row['author'])}: {visible(row['hypothesis'])}")
    if row["reason"]:
        click.echo(f"reason: {visible(row['reason'])}")
    click.echo()
    click.echo(visible(diff))


def file_diff(lab: Lab, start: dict[str, str], files: dict[str, str | None]) -> str:
    """The unified diff of changed files, given by their artefacts, against the start's."""
    old = Program({path: lab.artefact(digest) for path, digest in start.items()})
    new = {path: None if digest is None else lab.artefact(digest) for path, digest in files.items()}
    return unified_diff(old, old.with_files(new))


def unified_diff(old: Program, new: Program) -> str:
    """What `git apply` and `patch -p1` understand."""
    parts: list[str] = []
    for path in sorted(set(old.files) | set(new.files)):
        before, after = old.files.get(path), new.files.get(path)
        if before == after:
            continue
        parts.append(f"diff --git a/{path} b/{path}\n")  # without it, git does not see empty files come and go
        if before is None or after is None:
            parts.append(f"{'new' if before is None else 'deleted'} file mode 100644\n")
        lines = difflib.unified_diff(
            lines_of((before or b"").decode("utf-8", "replace")),
            lines_of((after or b"").decode("utf-8", "replace")),
            "/dev/null" if before is None else f"a/{path}",
            "/dev/null" if after is None else f"b/{path}",
        )
        for line in lines:
            parts.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(parts)
