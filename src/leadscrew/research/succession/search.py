"""A search replayed on a bank: the policy chooses, the bank says what came of it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from leadscrew.research.rewriter.policy import Chooser
from leadscrew.research.succession.bank import Bank, Outcome, gain_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a replayed search came to."""

    reached: int
    """Experiments until the wanted share of the bank's final gain; all of the bank's, and one more, where never."""
    experiments: int
    wrong: int
    """Experiments whose answers were rejected, up to the one that reached the gain."""
    course: tuple[float, ...] = ()
    """Log gain after each experiment."""


def search(bank: Bank, policy: Chooser, seed: int, *, share: float = 0.5, limit: int = 500) -> Search:
    """Search until a share of the final gain is reached; the policy learns from each outcome.

    An edit that appears when another is taken is there from then on.
    """
    rng = random.Random(seed)
    open_edits = [outcome for outcome in bank.outcomes if not outcome.after]
    waiting: dict[str, list[Outcome]] = {}
    for outcome in bank.outcomes:
        if outcome.after:
            waiting.setdefault(outcome.after, []).append(outcome)
    wanted, wrong = share * bank.final, 0
    taken: list[Outcome] = []
    course: list[float] = []
    limit = min(limit, len(bank.outcomes))
    while open_edits and len(course) < limit:
        chosen = open_edits.pop(policy.order([bank.option(outcome) for outcome in open_edits], rng)[0])
        before = course[-1] if course else 0.0
        gained = chosen.log_gain if chosen.verdict == "better" else 0.0
        if chosen.verdict == "better":
            gained = gain_of([*taken, chosen]) - before
            if gained > 0.0:
                taken.append(chosen)
                open_edits += waiting.pop(chosen.name, [])
        wrong += chosen.wrong
        policy.learn(bank.option(chosen), success=1.0 if gained > 0.0 else 0.0, log_gain=gained)
        course.append(before + max(gained, 0.0))
        if wanted > 0.0 and course[-1] >= wanted - 1e-9:
            return Search(reached=len(course), experiments=len(course), wrong=wrong, course=tuple(course))
    return Search(reached=limit + 1, experiments=len(course), wrong=wrong, course=tuple(course))
