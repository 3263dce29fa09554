"""What a page needs of a run's facts beside its state: where the time went, what the reduction tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leadscrew.core.hypothesis import one_line
from leadscrew.ledger.chain import Fact
from leadscrew.ledger.kinds import PHASES
from leadscrew.research.halting import halt_of

KINDS = ("claim", "reduced", "busy", "run_resumed", "halt")
"""Kinds of facts that the course is read from, beside the run's row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Hunks that the reduction tried to do without."""

    hunks: tuple[int, ...]
    apart: bool
    """Whether lines that stand together were hunks of their own; not so in records of older versions."""
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
    """Sentences: by whom the run was halted and why, and what a person said then; empty where it was not."""
    last_at: float
    """When the run last did something."""
    last_seq: int
    last_hash: str


def course_of(row: Mapping[str, Any], phases: Mapping[str, float], facts: Iterable[Fact], last: Fact) -> Course:
    """The course of a run.

    row, phases: the views of the run.  facts: those of KINDS, in order within each kind.  last: the run's last one.
    """
    claims: list[float] = []
    steps: list[Step] = []
    busy: float | None = None
    interruptions = 0
    halts: list[tuple[int, str]] = []
    for fact in facts:
        body = fact.body
        match fact.kind:
            case "claim":
                claims.append(body["spent_s"])
            case "reduced":
                steps.append(
                    Step(
                        hunks=tuple(body["hunks"]) if "hunks" in body else (body["hunk"],),
                        apart="hunks" in body,
                        path=one_line(body["path"]),
                        dropped=body["dropped"],
                        pairs=body["pairs"],
                        reason=one_line(body["reason"], limit=300),
                    )
                )
            case "busy":
                busy = max(busy or 0.0, body["busy_share"])
            case "run_resumed":
                interruptions += 1
                if body.get("was") == "halted":
                    halts.append((fact.seq, _answered(body)))
            case "halt":
                halts.append((fact.seq, f"It was {halt_of(body).words}."))
            case _:
                pass
    return Course(
        phase_s=tuple((name, phases[name]) for name in PHASES if phases.get(name)),
        claim_spent_s=tuple(claims),
        steps=tuple(steps),
        busy_share=busy,
        interruptions=interruptions,
        halted=" ".join(text for _, text in sorted(halts)),
        last_at=row["last_at"],
        last_seq=last.seq,
        last_hash=last.hash,
    )


def _answered(body: Mapping[str, Any]) -> str:
    did = "ended its search" if body.get("finish") else "let it go on"
    why = f": {one_line(str(body['why']))}" if body.get("why") else ""
    return f"{one_line(str(body['who']), limit=60)} {did}{why}."
