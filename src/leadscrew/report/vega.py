"""Vega-Lite, as far as the plots use it: layers of marks over rows, written as plain data.

Source: the Vega-Lite specification, https://vega.github.io/vega-lite/docs/spec.html (read, not fetched).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
TYPES = {"Q": "quantitative", "N": "nominal", "O": "ordinal", "T": "temporal"}
Specification = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One mark over some rows."""

    rows: Sequence[Mapping[str, Any]]
    mark: Mapping[str, Any] = field(default_factory=dict)
    encoding: Mapping[str, Any] = field(default_factory=dict)

    def mark_point(self, **options: Any) -> Layer:
        """Draw points."""
        return replace(self, mark={"type": "point", **options})

    def mark_rule(self, **options: Any) -> Layer:
        """Draw lines from (x, y) to (x2, y2), or across the plot."""
        return replace(self, mark={"type": "rule", **options})

    def mark_rect(self, **options: Any) -> Layer:
        """Draw rectangles from (x, y) to (x2, y2), or across the plot."""
        return replace(self, mark={"type": "rect", **options})

    def mark_text(self, **options: Any) -> Layer:
        """Draw texts."""
        return replace(self, mark={"type": "text", **options})

    def encode(self, **channels: Specification | str) -> Layer:
        """What the rows say to each channel: a channel's definition, or `name:Q` in short."""
        given = {name: channel(value) if isinstance(value, str) else value for name, value in channels.items()}
        for name in given.keys() & {"x2", "y2"}:
            given[name] = {"field": given[name]["field"]}
        return replace(self, encoding=given)

    @property
    def specification(self) -> Specification:
        """The layer as Vega-Lite reads it."""
        rows = [dict(row) for row in self.rows]
        return {"data": {"values": rows}, "mark": dict(self.mark), "encoding": dict(self.encoding)}


def channel(name: str, **options: Any) -> Specification:
    """A channel that shows a column: `name:Q` for numbers, `:N` for names, `:O` for places in an order.

    `:T` for moments, in ms since 1970.
    """
    column, _, kind = name.rpartition(":")
    return {"field": column, "type": TYPES[kind], **options}


def options(**values: Any) -> Specification:
    """Options of a scale, an axis or a legend."""
    return values


def layered(layers: Sequence[Layer], **properties: Any) -> Specification:
    """A plot of layers over one another."""
    return {"$schema": SCHEMA, "layer": [layer.specification for layer in layers], **properties}
