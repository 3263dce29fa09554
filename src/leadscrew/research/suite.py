"""A suite on the record: which of its runs are done, and the row that they come to.

A cell is one task with one seed: one run. A cell that came to nothing is missing, with the reason, and is never taken
for a run that found no gain.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

import leadscrew
from leadscrew.core.experiment import Claim, Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.core.suite import TaskSuite
from leadscrew.errors import RecordError
from leadscrew.evidence import NO_GAIN, Gain
from leadscrew.research.accounts import accounts_of, cost_of
from leadscrew.research.start import environment
from leadscrew.store.lab import Lab

STARTED, MISSING, ENDED = "suite_started", "suite_cell_missing", "suite_ended"
REWRITER = "rewriter"
SAME = {"leadscrew": "leadscrew", "generation": "the rewriter's generation", "machine": "the machine"}
"""What may not change while a suite is carried out: key of its first fact, and in words."""
Key = tuple[str, int]
"""Task and seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One task with one seed, measured or missing."""

    task: str
    seed: int
    run: str | None
    missing: str = ""
    """Why there is nothing to count; empty where there is."""
    gain: bool | None = None
    """Whether a gain was claimed; None where the cell is missing."""
    factor: float | None = None
    """From the claim alone; exactly 1 where none could be made."""
    low: float | None = None
    high: float | None = None
    """None where the pairs give no bound."""
    level: float | None = None
    wall_s: float = 0.0
    experiments: int = 0
    tokens: int | None = None
    """None where unknown."""
    cost_usd: float | None = None
    """None where unknown."""
    parsed: float | None = None
    """Share of the experiments that the desk took: that parse, change something and only what may change."""
    correct: float | None = None
    """Share of them whose answers counted."""
    better: float | None = None
    """Share of them that were better than the champion."""
    tampering: int = 0
    """Attempts to tamper."""
    notes: tuple[str, ...] = ()
    """What a reader has to know of the run, such as a session that broke."""

    @property
    def proven(self) -> Gain | None:
        """What the run proved; None where the cell is missing."""
        if self.gain is None:
            return None
        if not self.gain or self.factor is None or self.level is None:
            return NO_GAIN
        factor = max(self.factor, 1.0)
        high = float("inf") if self.high is None else max(self.high, factor)
        return Gain(factor=factor, low=min(self.low or 1.0, factor), high=high, level=self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One researcher's suite, finished: a point of the series."""

    began: int
    """Number of the fact that began it."""
    at: float
    """When it ended, in seconds since 1970."""
    suite: str
    version: int
    digest: str
    researcher: str
    model: str
    """The version as the record has it: what the provider says that it served, or the rewriter's generation."""
    leadscrew: str
    processor: str
    cores: int
    seeds: int
    cells: tuple[Cell, ...]

    @property
    def machine(self) -> str:
        """The machine in a few words."""
        return f"{self.processor or 'unknown processor'}, {self.cores} core{'s' if self.cores != 1 else ''}"

    @property
    def tasks(self) -> tuple[str, ...]:
        """Names, in the suite's order."""
        return tuple(dict.fromkeys(cell.task for cell in self.cells))

    @property
    def missing(self) -> tuple[Cell, ...]:
        """Cells without a result."""
        return tuple(cell for cell in self.cells if cell.gain is None)

    def proven(self) -> dict[str, list[Gain]]:
        """What was proven, by task and then by seed; tasks of which all cells are missing are left out."""
        found: dict[str, list[Gain]] = {}
        for cell in self.cells:
            if (gain := cell.proven) is not None:
                found.setdefault(cell.task, []).append(gain)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A suite that was begun, as its first fact has it."""

    seq: int
    at: float
    body: Mapping[str, Any]

    @property
    def researcher(self) -> str:
        """As it was asked for."""
        return str(self.body["researcher"])

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of each task's runs."""
        return tuple(self.body["seeds"])

    @property
    def keys(self) -> list[Key]:
        """All cells: one seed of all tasks, then the next, so that a suite that is cut short has whole tasks."""
        return [(str(task["name"]), seed) for seed in self.seeds for task in self.body["tasks"]]

    def budget(self, task: str) -> Mapping[str, Any]:
        """Of each run of a task: wall_s, experiments, tokens, cost_usd."""
        return next(entry for entry in self.body["tasks"] if entry["name"] == task)


