"""One researcher's place at the desk: its name, direction and share of the budgets, and what it has used of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from leadscrew.agents.prices import TOKENS
from leadscrew.core.experiment import Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.core.profile import Profile
from leadscrew.core.program import Program
from leadscrew.core.task import Task
from leadscrew.research.desk import Closed
from leadscrew.research.state import Experiment

if TYPE_CHECKING:
    from leadscrew.research.run import Run


SEARCH_OVER = "the run's search is over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Hard limits of one researcher; None where only the run's own hold."""

    tokens: int | None = None
    """Input, output and cached ones together."""
    cost_usd: float | None = None
    experiments: int | None = None

    def share(self, parts: float) -> Allowance:
        """One of so many equal parts; at least one experiment."""

        def of(value: float | None) -> float | None:
            return None if value is None else value / parts

        tokens, count = of(self.tokens), of(self.experiments)
        return Allowance(
            tokens=None if tokens is None else int(tokens), cost_usd=of(self.cost_usd),
            experiments=None if count is None else max(1, int(count)),
        )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Used:
    """What a researcher has used."""

    tokens: int = 0
    cost_usd: float = 0.0
    unpriced: int = 0
    """Tokens whose price is unknown."""
    experiments: int = 0
    turns: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    """Of tools by name."""
    faults: int = 0
    malformed: int = 0


class Seat:
    """A desk (see `research.desk.Desk`) that belongs to one researcher of a run."""

    def __init__(
        self, run: Run, name: str, *, direction: str = "", allowance: Allowance | None = None, lead: Seat | None = None
    ) -> None:
        """lead: whose worker this is; what is used here is used there, too."""
        self.run, self.name, self.direction, self.lead = run, name, direction, lead
        self.allowance = allowance or Allowance()
        self.used = Used()
        self.trouble = ""
        """Why its last session ended, where it was not the run's own end."""
        self.closed = ""
        """Why this researcher was stopped; empty while it was not."""

    # the desk

    @property
    def task(self) -> Task:
        """See Desk."""
        return self.run.task

    @property
    def open(self) -> bool:
        """See Desk."""
        return not self.why_over()

    @property
    def seed(self) -> int:
        """See Desk."""
        return self.run.seed

    @property
    def slots(self) -> int:
        """See Desk."""
        return self.run.slots

    @property
    def left_s(self) -> float:
        """See Desk."""
        return self.run.left_s

    @property
    def quality_noise(self) -> float:
        """See Desk."""
        return self.run.quality_noise

    @property
    def experiments(self) -> Sequence[Experiment]:
        """See Desk."""
        return self.run.experiments

    @property
    def champion(self) -> int:
        """See Desk."""
        return self.run.champion

    def program(self, number: int) -> Program:
        """See Desk."""
        return self.run.program(number)

    async def profile(self, number: int) -> Profile | None:
        """See Desk."""
        return await self.run.profile(number)

    async def submit(
        self, change: Mapping[str, bytes | None], hypothesis: str, *, author: str = "", move: str = "",
        base: int | None = None,
    ) -> Experiment:  # fmt: skip
        """See Desk; the author is always the one who sits here."""
        if not self.open:
            raise Closed
        for seat in self.line():
            seat.used.experiments += 1
        experiment = await self.run.submit(change, hypothesis, author=self.name, move=move, base=base)
        if experiment.verdict is Verdict.REFUSED:
            self.used.faults += 1
        return experiment

    def share(
        self, statement: str, experiments: Sequence[int], *, author: str = "", kind: str = "observation",
        refutes: Sequence[str] = (), supersedes: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """See Desk."""
        self.run.share(statement, experiments, author=self.name, kind=kind, refutes=refutes, supersedes=supersedes)

    def tally(self, drafts: Mapping[str, Mapping[str, int]]) -> None:
        """See Desk."""
        self.run.tally(drafts)

    def halt(self, reason: str, *, author: str = "") -> None:
        """See Desk."""
        self.run.halt(reason, author=self.name)

    # budgets

    def line(self) -> list[Seat]:
        """This seat and those of whom it is a worker."""
        return [self, *(self.lead.line() if self.lead is not None else [])]

    def spend(self, used: Mapping[str, Any], cost_usd: float | None) -> None:
        """Charge one call of a model; cost_usd: None where the price is unknown."""
        tokens = sum(int(used.get(name, 0)) for name in TOKENS)
        for seat in self.line():
            seat.used.tokens += tokens
            seat.used.cost_usd += cost_usd or 0.0
            seat.used.unpriced += tokens if cost_usd is None else 0
        self.used.turns += 1
        self.used.malformed += int(used.get("malformed", 0))

    def why_over(self) -> str:
        """Why this researcher has to end; empty while it may go on."""
        if self.closed:
            return self.closed
        if self.run.halted is not None:
            return f"the run is {self.run.halted.words}"
        if not self.run.open:
            return SEARCH_OVER
        for seat in self.line():
            allowance, used = seat.allowance, seat.used
            whose = "" if seat is self else f" of {seat.name}"
            if allowance.tokens is not None and used.tokens >= allowance.tokens:
                return f"its token budget{whose} of {allowance.tokens:,} is spent"
            if allowance.cost_usd is not None and used.cost_usd >= allowance.cost_usd:
                return f"its cost budget{whose} of ${allowance.cost_usd:.2f} is spent"
            if allowance.cost_usd is not None and used.unpriced:
                return f"the price of a call{whose} is unknown, so its cost budget could not hold"
            if allowance.experiments is not None and used.experiments >= allowance.experiments:
                return f"its {allowance.experiments} experiments{whose} are done"
        return ""

    def left(self) -> str:
        """What is left, in words for the researcher."""
        parts = [f"{max(0.0, self.left_s):.0f} s"]
        for seat in self.line():
            allowance, used = seat.allowance, seat.used
            if allowance.experiments is not None:
                parts.append(f"{max(0, allowance.experiments - used.experiments)} experiments")
            if allowance.tokens is not None:
                parts.append(f"{max(0, allowance.tokens - used.tokens):,} tokens")
            if allowance.cost_usd is not None:
                parts.append(f"${max(0.0, allowance.cost_usd - used.cost_usd):.2f}")
        return ", ".join(dict.fromkeys(parts))

    def account(self) -> dict[str, Any]:
        """What was used, for the record."""
        used = self.used
        return {
            "researcher": one_line(self.name, limit=60), "tokens": used.tokens, "cost_usd": round(used.cost_usd, 6),
            "unpriced_tokens": used.unpriced, "experiments": used.experiments, "turns": used.turns,
            "tools": dict(used.calls), "faults": used.faults, "malformed": used.malformed,
            "tampering": self.run.lookout.counts[one_line(self.name, limit=60)],
        }  # fmt: skip
