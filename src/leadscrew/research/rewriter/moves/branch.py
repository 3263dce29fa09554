"""Keep one of two branches, and no `try` around what does not go wrong.

Source: branch replacement and conditional deletion among the edits of genetic improvement (Petke et al., IEEE TEVC
2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.research.rewriter.block import body_of, edited
from leadscrew.research.rewriter.pattern import bracketed
from leadscrew.research.rewriter.source import Edit, Move, Source


class Branch:
    """Of two branches, or of the two values of a conditional, keep one; of a `try`, what it tries."""

    name = "remove/branch"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Both choices of each condition that has two."""
        for node in source.nodes(cst.If, cst.IfExp, cst.Try):
            if isinstance(node, cst.If):
                yield from self._conditions(source, node)
            elif isinstance(node, cst.IfExp):
                for kept, side in ((node.body, "first"), (node.orelse, "second")):
                    yield self._edit(source, node, side, source.code(node), kept)
            elif isinstance(node, cst.Try) and not node.finalbody and not node.orelse and source.loop_depth(node):
                code = source.code(node.body)
                make = lambda node=node: edited(source, {node: _spliced(node, body_of(node))})  # noqa: E731
                yield source.edit(
                    "remove/handler",
                    node,
                    key=code,
                    hypothesis=f"no `try` around `{code[:70]}` at {source.where(node)}: nothing may go wrong there",
                    make=make,
                )

    def _conditions(self, source: Source, node: cst.If) -> Iterator[Edit]:
        if not isinstance(node.orelse, cst.Else) or isinstance(source.parents.get(node), cst.If):
            return
        code = source.code(node.test)
        for kept, side in ((node, "first"), (node.orelse, "second")):
            if body_of(kept):
                yield self._edit(source, node, side, code, body_of(kept))

    def _edit(
        self,
        source: Source,
        node: cst.CSTNode,
        side: str,
        code: str,
        kept: Sequence[cst.CSTNode] | cst.CSTNode,
    ) -> Edit:
        def make() -> cst.Module:
            if isinstance(kept, cst.CSTNode):
                assert isinstance(kept, cst.BaseExpression)
                return source.replaced(node, bracketed(kept))
            return edited(source, {node: _spliced(node, kept)})

        return source.edit(
            "remove/branch",
            node,
            key=f"{side}:{code}",
            hypothesis=f"always the {side} choice of `{code[:80]}` at {source.where(node)}: the other may not matter",
            make=make,
        )


def _spliced(node: cst.CSTNode, kept: Sequence[cst.CSTNode]) -> list[cst.CSTNode]:
    """A block's statements in the place of the compound statement around them."""
    lines = [*getattr(node, "leading_lines", ()), *getattr(kept[0], "leading_lines", ())]
    return [kept[0].with_changes(leading_lines=lines), *kept[1:]]


MOVES: tuple[Move, ...] = (Branch(),)
