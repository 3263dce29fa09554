"""The plot of ability by generation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from leadscrew.report.chart import NARROW, finished, fit, layer
from leadscrew.report.palette import ACCENT, INK, MUTED
from leadscrew.report.picture import svg_of
from leadscrew.report.vega import Specification, channel, layered, options

WIDTH = 560


def generations_chart(rows: Sequence[Mapping[str, Any]], width: int = WIDTH) -> Specification:
    """Experiments to half of the gain, with intervals, by generation; those not promoted in grey.

    rows: number, experiments, low, high, approved_by, in_force.
    """
    data = [
        {
            "x": f"{row['number']}",
            "y": row["experiments"],
            "low": row["low"],
            "high": row["high"],
            "label": f"{row['experiments']:.1f}",
            "kept": bool(row["approved_by"]) or row["number"] == 0,
        }
        for row in rows
    ]
    x = channel("x:N", title="generation", axis=options(labelAngle=0, grid=False))
    top = max(float(row["high"]) for row in rows) * 1.1
    scale = options(domain=[0, top], nice=False)
    y = channel("y:Q", title="experiments to half of the gain", scale=scale, axis=options(tickCount=5))
    low = channel("low:Q", scale=scale)
    layers = []
    for kept, colour in ((True, ACCENT.light), (False, MUTED.light)):
        some = [row for row in data if row["kept"] is kept]
        layers += [
            layer(some).mark_rule(color=colour, strokeWidth=2).encode(x=x, y=low, y2="high:Q"),
            layer(some).mark_point(filled=True, size=90, opacity=1, color=colour).encode(x=x, y=y),
        ]
    layers.append(
        layer(data).mark_text(dx=14, align="left", fontSize=11, color=INK.light).encode(x=x, y=y, text="label:N")
    )
    return layered(layers, width=width, height=260 if width > NARROW else 220, autosize=fit())


def generations_svg(rows: Sequence[Mapping[str, Any]]) -> str:
    """The plot as SVG."""
    return svg_of(finished(generations_chart(rows)), prefix="generations")
