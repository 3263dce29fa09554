"""A period as people name one: since monday, yesterday, 2026-11-20 or 7d, in local time; pure, the clock is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from leadscrew.errors import BadInput

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SECONDS = {"h": 3600, "d": 86400, "w": 7 * 86400}
LAST_YEAR = 9990


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From one moment to another, both included; seconds since 1970."""

    since: float
    until: float

    def holds(self, at: float) -> bool:
        """Whether a moment lies in it."""
        return self.since <= at <= self.until


def period_of(since: str, until: str | None, *, now: float, zone: tzinfo) -> Period:
    """The period between two moments in words; it ends now unless something earlier is named.

    A word is `today`, `yesterday`, a weekday (the last one before today), a date, a date with a time, or how long
    before now: 12h, 7d, 2w. A day that a period ends with counts whole.
    Raises BadInput.
    """
    first = _bounds("--since", since, now, zone)[0]
    last = now if until is None else min(now, _bounds("--until", until, now, zone)[1])
    if first > now:
        raise BadInput(f"--since {since!r} lies in the future")
    if first > last:
        raise BadInput(f"--since {since!r} comes after --until {until!r}")
    return Period(since=first, until=last)


def moment(at: float, zone: tzinfo) -> str:
    """Wed 18 Nov 2026, 10:05 CET."""
    local = datetime.fromtimestamp(at, zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}".strip()


def _bounds(option: str, text: str, now: float, zone: tzinfo) -> tuple[float, float]:
    """When what a word names begins and ends: the same for a moment, midnights for a day."""
    word = text.strip().lower()
    try:
        if ago := re.fullmatch(r"([0-9]{1,5})([hdw])", word):
            at = max(0.0, now - int(ago[1]) * SECONDS[ago[2]])
            return at, at
        if (day := _day(word, datetime.fromtimestamp(now, zone).date())) is not None:
            return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
        at = _exact(text.strip(), zone)
        return at, at
    except (ValueError, OverflowError) as exc:
        raise BadInput(
            f"{option} is {text!r}, expected today, yesterday, a weekday such as monday, a date such as 2026-11-20, "
            "or how long ago such as 12h, 7d or 2w"
        ) from exc


def _day(word: str, today: date) -> date | None:
    """The day that a word names; None where it is longer than a date."""
    if word == "today":
        return today
    if word == "yesterday":
        return today - timedelta(days=1)
    if word in WEEKDAYS:
        return today - timedelta(days=(today.weekday() - WEEKDAYS.index(word)) % 7 or 7)
    if len(word) > 10:
        return None
    day = date.fromisoformat(word)
    if not 1970 < day.year < LAST_YEAR:
        raise ValueError("out of range")
    return day


def _exact(word: str, zone: tzinfo) -> float:
    at = datetime.fromisoformat(word)
    if not 1970 < at.year < LAST_YEAR:
        raise ValueError("out of range")
    return (at if at.tzinfo else at.replace(tzinfo=zone)).timestamp()


def _midnight(day: date, zone: tzinfo) -> float:
    """The first moment of a local day: where clocks jump over midnight or repeat it, fold 0 is that moment."""
    return datetime.combine(day, time(), tzinfo=zone).timestamp()
