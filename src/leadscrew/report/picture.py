"""From a plot's specification to SVG and PNG, without a browser and without the network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from leadscrew.report.chart import FONT, WIDE
from leadscrew.report.palette import INK, MUTED
from leadscrew.report.plots import Plot

SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
IDENTITY = re.compile(r'(id="|url\(#)(clip\d+)')
NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
MARGIN = 28
SCALE = 1.5


def svg_of(specification: Mapping[str, Any], *, prefix: str) -> str:
    """An SVG element; its ids begin with the prefix, so that many fit on one page."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(dict(specification), allowed_base_urls=[])
    return IDENTITY.sub(rf"\1{prefix}-\2", drawn)


def stacked_png(title: str, subtitle: str, plots: Sequence[Plot], svgs: Mapping[str, str]) -> bytes:
    """The plots' wide pictures under one another, on white."""
    import vl_convert

    parts, top = [_text(title, 50, 24, INK.light, bold=True), _text(subtitle, 74, 13, MUTED.light)], 108.0
    for plot in plots:
        svg = svgs[plot.name]
        size = SIZE.search(svg)
        height = float(size[2]) if size else 0.0
        parts.append(_text(plot.title, top + 4, 15, INK.light, bold=True))
        parts.append(svg.replace("<svg ", f'<svg x="{MARGIN}" y="{top + 16:.0f}" ', 1))
        top += height + 52
    width, bottom = WIDE + 2 * MARGIN, round(top)
    whole = (
        f'<svg {NAMESPACES} width="{width}" height="{bottom}">'
        f'<rect width="{width}" height="{bottom}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )
    picture: bytes = vl_convert.svg_to_png(whole, scale=SCALE)
    return picture


def _text(text: str, y: float, size: int, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    style = f'font-family="{FONT}" font-size="{size}" fill="{colour}"{weight}'
    return f'<text x="{MARGIN}" y="{y:.0f}" {style}>{escape(text)}</text>'
