"""Elements that a lifted loop assigns: into slices, by masks, or scattered by arrays of indices.

Source: Allen and Kennedy, ACM TOPLAS 9(4), 1987 (dependence between rounds); the documentation of numpy.bincount.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from leadscrew.research.rewriter.lifting import flow, polynomial, subscript
from leadscrew.research.rewriter.lifting.accumulate import masked
from leadscrew.research.rewriter.lifting.expression import OPERATORS
from leadscrew.research.rewriter.lifting.facts import chain
from leadscrew.research.rewriter.lifting.value import Unliftable, Value, aligned, tight

if TYPE_CHECKING:
    from leadscrew.research.rewriter.lifting.statement import Lifter


def store(lifter: Lifter, node: ast.Assign | ast.AugAssign, mask: Value | None) -> None:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    assert isinstance(target, ast.Subscript)
    scope, numpy = lifter.scope, lifter.scope.facts.numpy
    base, indices = chain(target)
    indices = [scope.slices.get(index.id, index) if isinstance(index, ast.Name) else index for index in indices]
    text = ast.unparse(base)
    array, name = _target(lifter, base, len(indices))
    value: ast.expr = node.value
    listed = lifter.scope.facts.is_list(text) and text not in scope.names
    op = OPERATORS[type(node.op)] if isinstance(node, ast.AugAssign) else ""
    code, place = subscript.write_target(scope, array, name, list(indices))
    missing = [axis.name for axis in scope.axes if axis.name not in place.axes]
    if set(array.axes) != {axis.name for axis in scope.axes}:
        _independent(lifter, text, indices)
    gathered = any(part.kind == "gather" for part in subscript.parts(scope, name, list(indices)))
    if missing or (gathered and op and not array.axes):
        if op not in ("+", "-") or (listed and gathered):
            raise Unliftable("elements that many rounds assign")
        if gathered:
            return _scatter(lifter, text, indices, code, place, value, mask, op)
        total = scope.total(value, missing) if mask is None else scope.reduced(
            "sum", masked(lifter, scope.lift(value), "sum", mask), missing)  # fmt: skip
        lifted, mask = total, None
    else:
        lifted = scope.lift(value)
    if lifted.rank > place.rank or set(lifted.axes) - set(place.axes):
        raise Unliftable("more dimensions than there is room for")
    if mask is not None:
        former = "0" if op in ("+", "-") else None
        if op and former is None:
            raise Unliftable("a masked update")
        other = Value(code=former) if former else place
        lifted = scope.together(f"{numpy}.where({{}}, {{}}, {{}})", [mask, lifted, other], bare=True)
    code_value = aligned(lifted, place.axes, place.rank)
    if listed:
        if op:
            old = scope.lift(_loaded(target))
            lifted = scope.together(f"{{}} {op} {{}}", [old, lifted])
            code_value = aligned(lifted, place.axes, place.rank)
        return _listed(lifter, code, text, code_value, place, lifted)
    lifter.emit(f"{code} {op}= {code_value}")
    return None


def _target(lifter: Lifter, base: ast.expr, indices: int) -> tuple[Value, str]:
    """What is assigned to, which must not be a copy."""
    text = ast.unparse(base)
    if isinstance(base, ast.Name) and base.id in lifter.scope.names:
        value = lifter.scope.names[base.id]
        if value.code != base.id:
            raise Unliftable("an element of what the loop goes over is assigned")
        return value, text
    if lifter.scope.lifted(base):
        raise Unliftable("an element of a lifted expression is assigned")
    return Value(code=text, rank=max(lifter.scope.facts.rank(text), indices)), text


def _listed(lifter: Lifter, code: str, text: str, value: str, place: Value, lifted: Value) -> None:
    """Elements of a list are assigned as a list."""
    if code == text:
        code = f"{text}[:]"
    if len(place.axes) == 1 and place.rank == 0 and lifted.axes == place.axes and code.count("[") == 1:
        if "," in code or "arange" in code:
            raise Unliftable("a list in two dimensions")
        lifter.emit(f"{code} = {tight(value)}.tolist()")
        return
    if len(place.axes) == 2 and code == f"{text}[:]" and lifted.axes == place.axes:
        lifter.emit(f"{code} = {tight(value)}.tolist()")
        return
    raise Unliftable("part of a list of lists")


def _scatter(
    lifter: Lifter,
    base: str,
    indices: Sequence[ast.expr],
    code: str,
    place: Value,
    value: ast.expr,
    mask: Value | None,
    op: str,
) -> None:
    """`out[index[i]] += v`: several rounds may meet at one element."""
    scope, numpy = lifter.scope, lifter.scope.facts.numpy
    lifted = masked(lifter, scope.lift(value), "sum", mask)
    axes = tuple(axis.name for axis in scope.axes)
    if place.axes != axes or (lifter.kept and base in scope.names):
        raise Unliftable("scattered over other loops")
    if len(indices) == 1 and place.rank == 0 and len(axes) == 1 and not lifted.rank:
        index = scope.lift(indices[0])
        one = lifted.code == "1"
        weights = "" if one else f", weights={lifted.code if lifted.axes else scope.spread(lifted, axes)}"
        lifter.emit(f"{base} {op}= {numpy}.bincount({index.code}{weights}, minlength=len({base}))")
        return
    method = "add" if op == "+" else "subtract"
    inside = code[len(base) + 1 : -1]
    inside = f"({inside})" if "," in inside else inside
    lifter.emit(f"{numpy}.{method}.at({base}, {inside}, {aligned(lifted, place.axes, place.rank)})")


def _independent(lifter: Lifter, base: str, indices: Sequence[ast.expr]) -> None:
    """What a round assigns no other round may read: others read the same elements, or ones that none assigns."""
    for other, around in lifter.uses.get(base, ()):
        axes = {axis.name for axis in lifter.scope.axes if lifter.loops.get(axis.name) in around}
        parts = list(chain(other)[1]) if isinstance(other, ast.Subscript) else []
        if not axes or _apart(lifter, indices, parts):
            continue
        if _signature(lifter, indices, axes) != _signature(lifter, parts, axes) and not _row(lifter, parts):
            raise Unliftable(f"rounds depend on one another through {base}")


def _row(lifter: Lifter, parts: Sequence[ast.expr]) -> bool:
    """Whether a read is of one row or column that stays the same, as a pivot's: rounds rarely assign that."""
    still = [p for p in parts if isinstance(p, ast.Name) and not lifter.scope.lifted(p) and p.id not in lifter.assigned]
    moving = [p for p in parts if not isinstance(p, ast.Slice | ast.Name) and lifter.scope.lifted(p)]
    return bool(still) and not moving


