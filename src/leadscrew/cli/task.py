"""`task new`, `task check`, `task list`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from leadscrew.cli.options import json_option
from leadscrew.core.hypothesis import one_line
from leadscrew.errors import ExitCode, TaskError
from leadscrew.sources.taskfile import bundled_tasks, read_task
from leadscrew.sources.template import FILES


@click.group("task", epilog="\b\nExample:\n  leadscrew task new my-task && leadscrew task check ./my-task")
def task_command() -> None:
    """Make, check and list tasks."""


@task_command.command("list", epilog="\b\nExample:\n  leadscrew task list --json")
@json_option
def list_command(as_json: bool) -> int:
    """The bundled tasks, with their goals."""
    tasks = [read_task(name) for name in bundled_tasks()]
    if as_json:
        click.echo(
            json.dumps(
                [{"name": t.name, "goal": t.goal, "metric": t.metric.kind, "budget_s": t.budget.wall_s} for t in tasks]
            )
        )
        return ExitCode.DONE
    for task in tasks:
        click.echo(f"{task.name:<12} {one_line(task.goal, limit=150)}")
    click.echo("Next: leadscrew run hello   or   leadscrew task new my-task", err=True)
    return ExitCode.DONE


@task_command.command("new", epilog="\b\nExample:\n  leadscrew task new my-task && leadscrew task check ./my-task")
@click.argument("folder", type=click.Path(path_type=Path))
def new_command(folder: Path) -> int:
    """Write a small, complete task into FOLDER, to be changed into yours."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", folder.name):
        raise TaskError(f"{folder.name!r} is no name for a task: letters, digits, '.', '_' and '-' only")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TaskError(f"{str(folder)!r} exists and is not an empty folder; nothing was written")
    try:
        for path, content in FILES.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content)
            click.echo(str(place))
    except OSError as exc:
        raise TaskError(f"{str(folder)!r}: cannot be written: {exc.strerror}") from exc
    named = folder if folder.is_absolute() else f"./{folder}"
    click.echo(f"Next: leadscrew task check {named}   then   leadscrew run {named}", err=True)
    return ExitCode.DONE


@task_command.command("check", epilog="\b\nExample:\n  leadscrew task check ./my-task")
@click.argument("task")
@json_option
def check_command(task: str, as_json: bool) -> int:
    """Prove TASK sound: the start passes, the judge repeats itself, cheats are caught, the noise allows its gain."""
    from leadscrew.bench.soundness import check_task, read_cheats
    from leadscrew.sources.taskfile import find_task

    subject = read_task(task)
    results = []
    for result in check_task(subject, read_cheats(find_task(task) / "cheats", subject)):
        results.append(result)
        if not as_json:
            click.echo(f"{'ok  ' if result.holds else 'FAIL'} {result.what:<34} {result.detail}")
    sound = all(result.holds for result in results)
    if as_json:
        rows = [{"what": r.what, "holds": r.holds, "detail": r.detail} for r in results]
        click.echo(json.dumps({"task": subject.name, "sound": sound, "results": rows}))
    elif sound:
        click.echo(f"Next: leadscrew run {task}", err=True)
    return ExitCode.DONE if sound else ExitCode.NO
