"""Subscripts whose indices depend on lifted loops: slices, blocks, windows, or arrays of indices.

Source: the documentation of NumPy indexing and of `sliding_window_view`; Allen and Kennedy, 1987 (affine subscripts).
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from leadscrew.research.rewriter.lifting import polynomial
from leadscrew.research.rewriter.lifting.facts import Facts, shown
from leadscrew.research.rewriter.lifting.polynomial import Poly, constant, minus_one, plus, split, times, write
from leadscrew.research.rewriter.lifting.value import Axis, Unliftable, Value, aligned, tight, transposed


class Context(Protocol):
    """What a subscript needs of the expression around it."""

    facts: Facts
    guarded: bool
    names: dict[str, Value]

    def axis(self, name: str) -> Axis:
        """A lifted loop."""
        ...

    def order(self, axes: Sequence[str]) -> tuple[str, ...]:
        """Axes, outermost loop first."""
        ...

    def poly(self, node: ast.expr) -> Poly | None:
        """An index expression as a polynomial."""
        ...

    def lift(self, node: ast.expr) -> Value:
        """An expression, lifted."""
        ...

    def lifted(self, node: ast.expr) -> bool:
        """Whether an expression depends on a lifted loop."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One dimension of a subscript."""

    kind: str
    """keep (a slice that no loop changes), fixed (a number), run, block, window, gather."""
    code: str = ""
    axis: str = ""
    size: str = ""
    numbers: str = ""
    """A run's indices as an array."""
    value: Value | None = None


def parts(context: Context, base: str, indices: list[ast.expr], offset: int = 0) -> list[Part]:
    """What each index becomes."""
    return [_part(context, base, place + offset, index) for place, index in enumerate(indices)]


def _part(context: Context, base: str, place: int, index: ast.expr) -> Part:
    if isinstance(index, ast.Call) and isinstance(index.func, ast.Name) and index.func.id == "slice":
        index = ast.Slice(*([None, *index.args] if len(index.args) == 1 else index.args))
    if isinstance(index, ast.Constant) and (index.value is None or index.value is Ellipsis):
        raise Unliftable("a new axis beside a lifted index")
    if not context.lifted(index):
        return Part(kind="keep" if isinstance(index, ast.Slice) else "fixed", code=ast.unparse(index))
    if isinstance(index, ast.Slice):
        return _slice(context, base, place, index)
    poly = context.poly(index)
    if poly is not None and context.guarded and not _plain(context, poly):
        return _clipped(context, base, place, index)
    if poly is not None:
        run = _run(context, base, place, poly)
        if run is not None:
            return run
        if any(_is_axis(context, name) and context.axis(name).wide for key in poly for name in key):
            raise Unliftable("an index that may lie outside")
    value = context.lift(index)
    if value.rank:
        raise Unliftable("an index of several dimensions")
    return Part(kind="gather", value=value)


def _plain(context: Context, poly: Poly) -> bool:
    """Whether an index is that of a loop itself, which no condition needs to guard."""
    return len(poly) == 1 and all(len(key) == 1 and count == 1 for key, count in poly.items())


def _clipped(context: Context, base: str, place: int, index: ast.expr) -> Part:
    """An index that a condition keeps inside, kept inside in the rounds that the mask leaves out, too."""
    value = context.lift(index)
    if not base or value.rank or base in context.names:
        raise Unliftable("an index that may lie outside")
    size = f"len({base})" if place == 0 else f"{base}.shape[{place}]"
    code = f"{context.facts.numpy}.clip({value.code}, 0, {size} - 1)"
    return Part(kind="clipped", value=Value(code=code, axes=value.axes))


def _only_axis(context: Context, poly: Poly) -> str | None:
    found = [name for key in poly for name in key if _is_axis(context, name)]
    return found[0] if len(set(found)) == 1 else None


def _is_axis(context: Context, name: str) -> bool:
    try:
        context.axis(name)
    except Unliftable:
        return False
    return True


