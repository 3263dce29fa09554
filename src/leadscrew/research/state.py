"""What the record says of a run: everything that is needed to go on with it, or to show it.

A day's run has a hundred thousand experiments. They stay in the lab's database; only those in flight, the champions
and the latest are kept in memory, so that a run needs no more of it on its last day than on its first.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass, field
from math import exp, inf, log, sqrt
from typing import Any, overload

import msgspec

from leadscrew.bench.comparison import Earlier, Noise
from leadscrew.bench.reduce import EarlierReduction, Removal
from leadscrew.core.experiment import Claim, Decision, Effect, Pair, Trial, Verdict
from leadscrew.core.seed import Purpose
from leadscrew.errors import RecordError
from leadscrew.ledger.chain import Fact
from leadscrew.store.lab import Lab

KEPT = 2000
"""Decided experiments that stay in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run was started with."""

    task: str
    task_digest: str
    settings_artefact: str
    judge_artefact: str
    start_files: Mapping[str, str]
    """Artefact of each file of the start."""
    commitment: str
    budget_s: float
    experiments: int | None
    seed: int
    slots: int
    researcher: str
    environment: Mapping[str, Any]
    change: Mapping[str, str | None] = field(default_factory=dict)
    """Of `leadscrew try`: the artefact of each file that a person changed."""
    why: str = ""


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

    def __init__(self, lab: Lab, run: str, champions: Sequence[int]) -> None:
        """champions: as far as known; they stay in memory, also those that are added later."""
        self._lab, self._run, self._champions = lab, run, champions
        self._kept: dict[int, Experiment] = {}
        self._mutex = threading.Lock()
        self._last = int(lab.run_row(run)["experiments"])
        for row in lab.experiments(run, COLUMNS, after=self._last - KEPT):
            self._kept[row[0]] = _experiment(row)
        for known in lab.rows("experiment", "run = ? AND verdict IS NULL ORDER BY number", (run,)):
            self.add(self[known["number"]])
            _read_earlier(lab, run, self[known["number"]], after=known["seq"])

    def __getitem__(self, number: int) -> Experiment:
        found = self._kept.get(number)
        if found is None:
            row = self._lab.experiment(self._run, number, COLUMNS)
            if row is None:
                raise KeyError(number)
            found = _experiment(row)
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
                yield self._kept.get(row[0]) or _experiment(row)
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


def _experiment(row: tuple[Any, ...]) -> Experiment:
    """An experiment from its columns."""
    (
        number, parent, base, verdict, factor, low, high, level, pairs, e_value, excess, excess_upper, quality, reason,
        hypothesis, author, move, meaning, files, at,
    ) = row  # fmt: skip
    decision = None
    if verdict is not None:
        effect = None if factor is None else Effect(factor=factor, low=low, high=high, level=level)
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
                earlier.pairs.append(_pair(body))
            else:
                earlier.start_quality[body["seed"]] = body["trial"]["quality"]


@dataclass(slots=True, kw_only=True)
class RunState:
    """A run so far."""

    settings: Settings
    started_at: float
    experiments: Experiments
    noise_pairs: list[Pair] = field(default_factory=list)
    noise: Noise | None = None
    needs: Mapping[str, Any] | None = None
    champions: list[int] = field(default_factory=list)
    duplicates: int = 0
    reduction: EarlierReduction = field(default_factory=EarlierReduction)
    reduced_files: Mapping[str, str | None] | None = None
    search_over: bool = False
    claim_pairs: dict[int, dict[Purpose, list[Pair]]] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    findings: list[Mapping[str, Any]] = field(default_factory=list)
    used: dict[Purpose, int] = field(default_factory=dict)
    """Problems used up of each purpose."""
    spent_s: float = 0.0
    human_s: float = 0.0
    ended: str | None = None

    @property
    def champion(self) -> int:
        """Number of the champion's experiment; 0 is the start."""
        return self.champions[-1] if self.champions else 0


