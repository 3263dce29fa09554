"""The plot of the start against itself."""

from __future__ import annotations

from leadscrew.report.chart import fit, layer
from leadscrew.report.palette import ACCENT, AXIS, BAND, LINE
from leadscrew.report.summary import NoiseView
from leadscrew.report.vega import Layer, Specification, channel, layered, options

PERCENTS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def noise_chart(noise: NoiseView, width: int, span: float | None = None) -> Specification:
    """Each pair of the start with itself, in order, with the band that half of them lie in."""
    rows = [{"x": ratio * 100, "row": index + 1} for index, ratio in enumerate(noise.ratios)]
    usual = (noise.scale or 0.0) * 100
    reach = max([*(abs(row["x"]) for row in rows), usual, 0.5]) * 1.1
    stretched = usual > 0 and reach > 8 * usual
    if stretched:
        sides = [tick for tick in PERCENTS if 2 * usual < tick <= reach]
        ticks = [0, *(sign * tick for tick in sides[:: -(len(sides) // -4) or 1] for sign in (-1, 1))]
        scale = options(type="symlog", constant=2 * usual, domain=[-reach, reach], nice=False)
        axis = options(grid=True, gridColor=LINE.light, values=ticks)
    else:
        scale = options(domain=[-reach, reach], nice=False)
        axis = options(grid=True, gridColor=LINE.light, tickCount=7)
    unit = "%" if span is None else "% of the range of scores"
    title = f"difference of the two runs ({unit})" + (", outer part compressed" if stretched else "")
    x = channel("x:Q", scale=scale, title=title, axis=axis)
    y = channel("row:Q", title="pair", scale=options(domain=[0.3, len(rows) + 0.7], reverse=True, nice=False),
              axis=options(grid=False, tickMinStep=1, tickCount=4, format="d"))  # fmt: skip
    layers: list[Layer] = []
    if noise.scale:
        band = [{"x": -noise.scale * 100, "x2": noise.scale * 100}]
        layers.append(layer(band).mark_rect(color=BAND.light).encode(x=x, x2="x2:Q"))
    layers += [
        layer([{"x": 0}]).mark_rule(color=AXIS.light, strokeDash=[3, 3]).encode(x=x),
        layer(rows).mark_point(filled=True, size=60, color=ACCENT.light, opacity=0.9).encode(x=x, y=y),
    ]
    return layered(layers, width=width, height=min(260, max(110, 13 * len(rows) + 50)), autosize=fit())
