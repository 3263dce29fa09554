"""One line of the table: what was tried, in which way, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    name: str
    mode: str
    tries: str
    gains: str
    holds: bool | None
    """None where it does not apply to this task."""
    by: str
    wall_s: float
    """Seconds until it was settled, the honest trial after it not counted."""
    honest: bool = False
