"""What a page needs of a run's facts beside its state: where the time went, what the reduction tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leadscrew.core.hypothesis import one_line
from leadscrew.ledger.chain import Fact

NOISE, WAITING, SEARCH, REDUCTION, CLAIM = "noise", "waiting for a quiet machine", "search", "reduction", "claim"
PHASES = (WAITING, NOISE, SEARCH, REDUCTION, CLAIM)
PHASE_OF = {
    "busy": WAITING,
    "noise_pair": NOISE,
    "noise": NOISE,
    "candidate": SEARCH,
    "trial": SEARCH,
    "pair": SEARCH,
    "start_trial": SEARCH,
    "verdict": SEARCH,
    "champion": SEARCH,
    "duplicate": SEARCH,
    "search_over": SEARCH,
    "reduction_pair": REDUCTION,
    "reduced": REDUCTION,
    "reduction": REDUCTION,
    "claim_pair": CLAIM,
    "claim": CLAIM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One hunk that the reduction tried to do without."""

    hunk: int
    path: str
    dropped: bool
    pairs: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The course of a run."""

    phase_s: tuple[tuple[str, float], ...]
    """Seconds spent in each phase that the run reached."""
    claim_spent_s: tuple[float, ...]
    """Seconds spent when each attempt at a claim was decided."""
    steps: tuple[Step, ...]
    busy_share: float | None
    """The largest share of the bench's core that others used while it measured; None where the machine was quiet."""
    interruptions: int
    halted: str
    """Why a researcher ended the search, if one did."""
    last_at: float
    """When the run last did something."""
    last_seq: int
    last_hash: str


def course_of(facts: Sequence[Fact]) -> Course:
    """Read the course from all facts of a run, in order."""
    spent = dict.fromkeys(PHASES, 0.0)
    before, waiting, phase = 0.0, False, SEARCH
    claims: list[float] = []
    steps: list[Step] = []
    busy: float | None = None
    interruptions, halted, last = 0, "", facts[0]
    for fact in facts:
        body = fact.body
        if "spent_s" in body:
            last = fact
            phase = WAITING if waiting else PHASE_OF.get(fact.kind, phase)
            spent[phase] += max(0.0, body["spent_s"] - before)
            before, waiting = max(before, body["spent_s"]), fact.kind == "waiting"
        match fact.kind:
            case "claim":
                claims.append(body["spent_s"])
            case "reduced":
                reason = one_line(body["reason"], limit=300)
                steps.append(
                    Step(
                        hunk=body["hunk"],
                        path=one_line(body["path"]),
                        dropped=body["dropped"],
                        pairs=body["pairs"],
                        reason=reason,
                    )
                )
            case "busy":
                busy = max(busy or 0.0, body["busy_share"])
            case "run_resumed":
                interruptions += 1
            case "halt":
                halted = one_line(body["reason"])
            case _:
                pass
    return Course(
        phase_s=tuple((name, seconds) for name, seconds in spent.items() if seconds > 0),
        claim_spent_s=tuple(claims),
        steps=tuple(steps),
        busy_share=busy,
        interruptions=interruptions,
        halted=halted,
        last_at=last.at,
        last_seq=facts[-1].seq,
        last_hash=facts[-1].hash,
    )
