"""`task new`, `task check`, `task list`."""

from __future__ import annotations

import json
import os
import pwd
import re
from pathlib import Path
from typing import Any

import click

from leadscrew.cli.check_table import CheckTable
from leadscrew.cli.options import DEFAULT_LAB, complete_tasks, json_option
from leadscrew.cli.words import duration
from leadscrew.core.hypothesis import one_line
from leadscrew.errors import BadInput, ExitCode, TaskError
from leadscrew.sources.taskfile import bundled_tasks, read_task
from leadscrew.sources.template import FILES


@click.group("task", epilog="\b\nExample:\n  leadscrew task new my-task && leadscrew task check ./my-task")
def task_command() -> None:
    """Make, check and list tasks."""


@task_command.command("list", epilog="\b\nExample:\n  leadscrew task list --json")
@json_option
def list_command(as_json: bool) -> int:
    """The bundled tasks: what is measured, the usual budget, what the box holds, and the goal."""
    tasks = [read_task(name) for name in bundled_tasks()]
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "name": t.name,
                        "goal": t.goal,
                        "metric": t.metric.kind,
                        "budget_s": t.budget.wall_s,
                        "packages": list(t.entry.packages),
                    }
                    for t in tasks
                ]
            )
        )
        return ExitCode.DONE
    for task in tasks:
        unit = "score" if task.metric.kind == "score" else "time, quality" if task.quality else "time"
        needs = ", ".join(task.entry.packages) or "Python alone"
        wish = one_line(task.goal.partition(". ")[0].partition("\n\n")[0], limit=90)
        click.echo(f"{task.name:<12} {unit:<13} {duration(task.budget.wall_s):>9}  {needs:<13} {wish}")
    click.echo("Next: leadscrew run hello   or   leadscrew task new my-task", err=True)
    return ExitCode.DONE


@task_command.command(
    "new",
    epilog="\b\nExample:\n  leadscrew task new my-task && leadscrew task check ./my-task\n"
    "  leadscrew task new slug --from ~/slugify --call slugify:slugify --inputs make_inputs.py\n"
    '  leadscrew task new train --from ~/model --time "python train.py --seed {seed}" --check "pytest -q tests"',
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "source", type=click.Path(path_type=Path), help="Your repository or folder: the program.")
@click.option("--base", default="HEAD", show_default=True, metavar="REF", help="The commit that is improved.")
@click.option("--call", metavar="MODULE:FUNCTION", help="The function that is timed.")
@click.option("--inputs", type=click.Path(path_type=Path), help="A file that defines inputs(seed): its arguments.")
@click.option("--time", "timed", metavar="COMMAND", help="The command that is timed; {seed} becomes a number.")
@click.option("--screen", metavar="COMMAND", help="A shorter command that search measures; claims time the full one.")
@click.option("--check", "tests", metavar="COMMAND", help="Your tests, such as 'pytest -q tests'.")
@click.option("--build", metavar="COMMAND", help="Run before the clock: what makes native extensions.")
@click.option("--editable", multiple=True, metavar="GLOB", help="Files that may change  [default: where the time goes]")
@click.option("--output", "outputs", multiple=True, metavar="GLOB", help="Files that the command writes: compared too.")
@click.option("--floats", type=click.Choice(["close", "exact"]), default="close", show_default=True,
              help="How floats of an answer are compared with the start's.")  # fmt: skip
