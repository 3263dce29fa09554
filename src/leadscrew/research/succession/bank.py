"""Recorded outcomes of moves: what each edit of a task came to, so that searches can be replayed in milliseconds.

Covered: which edits there are at the start and which appear after another was taken; what each came to alone, and on
top of those that were taken before it; edits that take one another's gain.
Not covered: tuned and combined changes, which depend on earlier experiments; the bench's errors: an outcome is what
several pairs showed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from leadscrew.errors import BadInput
from leadscrew.research.rewriter.policy import Option

FOLDER = Path(__file__).parent / "banks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One edit of one task, by what it came to."""

    name: str
    """As on the record: `family/name@site#digest`."""
    verdict: str
    """`better`, or one of the other verdicts of a comparison."""
    log_gain: float = 0.0
    """Against the program that it was first there for; 0 unless better."""
    left: float = 0.0
    """Against the last program of the chain before it was taken or dropped: below `log_gain` where others overlap."""
    after: str = ""
    """The edit whose taking made this one appear; empty for those of the start."""
    overlaps: str = ""
    """The edit that took its gain, or its place; empty where nothing did."""

    @property
    def wrong(self) -> bool:
        """Whether its answers were rejected."""
        return self.verdict == "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """All that was recorded of one task."""

    task: str
    outcomes: tuple[Outcome, ...]
    environment: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "time"
    """What the task measures, as in `Option.kind`."""

    def option(self, outcome: Outcome) -> Option:
        """An outcome as the policy sees it."""
        return Option.read(outcome.name, self.kind)

    @property
    def final(self) -> float:
        """The log gain of the whole chain."""
        return sum(outcome.left for outcome in self.outcomes if outcome.verdict == "better")


def read_banks(folder: Path = FOLDER) -> tuple[Bank, ...]:
    """All banks of a folder, by name.  Raises BadInput where one does not fit."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=Bank))
        except (OSError, msgspec.MsgspecError) as exc:
            raise BadInput(f"bank {path.name!r}: {exc}; record it again with benchmarks/outcomes.py") from exc
    return tuple(found)


def write_bank(bank: Bank, folder: Path = FOLDER) -> Path:
    """Write a bank as a JSON file, one outcome a line."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{bank.task}.json"
    rows = [json.dumps(_short(msgspec.to_builtins(outcome))) for outcome in bank.outcomes]
    head = json.dumps({"task": bank.task, "kind": bank.kind, "environment": dict(bank.environment)})[:-1]
    path.write_text(f'{head}, "outcomes": [\n' + ",\n".join(rows) + "\n]}\n")
    return path


def gain_of(taken: Sequence[Outcome]) -> float:
    """The log gain of some edits together: overlapping ones count once, the largest of them."""
    groups: dict[str, float] = {}
    for outcome in taken:
        root = outcome.overlaps or outcome.name
        groups[root] = max(groups.get(root, 0.0), outcome.left if not outcome.overlaps else outcome.log_gain)
    return sum(groups.values())


def _short(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items() if value}
