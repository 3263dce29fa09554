"""Whether the lab is paused, from its facts."""

from __future__ import annotations

from dataclasses import dataclass

from leadscrew.ledger.chain import Fact

PAUSED, LIFTED = "paused", "lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Who paused the lab, when and why."""

    who: str
    at: float
    reason: str


def pause_in_force(last: Fact | None) -> Pause | None:
    """The pause that holds, given the last fact of kind `paused` or `lifted`."""
    if last is None or last.kind != PAUSED:
        return None
    # a damaged pause still holds
    return Pause(who=str(last.body.get("who", "?")), at=last.at, reason=str(last.body.get("reason", "?")))
