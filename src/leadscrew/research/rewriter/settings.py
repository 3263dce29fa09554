"""The numbers that a program is set by: constants in its source that could as well have been parameters.

Source: deep parameter tuning (Wu et al., GECCO 2015): constants that are written into code are parameters too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import libcst as cst

from leadscrew.errors import ChangeError
from leadscrew.research.rewriter.source import Source

Number = cst.Integer | cst.Float
SHAPES = ("axis", "axes", "shape", "dtype", "seed", "ndmin", "newshape", "decimals")
"""Keywords whose numbers say what a thing is, and not how much of it."""
GUARD = 1e-3
"""Below this a number inside an expression is taken for a guard against zero."""
LARGEST_FACTOR = 8.0
"""A setting is looked for between its start divided by this and its start times this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One constant of one file."""

    id: str
    """Path, function and the statement around it without the number: the same after other lines have changed."""
    path: str
    value: float
    whole: bool
    role: str
    """`setting` for values that are assigned, passed by keyword or count a loop; else `expression`."""
    place: str
    """The statement around it, as a person reads it."""
    where: str
    node: Number

    @property
    def below_one(self) -> bool:
        """Whether what counts is the distance from 1, as in a decay of 0.999."""
        return not self.whole and 0.5 < self.value < 1.0

    def moved(self, steps: float) -> float:
        """The value `steps` natural-log units further: of the value, or of its distance from 1."""
        if self.below_one:
            return 1.0 - (1.0 - self.value) * exp(-steps)
        return self.value * exp(steps)

    def distance(self, value: float) -> float:
        """How far a value is from this one, in the units of `moved`."""
        if self.below_one:
            return log((1.0 - self.value) / max(1.0 - value, 1e-12)) if value < 1.0 else log(LARGEST_FACTOR)
        return log(max(value, 1e-300) / self.value)


def settings_of(source: Source) -> list[Setting]:
    """The constants of a file that could be tuned: not 0, 1 or 2, no index, no part of a slice, no tolerance."""
    found: list[Setting] = []
    seen: Counter[str] = Counter()
    for node in source.nodes(cst.Integer, cst.Float):
        assert isinstance(node, Number)
        value = value_of(node)
        if value is None or value <= 0 or (isinstance(node, cst.Integer) and value <= 2) or _fixed(source, node):
            continue
        function = source.function(node)
        place, masked = _place(source, node)
        name = f"{source.path}:{function.name.value if function else ''}:{masked}"
        seen[name] += 1
        found.append(
            Setting(
                id=f"{name}#{seen[name]}",
                path=source.path,
                value=value,
                whole=isinstance(node, cst.Integer),
                role=_role(source, node),
                place=place,
                where=source.where(node),
                node=node,
            )
        )
    return found


def changed(source: Source, values: Mapping[str, float]) -> cst.Module:
    """The file with some settings, by id, at other values.  Raises ChangeError where one is gone or none changes."""
    known = {setting.id: setting for setting in settings_of(source)}
    changes: dict[cst.CSTNode, cst.CSTNode] = {}
    for name, value in values.items():
        if name not in known:
            raise ChangeError(f"there is no constant {name!r} any more")
        new = literal(value, whole=known[name].whole)
        if new is not None and value_of(new) != known[name].value:
            changes[known[name].node] = new
    if not changes:
        raise ChangeError("no constant would change")
    return source.replaced_all(changes)


def described(settings: Sequence[Setting], values: Mapping[str, float]) -> str:
    """The change of some settings, in words."""
    parts = []
    for setting in settings:
        new = literal(values[setting.id], whole=setting.whole) if setting.id in values else None
        if new is not None and value_of(new) != setting.value:
            parts.append(f"`{setting.place[:50]}` becomes {new.value}")
    return ", ".join(parts)


def value_of(node: cst.CSTNode) -> float | None:
    """The value of a number; None where it is none or too large."""
    try:
        return float(node.evaluated_value) if isinstance(node, Number) else None
    except (ValueError, OverflowError):
        return None


def literal(value: float, *, whole: bool) -> Number | None:
    """A value as a number in source: whole numbers at least 1, others with three digits."""
    if whole:
        return cst.Integer(str(max(1, round(value)))) if value < 1e15 else None
    text = f"{1.0 - float(f'{1.0 - value:.2g}'):.12g}" if 0.5 < value < 1.0 else f"{value:.3g}"
    try:
        return cst.Float(text if any(mark in text for mark in ".e") else f"{text}.0")
    except cst.CSTValidationError:
        return None


def _fixed(source: Source, node: Number) -> bool:
    """Whether a number is part of an index, a slice, an axis or a power, or no more than a guard against zero."""
    around = list(source.ancestors(node))[:3]
    if any(isinstance(a, cst.Index | cst.Slice) for a in around):
        return True
    parent = around[0] if around else None
    if isinstance(parent, cst.BinaryOperation) and isinstance(parent.operator, cst.Power):
        return True
    outer = list(source.ancestors(node))[:6]
    if any(isinstance(a, cst.Arg) and a.keyword is not None and a.keyword.value in SHAPES for a in outer):
        return True
    value = value_of(node)
    if value is None or value < 1e-7 or value > 1e7:
        return True
    return (value < GUARD or value == 1.0) and _role(source, node) == "expression"


def _role(source: Source, node: cst.CSTNode) -> str:
    parent = source.parents.get(node)
    plain = isinstance(parent, cst.Assign | cst.AnnAssign | cst.Param) or (
        isinstance(parent, cst.Arg) and (parent.keyword is not None or _is_range(source, parent))
    )
    return "setting" if plain and (source.loop_depth(node) == 0 or not isinstance(parent, cst.Assign)) else "expression"


def _is_range(source: Source, argument: cst.CSTNode) -> bool:
    call = source.parents.get(argument)
    return isinstance(call, cst.Call) and isinstance(call.func, cst.Name) and call.func.value == "range"


def _place(source: Source, node: cst.CSTNode) -> tuple[str, str]:
    """The code of the smallest statement or parameter around a constant, and the same with all numbers masked."""
    found = node
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, cst.BaseSmallStatement | cst.Param):
            found = ancestor
            break
        if isinstance(ancestor, cst.For):
            found = ancestor.iter
            break
        if isinstance(ancestor, cst.BaseCompoundStatement):
            break
    code = source.code(found)
    masked = code
    for number in _numbers(found):
        masked = masked.replace(number.value, "_", 1)
    return code, masked


def _numbers(node: cst.CSTNode) -> Iterator[Number]:
    if isinstance(node, Number):
        yield node
    for child in node.children:
        yield from _numbers(child)
