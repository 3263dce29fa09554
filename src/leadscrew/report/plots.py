"""The plots that a run has data for, as Vega-Lite specifications in two widths, and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadscrew.report.chart import NARROW, WIDE, finished
from leadscrew.report.diversity_chart import diversity_chart
from leadscrew.report.forest import Row
from leadscrew.report.forest_chart import forest_chart
from leadscrew.report.noise_chart import noise_chart
from leadscrew.report.summary import NoiseView, Summary
from leadscrew.report.time_chart import progress_chart
from leadscrew.report.tree import Tree
from leadscrew.report.tree_chart import tree_chart
from leadscrew.report.vega import Specification
from leadscrew.report.words import times
from leadscrew.research.diversity import Diversity


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One plot in its two widths."""

    name: str
    title: str
    alt: str
    """What a reader who does not see it is told."""
    wide: Mapping[str, Any]
    narrow: Mapping[str, Any]


def plots_of(summary: Summary) -> dict[str, Plot]:
    """The plots that the run has data for, by name, as Vega-Lite specifications."""
    found: dict[str, Plot] = {}

    def add(name: str, title: str, alt: str, draw: Callable[[int], Specification]) -> None:
        wide, narrow = finished(draw(WIDE)), finished(draw(NARROW))
        found[name] = Plot(name=name, title=title, alt=alt, wide=wide, narrow=narrow)

    if summary.progress.marks or summary.progress.claims:
        add(
            "progress",
            "Speed-up over time" if summary.span is None else "Score over time",
            _progress_alt(summary),
            lambda width: progress_chart(summary.progress, width),
        )
    tree = summary.tree
    if tree is not None:
        add("tree", "From the start to the champion", _tree_alt(tree), lambda width: tree_chart(tree, width))
    if summary.forest:
        add("forest", "Effects", _forest_alt(summary.forest), lambda width: forest_chart(summary.forest, width))
    diversity = summary.diversity
    if diversity is not None and diversity.windows:
        add(
            "diversity",
            "How many kinds of things were tried",
            _diversity_alt(diversity),
            lambda width: diversity_chart(diversity, width),
        )
    noise = summary.noise
    if noise is not None:
        add(
            "noise",
            "The start against itself",
            _noise_alt(noise),
            lambda width: noise_chart(noise, width, summary.span),
        )
    return found


def _progress_alt(summary: Summary) -> str:
    progress = summary.progress
    last = progress.steps[-1]
    counted = sum(mark.count for mark in progress.marks)
    claim = "".join(
        f" The {'claim' if c.gain else 'claim that failed'} is at {times(c.factor, progress.span)}."
        for c in progress.claims[-2:]
    )
    return (
        f"{'Speed-up' if progress.span is None else 'Score'} against the start over {progress.end_s:.0f} seconds: "
        f"{counted} experiments as points, the champion "
        f"as a line that ends at {times(last.factor, progress.span)}, unproven.{claim}"
    )


def _tree_alt(tree: Tree) -> str:
    climb = ", then ".join(lane.label for lane in tree.lanes)
    return f"The experiments in {len(tree.lanes)} lanes, from the start to the champion: {climb}."


def _forest_alt(rows: Sequence[Row]) -> str:
    return "Effects with intervals: " + "; ".join(f"{row.short} {row.text}" for row in rows[:6]) + "."


def _diversity_alt(diversity: Diversity) -> str:
    told = ", ".join(f"{one.spread.corrected_bits:.1f}" for one in diversity.windows)
    return f"Entropy of the families of moves in {len(diversity.windows)} windows of experiments, in bits: {told}."


def _noise_alt(noise: NoiseView) -> str:
    largest = max(abs(ratio) for ratio in noise.ratios)
    return f"{len(noise.ratios)} pairs of the start with itself; the largest difference is {largest:.1%}."
