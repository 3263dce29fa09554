"""The picture of the power study: what each rule finds and what it costs, for a desk and for a telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

INK, MUTED, LINE, PAPER = "#1d2026", "#5f6570", "#e2dfd8", "#fffffe"
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
COLOURS = {
    "the rule": "#1f4f9e",
    "the rule in search": "#6f9be0",
    "t-test on 60 pairs": "#0b7a4b",
    "t-test on 20 pairs": "#8cbf3f",
    "medians of 5 runs": "#c08a1e",
    "a single run of each": "#c23a2e",
}
CONDITIONS = {"quiet": "quiet machine", "steady": "steady load", "bursts": "bursts of load"}


def rows_of(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is drawn: gains from 0, the share that says `better`, and the median pairs of those that do."""
    return [
        {
            "condition": one["bank"].rpartition("-")[2],
            "rule": one["rule"],
            "gain": f"{one['factor'] - 1:.0%}",
            "share": one["better"] / one["count"],
            "pairs": median(one["pairs"]) if one["pairs"] and one["better"] >= 0.05 * one["count"] else None,
        }
        for one in found
        if one["factor"] >= 1
    ]


def panel(rows: Sequence[Mapping[str, Any]], field: str, width: int, height: int, title: str) -> dict[str, Any]:
    """One condition, one quantity."""
    gains = list(dict.fromkeys(row["gain"] for row in rows))
    drawn = [row for row in rows if row[field] is not None and not (field == "pairs" and row["gain"] == "0%")]
    if field == "share":
        y = {"title": "says better", "scale": {"domain": [0, 1]}, "axis": {"format": "%", "tickCount": 5}}
    else:
        scale = {"type": "log", "domain": [0.9, 80], "nice": False}
        y = {"title": "pairs (median)", "scale": scale, "axis": {"values": [1, 2, 5, 10, 20, 60]}}
    flat = {"labelAngle": 0}
    x_title = "true gain" if field == "pairs" else None
    line = {
        "data": {"values": drawn},
        "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 34, "filled": True}},
        "encoding": {
            "x": {"field": "gain", "type": "ordinal", "scale": {"domain": gains}, "title": x_title, "axis": flat},
            "y": {"field": field, "type": "quantitative", **y},
            "color": {
                "field": "rule", "type": "nominal", "sort": list(COLOURS),
                "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())}, "legend": None,
            },
        },
    }  # fmt: skip
    level = {
        "data": {"values": [{"share": 0.05}]},
        "mark": {"type": "rule", "color": MUTED, "strokeDash": [3, 3]},
        "encoding": {"y": {"field": "share", "type": "quantitative"}},
    }
    layers = [level, line] if field == "share" else [line]
    return {
        "width": width,
        "height": height,
        "title": {"text": title, "fontSize": 12, "anchor": "start"},
        "layer": layers,
    }


def key(narrow: bool) -> dict[str, Any]:
    """The rules by colour, in rows above the panels."""
    across = 2 if narrow else 6
    step = 150 if narrow else 140
    values = [
        {"rule": rule, "x": step * (place % across), "y": 16 * (place // across)} for place, rule in enumerate(COLOURS)
    ]
    place = {name: {"field": name, "type": "quantitative", "scale": None, "axis": None} for name in ("x", "y")}
    colour = {
        "field": "rule", "type": "nominal", "legend": None,
        "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
    }  # fmt: skip
    text = {"type": "text", "align": "left", "dx": 10, "color": INK, "fontSize": 11}
    return {
        "width": step * across,
        "height": 16 * (len(COLOURS) // across),
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
                "encoding": {**place, "color": colour},
            },
            {"mark": text, "encoding": {**place, "text": {"field": "rule", "type": "nominal"}}},
        ],
    }


def picture(found: Sequence[Mapping[str, Any]], *, narrow: bool) -> Mapping[str, Any]:
    """The Vega-Lite specification: conditions side by side, or one below the other."""
    rows = rows_of(found)
    present = [name for name in CONDITIONS if any(row["condition"] == name for row in rows)]
    width, height = (270, 170) if narrow else (235, 190)
    pieces = []
    for name in present:
        mine = [row for row in rows if row["condition"] == name]
        shares = panel(mine, "share", width, height, CONDITIONS[name])
        pieces.append({"vconcat": [shares, panel(mine, "pairs", width, height * 2 // 3, "")], "spacing": 8})
    body = {"vconcat": pieces, "spacing": 16} if narrow else {"hconcat": pieces, "spacing": 20}
    text = {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": PAPER,
        "padding": 8,
        "vconcat": [key(narrow), body],
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"domainColor": LINE, "tickColor": LINE, "gridColor": LINE, **text},
            "title": {"color": INK},
        },
    }


def write_plots(found: Sequence[Mapping[str, Any]], folder: Path) -> list[Path]:
    """power.svg and power-narrow.svg."""
    import vl_convert

    written = []
    for narrow, name in ((False, "power.svg"), (True, "power-narrow.svg")):
        path = folder / name
        path.write_text(vl_convert.vegalite_to_svg(dict(picture(found, narrow=narrow)), allowed_base_urls=[]) + "\n")
        written.append(path)
    return written