def _run(context: Context, base: str, place: int, poly: Poly) -> Part | None:
    """An index `i + c` or `s * i + c` as a slice."""
    name = _only_axis(context, poly)
    if name is None:
        return None
    axis = context.axis(name)
    found = split(poly, name)
    if found is None:
        return None
    slope, rest = found
    step = constant(slope)
    if step is None or step <= 0:
        return None
    start = plus(times(slope, axis.low), rest)
    stop = plus(times(slope, plus(axis.high, polynomial.number(1), -1)), plus(rest, polynomial.number(1)))
    if (constant(start) or 0) < 0 or (step > 1 and axis.step > 1):
        return None
    code = _range(context.facts, base, place, start, stop, step * axis.step)
    last = ", ".join(
        [write(start), write(stop), str(step * axis.step)] if step * axis.step != 1 else [write(start), write(stop)]
    )
    numbers = f"{context.facts.numpy}.arange({last.removeprefix('0, ') if last.count(',') == 1 else last})"
    return Part(kind="run", axis=name, code=code, numbers=numbers)


def _range(facts: Facts, base: str, place: int, start: Poly, stop: Poly, step: int = 1) -> str:
    if _negative(stop) and not _negative(start):
        last = constant(stop)
        if last is not None:
            raise Unliftable("an empty slice")
    end = "" if facts.spans(base, place, write(stop)) else write(stop)
    return f"{write(start) if start else ''}:{end}" + (f":{step}" if step != 1 else "")


def _negative(poly: Poly) -> bool:
    value = constant(poly)
    return value is not None and value < 0


def _slice(context: Context, base: str, place: int, index: ast.Slice) -> Part:
    """A slice that moves with a loop: a block where it moves by its own size, else a window."""
    if index.lower is None or index.upper is None or index.step is not None:
        raise Unliftable("a slice without both ends")
    low, high = context.poly(index.lower), context.poly(index.upper)
    if low is None or high is None:
        raise Unliftable("a slice whose ends are no polynomials")
    size = plus(high, low, -1)
    name = _only_axis(context, low)
    if name is None or any(_is_axis(context, part) for key in size for part in key) or not size:
        raise Unliftable("a slice whose size changes")
    found = split(low, name)
    axis = context.axis(name)
    if found is None or axis.step != 1:
        raise Unliftable("a slice that moves unevenly")
    slope, rest = found
    start = plus(times(slope, axis.low), rest)
    if slope == size:
        stop = plus(start, times(size, plus(axis.high, axis.low, -1)))
        return Part(
            kind="block", axis=name, code=_range(context.facts, base, place, start, stop), size=tight(write(size))
        )
    step = constant(slope)
    if step is None or step < 1:
        raise Unliftable("a slice that moves by an unknown step")
    stop = plus(plus(start, times(slope, plus(axis.high, axis.low, -1))), minus_one(step))
    return Part(kind="window", axis=name, code=_range(context.facts, "", 0, start, stop, step), size=write(size))


def read(context: Context, base: Value, name: str, indices: list[ast.expr]) -> Value:
    """A subscript as a value: name is the base's own name, for what is known of it."""
    found = parts(context, name, indices)
    found = [Part(kind="gather", value=part.value) if part.kind == "clipped" else part for part in found]
    if len(found) > base.rank:
        raise Unliftable("more indices than dimensions")
    if any(part.kind == "gather" for part in found) or _twice(found, base):
        return _gathered(context, base, found)
    code, have, want, axes, rank = _basic(context, base, found)
    return Value(code=transposed(code, have, want), axes=axes, rank=rank)


def write_target(context: Context, base: Value, name: str, indices: list[ast.expr]) -> tuple[str, Value]:
    """(source to assign to, what it is as a value): assigned to, it must change the base."""
    found = parts(context, name, indices)
    if len(found) > base.rank:
        raise Unliftable("more indices than dimensions")
    if any(part.kind in ("window", "clipped") for part in found):
        raise Unliftable("windows overlap, and clipped indices meet")
    if any(part.kind == "gather" for part in found) or _twice(found, base):
        value = _gathered(context, base, found)
        if not value.code.endswith("]"):
            raise Unliftable("an array of indices among slices")
        return value.code, value
    code, have, want, axes, rank = _basic(context, base, found)
    moved = transposed(code, have, want)
    target = moved if moved.endswith("]") else f"{tight(moved)}[{':' if axes or rank else '()'}]"
    return target, Value(code=moved, axes=axes, rank=rank)


