"""Trials, pairs, verdicts and claims: what the bench measured."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import log

MAX_REASON = 2000


class Status(StrEnum):
    """How one trial ended."""

    OK = "ok"
    WRONG = "wrong"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    CUT = "cut"
    """Stopped at three times the opponent's slowest: a loss, not a fault."""


class Verdict(StrEnum):
    """What an experiment came to."""

    BETTER = "better"
    NOT_BETTER = "not_better"
    UNDECIDED = "undecided"
    WRONG = "wrong"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One run of one program on one problem."""

    status: Status
    wall_s: float
    cpu_s: float = 0.0
    quality: float | None = None
    """What the judge says of the answer: its quality, or its score where the task's metric is one."""
    reason: str = ""
    stalled_s: float = 0.0
    """Seconds for which the bench itself stood still: such a trial says nothing and is run again."""

    @property
    def failed(self) -> bool:
        """Whether the program, and not only its speed, was at fault."""
        return self.status in (Status.WRONG, Status.CRASHED, Status.TIMED_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A program and its opponent on the same problem, one after the other on one core."""

    seed: int
    new: Trial
    old: Trial
    new_first: bool

    @property
    def log_ratio(self) -> float:
        """log(old / new) of wall time: above 0 the new program was faster."""
        return log(max(self.old.wall_s, 1e-9) / max(self.new.wall_s, 1e-9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How many times faster, or how much better scored, with an interval."""

    factor: float
    """Median of the pair ratios old / new; for scores exp of the mean difference, see `span`."""
    low: float
    """0 where the pairs give no bound."""
    high: float | None
    """None where the pairs give no bound."""
    level: float
    span: float | None = None
    """For scores: width of the declared range, below 0 where lower is better. The effect is then a difference: its
    factor is exp of the difference as a share of the range, so that effects of both kinds multiply."""

    @property
    def log_gain(self) -> float:
        """The gain as researchers learn from it: the factor's log, or a score's difference as a share of its range."""
        return log(max(self.factor, 1e-9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A comparison's verdict and what it rests on."""

    verdict: Verdict
    pairs: int
    e_value: float = 1.0
    effect: Effect | None = None
    excess: float | None = None
    """Mean quality minus the start's; positive is worse."""
    excess_upper: float | None = None
    """Upper bound of the excess at the level of the comparison."""
    quality: float | None = None
    """Mean quality over the candidate's trials."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the pairs of a claim say on one kind of problem."""

    kind: str
    """The purpose of its seeds: `claim`, or `held_out` for the kind that search never used."""
    effect: Effect
    e_value: float
    pairs: int
    total_ratio: float
    """Sum of the start's times over the sum of the candidate's."""
    total_low: float
    total_high: float | None
    excess: float | None
    """Mean quality minus the start's; positive is worse."""
    excess_upper: float | None
    holds: bool
    reason: str = ""
    score: float | None = None
    """Mean score of the candidate, where the task's metric is one."""
    start_score: float | None = None
    """Mean score of the start on the same problems."""
    varied: bool = True
    """Whether problems differed; where they did not, a program that stores its answer passes."""

    @property
    def wrong_at_most(self) -> float | None:
        """Share of problems that the program may still answer wrongly, at most, with 95 % confidence.

        From the pairs of this evidence alone, none of which failed: the exact binomial bound, 1 - 0.05^(1/n).
        None where something failed.
        """
        return None if not self.holds or self.pairs < 1 else 1.0 - 0.05 ** (1.0 / self.pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The champion measured again against the start on fresh problems, after the search."""

    gain: bool
    number: int | None
    """The experiment that is claimed; its files may have been reduced."""
    attempt: int
    alpha: float
    """Error probability of this attempt: 1 % / 2^attempt."""
    evidence: tuple[Evidence, ...] = ()
    files: dict[str, str | None] | None = None
    """Artefact of each file that the claimed program changes in the start."""
    reason: str = ""
    broken_tests: bool = False
    """Whether it broke tests that pass with the start, and so was not measured."""
