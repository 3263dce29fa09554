"""Calls inside a lifted loop: functions of numbers become NumPy's functions of arrays.

Source: the documentation of NumPy's universal functions, of its reductions' `axis`, and of the module math.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from leadscrew.research.rewriter.lifting import inline, reduction
from leadscrew.research.rewriter.lifting.facts import MAKERS, Facts
from leadscrew.research.rewriter.lifting.value import Unliftable, Value, aligned, tight

if TYPE_CHECKING:
    from leadscrew.research.rewriter.lifting.expression import Expressions


def words(*lines: str) -> frozenset[str]:
    """Names that stand apart by spaces."""
    return frozenset(word for line in lines for word in line.split())


ELEMENTWISE = words(
    "exp exp2 expm1 log log2 log10 log1p sqrt cbrt square abs absolute fabs sin cos tan arcsin arccos arctan arctan2",
    "sinh cosh tanh arcsinh arccosh arctanh hypot floor ceil trunc rint sign maximum minimum fmax fmin power where",
    "clip isnan isinf isfinite logical_and logical_or logical_not logical_xor add subtract multiply divide mod fmod",
    "floor_divide remainder negative reciprocal deg2rad rad2deg conj conjugate real imag angle heaviside copysign",
    "float32 float64 int32 int64 zeros_like ones_like empty_like full_like nan_to_num sinc ascontiguousarray",
)
MATH: Mapping[str, str] = {
    "fabs": "abs", "pow": "power", "asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2",
    "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh", "degrees": "rad2deg", "radians": "deg2rad",
}  # fmt: skip
SAME = words(
    "exp expm1 log log2 log10 log1p sqrt sin cos tan sinh cosh tanh hypot floor ceil trunc copysign fmod isnan isinf",
    "isfinite exp2 cbrt",
)
REDUCE = words("sum mean max min prod any all argmax argmin std var amax amin median count_nonzero")
SCAN = words("cumsum cumprod sort argsort diff")
LINEAR = words("inv det pinv cholesky")
LINES = words("arange linspace flatnonzero")
STEADY = words(
    "len abs min max float int sum range sorted round bool slice copy astype reshape transpose dot ravel flatten item",
    "swapaxes clip conj tolist",
)
BUILTIN: Mapping[str, str] = {"abs": "abs", "round": "rint", "pow": "power"}
GENERATED: Mapping[str, str] = {"sum": "sum", "max": "max", "min": "min", "any": "any", "all": "all", "prod": "prod"}


def steady(facts: Facts, node: ast.expr) -> bool:
    """Whether an expression gives the same each time: it calls nothing but functions of numbers and arrays."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        path = _path(call.func)
        module = facts.modules.get(path[0])
        if module is not None and "random" not in path:
            continue
        name = path[-1]
        known = name in facts.functions or name in facts.imported or name in STEADY
        if len(path) == 1 and not known:
            return False
        if len(path) > 1 and name not in STEADY | REDUCE | SCAN:
            return False
    return True


def lifted(scope: Expressions, node: ast.Call) -> Value:
    """A call as a value."""
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        raise Unliftable("a starred argument")
    if isinstance(node.func, ast.Name):
        return _named(scope, node, node.func.id)
    if not isinstance(node.func, ast.Attribute):
        raise Unliftable("a call of an expression")
    path = _path(node.func)
    module = scope.facts.modules.get(path[0])
    if module == "math" and len(path) == 2:
        return _math(scope, node, path[1])
    if module == "numpy":
        return _numpy(scope, node, ".".join(path[1:]))
    return _method(scope, node, node.func)


