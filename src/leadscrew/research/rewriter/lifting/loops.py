"""Loops that are lifted: what they go over becomes an axis, and an array's elements become the array.

Source: iteration spaces and triangular loops (Wolfe, High Performance Compilers for Parallel Computing, 1996, ch. 9).
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from leadscrew.research.rewriter.lifting import polynomial
from leadscrew.research.rewriter.lifting.polynomial import Poly
from leadscrew.research.rewriter.lifting.value import Axis, Unliftable, Value

if TYPE_CHECKING:
    from leadscrew.research.rewriter.lifting.expression import Expressions


def enter(scope: Expressions, target: ast.expr, iterable: ast.expr) -> ast.expr | None:
    """Go into a loop over a range, an array, `enumerate` or `zip`: its index becomes an axis.

    Returns the condition under which a round is one, where an outer loop moves the range: `range(i + 1, n)`.
    """
    condition = None
    match iterable:
        case ast.Call(func=ast.Name(id="range"), args=arguments, keywords=[]) if isinstance(target, ast.Name):
            axis, condition = _ranged(scope, target.id, arguments)
            scope.axes.append(axis)
            scope.names.pop(target.id, None)
            scope.polys.pop(target.id, None)
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner], keywords=[]) if isinstance(target, ast.Tuple):
            index, element = target.elts
            if not isinstance(index, ast.Name):
                raise Unliftable("enumerate without an index")
            _elements(scope, index.id, [element], [inner])
        case ast.Call(func=ast.Name(id="zip"), args=inners) if isinstance(target, ast.Tuple):
            _elements(scope, _hidden(scope), target.elts, inners)
        case _:
            _elements(scope, _hidden(scope), [target], [iterable])
    return condition


def _hidden(scope: Expressions) -> str:
    return f"index_{len(scope.axes)}_"


def _ranged(scope: Expressions, name: str, arguments: Sequence[ast.expr]) -> tuple[Axis, ast.expr | None]:
    if any(axis.name == name for axis in scope.axes):
        raise Unliftable("two loops with one index")
    bounds = [poly for poly in (scope.poly(argument) for argument in arguments) if poly is not None]
    if len(bounds) != len(arguments) or not 1 <= len(bounds) <= 3:
        raise Unliftable("a range that is no polynomial")
    low, high = (polynomial.number(0), bounds[0]) if len(bounds) == 1 else (bounds[0], bounds[1])
    step = polynomial.constant(bounds[2]) if len(bounds) == 3 else 1
    if step == -1:
        one = polynomial.number(1)
        low, high, step = polynomial.plus(high, one), polynomial.plus(low, one), 1
    if step is None or step < 1:
        raise Unliftable("a range with an unknown step")
    tests = []
    first, last = _widest(scope, low, top=False), _widest(scope, high, top=True)
    if first != low:
        tests.append(f"{name} >= {polynomial.write(low)}")
    if last != high:
        tests.append(f"{name} < {polynomial.write(high)}")
    if tests and step != 1:
        raise Unliftable("a range with a step that another loop moves")
    condition = ast.parse(" and ".join(tests), mode="eval").body if tests else None
    return Axis(name=name, low=first, high=last, step=step, wide=bool(tests)), condition


def _widest(scope: Expressions, bound: Poly, *, top: bool) -> Poly:
    """A bound that outer axes move, at the round that leaves most room."""
    for axis in scope.axes:
        found = polynomial.split(bound, axis.name)
        if found is None:
            raise Unliftable("a range that another loop moves unevenly")
        slope, rest = found
        size = polynomial.constant(slope)
        if not slope:
            continue
        if size is None or axis.step != 1:
            raise Unliftable("a range that another loop moves by an unknown step")
        last = polynomial.plus(axis.high, polynomial.number(1), -1)
        end = last if (size > 0) == top else axis.low
        bound = polynomial.plus(polynomial.times(slope, end), rest)
    return bound


def _elements(scope: Expressions, index: str, targets: Sequence[ast.expr], arrays: Sequence[ast.expr]) -> None:
    """`for x in array`: x is the array at a hidden index."""
    if len(targets) != len(arrays):
        raise Unliftable("zip with other targets")
    found = []
    length = ""
    for array in arrays:
        if isinstance(array, ast.Call | ast.Constant | ast.Dict | ast.Set | ast.List | ast.Tuple):
            raise Unliftable("a loop over something that is no array")
        value, _ = scope.base(array)
        if value.rank < 1:
            raise Unliftable("a loop over something that is not known to be an array")
        if value.axes and value.rank != 1:
            raise Unliftable("a loop over parts of a lifted array")
        found.append(Value(code=value.code, axes=(*value.axes, index), rank=value.rank - 1))
        length = length or (
            f"len({ast.unparse(array)})" if not value.axes else f"{value.tight}.shape[{len(value.axes)}]"
        )
    scope.axes.append(Axis(name=index, low=polynomial.number(0), high={(length,): 1}))
    scope.names.pop(index, None)
    for target, value in zip(targets, found, strict=True):
        if isinstance(target, ast.Name):
            scope.names[target.id] = value
            scope.polys.pop(target.id, None)
            continue
        if not isinstance(target, ast.Tuple) or value.rank < 1:
            raise Unliftable("an element that is taken apart")
        for place, part in enumerate(target.elts):
            if not isinstance(part, ast.Name):
                raise Unliftable("an element that is taken apart twice")
            dims = ", ".join([*(":" for _ in value.axes), str(place)])
            scope.names[part.id] = Value(code=f"{value.tight}[{dims}]", axes=value.axes, rank=value.rank - 1)
