"""What the record says of a run: everything that is needed to go on with it, or to show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, inf, log, sqrt
from typing import Any

import msgspec

from leadscrew.bench.comparison import Noise
from leadscrew.bench.profile import from_plain as profile_from_plain
from leadscrew.bench.reduce import EarlierReduction, Removal
from leadscrew.core.experiment import Claim, Effect, Pair
from leadscrew.core.profile import Profile
from leadscrew.core.seed import Purpose
from leadscrew.core.task import Surroundings
from leadscrew.errors import RecordError
from leadscrew.ledger.chain import Fact
from leadscrew.research.experiments import Experiment as Experiment
from leadscrew.research.experiments import Experiments
from leadscrew.research.experiments import Submitted as Submitted
from leadscrew.store.lab import Lab


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
    span: float | None = None
    """Of a score's range, signed as in `Effect.span`; None where time is measured."""
    team: tuple[Mapping[str, Any], ...] = ()
    """As `research.team` has it; empty where the researcher is one alone."""
    surroundings: Surroundings | None = None
    """What stands in for those that the task names, in a claim from elsewhere."""


@dataclass(slots=True, kw_only=True)
class RunState:
    """A run so far."""

    settings: Settings
    started_at: float
    experiments: Experiments
    noise_pairs: list[Pair] = field(default_factory=list)
    noise: Noise | None = None
    needs: Mapping[str, Any] | None = None
    plan: Mapping[str, Any] | None = None
    """As `bench.plan.Plan` has it."""
    full_s: float | None = None
    """A full trial of the start, where search is on a reduced problem."""
    tests: int | None = None
    """Of the program's own: how many have to pass."""
    tests_s: float = 0.0
    """What they take with the start."""
    tests_report: str | None = None
    """Artefact of what they come to with it."""
    champions: list[int] = field(default_factory=list)
    duplicates: int = 0
    reduction: EarlierReduction = field(default_factory=EarlierReduction)
    reduced_files: Mapping[str, str | None] | None = None
    search_over: bool = False
    claim_pairs: dict[int, dict[Purpose, list[Pair]]] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    findings: list[Mapping[str, Any]] = field(default_factory=list)
    drafts: dict[str, Counter[str]] = field(default_factory=dict)
    """By family of moves: what became of drafts before they were submitted (`made`, `syntax`, `names`)."""
    profiles: dict[int, Profile | None] = field(default_factory=dict)
    """Of the programs that were looked at; None where one could not be."""
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
    "claim", "finding", "human", "profile", "drafts", "plan", "full_trial", "tests",
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
            experiments=Experiments(lab, run, champions, started.body.get("span")),
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
            state.claims.append(msgspec.convert({n: body[n] for n in Claim.__dataclass_fields__ if n in body}, Claim))
        case "finding":
            state.findings.append(body)
        case "drafts":
            for name, counts in body["families"].items():
                state.drafts.setdefault(str(name), Counter()).update(counts)
        case "profile":
            known = body["profile"]
            state.profiles[body["number"]] = None if known is None else profile_from_plain(known)
        case "human":
            state.human_s += body["human_s"]
        case "plan":
            state.plan = body
        case "full_trial":
            state.full_s = body["trial"]["wall_s"]
        case "tests":
            state.tests, state.tests_s, state.tests_report = body["count"], body["wall_s"], body.get("report")
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
    return Effect(factor=exp(total), low=low, high=high, level=level, span=state.settings.span)
