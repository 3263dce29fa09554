"""How numbers are written on the page: short, with their unit, and never more exact than they are."""

from __future__ import annotations

from datetime import UTC, datetime
from math import floor, log, log10

from leadscrew.core.experiment import Effect, Evidence, Verdict

VERDICTS = {
    Verdict.BETTER: "better",
    Verdict.NOT_BETTER: "not better",
    Verdict.UNDECIDED: "undecided",
    Verdict.WRONG: "wrong",
    Verdict.CRASHED: "crashed",
    Verdict.TIMED_OUT: "timed out",
    Verdict.REFUSED: "refused",
}
IN_FLIGHT = "in flight"
"""What an experiment without a verdict is called."""
MANY_PAIRS = 1_000_000


def named(verdict: Verdict | None) -> str:
    """A verdict in words."""
    return VERDICTS[verdict] if verdict else IN_FLIGHT


def amount(effect: Effect) -> str:
    """5.30× faster, or +0.031 of a score."""
    return times(effect.factor, effect.span)


def gain(found: Evidence) -> str:
    """What a claim's evidence says: 5.30× faster than the start, or the scores of both."""
    effect = found.effect
    if effect.span is None:
        return f"{times(effect.factor)} faster than the start"
    if found.score is None or found.start_score is None:
        return f"score {amount(effect)} against the start"
    digits = _digits(effect.log_gain * effect.span, effect.span)
    better = "higher" if effect.span > 0 else "lower"
    both = f"{found.start_score:.{digits}f} → {found.score:.{digits}f}"
    return f"score {both} ({better} is better), difference {amount(effect)}"


def times(factor: float | None, span: float | None = None) -> str:
    """5.30×, 124×, or a dash; with the span of a score +0.031."""
    if factor is None:
        return "–"
    if span is not None:
        return difference(factor, span)
    return f"{factor:.2f}×" if factor < 100 else f"{factor:.0f}×"


def difference(factor: float, span: float) -> str:
    """A difference of scores with its sign, to three digits of the larger of it and a thousandth of the range."""
    value = log(max(factor, 1e-300)) * span + 0.0  # no -0
    return f"{value:+.{_digits(value, span)}f}"


def _digits(value: float, span: float) -> int:
    return max(0, min(6, 2 - floor(log10(max(abs(value), abs(span) / 1000)))))


def bounds(low: float | None, high: float | None, span: float | None = None) -> str:
    """An interval with a question mark where the pairs bound nothing; empty where they bound neither end."""
    if not low and high is None:
        return ""
    if span is not None:
        values = [log(end) * span + 0.0 if end else None for end in (low, high)]
        digits = _digits(max(abs(value) for value in values if value is not None), span)
        ends = ["?" if value is None else f"{value:+.{digits}f}" for value in values]
        return f"[{', '.join(ends if span > 0 else ends[::-1])}]"
    return f"[{f'{low:.2f}' if low else '?'}, {'?' if high is None else f'{high:.2f}'}]"


def interval(effect: Effect | None) -> str:
    """The interval of an effect."""
    return bounds(effect.low, effect.high, effect.span) if effect else ""


def percent(share: float | None) -> str:
    """0.05 is 5 %; up to three digits that count."""
    return "–" if share is None else f"{share * 100:.3g} %" if abs(share) < 10 else f"{share * 100:.0f} %"


def level(share: float) -> str:
    """A confidence level, exactly: 99 %, 99.5 %, 99.75 %."""
    return f"{share * 100:.6g} %"


def duration(seconds: float) -> str:
    """A time span as people say it: 8 s, 4:05 min, 2:03 h."""
    if seconds < 60:
        return f"{seconds:.0f} s" if seconds >= 10 or seconds == 0 else f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{int(seconds // 60)}:{int(seconds % 60):02d} min"
    return f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d} h"


def trial_time(seconds: float) -> str:
    """The length of a trial."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.2f} s"


def evidence(e_value: float) -> str:
    """An e-value: 12.3, 12,000, 3 × 10^14."""
    if e_value < 1000:
        return f"{e_value:.3g}"
    if e_value < 1e6:
        return f"{e_value:,.0f}"
    power = floor(log10(e_value))
    return f"{e_value / 10.0**power:.1f} × 10^{power}"


def number(value: float | None) -> str:
    """Three digits that count, or a dash."""
    return "–" if value is None else f"{value:.3g}"


def count(value: int, noun: str) -> str:
    """1 pair, 20 pairs, 5,000 experiments."""
    return f"{value:,} {noun}{'' if value == 1 else 's'}"


def pairs_of(value: int | None) -> str:
    """How many pairs a gain needs."""
    return "–" if value is None else "too many" if value >= MANY_PAIRS else f"{value:,}"


def moment(at: float) -> str:
    """A time of the record, in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%d %B %Y, %H:%M UTC").lstrip("0")
