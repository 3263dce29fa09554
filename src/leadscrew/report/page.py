"""The page: a summary and its pictures in one HTML file that refers to nothing outside itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files

from leadscrew.errors import MachineError
from leadscrew.report import palette, words
from leadscrew.report.summary import Summary

NEEDED = ("jinja2", "vl_convert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as it is written to disk."""

    html: str
    png: bytes


def check_libraries(needed: Sequence[str] = NEEDED) -> None:
    """Raise MachineError when a library that the report, or another page, needs is missing."""
    for name in needed:
        try:
            import_module(name)
        except ImportError as exc:
            raise MachineError(
                f"the report needs {name!r}, which is not installed; install it with: pip install 'leadscrew[report]'"
            ) from exc


def render(summary: Summary) -> Report:
    """Draw and write the report.  Raises MachineError without the libraries for it."""
    check_libraries()
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    from leadscrew.report.picture import stacked_png, svg_of
    from leadscrew.report.plots import plots_of

    plots = plots_of(summary)
    wide = {name: svg_of(plot.wide, prefix=f"{name}-w") for name, plot in plots.items()}
    narrow = {name: svg_of(plot.narrow, prefix=f"{name}-n") for name, plot in plots.items()}
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals["w"] = words
    template = environment.from_string(
        files("leadscrew.report").joinpath("page.html.jinja").read_text(encoding="utf-8")
    )
    html = template.render(
        s=summary,
        plots=plots,
        # our own drawings: vl-convert escapes the texts in them
        wide={name: Markup(svg) for name, svg in wide.items()},
        narrow={name: Markup(svg) for name, svg in narrow.items()},
        palette=palette,
    )
    subtitle = f"{summary.task}, run {summary.run}, {summary.started}"
    return Report(html=html, png=stacked_png(summary.headline.text, subtitle, list(plots.values()), wide))
