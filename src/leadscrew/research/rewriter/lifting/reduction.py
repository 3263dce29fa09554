"""Sums and other reductions over lifted axes: matrix products where two factors meet, else NumPy's reductions.

Source: Goto and van de Geijn, ACM TOMS 34(3), 2008 (why a matrix product beats loops); the expanded form of squared
distances as in Golub and Van Loan, Matrix Computations, section 1.1, and common practice in k-means.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from leadscrew.research.rewriter.lifting.value import Unliftable, Value, aligned, tight, transposed

LETTERS = "ijklmnopqrstuvwxyz"


def reduced(numpy: str, how: str, value: Value, over: Sequence[str]) -> Value:
    """A value with some of its axes taken away by `np.<how>`; it must have them."""
    places = [value.axes.index(name) for name in over]
    left = tuple(name for name in value.axes if name not in over)
    if not left and not value.rank:
        return Value(code=f"{numpy}.{how}({value.code})")
    axis = str(places[0]) if len(places) == 1 else str(tuple(places))
    return Value(code=f"{numpy}.{how}({value.code}, axis={axis})", axes=left, rank=value.rank)


def factors(node: ast.expr) -> list[ast.expr]:
    """The factors of a product; a square has two."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*factors(node.left), *factors(node.right)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and ast.unparse(node.right) == "2":
        return [node.left, node.left]
    return [node]


def product(numpy: str, one: Value, two: Value, over: Sequence[str], order: Sequence[str]) -> Value | None:
    """The sum over some axes of one times two; None where that is no gain over multiplying and summing."""
    if one.rank or two.rank or not set(over) <= set(one.axes) & set(two.axes):
        return None
    rows = [name for name in one.axes if name not in two.axes]
    columns = [name for name in two.axes if name not in one.axes]
    shared = [name for name in one.axes if name in two.axes and name not in over]
    result = tuple(name for name in order if name in {*rows, *columns, *shared})
    if not shared and len(over) == 1 and len(rows) <= 1 and len(columns) <= 1:
        if rows and columns and result != (*rows, *columns):
            one, two, rows, columns = two, one, columns, rows
        left = transposed(one.code, list(one.axes), [*rows, *over])
        right = transposed(two.code, list(two.axes), [*over, *columns])
        return Value(code=f"{tight(left)} @ {tight(right)}", axes=result)
    if not rows or not columns:
        letters = dict(zip(order, LETTERS, strict=False))
        spec = ",".join("".join(letters[name] for name in value.axes) for value in (one, two))
        out = "".join(letters[name] for name in result)
        return Value(code=f'{numpy}.einsum("{spec}->{out}", {one.code}, {two.code})', axes=result)
    if len(over) == 1 and len(rows) == 1 == len(columns):
        left = transposed(one.code, list(one.axes), [*shared, *rows, *over])
        right = transposed(two.code, list(two.axes), [*shared, *over, *columns])
        if result == (*shared, *rows, *columns):
            return Value(code=f"{tight(left)} @ {tight(right)}", axes=result)
    return None


def contracted(numpy: str, one: Value, two: Value, order: Sequence[str]) -> Value | None:
    """The sum of one times two over all of their own dimensions, as a convolution's over its patches, by tensordot."""
    if one.rank != two.rank or one.rank < 2 or set(one.axes) & set(two.axes):
        return None
    places = [[len(value.axes) + own for own in range(value.rank)] for value in (one, two)]
    axes = tuple(name for name in order if name in {*one.axes, *two.axes})
    code = f"{numpy}.tensordot({one.code}, {two.code}, axes=({places[0]}, {places[1]}))"
    return Value(code=transposed(code, [*one.axes, *two.axes], list(axes)), axes=axes)


def distances(numpy: str, one: Value, two: Value, order: Sequence[str]) -> Value | None:
    """The sum over the last dimension of (one - two) squared, expanded, where the two vary over different axes.

    one, two: axes and then the one dimension that is summed over.
    """
    if one.rank != 1 or two.rank != 1 or len(one.axes) != 1 or len(two.axes) != 1 or one.axes == two.axes:
        return None
    if order.index(one.axes[0]) > order.index(two.axes[0]):
        one, two = two, one
    a, b = one.tight, two.tight
    square_one, square_two = f"({a} * {a}).sum(axis=1)", f"({b} * {b}).sum(axis=1)"
    code = f"{numpy}.maximum({square_one}[:, None] + {square_two} - 2.0 * ({a} @ {b}.T), 0.0)"
    return Value(code=code, axes=(one.axes[0], two.axes[0]))


def matmul(one: Value, two: Value, order: tuple[str, ...]) -> Value:
    """`one @ two` over the axes that they have."""
    if two.rank == 0 and not two.axes:
        two = Value(code=two.code, rank=2)  # nothing is known of it: most often a matrix
    if one.rank == 0 or two.rank == 0:
        raise Unliftable("a matrix product of numbers")
    if one.rank == 1 and two.rank == 1:
        return _vectors(one, two, order)
    rank = max(one.rank - 1, 0) + max(two.rank - 1, 0) if min(one.rank, two.rank) == 1 else max(one.rank, two.rank)
    if not two.axes and (two.rank == 2 or one.rank == 1):
        return Value(code=f"{one.tight} @ {two.tight}", axes=order, rank=rank)
    if two.rank == 1 and not one.axes and one.rank == 2 and len(two.axes) == 1:
        return Value(code=f"{two.tight} @ {one.tight}.T", axes=order, rank=rank)
    if one.rank == 1:
        left = aligned(one, order, 1)
        return Value(code=f"({tight(left)}[..., None, :] @ {tight(aligned(two, order, two.rank))})[..., 0, :]",
                     axes=order, rank=rank)  # fmt: skip
    if two.rank == 1:
        right = aligned(two, order, 1)
        return Value(code=f"({tight(aligned(one, order, one.rank))} @ {tight(right)}[..., None])[..., 0]",
                     axes=order, rank=rank)  # fmt: skip
    left, right = aligned(one, order, rank), aligned(two, order, rank)
    return Value(code=f"{tight(left)} @ {tight(right)}", axes=order, rank=rank)


def _vectors(one: Value, two: Value, order: tuple[str, ...]) -> Value:
    if not one.axes or not two.axes:
        return Value(code=f"{(one if one.axes else two).tight} @ {(two if one.axes else one).tight}", axes=order)
    if set(one.axes) & set(two.axes):
        product_ = f"{tight(aligned(one, order, 1))} * {tight(aligned(two, order, 1))}"
        return Value(code=f"({product_}).sum(axis=-1)", axes=order)
    if len(one.axes) != 1 or len(two.axes) != 1:
        raise Unliftable("a product over many axes")
    first, second = (one, two) if order.index(one.axes[0]) == 0 else (two, one)
    return Value(code=f"{first.tight} @ {second.tight}.T", axes=order)
