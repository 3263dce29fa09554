"""The commit message of a claimed change: what was measured, for the person who reviews it, with git trailers.

Foreign text (names, goals) stands on one line, bounded and printable, and never begins a line: what it says cannot
become a trailer, a title or a terminal's command.
"""

from __future__ import annotations

import re
from textwrap import fill

from leadscrew.cli import words
from leadscrew.core.experiment import Claim, Evidence
from leadscrew.core.hypothesis import one_line
from leadscrew.core.task import Direction, Task
from leadscrew.sources.git import OBJECT

TITLE, WIDTH, NAME = 72, 72, 80
COMMANDS = str.maketrans("[]@#", "()  ")
"""What forges obey in the middle of a sentence: [skip ci], @somebody, fixes #12."""
MADE = re.compile(r"make\s+(.+?)\s+faster\b.*", re.IGNORECASE | re.DOTALL)


def commit_message(task: Task, claim: Claim, *, lab: str, run: str, head: str, tests: int | None) -> str:
    """The message, ready for `git commit -F -`.

    lab: its id.  head: hash of the fact that holds the claim.  tests: how many of the program's own had to pass.
    """
    main, how = claim.evidence[0], checks(task, tests)
    found = trailers(task, claim, how, lab=lab, run=run, head=head)
    lines = [f"{name}: {one_line(value)}" for name, value in found.items()]
    body = f"{measured(task, claim)} {checked(how, main)} To measure it again:"
    commands = "".join(f"\n    {command}" for command in replication(run))
    return (
        f"{title(task, main)}\n\n{fill(body, WIDTH, break_on_hyphens=False)}\n{commands}\n\n" + "\n".join(lines) + "\n"
    )


def title(task: Task, main: Evidence) -> str:
    """The first line: what is better, and by how much."""
    gain = words.factor(main.effect)
    if main.effect.span is not None:
        verb = "Raise" if task.metric.direction is Direction.HIGHER else "Lower"
        before, after = f"{verb} the score of ", f" by {gain.lstrip('+-')}"
        subject = task.name
    else:
        before, after = "Make ", f" {gain} faster"
        goal = MADE.fullmatch(task.goal)
        subject = goal[1] if goal else task.name
    return f"{before}{plain(subject, TITLE - len(before) - len(after))}{after}"


def measured(task: Task, claim: Claim) -> str:
    """What was measured, in one or two sentences."""
    main, base = claim.evidence[0], base_of(task)
    opponent = f"commit {base[:12]}" if base else "the start"
    gain = f"{words.factor(main.effect)} {'faster' if main.effect.span is None else 'better in score'}"
    text = (
        f"Leadscrew measured this change against {opponent} in {main.pairs} pairs of trials {words.problems(main)}: "
        f"{gain}, {level(main)} interval {words.interval(main.effect) or 'unbounded'}, attempt {claim.attempt} at a "
        "claim."
    )
    for other in claim.evidence[1:]:
        text += f" On problems of a kind that the search never used: {words.factor(other.effect)}"
        text += f" {words.interval(other.effect)}."
    return text


def checked(how: list[str], main: Evidence) -> str:
    """How the answers were checked, and which share of wrong ones that excludes."""
    text = f"Checked by {', and '.join(how)}."
    if main.excess_upper is not None:
        text += f" Quality is at most {max(main.excess_upper, 0.0):.3g} worse."
    if main.wrong_at_most is not None:
        text += (
            f" All {main.pairs} answers passed, so with 95% confidence fewer than {main.wrong_at_most:.1%} of such "
            "problems are answered wrongly."
        )
    return text


def checks(task: Task, tests: int | None) -> list[str]:
    """What a candidate had to pass."""
    found = []
    if task.tests is not None:
        found.append(
            f"{'its own tests' if tests is None else f'{tests} of its own tests'}, compared one by one with the base's"
        )
    found.append("the task's judge" if task.reference is None else "answers compared with the base's own")
    return found


def trailers(task: Task, claim: Claim, how: list[str], *, lab: str, run: str, head: str) -> dict[str, str]:
    """The trailers by name; docs/apply.md says what each means."""
    main = claim.evidence[0]
    interval = words.interval(main.effect).strip("[]").replace(", ", "..") or "?..?"
    found = {
        "Leadscrew-Claim": words.factor(main.effect),
        "Leadscrew-Interval": f"{interval} ({level(main)})",
        "Leadscrew-Pairs": str(main.pairs),
        "Leadscrew-Attempt": str(claim.attempt),
        "Leadscrew-Checked-By": "; ".join(how),
        "Leadscrew-Task": f"{plain(task.name, NAME)} {task.digest[:16]}",
    }
    if base := base_of(task):
        found["Leadscrew-Base"] = base
    return found | {
        "Leadscrew-Run": f"{lab} {run}",
        "Leadscrew-Experiment": str(claim.number),
        "Leadscrew-Head": head,
        "Leadscrew-Replicate": "; ".join(replication(run)),
    }


def base_of(task: Task) -> str:
    """The commit that the start was taken from; empty where none is named."""
    return task.origin.commit if task.origin is not None and OBJECT.fullmatch(task.origin.commit) else ""


def replication(run: str) -> tuple[str, str]:
    """The commands with which somebody measures the claim again."""
    return f"leadscrew export {one_line(run)} -o gain.claim", "leadscrew replicate gain.claim"


def level(found: Evidence) -> str:
    """99%, 99.5%."""
    return f"{found.effect.level * 100:.6g}%"


def plain(text: str, limit: int) -> str:
    """Foreign text as a few words on one line, without what a forge would obey."""
    return one_line(one_line(text).translate(COMMANDS), limit=limit)
