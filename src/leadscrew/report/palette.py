"""The colours of the page and of its plots: one pair for each role, for light and for dark paper.

Plots are drawn once, in the light colours; the page's style sheet maps each of them to its dark partner, so no
two roles may share a light colour.
"""

from __future__ import annotations

from dataclasses import dataclass

from leadscrew.core.experiment import Verdict
from leadscrew.report.words import IN_FLIGHT, VERDICTS


@dataclass(frozen=True, slots=True)
class Colour:
    """One role's colour on light and on dark paper, as #rrggbb."""

    light: str
    dark: str


INK = Colour("#1d2026", "#e9e6df")
MUTED = Colour("#5f6570", "#a3a8b1")
LINE = Colour("#e2dfd8", "#343840")
AXIS = Colour("#b5b2aa", "#5a5f69")
BAND = Colour("#cfdcf1", "#26385a")
ACCENT = Colour("#1f4f9e", "#8ab4f8")
CARD = Colour("#fffffe", "#1b1e24")

VERDICT_COLOURS = {
    Verdict.BETTER: Colour("#0b7a4b", "#4cc58d"),
    Verdict.NOT_BETTER: Colour("#8d939c", "#858c97"),
    Verdict.UNDECIDED: Colour("#c08a1e", "#e2b85f"),
    Verdict.WRONG: Colour("#c23a2e", "#f2796d"),
    Verdict.CRASHED: Colour("#8a3f8f", "#d191d6"),
    Verdict.TIMED_OUT: Colour("#7a4b24", "#cf9c6d"),
    Verdict.REFUSED: Colour("#4d5b6b", "#b9c4d2"),
}
OPEN = Colour("#a9c1e8", "#4a5f86")
"""An experiment without a verdict."""

ROLES = {
    "ink": INK,
    "muted": MUTED,
    "line": LINE,
    "axis": AXIS,
    "band": BAND,
    "accent": ACCENT,
    "card": CARD,
    "open": OPEN,
}
BY_NAME = {VERDICTS[verdict]: colour for verdict, colour in VERDICT_COLOURS.items()} | {IN_FLIGHT: OPEN}
"""Colours by the words that a verdict is written with."""
ALL = (*ROLES.values(), *VERDICT_COLOURS.values())
