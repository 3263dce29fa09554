"""The plot of effects with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp
from math import log as ln

from leadscrew.report import palette
from leadscrew.report.chart import WIDE, compared, layer, legend, log, times_axis
from leadscrew.report.forest import CLAIMED, NOT_CLAIMED, Row
from leadscrew.report.palette import ACCENT, AXIS, INK, MUTED
from leadscrew.report.vega import Specification, channel, layered, options


def forest_chart(rows: Sequence[Row], width: int) -> Specification:
    """One row an effect: point, interval, and an arrow where the pairs give no bound."""
    low, high = _forest_range(rows)
    data = [
        {
            "row": index,
            "label": row.label if width == WIDE else row.short,
            "y": min(max(row.factor, low), high),
            "low": max(row.low or low, low),
            "high": min(row.high or high, high),
            "kind": row.kind,
            "bounded": row.low is not None or row.high is not None,
            "text": row.text,
        }
        for index, row in enumerate(rows)
    ]
    span = rows[0].span if rows else None
    order = options(domain=list(range(len(rows))), padding=0.5)
    y = channel("row:O", scale=order, axis=None)
    x = channel(
        "y:Q",
        scale=log(low, high),
        title=f"{compared(span)} what it was compared with",
        axis=times_axis(low, high, span),
    )
    kinds = {
        **{name: colour.light for name, colour in palette.BY_NAME.items()},
        CLAIMED: ACCENT.light,
        NOT_CLAIMED: MUTED.light,
    }
    present = [kind for kind in kinds if any(row.kind == kind for row in rows)]
    colour = channel(
        "kind:N", scale=options(domain=present, range=[kinds[kind] for kind in present]), legend=legend(width)
    )
    bounded = [entry for entry in data if entry["bounded"]]
    arrows = [
        {"row": index, "y": low if side == "low" else high, "kind": row.kind, "shape": side}
        for index, row in enumerate(rows)
        if row.low is not None or row.high is not None
        for side, bound in (("low", row.low), ("high", row.high))
        if bound is None or not low <= bound <= high
    ]
    layers = [
        layer([{"y": 1.0}]).mark_rule(color=AXIS.light, strokeDash=[3, 3]).encode(x=x),
        layer(bounded)
        .mark_rule(strokeWidth=2)
        .encode(x=channel("low:Q", scale=log(low, high)), x2="high:Q", y=y, color=colour),
        layer(data).mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y, color=colour),
    ]
    for side, shape in (("low", "triangle-left"), ("high", "triangle-right")):
        some = [arrow for arrow in arrows if arrow["shape"] == side]
        layers.append(
            layer(some).mark_point(filled=True, shape=shape, size=60, opacity=1).encode(x=x, y=y, color=colour)
        )
    left, right = (330, 150) if width == WIDE else (64, 118)
    text = layer(data)
    layers += [
        text.mark_text(align="left", dx=-left, limit=left - 10, fontSize=11, color=INK.light).encode(
            x={"value": 0}, y=y, text="label:N"
        ),
        text.mark_text(align="left", dx=10, fontSize=11, color=INK.light).encode(
            x={"value": "width"}, y=y, text="text:N"
        ),
    ]
    return layered(layers, width=width - left - right, height=max(60, 21 * len(rows)), autosize="pad")


def _forest_range(rows: Sequence[Row]) -> tuple[float, float]:
    factors = [row.factor for row in rows if row.factor > 0]
    reach = max(abs(ln(factor)) for factor in factors) if factors else 0.1
    bounds = sorted(abs(ln(bound)) for row in rows for bound in (row.low, row.high) if bound)
    usual = bounds[ceil(0.9 * (len(bounds) - 1))] if bounds else 0.1
    span = max(0.1, reach * 1.08, min(usual * 1.1, 2.5 * reach + 0.2))
    claimed = [abs(ln(bound)) for row in rows if row.kind == CLAIMED for bound in (row.low, row.high) if bound]
    span = max([span, *(bound * 1.05 for bound in claimed)])
    lowest = min([1.0, *factors, *(row.low for row in rows if row.low)])
    return max(exp(-span), lowest * 0.95), exp(span)
