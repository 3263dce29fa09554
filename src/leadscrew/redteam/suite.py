"""The whole suite against one task, row by row, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from leadscrew.core.experiment import Pair
from leadscrew.core.program import Program
from leadscrew.core.task import Task
from leadscrew.redteam.changes import TRICKS, change_rows
from leadscrew.redteam.cheat import bundled_cheats
from leadscrew.redteam.readable import readable_row
from leadscrew.redteam.resubmission import resubmission_rows
from leadscrew.redteam.row import Row
from leadscrew.redteam.stage import Stage
from leadscrew.redteam.watch import Watch


def attack(
    task: Task, own: Mapping[str, Program], pairs: Sequence[Pair], *, paths: Sequence[Path] = (), only: str = ""
) -> Iterator[Row]:
    """Every cheat and every honest candidate against a task whose start is known to pass.

    own: the task's cheats.  pairs: the start against itself, to replay.  paths: of the host, which no candidate may
    read.  only: a part of the names of the rows that are wanted.
    """
    with Watch(paths=tuple(str(path) for path in paths)) as watch, Stage(task, watch) as stage:
        for name, program in own.items():
            if only in f"task/{name}":
                yield stage.run_own(name, program)
        cheats = [cheat for cheat in bundled_cheats() if only in cheat.name]
        for cheat, after in zip_longest(cheats, cheats[1:]):
            yield from stage.run(cheat, last=after is None or after.group != cheat.group)
    if only in "host/judge_data":
        yield readable_row(task)
    yield from change_rows(task, only)
    times = [_in_order(pair) for pair in pairs]
    yield from resubmission_rows(task, times, only)


def attack_names() -> tuple[str, ...]:
    """The names of all bundled rows, and the group of the task's own."""
    tricks = [*(f"change/{trick[0]}" for trick in TRICKS), "statistics/resubmission", "statistics/near_copies"]
    return ("task/", *(cheat.name for cheat in bundled_cheats()), "host/judge_data", *tricks)


def groups() -> tuple[str, ...]:
    """The first parts of the names."""
    return tuple(dict.fromkeys(name.split("/")[0] for name in attack_names()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the rows come to."""

    caught: int
    tried: int
    """That had something to work on."""
    false_alarms: int
    honest: int
    inapplicable: int

    @property
    def holds(self) -> bool:
        """Whether nothing won and nothing honest was refused."""
        return self.caught == self.tried and self.false_alarms == 0


def tally(rows: Sequence[Row]) -> Tally:
    """Catch rate and false alarms."""
    ruled = [row for row in rows if row.holds is not None]
    honest = [row for row in ruled if row.honest]
    cheats = [row for row in ruled if not row.honest]
    return Tally(
        caught=sum(bool(row.holds) for row in cheats),
        tried=len(cheats),
        false_alarms=sum(not row.holds for row in honest),
        honest=len(honest),
        inapplicable=len(rows) - len(ruled),
    )


def _in_order(pair: Pair) -> tuple[float, float]:
    first, second = (pair.new, pair.old) if pair.new_first else (pair.old, pair.new)
    return first.wall_s, second.wall_s
