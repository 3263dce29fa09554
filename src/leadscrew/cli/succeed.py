"""`succeed`: train the next generation of the lab's own policy, try it against the one in force, sign, or go back."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leadscrew.cli.control import who
from leadscrew.cli.options import json_option, lab_option, open_lab
from leadscrew.cli.run import refuse_when_paused
from leadscrew.core.hypothesis import one_line
from leadscrew.errors import BadInput, ExitCode
from leadscrew.store.lab import Lab

if TYPE_CHECKING:
    from leadscrew.research.succession.generations import Generation


@click.command(
    "succeed",
    epilog="\b\nExample:\n  leadscrew succeed              # train and try the next generation: minutes\n"
    "  leadscrew succeed --approve    # a person signs: it takes over\n"
    "  leadscrew succeed --back       # the one before is put back\n"
    "  leadscrew succeed --to 1       # one that was signed before takes over again",
)
@click.option("--approve", is_flag=True, help="Sign the latest generation; refused unless its trial said better.")
@click.option("--back", is_flag=True, help="Put the predecessor back.")
@click.option("--to", type=click.IntRange(0), metavar="N", help="Put generation N in force: 0, or one that was signed.")
@click.option("--signed", metavar="NAME", help="Who signs; asked for on a terminal.")
@click.option("--tune", default=24, show_default=True, type=click.IntRange(0, 2000), help="Ways of training to try.")
@click.option("--seeds", default=12, show_default=True, type=click.IntRange(2, 200), help="Searches of each task.")
@click.option("--banks", type=click.Path(path_type=Path, file_okay=False), help="Recorded outcomes  [default: bundled]")
@lab_option
@json_option
def succeed_command(
    approve: bool,
    back: bool,
    to: int | None,
    signed: str | None,
    tune: int,
    seeds: int,
    banks: Path | None,
    lab_folder: Path,
    as_json: bool,
) -> int:
    """Train the researcher's next generation on recorded outcomes; it takes over only when proven better and signed."""
    from leadscrew.research.succession import generations

    changes = approve or back or to is not None
    if approve + back + (to is not None) > 1:
        raise BadInput("--approve, --back and --to exclude one another")
    lab = open_lab(lab_folder, create=not changes)
    refuse_when_paused(lab)
    if changes:
        if approve:
            waiting = generations.waiting(lab)
            now = generations.approve(lab, number=waiting.number, who=signature(waiting, signed))
        elif back:
            now = generations.back(lab, who=who())
        else:
            now = generations.put(lab, to or 0, who=who())
        click.echo(json.dumps(asdict(now)) if as_json else f"generation {now.number} is in force")
        return ExitCode.DONE
    return _train(lab, tune=tune, seeds=seeds, folder=banks, as_json=as_json)


def _train(lab: Lab, *, tune: int, seeds: int, folder: Path | None, as_json: bool) -> int:
    from leadscrew.research.succession.bank import FOLDER, read_banks
    from leadscrew.research.succession.generations import Recipe, attempt_at, in_force, maker_of, propose
    from leadscrew.research.succession.trial import attempt_alpha, trial

    banks = read_banks(folder or FOLDER)
    if len(banks) < 3:
        raise BadInput(f"{str(folder or FOLDER)!r}: {len(banks)} banks, expected at least 3 to leave one out")
    since, now = time.monotonic(), in_force(lab)
    attempt = attempt_at(lab, now.number)
    seed = 1000 * (10 * now.number + attempt)
    click.echo(f"generation {now.number} against its successor on {len(banks)} tasks, each left out in turn", err=True)
    recipe = Recipe(temper=now.recipe.temper, tuning_trials=tune)
    found = trial(
        banks,
        maker_of(now.recipe),
        maker_of(recipe, seed=seed),
        range(seed, seed + seeds),
        alpha=attempt_alpha(attempt),
    )
    made = propose(lab, banks, recipe, found, parent=now.number, seed=seed)
    if as_json:
        click.echo(json.dumps(asdict(made)))
    else:
        for task, factor in sorted(found.by_task.items()):
            click.echo(f"  {task:<14} {times_fewer(factor)} experiments to half of the gain")
        click.echo(
            f"generation {made.number}: {times_fewer(found.factor)} experiments in the median "
            f"[{found.low:.2f}, {found.high:.2f}], e-value {found.e_value:.3g}, {found.pairs} pairs; wrong answers "
            f"{found.wrong_before:.0f} -> {found.wrong_after:.0f} per thousand; "
            f"attempt {attempt}"
        )
        click.echo("better: it may take over" if found.better else f"not promoted: {found.reason}")
    hint = "leadscrew succeed --approve   a person signs" if found.better else "leadscrew show --generations"
    click.echo(f"took {time.monotonic() - since:.0f} s\nNext: {hint}", err=True)
    return ExitCode.DONE if found.better else ExitCode.NO


