"""A run that was halted waits for a person: who halted it and why, and what the person said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadscrew.core.hypothesis import one_line
from leadscrew.store.lab import Lab


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """A halt that no person has answered yet."""

    who: str
    reason: str

    @property
    def words(self) -> str:
        """In a sentence."""
        return halted_words(self.who, self.reason)


def halt_of(body: Mapping[str, Any]) -> Halt:
    """Of a fact."""
    who, reason = str(body.get("who", "")), str(body["reason"])
    if not who and reason.startswith("halted by "):  # as an older version wrote it
        who, _, reason = reason.removeprefix("halted by ").partition(": ")
    return Halt(who=one_line(who, limit=60), reason=one_line(reason))


def halted_words(who: str, reason: str) -> str:
    """Who halted a run and why."""
    return f"halted by {who}: {reason}" if reason else f"halted by {who}"


def halt_in_force(lab: Lab, run: str) -> Halt | None:
    """The halt of a run that no person has answered."""
    last = None
    for fact in lab.facts(run=run, kind="halt"):
        last = fact
    if last is None:
        return None
    answered = any(
        True for kind in ("run_resumed", "search_over") for _ in lab.facts(run=run, kind=kind, after=last.seq)
    )
    return None if answered else halt_of(last.body)


def finish_of(lab: Lab, run: str) -> str:
    """Why the search is over because a person said so; empty where none did since the run was last begun."""
    last = None
    for fact in lab.facts(run=run, kind="run_resumed"):
        last = fact.body
    if last is None or not last.get("finish"):
        return ""
    why = f": {last['why']}" if last.get("why") else ""
    return one_line(f"the search was ended by {last['who']}{why}")
