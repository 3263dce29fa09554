"""Layout: fewer temporaries, one large product for many small ones, rows in place of columns.

Source: Goto and van de Geijn, ACM TOMS 34(3), 2008 (large products); Wulf and McKee, Hitting the Memory Wall, 1995;
the documentation of NumPy (in-place operators, vdot, memory layout); Wolf and Lam, PLDI 1991 (data layout and loops).
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from leadscrew.research.rewriter.block import edited, expression, fresh, statements
from leadscrew.research.rewriter.lifting.expression import Expressions
from leadscrew.research.rewriter.moves.fragment import FAILURES, Fragments
from leadscrew.research.rewriter.moves.inplace import InPlace
from leadscrew.research.rewriter.pattern import numpy_name
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source, assigned_in


class NoTemporary:
    """`np.sum(a * b)` becomes `np.vdot(a, b)`, and along the last axis an `einsum`: the product is never stored.

    Precondition: a sum of a product or square, over everything or over the last axis.
    """

    name = "layout/no-temporary"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each such sum."""
        numpy = numpy_name(source)
        if numpy is None:
            return
        for node in source.nodes(cst.Call):
            assert isinstance(node, cst.Call)
            code = _summed(source, node, numpy)
            if code is None:
                continue
            before = source.code(node)
            yield source.edit(
                self.name,
                node,
                key=f"{before}->{code}",
                hypothesis=f"`{before[:70]}` at {source.where(node)} becomes `{code[:70]}`: no temporary",
                make=lambda node=node, code=code: source.replaced(node, expression(code)),  # type: ignore[misc]
            )


def _summed(source: Source, node: cst.Call, numpy: str) -> str | None:
    function = source.code(node.func)
    method = isinstance(node.func, cst.Attribute) and not function.startswith(f"{numpy}.")
    name = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    if name not in ("sum", "mean") or (not method and function != f"{numpy}.{name}"):
        return None
    rest = list(node.args) if method else list(node.args[1:])
    if not method and not node.args:
        return None
    inner = node.func.value if method and isinstance(node.func, cst.Attribute) else node.args[0].value
    if not isinstance(inner, cst.BinaryOperation):
        return None
    if m.matches(inner, m.BinaryOperation(operator=m.Power(), right=m.Integer("2"))):
        one = two = source.code(inner.left)
    elif isinstance(inner.operator, cst.Multiply):
        one, two = source.code(inner.left), source.code(inner.right)
    else:
        return None
    if not rest:
        dot = f"{numpy}.vdot({one}, {two})"
        return dot if name == "sum" else f"({dot} / {numpy}.size({one}))"
    axis = source.code(rest[0].value)
    if name == "sum" and len(rest) == 1 and axis == "-1":
        return f'{numpy}.einsum("...i,...i->...", {one}, {two})'
    return None


class OneProduct:
    """A stack of small products with one matrix, `(b, t, i) @ (i, o)`, becomes one product of `(b * t, i)`.

    Precondition: the left side has three or more dimensions and the right side two, by the profile or by its making.
    """

    name = "layout/one-product"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each product, then all of them."""
        fragments = Fragments.of(source)
        if fragments is None:
            return
        found: dict[cst.CSTNode, cst.CSTNode] = {}
        for node in source.nodes(cst.BinaryOperation):
            if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply):
                code = _one_product(source, fragments, node)
                if code is not None:
                    found[node] = expression(code)
        why = "one large product in place of a stack of small ones"
        for node, new in found.items():
            before = source.code(node)
            yield source.edit(
                self.name,
                node,
                key=before,
                hypothesis=f"`{before[:70]}` at {source.where(node)} by rows: {why}",
                make=lambda node=node, new=new: source.replaced(node, new),  # type: ignore[misc]
            )
        if len(found) > 1:
            yield source.edit(
                self.name,
                source.module,
                key=f"all {len(found)}",
                hypothesis=f"{len(found)} products of {source.path} by rows: {why}",
                make=lambda: source.replaced_all(found),
            )


def _one_product(source: Source, fragments: Fragments, node: cst.BinaryOperation) -> str | None:
    if not isinstance(node.left, cst.Name | cst.Attribute | cst.Subscript):
        return None
    ranks = [_rank(source, fragments, side) for side in (node.left, node.right)]
    if ranks[0] < 3 or ranks[1] != 2:
        return None
    left, right = source.code(node.left), source.code(node.right)
    return f"({left}.reshape(-1, {left}.shape[-1]) @ {right}).reshape(*{left}.shape[:-1], -1)"


def _rank(source: Source, fragments: Fragments, node: cst.BaseExpression) -> int:
    kind = source.kind(node)
    if kind is not None:
        return int(kind.split()[-1]) if kind.startswith("array") else 0
    tree = fragments.expression(node)
    if tree is None:
        return 0
    try:
        return Expressions(fragments.facts(node)).lift(tree).rank
    except FAILURES:
        return 0


class Rows:
    """A loop over the columns of an array, `x[:, j]`, goes over the rows of a transposed copy made once.

    Precondition: the loop's own index is the column, and nothing in the loop changes the array.
    """

    name = "layout/rows"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each array that a loop reads by columns."""
        numpy = numpy_name(source)
        if numpy is None:
            return
        for loop in source.nodes(cst.For):
            assert isinstance(loop, cst.For)
            if not isinstance(loop.target, cst.Name) or not isinstance(loop.body, cst.IndentedBlock):
                continue
            changed = assigned_in(loop)
            for name, columns in _columns(loop, loop.target.value).items():
                if name in changed:
                    continue
                yield source.edit(
                    self.name,
                    loop,
                    key=f"{name} by {loop.target.value}",
                    hypothesis=(
                        f"the columns of `{name}` in the loop at {source.where(loop)} are rows of a copy made once: "
                        "memory is read in order"
                    ),
                    make=lambda loop=loop, name=name, columns=columns: _by_rows(  # type: ignore[misc]
                        source, loop, name, columns, numpy
                    ),
                )


def _columns(loop: cst.For, index: str) -> dict[str, list[cst.Subscript]]:
    pattern = m.Subscript(
        m.Name(),
        slice=[
            m.SubscriptElement(m.Slice(lower=None, upper=None, step=None)),
            m.SubscriptElement(m.Index(m.Name(index))),
        ],
    )
    found: dict[str, list[cst.Subscript]] = {}
    for node in m.findall(loop.body, pattern):
        if isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name):
            found.setdefault(node.value.value, []).append(node)
    return found


def _by_rows(source: Source, loop: cst.For, name: str, columns: list[cst.Subscript], numpy: str) -> cst.Module:
    rows = fresh(source, f"{name}_rows")
    changes: dict[cst.CSTNode, cst.CSTNode] = {
        column: cst.Subscript(cst.Name(rows), [column.slice[1].with_changes(comma=cst.MaybeSentinel.DEFAULT)])
        for column in columns
    }
    new = loop.visit(Replacer(changes))
    assert isinstance(new, cst.For)
    return edited(source, {loop: [*statements(f"{rows} = {numpy}.ascontiguousarray({name}.T)"), new]})


MOVES: tuple[Move, ...] = (InPlace(), NoTemporary(), OneProduct(), Rows())