def times_fewer(factor: float) -> str:
    """2.40x fewer, or 1.30x more."""
    return f"{factor:.2f}x fewer" if factor >= 1.0 else f"{1 / factor:.2f}x more"


def signature(waiting: Generation, signed: str | None) -> str:
    """The name of the person who signs, who has seen what for.  Raises BadInput where nobody can be asked."""
    if signed is not None:
        if not signed.strip():
            raise BadInput("--signed is empty, expected the name of the person who signs")
        return one_line(signed.strip(), limit=60)
    if not sys.stdin.isatty():
        raise BadInput("a person signs: run 'leadscrew succeed --approve' on a terminal, or name them with --signed")
    found = waiting.trial or {}
    click.echo(
        f"generation {waiting.number} against {waiting.parent}: {times_fewer(found['factor'])} experiments "
        f"[{found['low']:.2f}, {found['high']:.2f}], e-value {found['e_value']:.3g}, wrong answers "
        f"{found['wrong_before']:.0f} -> {found['wrong_after']:.0f} per thousand",
        err=True,
    )
    name = click.prompt("It takes over every run of this lab. Your name signs it", default=who(), err=True)
    click.confirm(f"Sign generation {waiting.number} as {name}?", abort=True, err=True)
    return one_line(str(name), limit=60)


def show_generations(lab: Lab, *, as_json: bool, plot: Path | None, seeds: int = 12) -> int:
    """Ability by generation: experiments to half of the gain on tasks that were left out, with intervals."""
    from leadscrew.research.succession.bank import read_banks
    from leadscrew.research.succession.generations import generations, maker_of
    from leadscrew.research.succession.trial import ability, reached

    banks = read_banks()
    rows: list[dict[str, Any]] = []
    for generation in generations(lab):
        if generation.trial is not None:
            middle, low, high = generation.trial["ability_after"]
        else:
            made = maker_of(generation.recipe)
            middle, low, high = ability(reached(banks, made, range(1000, 1000 + seeds)))
        rows.append(
            {
                "number": generation.number, "in_force": generation.in_force, "approved_by": generation.approved_by,
                "experiments": middle, "low": low, "high": high, "trial": generation.trial,
            }
        )  # fmt: skip
    if plot is not None:
        from leadscrew.report.generations_chart import generations_svg

        plot.write_text(generations_svg(rows))
    if as_json:
        click.echo(json.dumps(rows))
        return ExitCode.DONE
    longest = max(row["high"] for row in rows)
    for row in rows:
        size = round(30 * row["experiments"] / longest)
        state = "in force" if row["in_force"] else f"signed by {row['approved_by']}" if row["approved_by"] else ""
        if not state and row["trial"]:
            state = "waits for a signature" if row["trial"]["better"] else f"not promoted: {row['trial']['reason']}"
        if row["number"] == 0:
            state = state or "chooses uniformly"
        click.echo(
            f"generation {row['number']}  {row['experiments']:5.1f} [{row['low']:.1f}, {row['high']:.1f}]  "
            f"{'#' * size:<30} {state}"
        )
    click.echo(
        f"experiments to half of the final gain, geometric mean over {len(banks)} tasks, each left out of training; "
        f"95 % interval over {seeds} seeds", err=True,
    )  # fmt: skip
    return ExitCode.DONE