KINDS = (
    "noise_pair", "noise", "search_over", "reduction_pair", "reduction_start", "reduced", "reduction", "claim_pair",
    "claim", "finding", "human",
)  # fmt: skip
"""Facts that are few, however long a run is, and whose content is needed."""


def read_state(lab: Lab, run: str) -> RunState:
    """What the record says of a run.  Raises NotFound, or RecordError where the facts do not fit."""
    row = lab.run_row(run)
    started = next(lab.facts(run=run, kind="run_started"), None)
    if started is None:
        raise RecordError(f"run {run!r} has no start on the record; 'leadscrew verify' checks it")
    try:
        champions = [fact.body["number"] for fact in lab.facts(run=run, kind="champion")]
        state = RunState(
            settings=msgspec.convert(dict(started.body), Settings),
            started_at=started.at,
            experiments=Experiments(lab, run, champions),
            champions=champions,
            duplicates=row["duplicates"],
            used={Purpose(known["purpose"]): known["used"] for known in lab.rows("problem", "run = ?", (run,))},
            spent_s=row["spent_s"],
        )
        for kind in KINDS:
            for fact in lab.facts(run=run, kind=kind):
                _apply(state, fact)
        if row["state"] == "ended":
            state.ended = [fact.body["reason"] for fact in lab.facts(run=run, kind="run_ended")][-1]
    except (KeyError, ValueError, msgspec.ValidationError) as exc:
        raise RecordError(f"a fact of the run does not fit: {exc!r}; 'leadscrew verify' checks the record") from exc
    return state


def _apply(state: RunState, fact: Fact) -> None:
    body = fact.body
    match fact.kind:
        case "noise_pair":
            state.noise_pairs.append(_pair(body))
        case "noise":
            names = ("scale", "median_s", "quality_mean", "quality_sd")
            state.noise = Noise(**{name: body[name] for name in names})
            state.needs = {**body["needs"], "pairs": body["pairs"]}
        case "search_over":
            state.search_over = True
        case "reduction_pair" | "reduced" | "reduction_start":
            if "step" in body:  # a reduction that an older version left unfinished begins anew
                _reduce(state.reduction, fact)
        case "reduction":
            state.reduced_files = body["files"]
        case "claim_pair":
            state.claim_pairs.setdefault(body["attempt"], {}).setdefault(Purpose(body["kind"]), []).append(_pair(body))
        case "claim":
            state.claims.append(msgspec.convert({n: body[n] for n in Claim.__dataclass_fields__}, Claim))
        case "finding":
            state.findings.append(body)
        case "human":
            state.human_s += body["human_s"]
        case _:
            pass


def _reduce(reduction: EarlierReduction, fact: Fact) -> None:
    body = fact.body
    if fact.kind == "reduction_pair":
        reduction.pairs.setdefault(body["step"], []).append(_pair(body))
    elif fact.kind == "reduced":
        removal = Removal(hunks=tuple(body["hunks"]), dropped=body["dropped"], broke=body["broke"])
        reduction.removals[body["step"]] = removal
    else:
        reduction.start_quality[body["seed"]] = body["trial"]["quality"]


def _pair(body: Mapping[str, Any]) -> Pair:
    return msgspec.convert(body["pair"], Pair)


def effect_against_start(state: RunState, number: int) -> Effect | None:
    """The product of the factors along the line of champions from the start to an experiment; unproven.

    Intervals are added in quadrature in the logarithm; None for the start.
    """
    total, below, above, level = 0.0, 0.0, 0.0, 0.0
    current = number
    while current:
        decision = state.experiments[current].decision
        if decision is None or decision.effect is None:
            return None
        effect = decision.effect
        total += log(effect.factor)
        below += log(effect.factor / effect.low) ** 2 if effect.low > 0 else inf
        above += log(effect.high / effect.factor) ** 2 if effect.high is not None else inf
        level = effect.level
        current = state.experiments[current].parent
    if number == 0:
        return None
    high = None if above == inf else exp(total + sqrt(above))
    low = 0.0 if below == inf else exp(total - sqrt(below))
    return Effect(factor=exp(total), low=low, high=high, level=level)
