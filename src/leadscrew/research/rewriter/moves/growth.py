"""Lists that grow in a loop: in place, and in order.

Source: amortised doubling (Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, section 16.4).
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.block import assigned, bare, edited, only, siblings, with_import
from leadscrew.research.rewriter.source import Edit, Move, Source


class Grow:
    """`x = x + [e]` becomes `x.append(e)`; `x.append(e)` with `x.sort()` becomes an insertion in order.

    Source: amortised doubling (Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, section 16.4).
    """

    name = "loop/append"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each place in a loop."""
        for node in source.nodes(cst.SimpleStatementLine):
            if not source.loop_depth(node):
                continue
            new = _appended(source, node)
            if new is not None:
                code = source.code(bare(node))
                yield source.edit(
                    self.name,
                    node,
                    key=code,
                    hypothesis=f"`{code[:70]}` at {source.where(node)} appends to the list instead of copying it",
                    make=lambda node=node, new=new: source.replaced(only(node) or node, new),  # type: ignore[misc]
                )
            block = list(siblings(source, node))
            after = block[block.index(node) + 1] if block and node is not block[-1] else None
            pair = _sorted_after(source, node, after)
            if pair is not None and after is not None:
                name, value = pair
                yield source.edit(
                    "loop/insort",
                    node,
                    key=f"{name}:{value}",
                    hypothesis=f"`{value[:60]}` goes into its place in `{name}` at {source.where(node)}: no sorting",
                    make=lambda node=node, after=after, name=name, value=value: with_import(  # type: ignore[misc]
                        edited(
                            source,
                            {
                                node: [
                                    node.with_changes(body=[cst.Expr(cst.parse_expression(f"insort({name}, {value})"))])
                                ],
                                after: [],
                            },
                        ),
                        "from bisect import insort",
                    ),
                )


def _appended(source: Source, node: cst.CSTNode) -> cst.CSTNode | None:
    found = assigned(node)
    if found is None or not isinstance(found[1], cst.BinaryOperation) or not isinstance(found[1].operator, cst.Add):
        return None
    name, right = found[0], found[1].right
    if source.code(found[1].left) != name or not isinstance(right, cst.List) or len(right.elements) != 1:
        return None
    call = cst.Call(cst.Attribute(cst.Name(name), cst.Name("append")), [cst.Arg(right.elements[0].value)])
    return cst.Expr(call)


def _sorted_after(source: Source, node: cst.CSTNode, after: cst.CSTNode | None) -> tuple[str, str] | None:
    small = only(node)
    if after is None or not isinstance(small, cst.Expr) or not isinstance(small.value, cst.Call):
        return None
    call = small.value
    if not isinstance(call.func, cst.Attribute) or call.func.attr.value != "append" or len(call.args) != 1:
        return None
    name = source.code(call.func.value)
    return (name, source.code(call.args[0].value)) if source.code(bare(after)) == f"{name}.sort()" else None


MOVES: tuple[Move, ...] = (Grow(),)
