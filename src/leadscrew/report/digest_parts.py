"""What a digest is made of: the values that its pages show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leadscrew.core.experiment import Evidence
from leadscrew.report.period import Period
from leadscrew.report.waiting import Waiting
from leadscrew.research.gaming import Gaming


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt at a claim."""

    attempt: int
    number: int | None
    """The experiment that was claimed."""
    gain: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """The step that brought most on a line of champions: why its researcher made it."""

    number: int
    hypothesis: str
    steps: int
    """Champions on the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One run on the page."""

    run: str
    task: str
    state: str
    """`ended`, `running`, `paused`, `interrupted` by a person, or `stopped` without notice."""
    researcher: str
    started: str
    last: str
    began_before: bool
    went_on: bool
    """Whether the run has facts after the period; they count as well."""
    budget_s: float
    spent_s: float
    experiments: int
    duplicates: int
    verdicts: Mapping[str, int]
    claim: Evidence | None
    """Of the gain that was claimed; None where none was."""
    second_kind: Evidence | None
    attempts: tuple[Attempt, ...]
    why_none: str
    champion: int
    belief: Belief | None
    cost_usd: float | None
    """None where nobody recorded it."""

    @property
    def open(self) -> bool:
        """Whether it has not ended and has no gain."""
        return self.claim is None and self.state != "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What one family of moves brought, over all runs of the period."""

    name: str
    tried: int
    passed: int
    """Experiments whose answers counted."""
    better: int
    wrong: int
    crashed: int
    """Crashed or timed out."""
    refused: int
    gain: float
    """Its share of the log gain on the champions' line, averaged over the runs that gained something."""
    spent_s: float
    """Machine time, about: from one verdict of a run to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadEnd:
    """A family or a task that took time in which nothing was better."""

    name: str
    spent_s: float
    experiments: int
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverHeld:
    """A hypothesis that was tried in several runs and better in none."""

    hypothesis: str
    runs: int
    tried: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """What a researcher said."""

    run: str
    statement: str
    author: str
    experiments: tuple[int, ...]
    refuted: str
    """Why it does not hold: the claim on an experiment that carries it failed.  Empty where none did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Where machine time went."""

    name: str
    seconds: float
    share: float

    @property
    def halved(self) -> float:
        """How many times as fast all would be with half of this phase."""
        return 1.0 / (1.0 - self.share / 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The page."""

    lab: str
    facts: int
    head: str
    """Hash of the last fact."""
    period: Period
    since: str
    until: str
    made: str
    """The three in local time with its zone."""
    last_run: str
    """The latest run of the lab in words; empty where there is none."""
    runs: tuple[RunLine, ...]
    """Gains first, then what is open, then the rest; the latest first."""
    unlisted: int
    run_count: int
    task_count: int
    gains: int
    without: int
    """Ended without a gain."""
    open: int
    claims_attempted: int
    claims_failed: int
    experiments: int
    duplicates: int
    verdicts: Mapping[str, int]
    spent_s: float
    cost_usd: float | None
    cost_unknown: tuple[str, ...]
    """Runs whose cost nobody recorded."""
    human_s: float | None
    """None where nobody recorded any."""
    gaming: tuple[Gaming, ...]
    """How often each model tampered; empty where no model or client researched."""
    moves: tuple[Moves, ...]
    dead_families: tuple[DeadEnd, ...]
    dead_tasks: tuple[DeadEnd, ...]
    never_held: tuple[NeverHeld, ...]
    findings: tuple[FindingLine, ...]
    """Those that stand; the latest first."""
    refuted: tuple[FindingLine, ...]
    finding_count: int
    phases: tuple[Phase, ...]
    """The longest first."""
    waiting: tuple[Waiting, ...]
