"""The series of a suite: rows with their means, the rewriter's share of each gain, people beside; in words and data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import msgspec
import numpy as np

from leadscrew.core.hypothesis import one_line
from leadscrew.evidence import Gain, MeanGain, Share, mean_gain, share_of_gain
from leadscrew.report.words import bounds, count, duration, times
from leadscrew.research.submitting import PersonRun, people_of
from leadscrew.research.suite import REWRITER, Cell, Row, begun_suites, cells_of, open_suites, rows
from leadscrew.store.lab import Lab

LEVEL = 0.95
METHOD = (
    "Gain: geometric mean over the tasks of what claims proved, no gain counted as exactly 1; {level:.0%} interval by "
    "bootstrap: claims vary as their own intervals say, seeds are drawn within each task, tasks are not drawn."
)
ONE_SEED = (
    "With one seed an interval says what measuring again would give, not what another run of the researcher would."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A row with what it comes to."""

    row: Row
    mean: MeanGain | None
    """Over the tasks that have a result; None where none has."""
    absent: tuple[str, ...]
    """Tasks without any result: the mean is not of the whole suite then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How much of a researcher's gain the rewriter found, on the same version of the suite."""

    researcher: str
    version: int
    share: Share | None
    """None where that cannot be said, see `why`."""
    why: str = ""
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSuite:
    """One that was begun and has no row yet."""

    researcher: str
    version: int
    seeds: int
    done: int
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All rows of one suite in a lab, with what stands beside them."""

    suite: str
    points: tuple[Point, ...]
    found: tuple[Found, ...]
    people: tuple[PersonRun, ...]
    """Ended runs of people on tasks of the suite, as the latest version has them."""
    open: tuple[OpenSuite, ...]

    @property
    def versions(self) -> tuple[int, ...]:
        """Of the suite, in order."""
        return tuple(sorted({point.row.version for point in self.points}))

    @property
    def machines(self) -> tuple[str, ...]:
        """In the order of their first row."""
        return tuple(dict.fromkeys(point.row.machine for point in self.points))

    def latest(self) -> list[Point]:
        """The last row of each researcher on the latest version, the rewriter first."""
        found: dict[str, Point] = {}
        for point in self.points:
            if point.row.version == self.versions[-1]:
                found[point.row.researcher] = point
        return sorted(found.values(), key=lambda point: point.row.researcher != REWRITER)

    def warnings(self) -> list[str]:
        """What a reader must not overlook."""
        told = []
        if len(self.versions) > 1:
            told.append("Rows of different versions of the suite are over different tasks: not to be compared.")
        if len(self.machines) > 1:
            listed = "; ".join(f"{letter(index)}: {one_line(name)}" for index, name in enumerate(self.machines))
            told.append(f"Rows are from different machines, whose gains differ by more than the intervals: {listed}.")
        if self.points and all(point.row.seeds == 1 for point in self.points):
            told.append(ONE_SEED)
        return told


def letter(index: int) -> str:
    """a, b, ...: a short name."""
    return chr(ord("a") + index % 26)


def series_of(lab: Lab, name: str | None = None) -> list[Series]:
    """The series of one suite, or of all in the lab; also those of which nothing but a beginning is there."""
    names = {begun.seq: {str(t["digest"]): str(t["name"]) for t in begun.body["tasks"]} for begun in begun_suites(lab)}
    opened: dict[str, list[OpenSuite]] = {}
    for begun in open_suites(lab):
        line = OpenSuite(
            researcher=begun.researcher, version=int(begun.body["version"]), seeds=len(begun.seeds),
            done=len(cells_of(lab, begun)), cells=len(begun.keys),
        )  # fmt: skip
        opened.setdefault(str(begun.body["suite"]), []).append(line)
    by_suite: dict[str, list[Row]] = {suite: [] for suite in opened}
    for row in rows(lab):
        by_suite.setdefault(row.suite, []).append(row)
    people = [person for person in people_of(lab) if person.ended]
    found = []
    for suite, some in by_suite.items():
        if name is not None and suite != name:
            continue
        points = tuple(point_of(row) for row in some)
        newest = max(some, key=lambda row: (row.version, row.began), default=None)
        tasks = names.get(newest.began, {}) if newest is not None else {}
        found.append(
            Series(
                suite=suite,
                points=points,
                found=tuple(_found(points)),
                people=tuple(replace(one, task=tasks[one.digest]) for one in people if one.digest in tasks),
                open=tuple(opened.get(suite, ())),
            )
        )
    return found


def point_of(row: Row) -> Point:
    """A row with its mean."""
    proven = row.proven()
    mean = mean_gain(list(proven.values()), rng=_rng(), level=LEVEL) if proven else None
    return Point(row=row, mean=mean, absent=tuple(task for task in row.tasks if task not in proven))


def task_told(gains: Sequence[Gain]) -> tuple[str, str]:
    """What a row proved on one task, over its seeds, with an interval."""
    if all(gain.factor == 1.0 for gain in gains):
        return "no gain", ""
    return mean_told(mean_gain([gains], rng=_rng(), level=LEVEL))


def _rng() -> np.random.Generator:
    """The same draws each time: what is shown twice is the same twice."""
    return np.random.default_rng(0)


def _found(points: Sequence[Point]) -> list[Found]:
    """The rewriter's share of the latest row of each other researcher on each version."""
    latest: dict[tuple[str, int], Row] = {}
    for point in points:
        latest[point.row.researcher, point.row.version] = point.row
    found = []
    for (researcher, version), row in latest.items():
        if researcher == REWRITER:
            continue
        controls = [p.row for p in points if p.row.researcher == REWRITER and p.row.digest == row.digest]
        if not controls:
            why = f"there is no row of the rewriter on version {version}"
            found.append(Found(researcher=researcher, version=version, share=None, why=why))
            continue
        control = ([one for one in controls if one.machine == row.machine] or controls)[-1]
        found.append(found_by(control, row))
    return found


