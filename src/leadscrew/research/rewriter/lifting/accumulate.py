"""Accumulations and searches: sums, products, extremes, flags and running values over lifted loops.

Source: reduction recognition (Allen and Kennedy, ACM TOPLAS 9(4), 1987); scans (Blelloch, IEEE TC 38(11), 1989).
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from leadscrew.research.rewriter.lifting import flow
from leadscrew.research.rewriter.lifting.value import Unliftable, Value

if TYPE_CHECKING:
    from leadscrew.research.rewriter.lifting.statement import Lifter

RUNNING = {"sum": "cumsum", "prod": "cumprod", "max": "maximum.accumulate", "min": "minimum.accumulate"}


def accumulate(lifter: Lifter, found: flow.Accumulation, mask: Value | None, rest: Sequence[ast.stmt]) -> None:
    scope, numpy = lifter.scope, lifter.scope.facts.numpy
    if found.name in flow.reads(found.value):
        raise Unliftable("an accumulation that reads itself")
    over = [axis.name for axis in scope.axes[lifter.level(found.name) :]]
    later = any(found.name in flow.reads(statement) for statement in rest)
    count = found.how == "sum" and ast.unparse(found.value) == "1" and mask is not None
    if later:
        return _scan(lifter, found, mask, over)
    if count and mask is not None:
        value = scope.reduced("sum", mask, over)
    elif mask is None and found.how == "sum":
        value = scope.total(found.value, over)
    else:
        value = scope.reduced(found.how, masked(lifter, scope.lift(found.value), found.how, mask), over)
    sign = "-" if found.negative else "+"
    old = scope.names.get(found.name, Value(code=found.name, rank=value.rank))
    start = lifter.constants.get(found.name)
    plain = not value.axes and not value.rank and (start or scope.facts.is_number(found.name))
    if plain and not value.code.endswith(".item()") and (scope.lifted(found.value) or mask is not None):
        value = Value(code=f"{value.tight}.item()")
    if found.how in ("max", "min"):
        if not value.axes and not value.rank:
            result = Value(code=f"{found.how}({old.code}, {value.code})")
        else:
            result = scope.together(f"{numpy}.{found.how}imum({{}}, {{}})", [old, value], bare=True)
    elif found.how == "sum" and sign == "+" and start in ("0", "0.0") and not lifter.kept:
        result = value
        if lifter.lines and lifter.lines[-1] == f"{found.name} = {start}":
            lifter.lines.pop()
    else:
        result = scope.together(f"{{}} {'*' if found.how == 'prod' else sign} {{}}", [old, value])
    level = lifter.level(found.name)
    lifter.name(found.name, result)
    lifter.levels[found.name] = level
    return None


def masked(lifter: Lifter, value: Value, how: str, mask: Value | None) -> Value:
    """A value where a mask holds, elsewhere what changes nothing."""
    if mask is None:
        return value
    numpy = lifter.scope.facts.numpy
    neutral = {"sum": "0", "prod": "1", "max": f"-{numpy}.inf", "min": f"{numpy}.inf"}[how]
    return lifter.scope.together(f"{numpy}.where({{}}, {{}}, {neutral})", [mask, value], bare=True)


def _scan(lifter: Lifter, found: flow.Accumulation, mask: Value | None, over: Sequence[str]) -> None:
    """An accumulation whose running value is read."""
    scope, numpy = lifter.scope, lifter.scope.facts.numpy
    value = masked(lifter, scope.lift(found.value), found.how, mask)
    if len(over) != 1 or value.axes != tuple(over) or lifter.kept:
        raise Unliftable("a running value over several loops")
    name = f"{found.name}_running"
    how = f"{RUNNING[found.how]}({value.code}{', axis=0' if value.rank else ''})"
    sign = "-" if found.negative else "*" if found.how == "prod" else "+"
    code = f"{found.name} {sign} {numpy}.{how}"
    if found.how in ("max", "min"):
        code = f"{numpy}.{found.how}imum({found.name}, {numpy}.{how})"
    lifter.emit(f"{name} = {code}")
    scope.names[found.name] = Value(code=name, axes=value.axes, rank=value.rank)
    scope.scans[found.name] = name


def flag(lifter: Lifter, name: str, value: ast.Constant, mask: Value) -> None:
    """`if condition: found = True`: whether any round sets it."""
    over = [axis.name for axis in lifter.scope.axes[lifter.level(name) :]]
    some = lifter.scope.reduced("any", mask, over)
    if some.axes:
        raise Unliftable("a flag for each of several rounds")
    lifter.emit(f"{name} = {ast.unparse(value)} if {some.code} else {name}")


def extreme(lifter: Lifter, found: flow.Extreme, mask: Value | None) -> None:
    """A search for the smallest or largest value, and where it is."""
    scope, numpy = lifter.scope, lifter.scope.facts.numpy
    if lifter.kept:
        raise Unliftable("a search in a loop that stays")
    over = [axis.name for axis in scope.axes[lifter.level(found.name) :]]
    value = masked(lifter, scope.lift(found.value), found.how, mask)
    if not over or (found.others and len(over) != 1) or value.rank or not set(over) <= set(value.axes):
        raise Unliftable("a search over several loops")
    start = lifter.constants.get(found.name, "")
    free = any(sign in start for sign in flow.INFINITE)
    best = scope.reduced(found.how, value, over)
    if not found.others:
        old = scope.names.get(found.name, Value(code=found.name))
        code = scope.together(f"{numpy}.{found.how}imum({{}}, {{}})", [old, best], bare=True)
        plain = not best.axes and not best.rank
        lifter.name_at_its_level(
            found.name, Value(code=f"{found.how}({old.code}, {best.tight}.item())") if plain else code
        )
        return
    values = lifter.temporary(value)
    place = lifter.temporary(scope.reduced(f"arg{found.how}", values, over), "best")
    best = scope.reduced(found.how, values, over)
    for name, other in found.others:
        given = scope.lift(other)
        axis = scope.axis(over[0])
        if isinstance(other, ast.Name) and other.id == over[0] and not axis.low and axis.step == 1:
            chosen = place
        elif given.axes == tuple(over):
            chosen = Value(code=f"{given.tight}[{place.code}]", axes=place.axes, rank=given.rank)
        elif not given.axes:
            chosen = given
        else:
            raise Unliftable("a search that keeps other things")
        _chosen(lifter, name, chosen, found, best, free)
    if free:
        lifter.name_at_its_level(found.name, _plain(best))
    else:
        old = scope.names.get(found.name, Value(code=found.name))
        code = scope.together(f"{numpy}.{found.how}imum({{}}, {{}})", [old, best], bare=True)
        lifter.name_at_its_level(found.name, code)


def _chosen(lifter: Lifter, name: str, chosen: Value, found: flow.Extreme, best: Value, free: bool) -> None:
    scope = lifter.scope
    if free:
        lifter.name_at_its_level(name, _plain(chosen))
        return
    sign = ("<" if found.how == "min" else ">") + ("" if found.strict else "=")
    old = scope.names.get(found.name, Value(code=found.name))
    test = scope.together(f"{{}} {sign} {{}}", [best, old])
    former = scope.names.get(name, Value(code=name))
    if not chosen.axes and not test.axes:
        lifter.name_at_its_level(name, Value(code=f"{chosen.tight} if {test.code} else {former.code}"))
        return
    form = f"{scope.facts.numpy}.where({{}}, {{}}, {{}})"
    lifter.name_at_its_level(name, scope.together(form, [test, chosen, former], bare=True))


def _plain(value: Value) -> Value:
    """A single number as Python's own."""
    if value.axes or value.rank:
        return value
    return Value(code=f"{value.tight}.item()")
