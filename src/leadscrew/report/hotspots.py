"""Where the time of a program goes: its hottest lines, by the profile that was taken in the box."""

from __future__ import annotations

from dataclasses import dataclass

from leadscrew.core.hypothesis import one_line
from leadscrew.core.profile import Profile
from leadscrew.core.program import Program

MOST = 12
LEAST = 0.01
"""Share of the time below which a line is not listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HotLine:
    """One line of a program."""

    place: str
    """`file:line`."""
    own: float
    """Share of the time in which it ran itself, library calls that it made included."""
    total: float
    """Share in which it ran or waited for a function of the program."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpots:
    """The hottest lines of one program."""

    number: int
    """The experiment; 0 is the start."""
    samples: int
    lines: tuple[HotLine, ...]


def hot_spots(number: int, profile: Profile, program: Program, *, most: int = MOST) -> HotSpots:
    """The lines that take most of the time themselves."""
    found = []
    for path, shares in profile.own.items():
        text = program.text(path).splitlines() if path in program.files else []
        for line, own in shares.items():
            if own >= LEAST:
                found.append(
                    HotLine(
                        place=one_line(f"{path}:{line}", limit=60),
                        own=own,
                        total=max(own, profile.total.get(path, {}).get(line, 0.0)),
                        text=one_line(text[line - 1].strip(), limit=140) if 0 < line <= len(text) else "",
                    )
                )
    found.sort(key=lambda hot: (-hot.own, hot.place))
    return HotSpots(number=number, samples=profile.samples, lines=tuple(found[:most]))
