"""The plot of how many kinds of things were tried, over the run."""

from __future__ import annotations

from leadscrew.report.chart import fit, layer
from leadscrew.report.palette import ACCENT, LINE
from leadscrew.report.vega import Layer, Specification, channel, layered, options
from leadscrew.research.diversity import Diversity


def diversity_chart(diversity: Diversity, width: int) -> Specification:
    """The entropy of each window of experiments, as a step from its first to its last."""
    rows = [
        {"x": one.first, "x2": one.last, "y": one.spread.corrected_bits, "middle": (one.first + one.last) / 2}
        for one in diversity.windows
    ]
    highest = max(1.0, *(row["y"] for row in rows)) * 1.1
    x = channel("x:Q", title="experiment", scale=options(domain=[1, rows[-1]["x2"]], nice=False),
                axis=options(grid=False, format="d", tickCount=6))  # fmt: skip
    y = channel("y:Q", title="bits", scale=options(domain=[0, highest], nice=False),
                axis=options(grid=True, gridColor=LINE.light, tickCount=4))  # fmt: skip
    layers: list[Layer] = [
        layer(rows).mark_rule(color=ACCENT.light, strokeWidth=2).encode(x=x, x2="x2:Q", y=y),
        layer(rows).mark_point(filled=True, size=44, color=ACCENT.light, opacity=1).encode(
            x=channel("middle:Q", title="experiment", axis=x["axis"], scale=x["scale"]), y=y
        ),
    ]  # fmt: skip
    return layered(layers, width=width, height=150, autosize=fit())
