"""Whole statements whose result depends on the inner loop's item alone are run once for each item.

Source: Bird, Tabulation techniques for recursive programs, ACM Computing Surveys 1980; partial redundancy elimination
(Knoop, Rüthing, Steffen, PLDI 1992) across the rounds of an outer loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.research.rewriter.block import (
    bare,
    body_of,
    edited,
    fresh,
    siblings,
    statements,
    unspaced,
    with_body,
)
from leadscrew.research.rewriter.flow import Flow
from leadscrew.research.rewriter.moves.invariance import header_names, invariant, movable
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source


class Tabulate:
    """Statements of an inner loop that the outer loop has no part in fill a dictionary by item before it.

    Precondition: the inner loop goes over the same in each round of the outer; the statements call or loop; what they
    make is read in the inner loop only.  Items must be able to be keys.
    """

    name = "move/tabulate"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each inner loop."""
        flow = source.once(Flow)
        for outer in source.nodes(cst.For):
            for inner in body_of(outer) if siblings(source, outer) else ():
                if not isinstance(inner, cst.For) or not isinstance(inner.target, cst.Name) or not body_of(inner):
                    continue
                lines = self._lines(source, flow, outer, inner)
                results = _results(flow, outer, inner, lines)
                if lines and results:
                    yield self._edit(source, outer, inner, lines, results)

    def _lines(self, source: Source, flow: Flow, outer: cst.CSTNode, inner: cst.For) -> list[cst.CSTNode]:
        """What depends on the item alone."""
        assert isinstance(inner.target, cst.Name)
        outside = header_names(flow, outer)
        for statement in body_of(outer):
            if statement is not inner:
                outside |= flow.changes(statement)
        if not flow.independent(inner.iter, outside | flow.changes(inner)) or inner.target.value in outside:
            return []
        lines = invariant(flow, inner, [line for line in body_of(inner) if movable(source, line)], outside)
        item = inner.target.value
        costly = (cst.Call, cst.For, cst.BaseComp)
        worth = any(isinstance(below, costly) for line in lines for below in source.below(line))
        whole = len(lines) == len(body_of(inner))
        uses = any(item in flow.names(line) for line in lines)
        return lines if worth and uses and not whole else []

    def _edit(
        self, source: Source, outer: cst.CSTNode, inner: cst.For, lines: Sequence[cst.CSTNode], results: list[str]
    ) -> Edit:
        codes = [source.code(bare(line)) for line in lines]
        item = source.code(inner.target)

        def make() -> cst.Module:
            table = fresh(source, f"{results[0]}_of")
            value = results[0] if len(results) == 1 else f"({', '.join(results)})"
            begun = statements(f"{table} = {{}}")
            stored = statements(f"{table}[{item}] = {value}")
            filling = with_body(inner.with_changes(leading_lines=[]), [*map(unspaced, lines), *stored])
            taken = statements(f"{', '.join(results)} = {table}[{item}]")
            rest = [line for line in body_of(inner) if line not in lines]
            new = outer.visit(Replacer({inner: with_body(inner, [*taken, *rest])}))
            assert isinstance(new, cst.CSTNode)
            return edited(source, {outer: [*begun, filling, new]})

        return source.edit(
            self.name,
            lines[0],
            key=";".join(codes),
            hypothesis=(
                f"`{codes[0][:80]}` and what follows from it at {source.where(lines[0])} depends on `{item}` alone: "
                "computed once for each"
            ),
            make=make,
        )


def _results(flow: Flow, outer: cst.CSTNode, inner: cst.For, lines: Sequence[cst.CSTNode]) -> list[str]:
    """What the statements make that the rest of the inner loop reads; nothing where others read it, too."""
    made = {path.removesuffix("[]") for line in lines for path in flow.changes(line)}
    rest = {name for line in body_of(inner) if line not in lines for name in flow.names(line)}
    function = flow.source.function(outer)
    whole: cst.CSTNode = function.body if function is not None else flow.source.module
    everywhere = [load.value for load in flow.loads(whole)]
    inside = [load.value for load in flow.loads(inner)]
    if any("." in name or everywhere.count(name) != inside.count(name) for name in made & rest):
        return []
    return sorted(name for name in made & rest)


MOVES: tuple[Move, ...] = (Tabulate(),)
