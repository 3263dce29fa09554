"""What the kinds of facts say to everyone who reads them: which problem was used up, which phase the time went to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leadscrew.core.seed import Purpose

COUNTED = {
    "noise_pair": Purpose.NOISE,
    "trial": Purpose.SEARCH,
    "pair": Purpose.SEARCH,
    "reduction_pair": Purpose.REDUCTION,
    "profile": Purpose.PROFILE,
}
"""Kinds that use up a problem of one purpose; `claim_pair`, `half_pair` and `full_trial` name their own."""
NOISE, WAITING, SEARCH, REDUCTION, CLAIM = "noise", "waiting for a quiet machine", "search", "reduction", "claim"
PHASES = (WAITING, NOISE, SEARCH, REDUCTION, CLAIM)
PHASE_OF = {
    "busy": WAITING,
    "noise_pair": NOISE,
    "noise": NOISE,
    "tests": NOISE,
    "full_trial": NOISE,
    "plan": NOISE,
    "profile": SEARCH,
    "candidate": SEARCH,
    "trial": SEARCH,
    "pair": SEARCH,
    "start_trial": SEARCH,
    "verdict": SEARCH,
    "champion": SEARCH,
    "duplicate": SEARCH,
    "search_over": SEARCH,
    "reduction_pair": REDUCTION,
    "reduction_start": REDUCTION,
    "reduced": REDUCTION,
    "reduction": REDUCTION,
    "claim_pair": CLAIM,
    "claim": CLAIM,
}


ENDINGS = ("gain", "no gain could be claimed")
"""Reasons of `run_ended` that say no more than the claim does."""


def problem_used(kind: str, body: Mapping[str, Any]) -> tuple[str, int] | None:
    """Purpose and counter of the problem that a fact used up; None where it used none."""
    if "counter" not in body:
        return None
    return str(COUNTED.get(kind) or body["kind"]), int(body["counter"])


def phase_after(kind: str, *, before: str, phase: str) -> str:
    """The phase that the time up to a fact belongs to, given the kind and phase of the fact before it."""
    return WAITING if before == "waiting" else PHASE_OF.get(kind, phase)