def _path(node: ast.expr) -> list[str]:
    """`np.linalg.norm` in parts; an empty first part for what is no chain of names."""
    if isinstance(node, ast.Attribute):
        return [*_path(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [""]


def _named(scope: Expressions, node: ast.Call, name: str) -> Value:
    numpy = scope.facts.numpy
    first = node.args[0] if node.args else None
    if name in scope.facts.imported:
        return _math(scope, node, scope.facts.imported[name])
    if name in scope.facts.functions:
        function = scope.facts.functions[name]
        if scope.statements and inline.straight(function):
            return scope.lift(inline.expression(function, node, scope.let))
        return scope.lift(inline.expression(function, node))
    if first is None or node.keywords:
        raise Unliftable(f"a call of {name}")
    if name in GENERATED and len(node.args) == 1:
        if isinstance(first, ast.GeneratorExp | ast.ListComp):
            return _generated(scope, GENERATED[name], first)
        return _reduced(scope, scope.lift(first), name, [], {})
    if name in ("max", "min"):
        form = "{}"
        for _ in node.args[1:]:
            form = f"{numpy}.{name}imum({form}, {{}})"
        return scope.joined(form, node.args, bare=True)
    if name == "len":
        value = scope.lift(first)
        return Value(code=f"{value.tight}.shape[{len(value.axes)}]")
    if name in ("float", "int", "bool"):
        value = scope.lift(first)
        kind = {"float": "float", "int": "int", "bool": "bool"}[name]
        if name == "float":
            return value
        return Value(code=f"{value.tight}.astype({kind})", axes=value.axes, rank=value.rank)
    if name in BUILTIN:
        return scope.joined(f"{numpy}.{BUILTIN[name]}({', '.join('{}' for _ in node.args)})", node.args, bare=True)
    raise Unliftable(f"a call of {name}")


def _math(scope: Expressions, node: ast.Call, name: str) -> Value:
    target = MATH.get(name, name if name in SAME else None)
    if target is None or (name == "log" and len(node.args) == 2):
        raise Unliftable(f"math.{name} has no array form")
    form = f"{scope.facts.numpy}.{target}({', '.join('{}' for _ in node.args)})"
    value = scope.joined(form, node.args, bare=True)
    if name in ("floor", "ceil", "trunc"):
        return Value(code=f"{value.code}.astype(int)", axes=value.axes, rank=value.rank)
    return value


def _numpy(scope: Expressions, node: ast.Call, name: str) -> Value:
    numpy = scope.facts.numpy
    options = {keyword.arg or "": keyword.value for keyword in node.keywords}
    if name in ELEMENTWISE and "out" not in options and not any(scope.lifted(value) for value in options.values()):
        rest = "".join(f", {key}={ast.unparse(value)}" for key, value in options.items())
        form = f"{numpy}.{name}({', '.join('{}' for _ in node.args)}{rest.replace('{', '{{').replace('}', '}}')})"
        return scope.joined(form, node.args, bare=True)
    if not scope.lifted(node):
        made = _made(name, node)
        if made is not None:
            return made
    if not node.args:
        raise Unliftable(f"a call of {name}")
    if name in ("dot", "matmul", "inner") and len(node.args) == 2:
        return scope.matmul(node.args[0], node.args[1])
    if name in ("array", "asarray", "stack") and isinstance(node.args[0], ast.ListComp | ast.List | ast.Tuple):
        if set(options) - {"dtype"} or len(node.args) > 1:
            raise Unliftable("an array with options")
        return scope.lift(node.args[0])
    if name in ("array", "asarray", "copy") and not set(options) - {"dtype", "copy"}:
        return scope.lift(node.args[0])
    value = scope.lift(node.args[0])
    if name in REDUCE or name in SCAN:
        return _reduced(scope, value, name, node.args[1:], options, node.args[0])
    if name == "linalg.norm":
        return _norm(scope, value, node, options)
    if name == "outer" and len(node.args) == 2:
        other = scope.lift(node.args[1])
        axes = scope.order({*value.axes, *other.axes})
        if value.rank != 1 or other.rank != 1:
            raise Unliftable("an outer product of matrices")
        left, right = aligned(value, axes, 1), aligned(other, axes, 1)
        return Value(code=f"{tight(left)}[..., :, None] * {tight(right)}[..., None, :]", axes=axes, rank=2)
    if name.removeprefix("linalg.") in LINEAR and len(node.args) == 1 and value.rank == 2:
        rank = 0 if name.endswith("det") else 2
        return Value(code=f"{numpy}.{name}({value.code})", axes=value.axes, rank=rank)
    if name == "linalg.solve" and len(node.args) == 2 and value.rank == 2:
        return _solved(scope, value, scope.lift(node.args[1]))
    if name in ("concatenate", "hstack") and isinstance(node.args[0], ast.List | ast.Tuple):
        return _joined(scope, node.args[0].elts, options.get("axis"), name)
    raise Unliftable(f"np.{name} of a lifted value")


def _made(name: str, node: ast.Call) -> Value | None:
    """A new array that no loop changes."""
    if name in MAKERS and node.args:
        rank = len(node.args[0].elts) if isinstance(node.args[0], ast.Tuple) else 1
        return Value(code=ast.unparse(node), rank=rank)
    if name in LINES:
        return Value(code=ast.unparse(node), rank=1)
    return Value(code=ast.unparse(node), rank=2) if name in ("eye", "identity") else None


def _solved(scope: Expressions, matrix: Value, right: Value) -> Value:
    axes = scope.order({*matrix.axes, *right.axes})
    numpy = scope.facts.numpy
    left = aligned(matrix, axes, 2)
    if right.rank == 1:
        other = tight(aligned(right, axes, 1))
        return Value(code=f"{numpy}.linalg.solve({left}, {other}[..., None])[..., 0]", axes=axes, rank=1)
    return Value(code=f"{numpy}.linalg.solve({left}, {aligned(right, axes, 2)})", axes=axes, rank=2)


def _joined(scope: Expressions, nodes: list[ast.expr], axis: ast.expr | None, name: str) -> Value:
    values = [scope.lift(node) for node in nodes]
    ranks = {value.rank for value in values}
    axes = scope.order({name for value in values for name in value.axes})
    if len(ranks) != 1 or 0 in ranks or not axes:
        raise Unliftable("arrays of several dimensions joined")
    (rank,) = ranks
    place = _axis_number(axis) if axis is not None else (0 if name == "concatenate" or rank == 1 else 1)
    if place is None:
        raise Unliftable("joined along an unknown axis")
    code = ", ".join(value.code if value.axes == axes else scope.spread(value, axes) for value in values)
    place = place - rank if place >= 0 else place
    return Value(code=f"{scope.facts.numpy}.concatenate([{code}], axis={place})", axes=axes, rank=rank)


def _norm(scope: Expressions, value: Value, node: ast.Call, options: Mapping[str, ast.expr]) -> Value:
    numpy = scope.facts.numpy
    if value.rank != 1 or len(node.args) > 1 or set(options) - {"axis"}:
        raise Unliftable("a norm of a matrix")
    argument = node.args[0]
    meaning = scope.meanings.get(argument.id, argument) if isinstance(argument, ast.Name) else argument
    if isinstance(meaning, ast.BinOp) and isinstance(meaning.op, ast.Sub):
        order = [axis.name for axis in scope.axes]
        found = reduction.distances(numpy, scope.lift(meaning.left), scope.lift(meaning.right), order)
        if found is not None:
            return Value(code=f"{numpy}.sqrt({found.code})", axes=found.axes)
    return Value(code=f"{numpy}.linalg.norm({value.code}, axis=-1)", axes=value.axes)


def _axis_number(node: ast.expr) -> int | None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
    return value if type(value) is int else None


def _reduced(
    scope: Expressions,
    value: Value,
    name: str,
    rest: list[ast.expr],
    options: Mapping[str, ast.expr],
    argument: ast.expr | None = None,
) -> Value:
    """`np.sum(x)` or `np.sum(x, axis=...)` of a value with lifted axes in front."""
    numpy = scope.facts.numpy
    if set(options) - {"axis", "keepdims"} or len(rest) > 1 or value.rank == 0:
        raise Unliftable("a reduction of a number or with options")
    axis = rest[0] if rest else options.get("axis")
    keep = "keepdims" in options and ast.unparse(options["keepdims"]) == "True"
    if axis is None or ast.unparse(axis) == "None":
        if (name in SCAN and value.rank > 1) or (keep and value.rank > 1):
            raise Unliftable("a scan of a matrix")
        if value.rank > 1 and name in ("argmax", "argmin", "median"):
            shape = ", ".join(f"{value.tight}.shape[{place}]" for place in range(len(value.axes)))
            return Value(code=f"{value.tight}.reshape({shape}, -1).{name}(axis=-1)", axes=value.axes)
        places = "-1" if value.rank == 1 else str(tuple(range(-value.rank, 0)))
        left = value.rank if name in SCAN or keep else 0
    else:
        number = _axis_number(axis)
        if number is None:
            raise Unliftable("a reduction over an unknown axis")
        places = str(number - value.rank if number >= 0 else number)
        left = value.rank if name in SCAN or keep else value.rank - 1
    found = _products(scope, argument, places, left) if name == "sum" and not keep else None
    if found is not None:
        return found
    kept = ", keepdims=True" if keep else ""
    return Value(code=f"{numpy}.{name}({value.code}, axis={places}{kept})", axes=value.axes, rank=left)


def _products(scope: Expressions, argument: ast.expr | None, places: str, left: int) -> Value | None:
    """A sum of squared differences, or of a product of what varies over different loops, by a matrix product."""
    parts = reduction.factors(argument) if argument is not None else []
    if len(parts) != 2 or left:
        return None
    if ast.unparse(parts[0]) == ast.unparse(parts[1]):
        return _squares(scope, parts) if places == "-1" else None
    order = [axis.name for axis in scope.axes]
    return reduction.contracted(scope.facts.numpy, scope.lift(parts[0]), scope.lift(parts[1]), order)


def _squares(scope: Expressions, parts: list[ast.expr]) -> Value | None:
    """`np.sum((x - y) ** 2)` of rows that vary over different loops, expanded."""
    meaning = scope.meanings.get(parts[0].id, parts[0]) if isinstance(parts[0], ast.Name) else parts[0]
    if not isinstance(meaning, ast.BinOp) or not isinstance(meaning.op, ast.Sub):
        return None
    values = scope.lift(meaning.left), scope.lift(meaning.right)
    return reduction.distances(scope.facts.numpy, values[0], values[1], [axis.name for axis in scope.axes])


def _generated(scope: Expressions, how: str, node: ast.GeneratorExp | ast.ListComp) -> Value:
    """`sum(e for i in range(n))` and its like."""
    if len(node.generators) > 2:
        raise Unliftable("a generator with many loops")
    inner = scope
    for generator in node.generators:
        inner = inner.inside(generator.target, generator.iter)
    over = [axis.name for axis in inner.axes[len(scope.axes) :]]
    conditions = [condition for generator in node.generators for condition in generator.ifs]
    if not conditions:
        return inner.total(node.elt, over) if how == "sum" else inner.reduced(how, inner.lift(node.elt), over)
    if how != "sum":
        raise Unliftable("a conditional generator")
    test = conditions[0] if len(conditions) == 1 else ast.BoolOp(op=ast.And(), values=conditions)
    if ast.unparse(node.elt) == "1":
        return inner.reduced("sum", inner.lift(test), over)
    value = inner.joined(f"{scope.facts.numpy}.where({{}}, {{}}, 0)", [test, node.elt], bare=True)
    return inner.reduced("sum", value, over)


def _method(scope: Expressions, node: ast.Call, function: ast.Attribute) -> Value:
    name = function.attr
    value = scope.lift(function.value)
    options = {keyword.arg or "": keyword.value for keyword in node.keywords}
    if name in REDUCE or name in ("cumsum", "cumprod", "argsort"):
        return _reduced(scope, value, name, list(node.args), options, function.value)
    if name == "dot" and len(node.args) == 1:
        return scope.matmul(function.value, node.args[0])
    if name in ("copy", "conj", "conjugate") and not node.args:
        return Value(code=f"{value.tight}.{name}()", axes=value.axes, rank=value.rank)
    if name == "astype" and node.args and not any(scope.lifted(argument) for argument in node.args):
        arguments = ", ".join(ast.unparse(argument) for argument in [*node.args, *node.keywords])
        return Value(code=f"{value.tight}.astype({arguments})", axes=value.axes, rank=value.rank)
    if name == "clip" and len(node.args) == 2:
        form = f"{scope.facts.numpy}.clip({{}}, {{}}, {{}})"
        return scope.joined(form, [function.value, *node.args], bare=True)
    if name == "item" and not node.args and value.rank == 0:
        return value
    if name in ("ravel", "flatten") or (name == "reshape" and ast.unparse(node).endswith(".reshape(-1)")):
        if value.rank == 1:
            return value
        shape = "".join(f"{value.tight}.shape[{place}], " for place in range(len(value.axes)))
        return Value(code=f"{value.tight}.reshape({shape}-1)", axes=value.axes, rank=1)
    if name == "reshape" and node.args and not any(scope.lifted(argument) for argument in node.args):
        sizes = node.args[0].elts if isinstance(node.args[0], ast.Tuple) else node.args
        own = ", ".join(ast.unparse(size) for size in sizes)
        shape = "".join(f"{value.tight}.shape[{place}], " for place in range(len(value.axes)))
        return Value(code=f"{value.tight}.reshape({shape}{own})", axes=value.axes, rank=len(sizes))
    if name in ("transpose", "swapaxes") and node.args:
        return _transposed(value, name, node)
    raise Unliftable(f"a method {name} of a lifted value")


def _transposed(value: Value, name: str, node: ast.Call) -> Value:
    arguments = node.args[0].elts if isinstance(node.args[0], ast.Tuple) else node.args
    places = [_axis_number(argument) for argument in arguments]
    if any(place is None for place in places):
        raise Unliftable("axes in an unknown order")
    skip = len(value.axes)
    moved = [place + skip if place is not None and place >= 0 else place for place in places]
    front = list(range(skip)) if name == "transpose" else []
    code = ", ".join(str(place) for place in [*front, *moved])
    return Value(code=f"{value.tight}.{name}({code})", axes=value.axes, rank=value.rank)
