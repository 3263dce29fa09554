"""Where problems come from: seeds that no researcher can derive and that no two purposes share."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What a problem is used for; each purpose has seeds of its own."""

    NOISE = "noise"
    SEARCH = "search"
    REDUCTION = "reduction"
    CLAIM = "claim"
    HELD_OUT = "held_out"
    CHECK = "check"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Seed:
    """One problem's seed and what it is for."""

    purpose: Purpose
    value: int


def problem_seed(secret: bytes, purpose: Purpose, counter: int) -> Seed:
    """Seed number `counter` of a purpose: 63 bits of HMAC-SHA-256 under the run's secret."""
    digest = hmac.new(secret, f"{purpose}:{counter}".encode(), hashlib.sha256).digest()
    return Seed(purpose, int.from_bytes(digest[:8], "big") >> 1)


def commitment(secret: bytes) -> str:
    """What the record holds of the secret while the run goes on."""
    return hashlib.sha256(b"leadscrew seed secret" + secret).hexdigest()
