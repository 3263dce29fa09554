"""The picture of the power study: what each rule finds and what it costs, for a desk and for a telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from leadscrew.report import palette
from leadscrew.report.chart import Chart, finished, layer
from leadscrew.report.picture import svg_of

COLOURS = {
    "the rule": palette.ACCENT.light,
    "the rule in search": "#6f9be0",
    "t-test on 60 pairs": "#0b7a4b",
    "t-test on 20 pairs": "#8cbf3f",
    "medians of 5 runs": "#c08a1e",
    "a single run of each": "#c23a2e",
}
CONDITIONS = ("quiet", "steady", "bursts")


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


def panel(rows: Sequence[Mapping[str, Any]], field: str, width: int, height: int, title: str, legend: Any) -> Chart:
    """One condition, one quantity."""
    import altair as alt

    gains = list(dict.fromkeys(row["gain"] for row in rows))
    rules = [rule for rule in COLOURS if any(row["rule"] == rule for row in rows)]
    colour = alt.Color(
        "rule:N", sort=rules, legend=legend,
        scale=alt.Scale(domain=rules, range=[COLOURS[rule] for rule in rules]),
    )  # fmt: skip
    x = alt.X("gain:O", sort=gains, title="true gain" if field == "pairs" else None, axis=alt.Axis(labelAngle=0))
    if field == "share":
        y = alt.Y(
            "share:Q", title="says better", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5)
        )
    else:
        ticks = [1, 2, 5, 10, 20, 60]
        y = alt.Y(
            "pairs:Q", title="pairs (median)", scale=alt.Scale(type="log", domain=[0.9, 80], nice=False),
            axis=alt.Axis(values=ticks),
        )  # fmt: skip
    drawn = [row for row in rows if row[field] is not None and not (field == "pairs" and row["gain"] == "0%")]
    line = layer(drawn).mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=34, filled=True))
    layers = [line.encode(x=x, y=y, color=colour)]
    if field == "share":
        level = layer([{"share": 0.05}]).mark_rule(color=palette.AXIS.light, strokeDash=[3, 3])
        layers.insert(0, level.encode(y="share:Q"))
    return alt.layer(*layers).properties(
        width=width, height=height, title=alt.Title(title, fontSize=12, anchor="start")
    )


def picture(found: Sequence[Mapping[str, Any]], *, narrow: bool) -> Mapping[str, Any]:
    """The Vega-Lite specification: conditions side by side, or one below the other."""
    import altair as alt

    rows = rows_of(found)
    present = [name for name in CONDITIONS if any(row["condition"] == name for row in rows)]
    legend = alt.Legend(
        title=None, orient="top", direction="horizontal", columns=2 if narrow else 6, symbolType="circle"
    )
    width, height = (270, 170) if narrow else (235, 190)
    columns = []
    for name in present:
        mine = [row for row in rows if row["condition"] == name]
        columns.append(
            alt.vconcat(
                panel(mine, "share", width, height, f"{name} machine", legend),
                panel(mine, "pairs", width, height * 2 // 3, "", legend),
                spacing=8,
            )
        )
    whole = alt.vconcat(*columns, spacing=16) if narrow else alt.hconcat(*columns, spacing=20)
    return {**finished(whole), "background": palette.CARD.light}


def write_plots(found: Sequence[Mapping[str, Any]], folder: Path) -> list[Path]:
    """power.svg and power-narrow.svg."""
    written = []
    for narrow, name in ((False, "power.svg"), (True, "power-narrow.svg")):
        path = folder / name
        path.write_text(svg_of(picture(found, narrow=narrow), prefix="power"))
        written.append(path)
    return written