def begun_suites(lab: Lab) -> list[Begun]:
    """All that were begun in a lab, in order."""
    return [Begun(seq=fact.seq, at=fact.at, body=fact.body) for fact in lab.facts(kind=STARTED)]


def open_suites(lab: Lab) -> list[Begun]:
    """Those that have not ended and that nobody began anew, in order."""
    ended = {int(fact.body["began"]) for fact in lab.facts(kind=ENDED)}
    left = {int(begun.body["instead_of"]) for begun in begun_suites(lab) if begun.body.get("instead_of")}
    return [begun for begun in begun_suites(lab) if begun.seq not in ended | left]


def conditions(lab: Lab) -> dict[str, Any]:
    """What a row is measured under, here and now."""
    from leadscrew.research.succession.generations import in_force

    here = environment()
    machine = {"processor": here["processor"], "cores": here["cores"]}
    return {"leadscrew": leadscrew.__version__, "generation": in_force(lab).number, "machine": machine}


def begin(lab: Lab, suite: TaskSuite, *, researcher: str, seeds: Sequence[int], instead_of: int | None) -> Begun:
    """Put a suite's beginning on the record.  instead_of: the open one that nobody goes on with."""
    body = {
        "suite": suite.name,
        "version": suite.version,
        "digest": suite.digest,
        "researcher": researcher,
        "seeds": list(seeds),
        "tasks": [msgspec.to_builtins(task) for task in suite.tasks],
        "environment": environment(),
        **conditions(lab),
        **({"instead_of": instead_of} if instead_of is not None else {}),
    }
    fact = lab.append(STARTED, body)
    return Begun(seq=fact.seq, at=fact.at, body=fact.body)


def runs_of(lab: Lab, begun: Begun) -> dict[Key, str]:
    """The runs that were begun for its cells; one that was resumed keeps its name."""
    found: dict[Key, str] = {}
    for fact in lab.facts(kind="run_started", after=begun.seq):
        mark = fact.body.get("suite")
        if mark and mark["began"] == begun.seq and fact.run is not None:
            found[str(mark["task"]), int(mark["seed"])] = fact.run
    return found


def given_up(lab: Lab, begun: Begun) -> dict[Key, str]:
    """Cells that failed, with the reason."""
    return {
        (str(fact.body["task"]), int(fact.body["seed"])): str(fact.body["reason"])
        for fact in lab.facts(kind=MISSING, after=begun.seq)
        if fact.body["began"] == begun.seq
    }


def give_up(lab: Lab, begun: Begun, key: Key, run: str | None, reason: str) -> None:
    """Record that a cell has no result."""
    body = {"began": begun.seq, "task": key[0], "seed": key[1], "run": run, "reason": one_line(reason)}
    lab.append(MISSING, body)


def cells_of(lab: Lab, begun: Begun) -> dict[Key, Cell]:
    """The cells that are done: measured, or given up."""
    runs, failed = runs_of(lab, begun), given_up(lab, begun)
    found: dict[Key, Cell] = {}
    for key in begun.keys:
        run = runs.get(key)
        if key in failed:
            spent_s = float(lab.run_row(run)["spent_s"]) if run else 0.0
            found[key] = Cell(task=key[0], seed=key[1], run=run, missing=failed[key], wall_s=spent_s)
        elif run is not None and lab.run_row(run)["state"] == "ended":
            found[key] = cell_of(lab, run, key, rewriter=begun.researcher == REWRITER)
    return found