def _signature(lifter: Lifter, indices: Sequence[ast.expr], axes: Collection[str]) -> tuple[tuple[int, str], ...]:
    """The indices that some axes move, each with its place."""
    found = []
    for place, index in enumerate(indices):
        index = lifter.scope.slices.get(index.id, index) if isinstance(index, ast.Name) else index
        if lifter.scope.moved_by(index) & set(axes):
            poly = lifter.scope.poly(index) if not isinstance(index, ast.Slice) else None
            found.append((place, ast.unparse(index) if poly is None else polynomial.write(poly)))
    return tuple(found)


def _apart(lifter: Lifter, one: Sequence[ast.expr], two: Sequence[ast.expr]) -> bool:
    """Whether two subscripts never meet: an index that stays the same throughout the loop differs."""
    for left, right in zip(one, two, strict=False):
        if (flow.reads(left) | flow.reads(right)) & set(lifter.assigned) or isinstance(left, ast.Slice):
            continue
        polys = polynomial.read(left, {}, ()), polynomial.read(right, {}, ())
        if None not in polys and polynomial.constant(polynomial.plus(polys[0] or {}, polys[1] or {}, -1)):
            return True
    return False


def _loaded(node: ast.Subscript) -> ast.Subscript:
    return ast.Subscript(value=node.value, slice=node.slice, ctx=ast.Load())