@click.option("--venv", type=click.Path(path_type=Path), help="A virtual environment  [default: .venv of the program]")
@click.option(
    "--package", "packages", multiple=True, metavar="NAME", help="A distribution beside leadscrew, or a path."
)
@click.option("--preload", multiple=True, metavar="MODULE", help="Imported before the clock starts: a large library.")
@click.option("--mount", "mounts", multiple=True, metavar="SRC[:DST]", help="A data folder, read-only.")
@click.option("--env", "variables", multiple=True, metavar="NAME=VALUE", help="An environment variable of the box.")
@click.option("--device", "devices", multiple=True, metavar="PATH", help="A device of a graphics card.")
@click.option("--goal", default="", help="What is to be improved, in words.")
@click.option(
    "--gain", type=click.FloatRange(0.001, 9.9), default=0.05, show_default=True, help="Smallest gain worth it."
)
@click.option("--wall", type=click.FloatRange(0.1), help="Seconds that a first trial may take.")
@click.option("--memory", type=click.IntRange(16), default=2048, show_default=True, help="Megabytes of a trial.")
def new_command(folder: Path, source: Path | None, **wishes: Any) -> int:
    """Write a task into FOLDER: a small one to be changed into yours, or one from your own repository.

    With --from your program is run in a box, as it is, to find out how it is timed and compared; nothing of your
    folder is changed. Answers are compared with what the start gives on the same problem.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", folder.name):
        raise TaskError(f"{folder.name!r} is no name for a task: letters, digits, '.', '_' and '-' only")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TaskError(f"{str(folder)!r} exists and is not an empty folder; nothing was written")
    named = folder if folder.is_absolute() else f"./{folder}"
    if source is not None:
        from leadscrew.cli.draft import Wishes, drafted

        files = drafted(folder.name, source, Wishes(**wishes))
    else:
        if given := [f"--{name}" for name in ("call", "timed", "inputs", "tests") if wishes[name]]:
            shown = {"--timed": "--time", "--tests": "--check"}
            raise BadInput(f"{shown.get(given[0], given[0])} needs --from: the folder that holds the program")
        files = {path: content.encode() for path, content in FILES.items()}
    try:
        for path, content in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            if source is None:
                click.echo(str(place))
    except OSError as exc:
        raise TaskError(f"{str(folder)!r}: cannot be written: {exc.strerror}") from exc
    if source is not None:
        click.echo(str(folder / "task.toml"))
    click.echo(f"Next: leadscrew task check {named}   then   leadscrew run {named}", err=True)
    return ExitCode.DONE


@task_command.command(
    "check", epilog="\b\nExample:\n  leadscrew task check ./my-task\n  leadscrew task check hello --only carry/"
)
@click.argument("task", shell_complete=complete_tasks)
@click.option("--only", default="", metavar="TEXT", help="Only the cheats whose names hold TEXT, such as clock/.")
@click.option("--quick", is_flag=True, help="The task alone: judge, start, noise and its own cheats.")
@json_option
def check_command(task: str, only: str, quick: bool, as_json: bool) -> int:
    """Prove TASK sound: its judge repeats itself, its start passes, no cheat wins, no honest program is refused.

    Runs the task's own cheats/ and all bundled ones, each as a Python call and as a command where that makes sense,
    and says what caught it. Exit code 1 when a cheat wins, an honest candidate is refused, the start fails, the judge
    differs for one seed, trials are shorter than 20 ms, or the noise hides the smallest gain.
    """
    from leadscrew.bench.soundness import Result, check_task, read_cheats
    from leadscrew.bench.weakness import weaknesses
    from leadscrew.core.experiment import Pair
    from leadscrew.redteam.row import Row
    from leadscrew.redteam.suite import attack, attack_names, groups, tally
    from leadscrew.research.start import slot_cores
    from leadscrew.sources.taskfile import find_task

    if only and not any(only in name for name in attack_names()):
        raise BadInput(f"no cheat's name holds {only!r}; the groups are: {', '.join(groups())}")
    subject, folder = read_task(task), find_task(task).resolve()
    own = read_cheats(folder / "cheats", subject)
    table = CheckTable(as_json=as_json)
    pairs: list[Pair] = []
    results: list[Result] = []
    for result in check_task(subject, core=slot_cores(1)[0], measured=pairs):
        results.append(result)
        table.result(result)
    if all(result.holds for result in results if result.needed):
        for result in weaknesses(subject, core=slot_cores(1)[0]):
            results.append(result)
            table.result(result)
    rows: list[Row] = []
    sound = all(result.holds for result in results)
    if all(result.holds for result in results if result.needed):
        lab = Path(os.environ.get("LEADSCREW_LAB", DEFAULT_LAB)).resolve()
        homes = {Path(pwd.getpwuid(0).pw_dir), Path.home()}
        places = [folder / "judge.py", folder / "task.toml", lab / "lab.db", *(home / ".bashrc" for home in homes)]
        for row in attack(subject, own, pairs, paths=places, only="task/" if quick else only):
            rows.append(row)
            table.row(row)
    summary = tally(rows)
    sound = sound and summary.holds
    table.end(subject.name, results, rows, summary, sound=sound, whole=not (only or quick))
    if sound and not as_json:
        click.echo(f"Next: leadscrew {'task check' if only or quick else 'run'} {task}", err=True)
    return ExitCode.DONE if sound else ExitCode.NO