def found_by(control: Row, row: Row) -> Found:
    """How much of a row's gain the control found, on the tasks that both have results of."""
    part, whole = control.proven(), row.proven()
    tasks = [task for task in row.tasks if task in part and task in whole]
    caveats = []
    if len(tasks) < len(row.tasks):
        caveats.append(f"over {len(tasks)} of {len(row.tasks)} tasks, the others lack a result")
    if control.machine != row.machine:
        caveats.append("measured on different machines")
    share, why = None, "no task has a result of both"
    if tasks:
        share = share_of_gain([part[t] for t in tasks], [whole[t] for t in tasks], rng=_rng(), level=LEVEL)
        why = "" if share is not None else "it proved no gain, so there is nothing to have a share of"
    return Found(researcher=row.researcher, version=row.version, share=share, why=why, caveats=tuple(caveats))


# words


def found_line(found: Found) -> str:
    """The sentence that the control is there for."""
    who = one_line(found.researcher, limit=60)
    suffix = f" ({'; '.join(found.caveats)})" if found.caveats else ""
    if found.share is None:
        return f"The rewriter's share of {who}'s gain is undefined: {found.why}{suffix}."
    share = found.share
    if share.low is None or share.high is None:
        between = "no bounds: the gain itself is too uncertain"
    else:
        between = f"{share.low:.0%} to {share.high:.0%} with {share.level:.0%} confidence"
    return f"The rewriter found {share.share:.0%} of {who}'s gain [{between}], by ratio of log gains{suffix}."


def mean_told(mean: MeanGain | None) -> tuple[str, str]:
    """The factor and its interval."""
    if mean is None:
        return "no result", ""
    return times(mean.factor), bounds(mean.low, None if mean.high == inf else mean.high)


def cell_gain(cell: Cell) -> str:
    """What a cell proved: 14.1× [12.4, 14.6], no gain, or missing."""
    if cell.gain is None:
        return "missing"
    if not cell.gain:
        return "no gain proven: counts as 1 exactly"
    return f"{times(cell.factor)} {bounds(cell.low, cell.high)}".strip()


def gain_told(gain: Gain) -> str:
    """A proven gain with its interval."""
    return f"{times(gain.factor)} {bounds(gain.low, None if gain.high == inf else gain.high)}".strip()


def cost_told(cost_usd: float | None) -> str:
    """Dollars; unknown is unknown."""
    return (
        "cost unknown"
        if cost_usd is None
        else "$0"
        if cost_usd == 0
        else f"${cost_usd:.2f}"
        if cost_usd >= 0.005
        else f"${cost_usd:.4f}"
    )