def _twice(found: list[Part], base: Value) -> bool:
    axes = [part.axis for part in found if part.axis]
    return len(set(axes)) != len(axes) or bool(set(axes) & set(base.axes))


def _basic(context: Context, base: Value, found: list[Part]) -> tuple[str, list[str], list[str], tuple[str, ...], int]:
    """(source, its dimensions, the wanted order of them, axes, own dimensions) with slices alone."""
    facts = context.facts
    code = base.code
    windows = [(place, part) for place, part in enumerate(found) if part.kind == "window"]
    if windows:
        dims = [len(base.axes) + place for place, _ in windows]
        sizes = [part.size for _, part in windows]
        several = len(windows) > 1
        sizes_code = f"({', '.join(sizes)})" if several else sizes[0]
        dims_code = str(tuple(dims)) if several else str(dims[0])
        code = f"{facts.numpy}.lib.stride_tricks.sliding_window_view({code}, {sizes_code}, axis={dims_code})"
    index = [":"] * len(base.axes) + [part.code for part in found]
    code = shown(code, index)
    have, own, shape = list(base.axes), [], [f"{tight(base.code)}.shape[{place}]" for place in range(len(base.axes))]
    blocks = False
    for place in range(base.rank):
        part = found[place] if place < len(found) else Part(kind="keep", code=":")
        label = f"#{place}"
        if part.kind == "fixed":
            continue
        if part.kind in ("run", "window", "block"):
            have.append(part.axis)
            shape.append(context.axis(part.axis).size)
        if part.kind in ("keep", "window", "block"):
            own.append(label)
        if part.kind == "keep":
            have.append(label)
            shape.append(f"{tight(base.code)}.shape[{len(base.axes) + place}]" if part.code == ":" else "")
        if part.kind == "block":
            blocks = True
            have.append(label)
            shape.append(part.size)
    have += [f"#{place}" for place, _ in windows]
    if blocks:
        if windows or shape.count("") > 1:
            raise Unliftable("blocks of an unknown shape")
        code = f"{tight(code)}.reshape({', '.join(size or '-1' for size in shape)})"
    axes = context.order([label for label in have if not label.startswith("#")])
    return code, have, [*axes, *own], axes, len(own)


def _gathered(context: Context, base: Value, found: list[Part]) -> Value:
    """With arrays of indices: all that is not a slice is broadcast over the axes."""
    if any(part.kind in ("window", "block") for part in found):
        raise Unliftable("blocks and arrays of indices together")
    numpy = context.facts.numpy
    moving = [part for part in found if part.kind in ("run", "gather")]
    axes = list(base.axes)
    for part in moving:
        axes += [part.axis] if part.axis else list(part.value.axes if part.value else ())
    order = context.order(list(dict.fromkeys(axes)))
    alone = len(moving) == 1 and not base.axes
    index: list[str] = [
        aligned(Value(code=context.axis(axis).numbers(numpy), axes=(axis,)), order, 0) for axis in base.axes
    ]
    advanced = list(range(len(base.axes)))
    kept = 0
    for part in found:
        if part.kind == "gather" and part.value is not None:
            advanced.append(len(index))
            index.append(aligned(part.value, order, 0))
        elif part.kind == "run":
            advanced.append(len(index))
            index.append(part.code if alone else aligned(Value(code=part.numbers, axes=(part.axis,)), order, 0))
        elif part.kind == "fixed":
            advanced.append(len(index))
            index.append(part.code)
        else:
            index.append(part.code)
            kept += 1
    rank = base.rank - len(found) + kept
    code = shown(base.code, index)
    together = advanced == list(range(advanced[0], advanced[-1] + 1))
    first = advanced[0] if together else 0
    if first:
        have = [f"#{place}" for place in range(first)] + list(order) + [f"#{place}" for place in range(first, rank)]
        code = transposed(code, have, [*order, *[f"#{place}" for place in range(rank)]])
    return Value(code=code, axes=order, rank=rank)
