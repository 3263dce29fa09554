"""The plot of the experiments as a tree."""

from __future__ import annotations

from math import floor, log10

from leadscrew.report.chart import VERDICTS, fit, layer, verdict_colour
from leadscrew.report.palette import ACCENT, INK
from leadscrew.report.tree import Tree
from leadscrew.report.vega import Layer, Specification, channel, layered, options

LABEL_PX = 86
"""Room for the label of a lane."""
BAR_PX = 14
"""Widest bar of one experiment."""


def tree_chart(tree: Tree, width: int) -> Specification:
    """Lanes that climb from the start to the champion, with what was tried from each."""
    lane_px = 46 if len(tree.lanes) < 9 else 34
    step = 0.5 / tree.highest if tree.highest > 1 else 0.5
    y_scale = options(domain=[-0.62, len(tree.lanes) - 0.4], nice=False)
    # the upper left of a staircase is empty: labels stand there, so the plot begins a label's width before the start
    before = tree.last * LABEL_PX / (width - LABEL_PX)
    x_scale = options(domain=[-before, tree.last + 1], nice=False)
    y = channel("y:Q", scale=y_scale, axis=None)
    axis = options(grid=False, values=_ticks(tree.last), format="d")
    x = channel("x:Q", scale=x_scale, title="experiment", axis=axis)
    half = min(0.42, BAR_PX / 2 / (width / tree.last))
    columns = [
        {
            "x": column.first - half if tree.width == 1 else column.first,
            "x2": column.last + half if tree.width == 1 else column.last + 1,
            "y": column.lane - 0.06 - column.below * step,
            "y2": column.lane - 0.06 - (column.below + column.count) * step,
            "verdict": column.verdict,
        }
        for column in tree.columns
    ]
    lanes = [{"x": lane.first, "x2": lane.last + 0.5, "y": index} for index, lane in enumerate(tree.lanes)]
    rises = [{"x": lane.first, "y": index - 1, "y2": index} for index, lane in enumerate(tree.lanes) if index]
    nodes = [{"x": lane.first, "y": index, "text": lane.label} for index, lane in enumerate(tree.lanes)]
    present = sorted({column.verdict for column in tree.columns}, key=VERDICTS.index)
    layers: list[Layer] = [
        layer(columns).mark_rect().encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=verdict_colour(present, width)),
        layer(lanes).mark_rule(color=ACCENT.light, strokeWidth=1.6).encode(x=x, x2="x2:Q", y=y),
        layer(rises).mark_rule(color=ACCENT.light, strokeWidth=1.6).encode(x=x, y=y, y2="y2:Q"),
        layer(nodes).mark_point(filled=True, size=64, color=ACCENT.light, opacity=1).encode(x=x, y=y),
        layer(nodes)
        .mark_text(align="right", dx=-8, dy=-5, fontSize=11, fontWeight="bold", color=INK.light)
        .encode(x=x, y=y, text="text:N"),
    ]
    return layered(layers, width=width, height=max(110, lane_px * len(tree.lanes) + 60), autosize=fit())


def _ticks(last: int) -> list[int]:
    """0 and up to six round numbers of experiments."""
    size = 10 ** max(0, floor(log10(last / 6)))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor * 6 >= last)
    return list(range(0, last + 1, step))
