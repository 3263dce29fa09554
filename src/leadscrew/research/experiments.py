"""A run's experiments: in the record all of them, in memory those in flight, the champions and the latest.

A day's run has a hundred thousand. So a run needs no more memory on its last day than on its first.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from typing import Any, overload

import msgspec

from leadscrew.bench.comparison import Earlier
from leadscrew.core.experiment import Decision, Effect, Pair, Trial, Verdict
from leadscrew.store.lab import Lab

KEPT = 2000
"""Decided experiments that stay in memory."""


@dataclass(slots=True, kw_only=True)
class Experiment:
    """A candidate and what became of it."""

    number: int
    parent: int
    """The experiment that it was compared with; 0 is the start."""
    base: int
    """The experiment whose program was changed; mostly the parent."""
    files: Mapping[str, str | None]
    """Artefact of each file that differs from the start, None where removed."""
    hypothesis: str
    author: str
    move: str
    meaning: str
    at: float
    decision: Decision | None = None
    earlier: Earlier | None = None
    """What was measured before its run was resumed; None once it is decided."""

    @property
    def verdict(self) -> Verdict | None:
        """The verdict, once there is one."""
        return self.decision.verdict if self.decision else None


class Experiments(Mapping[int, Experiment]):
    """A run's experiments by number, from 1 on; those not in memory are read from the lab when they are asked for."""

    def __init__(self, lab: Lab, run: str, champions: Sequence[int], span: float | None = None) -> None:
        """champions: as far as known; they stay in memory, also those that are added later.  span: of effects."""
        self._span = span
        self._lab, self._run, self._champions = lab, run, champions
        self._kept: dict[int, Experiment] = {}
        self._mutex = threading.Lock()
        self._last = int(lab.run_row(run)["experiments"])
        for row in lab.experiments(run, COLUMNS, after=self._last - KEPT):
            self._kept[row[0]] = _experiment(row, span)
        for known in lab.rows("experiment", "run = ? AND verdict IS NULL ORDER BY number", (run,)):
            self.add(self[known["number"]])
            _read_earlier(lab, run, self[known["number"]], after=known["seq"])

    def __getitem__(self, number: int) -> Experiment:
        found = self._kept.get(number)
        if found is None:
            row = self._lab.experiment(self._run, number, COLUMNS)
            if row is None:
                raise KeyError(number)
            found = _experiment(row, self._span)
            if number in self._champions:
                self.add(found)
        return found

    def __len__(self) -> int:
        return self._last

    def __iter__(self) -> Iterator[int]:
        return iter(range(1, self._last + 1))

    def values(self) -> ValuesView[Experiment]:
        """All of them in order, without keeping them."""
        return _Stream(self)

    def since(self, first: int) -> Iterator[Experiment]:
        """Those from a number on, in order, without keeping them."""
        latest = max(first, self._last - KEPT + 1)
        if first < latest:
            for row in self._lab.experiments(self._run, COLUMNS, after=first - 1):
                if row[0] >= latest:
                    break
                yield self._kept.get(row[0]) or _experiment(row, self._span)
        for number in range(latest, self._last + 1):
            yield self[number]

    def add(self, experiment: Experiment) -> None:
        """Take one that is on the record."""
        with self._mutex:
            self._kept[experiment.number] = experiment
            self._last = max(self._last, experiment.number)
            if len(self._kept) > 2 * KEPT + len(self._champions):
                self._forget()

    def undecided(self) -> list[Experiment]:
        """Those that have no verdict yet."""
        return [known for known in list(self._kept.values()) if known.decision is None]

    def of_meaning(self, meaning: str) -> int | None:
        """The first experiment whose program means the same."""
        where = "run = ? AND meaning = ? ORDER BY number LIMIT 1"
        return next((int(row["number"]) for row in self._lab.rows("experiment", where, (self._run, meaning))), None)

    def _forget(self) -> None:
        keep = set(self._champions)
        for number in [n for n in self._kept if n <= self._last - KEPT and n not in keep]:
            if self._kept[number].decision is not None:
                del self._kept[number]


class _Stream(ValuesView[Experiment]):
    """The values of Experiments, read in batches."""

    _mapping: Experiments

    def __iter__(self) -> Iterator[Experiment]:
        return self._mapping.since(1)


class Submitted(Sequence[Experiment]):
    """Experiments as a researcher sees them: in order, the first is number 1."""

    def __init__(self, experiments: Experiments) -> None:
        self._experiments = experiments

    def __len__(self) -> int:
        return len(self._experiments)

    def __iter__(self) -> Iterator[Experiment]:
        return self._experiments.since(1)

    @overload
    def __getitem__(self, place: int) -> Experiment: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Experiment]: ...

    def __getitem__(self, place: int | slice) -> Experiment | Sequence[Experiment]:
        places = range(len(self))[place]
        if isinstance(places, int):
            return self._experiments[places + 1]
        return [self._experiments[at + 1] for at in places]


VERDICTS = {str(verdict): verdict for verdict in Verdict}
COLUMNS = (
    "number, parent, base, verdict, factor, low, high, level, pairs, e_value, excess, excess_upper, quality, reason, "
    "hypothesis, author, move, meaning, files, at"
)


def _experiment(row: tuple[Any, ...], span: float | None) -> Experiment:
    """An experiment from its columns."""
    (
        number, parent, base, verdict, factor, low, high, level, pairs, e_value, excess, excess_upper, quality, reason,
        hypothesis, author, move, meaning, files, at,
    ) = row  # fmt: skip
    decision = None
    if verdict is not None:
        effect = None if factor is None else Effect(factor=factor, low=low, high=high, level=level, span=span)
        decision = Decision(
            verdict=VERDICTS[verdict], pairs=pairs, e_value=e_value, effect=effect, excess=excess,
            excess_upper=excess_upper, quality=quality, reason=reason,
        )  # fmt: skip
    return Experiment(
        number=number, parent=parent, base=base, files=msgspec.json.decode(files), hypothesis=hypothesis, author=author,
        move=move, meaning=meaning, at=at, decision=decision,
    )  # fmt: skip


def _read_earlier(lab: Lab, run: str, experiment: Experiment, *, after: int) -> None:
    """What was measured of an experiment that has no verdict yet; after: its own fact's number."""
    experiment.earlier = earlier = Earlier()
    for kind in ("trial", "pair", "start_trial"):
        for fact in lab.facts(run=run, kind=kind, after=after):
            body = fact.body
            if body["number"] != experiment.number:
                continue
            if kind == "trial":
                earlier.qualifying = msgspec.convert(body["trial"], Trial)
            elif kind == "pair":
                earlier.pairs.append(msgspec.convert(body["pair"], Pair))
            else:
                earlier.start_quality[body["seed"]] = body["trial"]["quality"]