def totals(row: Row) -> dict[str, Any]:
    """Of all cells of a row: experiments, wall_s, tokens, cost_usd (None where any is unknown), shares, tampering."""
    cells = [cell for cell in row.cells if cell.gain is not None]
    experiments = sum(cell.experiments for cell in cells)

    def whole(values: Sequence[Any]) -> Any:
        return None if not values or None in values else sum(values)

    def share(name: str) -> float | None:
        known = [(getattr(cell, name), cell.experiments) for cell in cells if getattr(cell, name) is not None]
        weight = sum(number for _, number in known)
        return sum(value * number for value, number in known) / weight if weight else None

    return {
        "experiments": experiments, "wall_s": sum(cell.wall_s for cell in row.cells),
        "tokens": whole([cell.tokens for cell in cells]), "cost_usd": whole([cell.cost_usd for cell in cells]),
        "parsed": share("parsed"), "correct": share("correct"), "better": share("better"),
        "tampering": sum(cell.tampering for cell in row.cells),
    }  # fmt: skip


def row_line(row: Row) -> str:
    """A row in one sentence."""
    point, whole = point_of(row), totals(row)
    gain, interval = mean_told(point.mean)
    over = f"over {len(row.tasks) - len(point.absent)} of {len(row.tasks)} tasks" if point.absent else (
        f"over {count(len(row.tasks), 'task')}"
    )  # fmt: skip
    told = (
        f"{one_line(row.researcher, limit=80)} on {row.suite} version {row.version}: {gain} {interval} {over}, "
        f"{count(row.seeds, 'seed')}; {count(whole['experiments'], 'experiment')}, {duration(whole['wall_s'])}, "
        f"{cost_told(whole['cost_usd'])}."
    )
    return "\n".join([told, *missing_lines(row)])


def missing_lines(row: Row) -> list[str]:
    """Which cells are missing, and why."""
    return [
        f"Missing, and not counted as no gain: {cell.task}, seed {cell.seed} by {one_line(row.researcher, limit=60)}"
        f"{f' ({cell.run})' if cell.run else ''}: {cell.missing}"
        for cell in row.missing
    ]


def minutes_words(person: PersonRun) -> str:
    """A person's minutes: what was stated as such, what the clock says, unknown as such."""
    clock = ""
    if person.clock_s is not None and person.with_bench_s is not None:
        clock = f"{duration(person.clock_s)} by the clock, {duration(person.with_bench_s)} with the bench's time"
    if person.human_s is None:
        return f"minutes unknown{f' ({clock})' if clock else ''}"
    if person.stated:
        return f"{duration(person.human_s)} as stated{f' ({clock})' if clock else ''}"
    return clock


def person_line(person: PersonRun) -> str:
    """A person's run in one sentence."""
    gain = gain_told(person.proven) if person.gain else "no gain proven"
    return f"{one_line(person.name, limit=40)} on {person.task}: {gain}, {minutes_words(person)} ({person.run})"


# data


def row_plain(row: Row) -> dict[str, Any]:
    """A row with its mean and totals."""
    point = point_of(row)
    mean = None
    if point.mean is not None:
        mean = {**msgspec.to_builtins(point.mean), "high": None if point.mean.high == inf else point.mean.high}
    plain: dict[str, Any] = msgspec.to_builtins(row)
    return {**plain, "mean": mean, "tasks_without_result": list(point.absent), "totals": totals(row)}


def person_plain(person: PersonRun) -> dict[str, Any]:
    """A person's run as data; nothing is 0 that is unknown."""
    plain: dict[str, Any] = msgspec.to_builtins(person)
    proven = plain.pop("proven")
    if not person.ended:
        return plain | {"gain": None}
    high = None if person.proven.high == inf else proven["high"]
    return plain | {"factor": proven["factor"], "low": proven["low"], "high": high, "level": proven["level"]}


def plain_of(found: Sequence[Series]) -> dict[str, Any]:
    """All series as one document."""
    return {
        "method": METHOD.format(level=LEVEL),
        "suites": [
            {
                "suite": series.suite,
                "rows": [row_plain(point.row) for point in series.points],
                "rewriter": [_plain(one) for one in series.found],
                "people": [person_plain(person) for person in series.people],
                "open": [msgspec.to_builtins(one) for one in series.open],
                "warnings": series.warnings(),
            }
            for series in found
        ],
    }


def _plain(found: Found) -> Mapping[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(found)
    return plain
