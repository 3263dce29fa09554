"""What all plots share: widths, axes, colours and letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, exp, floor, log10
from math import log as ln
from typing import Any

from leadscrew.report import palette
from leadscrew.report.palette import AXIS, INK, LINE, MUTED
from leadscrew.report.vega import Layer, Specification, channel, options

WIDE, NARROW = 900, 360
"""Widths of a plot for a desk and for a telephone, in px."""
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
VERDICTS = list(palette.BY_NAME)
"""The order of legends."""
TICKS = (
    0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100, 200,
    500, 1000, 5000,
)  # fmt: skip


def layer(rows: Sequence[Mapping[str, Any]]) -> Layer:
    """Rows as a layer without a mark."""
    return Layer(rows=rows)


def fit() -> Specification:
    """All of the chart, its axes and its legend within its width."""
    return options(type="fit", contains="padding")


def log(low: float, high: float) -> Specification:
    """A log scale."""
    return options(type="log", domain=[low, high], nice=False)


def compared(span: float | None) -> str:
    """What an axis of effects shows, before the name of what it is compared with."""
    return "times as fast as" if span is None else "difference of the score from"


def times_axis(low: float, high: float, span: float | None = None) -> Specification:
    """An axis of factors with a few round ticks, 1× among them; with the span of a score, of differences."""
    if span is not None:
        return _differences_axis(ln(low) * span, ln(high) * span, span)
    inside = [tick for tick in TICKS if low <= tick <= high]
    while len(inside) > 7:  # keep 1 and every second of the others
        one = inside.index(1) if 1 in inside else 0
        inside = [tick for index, tick in enumerate(inside) if (index - one) % 2 == 0]
    return options(values=inside, labelExpr="datum.value + '×'", grid=True, gridColor=LINE.light)


def verdict_colour(present: Sequence[str], width: int) -> Specification:
    """Verdicts by colour, with a legend of those that occur."""
    scale = options(domain=list(present), range=[palette.BY_NAME[name].light for name in present])
    return channel("verdict:N", scale=scale, legend=legend(width))


def legend(width: int) -> Specification:
    """A legend above the plot."""
    return options(
        title=None, orient="top", direction="horizontal", columns=0 if width == WIDE else 3,
        symbolType="circle", symbolOpacity=1, symbolSize=70, symbolStrokeWidth=0,
    )  # fmt: skip


def unit(seconds: float) -> tuple[str, float]:
    """The unit of a time axis and its seconds."""
    return ("s", 1.0) if seconds < 300 else ("min", 60.0) if seconds < 3 * 3600 else ("h", 3600.0)


def finished(chart: Specification) -> Specification:
    """The whole specification, in the colours and letters of the page."""
    text = {
        "labelColor": MUTED.light,
        "titleColor": MUTED.light,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    }
    config = {
        "aria": False,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {"domainColor": AXIS.light, "tickColor": AXIS.light, "gridColor": LINE.light, **text},
        "legend": {"labelColor": INK.light, "labelFontSize": 11},
    }
    return {**chart, "background": "transparent", "padding": 4, "config": config}


def _differences_axis(one: float, other: float, span: float) -> Specification:
    """An axis of exp(difference / span) with about five round differences."""
    rough = abs(other - one) / 5
    unit = 10.0 ** floor(log10(rough))
    step = next(factor * unit for factor in (1, 2, 5, 10) if factor * unit >= rough)
    numbers = range(ceil(min(one, other) / step), floor(max(one, other) / step) + 1)
    place = f"round(log(datum.value) * {span / step!r})"
    label = f"{place} == 0 ? '0' : format({place} * {step!r}, '+.3~g')"
    values = [exp(number * step / span) for number in numbers]
    return options(values=values, labelExpr=label, grid=True, gridColor=LINE.light)
