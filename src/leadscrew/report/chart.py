"""What all plots share: widths, axes, colours and letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from leadscrew.report import palette
from leadscrew.report.palette import AXIS, INK, LINE, MUTED

if TYPE_CHECKING:
    import altair

WIDE, NARROW = 900, 360
"""Widths of a plot for a desk and for a telephone, in px."""
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
VERDICTS = list(palette.BY_NAME)
"""The order of legends."""
TICKS = (
    0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100, 200,
    500, 1000, 5000,
)  # fmt: skip

Chart = Any
"""A chart or a layered chart; altair gives them no common type to pass around."""


def layer(rows: Sequence[Mapping[str, Any]]) -> altair.Chart:
    """Rows as a chart without a mark."""
    import altair as alt

    return alt.Chart({"values": [dict(row) for row in rows]})


def fit() -> Any:
    """All of the chart, its axes and its legend within its width."""
    import altair as alt

    return alt.AutoSizeParams(type="fit", contains="padding")


def log(low: float, high: float) -> Any:
    """A log scale."""
    import altair as alt

    return alt.Scale(type="log", domain=[low, high], nice=False)


def times_axis(low: float, high: float) -> Any:
    """An axis of factors with a few round ticks, 1× among them."""
    import altair as alt

    inside = [tick for tick in TICKS if low <= tick <= high]
    while len(inside) > 7:  # keep 1 and every second of the others
        one = inside.index(1) if 1 in inside else 0
        inside = [tick for index, tick in enumerate(inside) if (index - one) % 2 == 0]
    return alt.Axis(values=inside, labelExpr="datum.value + '×'", grid=True, gridColor=LINE.light)


def verdict_colour(present: Sequence[str], width: int) -> Any:
    """Verdicts by colour, with a legend of those that occur."""
    import altair as alt

    scale = alt.Scale(domain=list(present), range=[palette.BY_NAME[name].light for name in present])
    return alt.Color("verdict:N", scale=scale, legend=legend(width))


def legend(width: int) -> Any:
    """A legend above the plot."""
    import altair as alt

    return alt.Legend(
        title=None, orient="top", direction="horizontal", columns=0 if width == WIDE else 3,
        symbolType="circle", symbolOpacity=1, symbolSize=70, symbolStrokeWidth=0,
    )  # fmt: skip


def unit(seconds: float) -> tuple[str, float]:
    """The unit of a time axis and its seconds."""
    return ("s", 1.0) if seconds < 300 else ("min", 60.0) if seconds < 3 * 3600 else ("h", 3600.0)


def finished(chart: Chart) -> Mapping[str, Any]:
    """The specification, in the colours and letters of the page."""

    text = {
        "labelColor": MUTED.light,
        "titleColor": MUTED.light,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    }
    done = (
        chart.properties(background="transparent", padding=4)
        .configure(aria=False, font=FONT)
        .configure_view(stroke=None)
        .configure_axis(domainColor=AXIS.light, tickColor=AXIS.light, gridColor=LINE.light, **text)
        .configure_legend(labelColor=INK.light, labelFontSize=11)
    )
    specification: Mapping[str, Any] = done.to_dict()
    return specification
