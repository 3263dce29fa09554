"""The plots of a suite's series: gain by researcher and date, or by what was spent on each task, with people beside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from leadscrew.core.experiment import Verdict
from leadscrew.core.hypothesis import one_line
from leadscrew.report.chart import FONT, finished, layer, log, times_axis
from leadscrew.report.palette import ACCENT, AXIS, INK, MUTED, VERDICT_COLOURS
from leadscrew.report.picture import SCALE
from leadscrew.report.suite import METHOD, Point, Series, found_line, letter
from leadscrew.report.vega import Layer, Specification, channel, layered, options
from leadscrew.report.words import times
from leadscrew.research.state import effect_against_start, read_state
from leadscrew.research.submitting import PersonRun
from leadscrew.research.suite import REWRITER, Cell
from leadscrew.store.lab import Lab

WIDTH, HEIGHT = 760, 320
SMALL_WIDTH, SMALL_HEIGHT = 350, 170
DAY_MS = 86_400_000
COLOURS = (ACCENT, *(VERDICT_COLOURS[verdict] for verdict in (
    Verdict.UNDECIDED, Verdict.CRASHED, Verdict.BETTER, Verdict.TIMED_OUT, Verdict.WRONG
)))  # fmt: skip
"""Of researchers, in the order of the legend; the rewriter is grey."""
PEOPLE = "people"
UNITS = {"wall": "minutes (people: of their own time)", "experiments": "experiments", "cost": "dollars"}
MOST_TEXTS = 5
"""Points of models in a panel that are written at."""
FAR = 4.0
"""Times as much as the models spent, from which on people need a log axis."""


@dataclass(slots=True, kw_only=True)
class Drawn:
    """What one plot shows."""

    rules: list[dict[str, Any]] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def marks(self) -> Iterator[float]:
        """All factors, for the axis."""
        for entry in self.points:
            yield from (entry["y"], entry["low"], entry["high"])
        for entry in self.lines:
            yield entry["y"]


def drawn(lab: Lab, found: Sequence[Series], *, by: str, as_png: bool) -> bytes:
    """The plots of all series under one another, as SVG or PNG."""
    import vl_convert

    charts = [date_chart(lab, series) if by == "date" else spent_chart(lab, series, by) for series in found]
    whole: Specification = {
        "$schema": charts[0]["$schema"],
        "vconcat": [_bare(chart) for chart in charts],
        "spacing": 40,
    }
    whole = finished(whole) | {"background": "#ffffff", "padding": 14}
    svg: str = vl_convert.vegalite_to_svg(whole, allowed_base_urls=[])
    if not as_png:
        return svg.encode()
    picture: bytes = vl_convert.svg_to_png(svg, scale=SCALE)
    return picture


def _bare(chart: Specification) -> Specification:
    return {name: value for name, value in chart.items() if name != "$schema"}


def _title(text: str, notes: Sequence[str]) -> Specification:
    """A title with notes under it, wrapped: Vega does not."""
    lines = [line for note in notes for line in _wrapped(note, 118)]
    return options(
        text=text, subtitle=lines, anchor="start", fontSize=15, subtitleFontSize=11, subtitleColor=MUTED.light,
        color=INK.light, subtitlePadding=6, offset=14, font=FONT, subtitleFont=FONT,
    )  # fmt: skip


def _wrapped(text: str, width: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, width)


def _names(series: Series) -> list[str]:
    """Researchers in the order of the legend: the control first."""
    names = dict.fromkeys(point.row.researcher for point in series.points)
    return sorted(names, key=lambda name: name != REWRITER)


def _colour(series: Series, *, people: bool) -> Specification:
    names = [_label(name) for name in _names(series)]
    shades = iter([COLOURS[index % len(COLOURS)].light for index in range(len(names))])
    colours = [MUTED.light if name == _label(REWRITER) else next(shades) for name in names]
    if people:
        names, colours = [*names, PEOPLE], [*colours, INK.light]
    return channel(
        "who:N", scale=options(domain=names, range=colours),
        legend=options(title=None, orient="bottom", direction="horizontal", columns=3, symbolType="circle",
                       symbolOpacity=1, labelLimit=260, symbolStrokeWidth=0, symbolSize=70),
    )  # fmt: skip


def _label(name: str) -> str:
    return "rewriter (control)" if name == REWRITER else one_line(name, limit=44)


def _range(factors: Sequence[float]) -> tuple[float, float]:
    """The ends of an axis of factors, with 1 on it."""
    high = max([1.2, *(factor for factor in factors if factor != inf)])
    low = min([1.0, *factors])
    return low / 1.06, high * 1.15


def date_chart(lab: Lab, series: Series) -> Specification:
    """The mean gain of each row, with its interval, by the day on which it ended."""
    shown = Drawn()
    place = {name: index for index, name in enumerate(_names(series))}
    ats = [1000.0 * point.row.at for point in series.points]
    span = max(ats, default=0.0) - min(ats, default=0.0)
    step = max(span, 8 * DAY_MS / 24) * 0.012
    for point in series.points:
        if point.mean is None:
            continue
        row, mean = point.row, point.mean
        mark = f"v{row.version}" if len(series.versions) > 1 else ""
        mark += f" {letter(series.machines.index(row.machine))}" if len(series.machines) > 1 else ""
        mark += " incomplete" if point.absent else ""
        shown.points.append(
            {
                "x": 1000.0 * row.at + step * (place[row.researcher] - (len(place) - 1) / 2), "y": mean.factor,
                "low": mean.low, "high": min(mean.high, 1e6), "who": _label(row.researcher), "whole": not point.absent,
                "line": f"{row.researcher} {row.version} {row.machine} {point.absent}",
                "text": f"{times(mean.factor)} {mark}".strip(),
            }
        )  # fmt: skip
    low, high = _range(list(shown.marks()))
    edge = max(span * 0.08, DAY_MS / 6)
    x = channel(
        "x:T", scale=options(domain=[min(ats, default=0) - edge, max(ats, default=0) + 1.6 * edge], type="utc"),
        axis=options(title="when the row ended (UTC)", grid=False, tickCount=6, labelOverlap=True),
    )  # fmt: skip
    y = channel("y:Q", scale=log(low, high), axis=times_axis(low, high), title="times as fast, mean of the tasks")
    colour = _colour(series, people=bool(series.people))
    layers = [
        *_one(low, high),
        _line(shown.points, x, y, colour, detail="line", width=1.2),
        *_with_intervals(shown.points, x, y, colour, low, high),
        layer(shown.points)
        .mark_text(align="left", dx=5, dy=-10, fontSize=11, color=INK.light)
        .encode(x=x, y=y, text="text:N"),
    ]
    notes = [*map(found_line, series.found), *series.warnings(), METHOD.format(level=0.95)]
    notes += ["A hollow point lacks tasks: it is not the mean of the whole suite."] * any(
        p.absent for p in series.points
    )
    main = layered(
        layers, width=WIDTH, height=HEIGHT, title=_title(_suite_title(series, "gain by researcher and date"), notes)
    )
    if not series.people:
        return main
    return {"$schema": main["$schema"], "vconcat": [_bare(main), _bare(people_chart(lab, series))], "spacing": 34}


def _suite_title(series: Series, what: str) -> str:
    versions = ", ".join(map(str, series.versions))
    return f"Suite {series.suite}, version {versions}: {what}"


def people_chart(lab: Lab, series: Series) -> Specification:
    """What people proved, against their minutes, task by task; beside it what models proved on the same tasks."""
    tasks = [task for task in series.latest()[0].row.tasks if any(person.task == task for person in series.people)]
    panels = [_bare(_task_panel(lab, series, task, "wall", first=index % 2 == 0)) for index, task in enumerate(tasks)]
    notes = [
        "Black: what people proved, against the minutes that they spent. Thin steps: the best so far within a run, "
        "unproven; points: claims with their own intervals, no gain at 1.", *_unknown_minutes(series.people),
    ]  # fmt: skip
    return {
        "$schema": "",
        "concat": panels,
        "columns": 2,
        "title": _title("People beside the latest rows, by task", notes),
    }


def _unknown_minutes(people: Sequence[PersonRun]) -> list[str]:
    lost = [person for person in people if person.human_s is None]
    return [f"{len(lost)} runs of people are not drawn: their minutes are unknown."] if lost else []


def spent_chart(lab: Lab, series: Series, by: str) -> Specification:
    """What each run of the latest rows proved, task by task, against what it spent; best so far as unproven steps."""
    latest = series.latest()
    notes = [
        "Points: claims with their own intervals, no gain at 1. Thin steps: the best so far within a run, unproven.",
        *map(found_line, series.found),
    ]  # fmt: skip
    if by == "wall":
        notes += _unknown_minutes(series.people)
    if by == "cost" and (
        lost := sum(cell.cost_usd is None for point in latest for cell in point.row.cells if not cell.missing)
    ):
        notes.append(f"{lost} runs are not drawn: what they cost is unknown.")
    if lost := sum(len(point.row.missing) for point in latest):
        notes.append(f"{lost} runs are missing, which is not the same as no gain; 'leadscrew suite show' says why.")
    notes += series.warnings()
    tasks = latest[0].row.tasks if latest else ()
    panels = [_bare(_task_panel(lab, series, task, by, first=index % 2 == 0)) for index, task in enumerate(tasks)]
    schema = layered([])["$schema"]
    title = _title(_suite_title(series, f"gain by {'wall time' if by == 'wall' else by}"), notes)
    return {"$schema": schema, "concat": panels, "columns": 2, "title": title}


def _task_panel(lab: Lab, series: Series, task: str, by: str, *, first: bool) -> Specification:
    shown = Drawn()
    latest = series.latest()
    for point in latest:
        _add_cells(shown, lab, point, task, by)
    people = [person for person in series.people if person.task == task] if by == "wall" else []
    furthest = max((entry["x"] for entry in shown.points), default=0.0)
    for person in people:
        _add_person(shown, person)
    xs = [entry["x"] for entry in [*shown.points, *shown.lines]]
    far = max(xs, default=1.0) > FAR * furthest > 0
    low, high = _range(list(shown.marks()))
    top = max(xs, default=1.0) * (1.7 if far else 1.18) or 1.0
    least = max(min((x for x in xs if x > 0), default=0.01) / 1.5, 1e-4)
    scale = options(type="log", domain=[least, top], nice=False) if far else options(domain=[0, top], nice=False)
    for entry in [*shown.points, *shown.lines] if far else ():
        entry["x"] = max(entry["x"], least)
    x = channel("x:Q", scale=scale, axis=options(title=UNITS[by], tickCount=4, grid=False, format="~g"))
    y = channel("y:Q", scale=log(low, high), axis=times_axis(low, high), title="times as fast" if first else None)
    colour = _colour(series, people=bool(series.people))
    layers = [
        *_one(low, high),
        _line(shown.lines, x, y, colour, detail="line", width=1.0, stepped=True),
        *_with_intervals(shown.points, x, y, colour, low, high),
        *_texts(shown.points, x, y, top=top, far=far),
    ]
    return layered(
        layers,
        width=SMALL_WIDTH,
        height=SMALL_HEIGHT,
        title=options(text=task, anchor="start", fontSize=12, color=INK.light),
    )


def _texts(
    points: Sequence[Mapping[str, Any]], x: Specification, y: Specification, *, top: float, far: bool
) -> Iterator[Layer]:
    """Names and factors: of people always, one under the other; of models where they are few."""
    models = [point for point in points if point["who"] != PEOPLE]
    some = models if len(models) <= MOST_TEXTS else [point for point in models if point["text"] == "no gain"][:1]
    yield layer(some).mark_text(align="left", dx=7, dy=-7, fontSize=10, color=INK.light).encode(x=x, y=y, text="text:N")
    for index, point in enumerate(point for point in points if point["who"] == PEOPLE):
        right = point["x"] > (top**0.5 if far else top / 2)
        yield (
            layer([point])
            .mark_text(align="right" if right else "left", dx=-7 if right else 7, dy=12 + 11 * (index % 5), fontSize=10,
                       color=INK.light)
            .encode(x=x, y=y, text="text:N")
        )  # fmt: skip


def _add_cells(shown: Drawn, lab: Lab, point: Point, task: str, by: str) -> None:
    for cell in point.row.cells:
        proven = cell.proven
        spent = _spent(cell, by)
        if cell.task != task or proven is None or spent is None or cell.run is None:
            continue
        who, line = _label(point.row.researcher), f"{point.row.researcher} {cell.seed}"
        steps = course(lab, cell.run, by)
        shown.lines += [{"x": x, "y": y, "who": who, "line": line} for x, y in [(0.0, 1.0), *steps]]
        if steps:
            shown.lines.append({"x": spent, "y": steps[-1][1], "who": who, "line": line})
        shown.points.append(_claimed(spent, proven.factor, proven.low, proven.high, who))


def _claimed(x: float, factor: float, low: float, high: float, who: str) -> dict[str, Any]:
    text = "no gain" if factor == 1.0 and high == 1.0 else times(factor)
    return {"x": x, "y": factor, "low": low, "high": min(high, 1e6), "who": who, "whole": True, "text": text}


def _add_person(shown: Drawn, person: PersonRun) -> None:
    if person.human_s is None:
        return
    line = f"{person.name} {person.run}"
    steps = [(step.human_s / 60, step.factor) for step in person.steps if step.human_s is not None]
    ends = [(0.0, 1.0), *steps, (person.human_s / 60, steps[-1][1])] if steps else []
    shown.lines += [{"x": x, "y": y, "who": PEOPLE, "line": line} for x, y in ends]
    proven = person.proven
    found = _claimed(person.human_s / 60, proven.factor, proven.low, proven.high, PEOPLE)
    shown.points.append(
        found | {"text": f"{found['text']} {one_line(person.name, limit=20)}{' (stated)' if person.stated else ''}"}
    )


def _spent(cell: Cell, by: str) -> float | None:
    return {"wall": cell.wall_s / 60, "experiments": float(cell.experiments), "cost": cell.cost_usd}[by]


def course(lab: Lab, run: str, by: str) -> list[tuple[float, float]]:
    """The best so far within a run, unproven: what was spent, and the factor against the start."""
    champions = list(lab.facts(run=run, kind="champion"))
    if not champions:
        return []
    state = read_state(lab, run)
    calls: list[tuple[int, float]] = []
    spent = 0.0
    for fact in lab.facts(run=run, kind="model_call") if by == "cost" else ():
        spent += fact.body["cost_usd"] or 0.0
        calls.append((fact.seq, spent))
    found = []
    for fact in champions:
        effect = effect_against_start(state, int(fact.body["number"]))
        if effect is None:
            continue
        if by == "wall":
            x = float(fact.body["spent_s"]) / 60
        elif by == "experiments":
            x = float(fact.body["number"])
        else:
            index = bisect_right(calls, (fact.seq, inf))
            x = calls[index - 1][1] if index else 0.0
        found.append((x, effect.factor))
    return found


def _one(low: float, high: float) -> list[Layer]:
    y = channel("y:Q", scale=log(low, high))
    return [layer([{"y": 1.0}]).mark_rule(color=AXIS.light, strokeDash=[3, 3]).encode(y=y)]


def _line(
    rows: Sequence[Mapping[str, Any]], x: Specification, y: Specification, colour: Specification, *, detail: str,
    width: float, stepped: bool = False,
) -> Layer:  # fmt: skip
    mark = {"type": "line", "strokeWidth": width, "opacity": 0.55}
    mark |= {"interpolate": "step-after", "strokeDash": [3, 2]} if stepped else {}
    return Layer(rows=rows, mark=mark).encode(x=x, y=y, color=colour, detail=f"{detail}:N")


def _with_intervals(
    rows: Sequence[Mapping[str, Any]],
    x: Specification,
    y: Specification,
    colour: Specification,
    low: float,
    high: float,
) -> list[Layer]:
    bounded = [{**row, "low": max(row["low"], low), "high": min(row["high"], high)} for row in rows]
    ends = channel("low:Q", scale=log(low, high))
    layers = [
        Layer(rows=bounded, mark={"type": "rule", "strokeWidth": 2}).encode(x=x, y=ends, y2="high:Q", color=colour)
    ]
    for whole in (True, False):
        some = [row for row in rows if row["whole"] is whole]
        layers.append(layer(some).mark_point(filled=whole, size=60, opacity=1).encode(x=x, y=y, color=colour))
    return layers
