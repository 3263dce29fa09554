"""What the facts of a run say: everything that is needed to go on with it, or to show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp, inf, log, sqrt
from typing import Any

import msgspec

from leadscrew.bench.comparison import Earlier, Noise
from leadscrew.core.experiment import Claim, Decision, Effect, Pair, Trial, Verdict
from leadscrew.core.seed import Purpose
from leadscrew.errors import RecordError
from leadscrew.ledger.chain import Fact

COUNTED = {
    "noise_pair": Purpose.NOISE,
    "trial": Purpose.SEARCH,
    "pair": Purpose.SEARCH,
    "reduction_pair": Purpose.REDUCTION,
}


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
    earlier: Earlier = field(default_factory=Earlier)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict, once there is one."""
        return self.decision.verdict if self.decision else None


@dataclass(slots=True, kw_only=True)
class RunState:
    """A run so far."""

    settings: Settings
    started_at: float
    noise_pairs: list[Pair] = field(default_factory=list)
    noise: Noise | None = None
    needs: Mapping[str, Any] | None = None
    experiments: dict[int, Experiment] = field(default_factory=dict)
    champions: list[int] = field(default_factory=list)
    duplicates: int = 0
    reduced: dict[int, bool] = field(default_factory=dict)
    reduction_pairs: dict[int, list[Pair]] = field(default_factory=dict)
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
    timeline: list[tuple[float, str, int]] = field(default_factory=list)
    """(spent_s, verdict, number) in order."""

    @property
    def champion(self) -> int:
        """Number of the champion's experiment; 0 is the start."""
        return self.champions[-1] if self.champions else 0


def read_state(facts: Iterable[Fact]) -> RunState:
    """Fold the facts of one run, in order.  Raises RecordError where they do not fit."""
    state: RunState | None = None
    try:
        for fact in facts:
            if fact.kind == "run_started":
                state = RunState(settings=msgspec.convert(dict(fact.body), Settings), started_at=fact.at)
            elif state is not None:
                _apply(state, fact)
    except (KeyError, msgspec.ValidationError) as exc:
        raise RecordError(f"a fact of the run does not fit: {exc!r}; 'leadscrew verify' checks the record") from exc
    if state is None:
        raise RecordError("the run has no start on the record; 'leadscrew verify' checks it")
    return state


def _apply(state: RunState, fact: Fact) -> None:
    body = fact.body
    state.spent_s = float(body.get("spent_s", state.spent_s))
    if "counter" in body:
        purpose = COUNTED.get(fact.kind) or Purpose(body["kind"])
        state.used[purpose] = max(state.used.get(purpose, 0), body["counter"] + 1)
    match fact.kind:
        case "noise_pair":
            state.noise_pairs.append(_pair(body))
        case "noise":
            names = ("scale", "spread", "median_s", "quality_mean", "quality_sd")
            state.noise = Noise(**{name: body[name] for name in names})
            state.needs = {**body["needs"], "pairs": body["pairs"]}
        case "candidate":
            number = body["number"]
            state.experiments[number] = Experiment(
                number=number,
                parent=body["parent"],
                base=body["base"],
                files=body["files"],
                hypothesis=body["hypothesis"],
                author=body["author"],
                move=body["move"],
                meaning=body["meaning"],
                at=fact.at,
            )
        case "trial":
            state.experiments[body["number"]].earlier.qualifying = msgspec.convert(body["trial"], Trial)
        case "pair":
            state.experiments[body["number"]].earlier.pairs.append(_pair(body))
        case "start_trial":
            known = state.experiments[body["number"]].earlier.start_quality
            known[body["seed"]] = body["trial"]["quality"]
        case "verdict":
            decision = msgspec.convert({name: body[name] for name in Decision.__dataclass_fields__}, Decision)
            state.experiments[body["number"]].decision = decision
            state.timeline.append((state.spent_s, decision.verdict, body["number"]))
        case "champion":
            state.champions.append(body["number"])
        case "duplicate":
            state.duplicates += 1
        case "search_over":
            state.search_over = True
        case "reduction_pair":
            state.reduction_pairs.setdefault(body["hunk"], []).append(_pair(body))
        case "reduced":
            state.reduced[body["hunk"]] = body["dropped"]
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
        case "run_ended":
            state.ended = body["reason"]
        case "run_resumed":
            state.ended = None
        case _:
            pass


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
