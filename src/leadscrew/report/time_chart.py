"""The plot of the speed-up over the time spent."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, pairwise
from typing import Any

from leadscrew.report import palette
from leadscrew.report.chart import VERDICTS, WIDE, compared, fit, layer, log, times_axis, unit, verdict_colour
from leadscrew.report.palette import ACCENT, AXIS, BAND, CARD, INK, LINE, MUTED
from leadscrew.report.progress import ClaimMark, Progress, Step
from leadscrew.report.vega import Layer, Specification, channel, layered, options
from leadscrew.report.words import times


def progress_chart(progress: Progress, width: int) -> Specification:
    """Champion's line with its interval, experiments by verdict, the claim; below them what did not count."""
    name, seconds = unit(progress.end_s)
    low, high = _progress_range(progress)
    verdicts = sorted({mark.verdict for mark in progress.marks}, key=VERDICTS.index)
    failures = [name for name in verdicts if any(m.verdict == name and m.factor is None for m in progress.marks)]
    rows = {name: low / (high / low) ** (0.055 * (index + 1)) for index, name in enumerate(failures)}
    bottom = low / (high / low) ** (0.055 * (len(rows) + 0.8)) if rows else low
    end = progress.end_s / seconds
    y = channel(
        "y:Q",
        title=f"{compared(progress.span)} the start",
        scale=log(bottom, high),
        axis=times_axis(low, high, progress.span),
    )
    x_scale = options(domain=[0, end * 1.02], nice=False)
    x = channel(
        "x:Q",
        title=f"time spent ({name})",
        scale=x_scale,
        axis=options(tickCount=6 if width < WIDE else 10, grid=False),
    )

    def shown(factor: float) -> float:
        return min(max(factor, low), high)

    line = [
        {"x": step.spent_s / seconds, "x2": after / seconds, "y": shown(step.factor)}
        for step, after in zip(progress.steps, [*(s.spent_s for s in progress.steps[1:]), progress.end_s], strict=True)
    ]
    rises = [{"x": after["x"], "y": before["y"], "y2": after["y"]} for before, after in pairwise(line)]
    bands = [
        {"x": segment["x"], "x2": segment["x2"], "y": shown(step.low), "y2": shown(step.high)}
        for step, segment in zip(progress.steps, line, strict=True)
        if step.low is not None and step.high is not None and step.number
    ]
    marks = [
        {
            "x": mark.spent_s / seconds,
            "y": rows[mark.verdict] if mark.factor is None else shown(mark.factor),
            "verdict": mark.verdict,
            "count": mark.count,
        }
        for mark in progress.marks
    ]
    most = max((mark.count for mark in progress.marks), default=1)
    area = options(domain=[1, max(most, 2)], range=[26, 260 if most > 1 else 26])
    points = (
        layer(marks)
        .mark_point(filled=True, opacity=0.4 if progress.gathered else 0.9)
        .encode(x=x, y=y, color=verdict_colour(verdicts, width), size=channel("count:Q", legend=None, scale=area))
    )
    champion = [
        layer(line).mark_rule(color=ACCENT.light, strokeWidth=2.2).encode(x=x, x2="x2:Q", y=y),
        layer(rises).mark_rule(color=ACCENT.light, strokeWidth=2.2).encode(x=x, y=y, y2="y2:Q"),
    ]
    layers: list[Layer] = [
        layer(bands).mark_rect(color=BAND.light).encode(x=x, x2="x2:Q", y=y, y2="y2:Q"),
        layer([{"y": 1.0}]).mark_rule(color=AXIS.light, strokeDash=[3, 3]).encode(y=y),
        layer([{"y": low}] if rows else []).mark_rule(color=LINE.light).encode(y=y),
        *([points, *champion] if progress.gathered else [*champion, points]),
        *_claim_layers(progress, seconds, x, y, shown, width),
    ]
    return layered(layers, width=width, height=300 if width == WIDE else 280, autosize=fit())


def _claim_layers(
    progress: Progress, seconds: float, x: Any, y: Any, shown: Callable[[float], float], width: int
) -> list[Layer]:
    # kinds of problems of one attempt are decided together: they stand side by side, the first one to the left
    rows: list[dict[str, Any]] = []
    for spent_s, attempt in groupby(reversed(progress.claims), key=lambda claim: claim.spent_s):
        for back, claim in enumerate(attempt):
            rows.append(
                {
                    "x": spent_s / seconds * (1 - 0.012 * (WIDE / width) ** 0.5 * back),
                    "y": shown(claim.factor),
                    "low": shown(claim.low or 0.0),
                    "high": shown(claim.high or 1e9),
                    "bounded": claim.low is not None or claim.high is not None,
                    "gain": claim.gain,
                    "text": ("claim " if claim.gain else "not claimed ") + times(claim.factor, progress.span),
                    "named": spent_s == progress.claims[-1].spent_s and claim.kind == "claim",
                }
            )
    gains, failures = [r for r in rows if r["gain"]], [r for r in rows if not r["gain"]]
    layers: list[Layer] = []
    for group, colour in ((gains, palette.BY_NAME["better"].light), (failures, MUTED.light)):
        bounded = [r for r in group if r["bounded"]]
        layers += [
            layer(bounded).mark_rule(color=colour, strokeWidth=2).encode(x=x, y=channel("low:Q"), y2="high:Q"),
            layer(group)
            .mark_point(shape="diamond", size=150, filled=True, opacity=1, stroke=colour,
                        fill=colour if group is gains else CARD.light, strokeWidth=2)
            .encode(x=x, y=y),
        ]  # fmt: skip
    layers.append(
        layer([row for row in rows if row["named"]])
        .mark_text(align="right", dx=-2, dy=-16, fontSize=12, fontWeight="bold", color=INK.light)
        .encode(x=x, y=y, text="text:N")
    )
    return layers


def _progress_range(progress: Progress) -> tuple[float, float]:
    """From which to which factor the plot goes; what lies outside is drawn at its edge."""
    best = max([step.factor for step in progress.steps] + [claim.factor for claim in progress.claims])
    measured: list[Step | ClaimMark] = [*progress.steps, *progress.claims]
    bounds = [bound for item in measured for bound in (item.low, item.high) if bound]
    factors = sorted(mark.factor for mark in progress.marks if mark.factor)
    low = max(0.4, min([0.9, *factors[len(factors) // 50 :][:1]]))
    high = max(1.2, best * 1.15, min(max([1.0, *bounds, *factors]) * 1.05, best * 2.0))
    return low, high
