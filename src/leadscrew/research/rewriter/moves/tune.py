"""Change numeric constants, one at a time or two coupled ones together.

Source: "deep parameter tuning" (Wu et al., GECCO 2015): constants that are written into code are parameters too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.research.rewriter.source import Edit, Move, Source

Number = cst.Integer | cst.Float
INTEGER_FACTORS = (0.5, 0.25, 0.75, 2.0, 4.0)
FLOAT_FACTORS = (0.1, 0.3, 3.0, 10.0)
COUPLED = ((0.5, 2.0), (0.25, 4.0), (0.25, 3.0), (0.5, 3.0), (0.25, 10.0), (0.15, 10.0), (0.1, 10.0), (2.0, 0.5))


def numbers(source: Source) -> list[Number]:
    """Constants that look like settings: not 0, 1 or 2, not an index, not part of a slice or a power."""
    found: list[Number] = []
    for node in source.nodes(cst.Integer, cst.Float):
        assert isinstance(node, Number)
        value = _value(node)
        if value is None or value == 0 or (isinstance(node, cst.Integer) and value <= 2):
            continue
        around = list(source.ancestors(node))[:3]
        if any(isinstance(a, cst.Index | cst.Slice) for a in around):
            continue
        found.append(node)
    return found


class Constant:
    """One numeric constant times one factor."""

    name = "tune/constant"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each constant times each factor."""
        for node in numbers(source):
            for factor in INTEGER_FACTORS if isinstance(node, cst.Integer) else FLOAT_FACTORS:
                new = _scaled(node, factor)
                if new is None:
                    continue
                place = _place(source, node)
                size = "down" if factor < 1 else "up"
                yield source.edit(
                    f"tune/{'integer' if isinstance(node, cst.Integer) else 'float'}-{size}-{_role(source, node)}",
                    node,
                    key=f"{place}:{node.value}->{new.value}",
                    hypothesis=f"{node.value} becomes {new.value} in `{place[:80]}` at {source.where(node)}",
                    make=lambda node=node, new=new: source.replaced(node, new),  # type: ignore[misc]
                )


def coupled(source: Source, rng: random.Random, likely: Sequence[str] = ()) -> Edit | None:
    """Two constants of the file scaled together: one down, the other up by about as much.

    likely: code of places where a change of a constant has mattered, tried more often.
    """
    settings = [node for node in numbers(source) if _role(source, node) == "setting"]
    if len(settings) < 2:
        return None
    weights = [4.0 if any(_place(source, node) in place for place in likely) else 1.0 for node in settings]
    first = rng.choices(settings, weights)[0]
    second = rng.choices(
        [n for n in settings if n is not first], [w for n, w in zip(settings, weights, strict=True) if n is not first]
    )[0]
    down, up = rng.choice(COUPLED)
    one, two = _scaled(first, down), _scaled(second, up)
    if one is None or two is None:
        return None
    return source.edit(
        "tune/coupled",
        first,
        key=f"{_place(source, first)}->{one.value}|{_place(source, second)}->{two.value}",
        hypothesis=(
            f"`{_place(source, first)[:50]}` becomes {one.value} and, to make up for it, "
            f"`{_place(source, second)[:50]}` becomes {two.value}"
        ),
        make=lambda: source.replaced_all({first: one, second: two}),
    )


def _role(source: Source, node: cst.CSTNode) -> str:
    """`setting` for assigned, default and keyword values outside loops; else `expression`."""
    parent = source.parents.get(node)
    plain = isinstance(parent, cst.Assign | cst.AnnAssign | cst.Param) or (
        isinstance(parent, cst.Arg) and (parent.keyword is not None or _is_range(source, parent))
    )
    return "setting" if plain and (source.loop_depth(node) == 0 or not isinstance(parent, cst.Assign)) else "expression"


def _is_range(source: Source, argument: cst.CSTNode) -> bool:
    call = source.parents.get(argument)
    return isinstance(call, cst.Call) and isinstance(call.func, cst.Name) and call.func.value == "range"


def _place(source: Source, node: cst.CSTNode) -> str:
    """The code of the smallest statement or parameter around a constant."""
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, cst.BaseSmallStatement | cst.Param):
            return source.code(ancestor)
        if isinstance(ancestor, cst.For):
            return source.code(ancestor.iter)
        if isinstance(ancestor, cst.BaseCompoundStatement):
            break
    return source.code(node)


def _value(node: Number) -> float | None:
    try:
        return float(node.evaluated_value)
    except (ValueError, OverflowError):
        return None


def _scaled(node: Number, factor: float) -> Number | None:
    value = _value(node)
    if value is None:
        return None
    if isinstance(node, cst.Integer):
        number = max(1, round(value * factor))
        return cst.Integer(str(number)) if number != value else None
    text = f"{value * factor:.3g}"
    try:
        return cst.Float(text if any(mark in text for mark in ".e") else f"{text}.0")
    except cst.CSTValidationError:
        return None


MOVES: tuple[Move, ...] = (Constant(),)
