"""Indices as polynomials in loop indices and sizes, so that slices can be compared and moved.

Source: affine subscripts in dependence analysis (Allen and Kennedy, ACM TOPLAS 9(4), 1987).
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

Poly = dict[tuple[str, ...], int]
"""Coefficient of each product of names; the empty product is the constant."""


def number(value: int) -> Poly:
    """A constant."""
    return {(): value} if value else {}


def plus(one: Poly, two: Poly, sign: int = 1) -> Poly:
    """Sum, or difference for sign -1."""
    result = dict(one)
    for key, count in two.items():
        result[key] = result.get(key, 0) + sign * count
    return {key: count for key, count in result.items() if count}


def times(one: Poly, two: Poly) -> Poly:
    """Product."""
    result: Poly = {}
    for a, x in one.items():
        for b, y in two.items():
            key = tuple(sorted((*a, *b)))
            result[key] = result.get(key, 0) + x * y
    return {key: count for key, count in result.items() if count}


def read(node: ast.expr, known: Mapping[str, Poly], lifted: Collection[str]) -> Poly | None:
    """The polynomial of an index expression; None where it depends on a lifted name in another way."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return number(node.value)
    if isinstance(node, ast.Name):
        if node.id in known:
            return known[node.id]
        return None if node.id in lifted else {(node.id,): 1}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = read(node.operand, known, lifted)
        return None if inner is None else times(inner, number(-1))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
        one, two = read(node.left, known, lifted), read(node.right, known, lifted)
        if one is None or two is None:
            return None
        if isinstance(node.op, ast.Mult):
            return times(one, two)
        return plus(one, two, 1 if isinstance(node.op, ast.Add) else -1)
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    if names & set(lifted) or any(name in known for name in names) or isinstance(node, ast.Constant):
        return None
    text = ast.unparse(node)
    return {(text if isinstance(node, ast.Call | ast.Attribute | ast.Subscript) else f"({text})",): 1}


def write(poly: Poly) -> str:
    """As source: positive terms first."""
    parts: list[str] = []
    for key, count in sorted(poly.items(), key=lambda item: (item[1] < 0, len(item[0]) == 0, item[0])):
        size = abs(count)
        factors = [*([str(size)] if size != 1 or not key else []), *key]
        sign = ("" if count > 0 else "-") if not parts else (" + " if count > 0 else " - ")
        parts.append(sign + " * ".join(factors))
    return "".join(parts) or "0"


def split(poly: Poly, name: str) -> tuple[Poly, Poly] | None:
    """(coefficient of a name, the rest); None where the name comes in a higher power."""
    slope: Poly = {}
    rest: Poly = {}
    for key, count in poly.items():
        if key.count(name) > 1:
            return None
        if name in key:
            left = list(key)
            left.remove(name)
            slope[tuple(left)] = count
        else:
            rest[key] = count
    return slope, rest


def constant(poly: Poly) -> int | None:
    """The value of a polynomial that has no names."""
    return poly.get((), 0) if set(poly) <= {()} else None


def mentions(poly: Poly, names: Collection[str]) -> set[str]:
    """Which of the names a polynomial has."""
    return {name for key in poly for name in key} & set(names)


def minus_one(step: int) -> Poly:
    """What a slice of that step ends before its next element by."""
    return number(1 - step)