def cell_of(lab: Lab, run: str, key: Key, *, rewriter: bool) -> Cell:
    """What a run that has ended comes to, from its claim."""
    view = lab.run_row(run)
    accounts = accounts_of(lab, run)
    verdicts = lab.verdicts(run)
    experiments, turns = sum(verdicts.values()), sum(account.turns for account in accounts)
    cost_usd, unpriced = cost_of(lab, run)
    known = rewriter or turns > 0
    cell = Cell(
        task=key[0],
        seed=key[1],
        run=run,
        wall_s=float(view["spent_s"]),
        experiments=experiments,
        tokens=sum(account.tokens for account in accounts) if known else None,
        cost_usd=round(cost_usd, 6) if known and not unpriced else None,
        parsed=_share(verdicts, [v for v in Verdict if v is not Verdict.REFUSED]),
        correct=_share(verdicts, [Verdict.BETTER, Verdict.NOT_BETTER, Verdict.UNDECIDED]),
        better=_share(verdicts, [Verdict.BETTER]),
        tampering=sum(account.tampering for account in accounts),
        notes=tuple(_notes(lab, run)),
    )
    ended = [fact.body for fact in lab.facts(run=run, kind="run_ended")][-1]
    reason = one_line(str(ended["reason"]), limit=300)
    if "spent_s" not in ended:  # it was broken off, see cli.run.session_of
        return replace(cell, missing=reason)
    if not experiments and not turns:
        nothing = "nothing was submitted" if rewriter else "nothing was submitted and no model answered"
        return replace(cell, missing="; ".join([f"{nothing} ({reason})", *cell.notes]))
    claim = msgspec.convert(json.loads(view["claim"]), Claim) if view["claim"] else None
    if claim is None or not claim.gain or not claim.evidence:
        return replace(cell, gain=False, factor=1.0, low=1.0, high=1.0)
    effect = claim.evidence[0].effect
    return replace(cell, gain=True, factor=effect.factor, low=effect.low, high=effect.high, level=effect.level)


def row_of(lab: Lab, begun: Begun) -> Row:
    """The row of a suite, all of whose cells are done.  Raises RecordError where one is not."""
    cells = cells_of(lab, begun)
    if left := [key for key in begun.keys if key not in cells]:
        raise RecordError(f"suite {begun.seq}: {len(left)} cells are not done, the first is {left[0]}")
    body = begun.body
    runs = [cell.run for cell in cells.values() if cell.run is not None]
    return Row(
        began=begun.seq,
        at=max((float(lab.run_row(run)["last_at"]) for run in runs), default=begun.at),
        suite=body["suite"],
        version=body["version"],
        digest=body["digest"],
        researcher=begun.researcher,
        model=_model(lab, begun, runs),
        leadscrew=body["leadscrew"],
        processor=body["machine"]["processor"],
        cores=body["machine"]["cores"],
        seeds=len(begun.seeds),
        cells=tuple(cells[key] for key in begun.keys),
    )


def end(lab: Lab, begun: Begun) -> Row:
    """Append the row to the series."""
    row = row_of(lab, begun)
    lab.append(ENDED, {"began": begun.seq, "row": msgspec.to_builtins(row)})
    return row


def rows(lab: Lab, suite: str | None = None) -> list[Row]:
    """The series, of one suite or of all, in order.  Raises RecordError."""
    try:
        found = [msgspec.convert(dict(fact.body["row"]), Row) for fact in lab.facts(kind=ENDED)]
    except (KeyError, TypeError, ValueError) as exc:
        raise RecordError(f"a row of a suite does not fit: {exc}; 'leadscrew verify' checks the record") from exc
    return [row for row in found if suite is None or row.suite == suite]


def _share(verdicts: Mapping[str | None, int], wanted: Sequence[Verdict]) -> float | None:
    """Of the experiments that came to a verdict; None without any."""
    decided = sum(count for verdict, count in verdicts.items() if verdict is not None)
    return sum(verdicts.get(str(verdict), 0) for verdict in wanted) / decided if decided else None


def _notes(lab: Lab, run: str) -> list[str]:
    """What a reader has to know of a run besides its numbers."""
    found = []
    broken = [fact.body for fact in lab.facts(run=run, kind="session_ended") if not fact.body["ok"]]
    if broken:
        found.append(f"sessions that broke: {len(broken)}, the last: {one_line(str(broken[-1]['reason']), limit=200)}")
    for kind, words in (
        ("steer", "lines of a person to it"),
        ("researcher_stopped", "stops by a person"),
        ("approval_given", "answers of a person to its calls"),
        ("halt", "halts"),
        ("busy", "waits for a machine that stayed busy"),
    ):
        if count := sum(1 for _ in lab.facts(run=run, kind=kind)):
            found.append(f"{words}: {count}")
    return found


def _model(lab: Lab, begun: Begun, runs: Sequence[str]) -> str:
    """Which version did it, by the record."""
    if begun.researcher == REWRITER:
        return f"leadscrew {begun.body['leadscrew']}, generation {begun.body['generation']}"
    served = [
        str(fact.body["model"])
        for run in runs
        for fact in lab.facts(run=run, kind="model_call")
        if fact.body.get("model")
    ]
    return one_line(", ".join(dict.fromkeys(served)), limit=200) or begun.researcher
