"""Expressions, lifted: each becomes source for an array with the axes of the loops that it depends on."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from leadscrew.research.rewriter.lifting import calls, loops, polynomial, reduction, subscript
from leadscrew.research.rewriter.lifting.facts import Facts, chain
from leadscrew.research.rewriter.lifting.polynomial import Poly
from leadscrew.research.rewriter.lifting.value import Axis, Unliftable, Value, aligned, tight

OPERATORS: Mapping[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


@dataclass(slots=True)
class Expressions:
    """What the names of a loop's body are, and what its expressions become."""

    facts: Facts
    axes: list[Axis] = field(default_factory=list)
    """Lifted loops around, outermost first."""
    names: dict[str, Value] = field(default_factory=dict)
    """Names that the body has assigned."""
    polys: dict[str, Poly] = field(default_factory=dict)
    """Names that stand for a polynomial in the loops' indices."""
    meanings: dict[str, ast.expr] = field(default_factory=dict)
    """The expressions that names were assigned, for forms that need to look inside."""
    slices: dict[str, ast.expr] = field(default_factory=dict)
    """Names that stand for a slice that moves with a loop."""
    running: frozenset[str] = frozenset()
    """Names that go from one round to the next."""
    scans: dict[str, str] = field(default_factory=dict)
    """Names whose value in each round is there, as an array of another name."""
    spent: set[str] = field(default_factory=set)
    """Names that had an axis of a loop that is over."""

    guarded: bool = False
    """Whether a condition around may keep an index inside its array."""
    statements: bool = False
    """Whether statements may be added before an expression."""
    before: list[str] = field(default_factory=list)
    """Statements that must come before the expression that is being lifted."""

    def let(self, name: str, node: ast.expr) -> ast.Name:
        """A new name for an expression, assigned before what is being lifted."""
        taken = {*self.names, *self.facts.taken, *self.spent}
        free = next(f"{name}_{place}" for place in range(1000) if f"{name}_{place}" not in taken)
        value = self.lift(node)
        self.before.append(f"{free} = {value.code}")
        self.names[free] = Value(code=free, axes=value.axes, rank=value.rank)
        self.meanings[free] = node
        return ast.Name(id=free, ctx=ast.Load())

    def copied(self) -> Expressions:
        """The same, to be changed apart."""
        return Expressions(
            self.facts,
            list(self.axes),
            *(dict(self.names), dict(self.polys), dict(self.meanings), dict(self.slices)),
            self.running,
            dict(self.scans),
            set(self.spent),
            self.guarded,
            self.statements,
            list(self.before),
        )

    def axis(self, name: str) -> Axis:
        """A lifted loop."""
        for axis in self.axes:
            if axis.name == name:
                return axis
        raise Unliftable(f"{name} is no axis")

    def order(self, axes: Collection[str]) -> tuple[str, ...]:
        """Axes, outermost loop first."""
        return tuple(axis.name for axis in self.axes if axis.name in axes)

    def poly(self, node: ast.expr) -> Poly | None:
        """An index expression as a polynomial."""
        own: dict[str, Poly] = {axis.name: {(axis.name,): 1} for axis in self.axes}
        return polynomial.read(node, {**own, **self.polys}, [name for name, value in self.names.items() if value.axes])

    def lifted(self, node: ast.expr) -> bool:
        """Whether an expression depends on a lifted loop."""
        return any(self._moves(part.id) for part in ast.walk(node) if isinstance(part, ast.Name))

    def _moves(self, name: str) -> bool:
        if name in self.spent or name in self.running or name in self.slices:
            return True
        if name in self.names:
            return bool(self.names[name].axes)
        axes = {axis.name for axis in self.axes}
        return name in axes or (name in self.polys and bool(polynomial.mentions(self.polys[name], axes)))

    def apart(self) -> Expressions:
        """The same, whose added statements come to nothing."""
        if not self.statements:
            return self
        other = self.copied()
        other.statements = False
        return other

    def moved_by(self, node: ast.expr) -> set[str]:
        """Axes of the loops that change an expression."""
        axes = {axis.name for axis in self.axes}
        found: set[str] = set()
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                found |= set(self.names[part.id].axes) if part.id in self.names else {part.id} & axes
                found |= polynomial.mentions(self.polys.get(part.id, {}), axes)
        return found

    def lift(self, node: ast.expr) -> Value:
        """An expression as a value; Unliftable where it is no array arithmetic."""
        if self.lifted(node):
            return self._lift(node)
        if self.axes and not calls.steady(self.facts, node):
            raise Unliftable("a call that may give something else in each round")
        try:
            rank = self.apart()._lift(node).rank
        except (Unliftable, RecursionError):
            rank = 0
        return Value(code=self._list(node, rank), rank=rank)

    def _list(self, node: ast.expr, rank: int) -> str:
        """An unlifted expression's source; what may be a list becomes an array."""
        if rank and isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) not in self.names:
            return self.facts.array(ast.unparse(node))
        base, indices = chain(node)
        if rank and indices and isinstance(base, ast.Name) and self.facts.is_list(base.id):
            return f"{self.facts.numpy}.asarray({ast.unparse(node)})"
        return ast.unparse(node)

    def _lift(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=bool() | int() | float() | complex()):
                return Value(code=ast.unparse(node))
            case ast.Name():
                return self._name(node.id)
            case ast.Subscript():
                return self._subscript(node)
            case ast.Attribute():
                return self._attribute(node)
            case ast.BinOp(op=ast.MatMult()):
                return self.matmul(node.left, node.right)
            case ast.BinOp():
                return self.joined(f"{{}} {OPERATORS[type(node.op)]} {{}}", [node.left, node.right])
            case ast.UnaryOp(op=ast.Not()):
                return self.joined(f"{self.facts.numpy}.logical_not({{}})", [node.operand], bare=True)
            case ast.UnaryOp():
                sign = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}[type(node.op)]
                return self.joined(sign + "{}", [node.operand])
            case ast.BoolOp():
                sign = " & " if isinstance(node.op, ast.And) else " | "
                return self.joined(sign.join("{}" for _ in node.values), node.values)
            case ast.Compare():
                return self._compare(node)
            case ast.IfExp():
                return self._choice(node)
            case ast.Call():
                return calls.lifted(self, node)
            case ast.List() | ast.Tuple():
                return self._stack(node.elts)
            case ast.ListComp():
                return self.comprehension(node)
        raise Unliftable(f"{type(node).__name__} has no array form")

    def _choice(self, node: ast.IfExp) -> Value:
        """`a if c else b`: both are computed, so neither may need the condition to stay inside an array."""
        form = f"{self.facts.numpy}.where({{}}, {{}}, {{}})"
        before, self.guarded = self.guarded, True
        try:
            return self.joined(form, [node.test, node.body, node.orelse], bare=True)
        finally:
            self.guarded = before

    def _name(self, name: str) -> Value:
        if name in self.spent or (name in self.running and name not in self.scans):
            raise Unliftable(f"{name} goes from one round to the next")
        if name in self.names:
            return self.names[name]
        if any(axis.name == name for axis in self.axes):
            return Value(code=self.axis(name).numbers(self.facts.numpy), axes=(name,))
        if name in self.polys:
            return self.spelled(self.polys[name])
        value = self.facts.named(name)
        return Value(code=self.facts.array(name), rank=value.rank) if value.rank else value

    def spelled(self, poly: Poly) -> Value:
        """A polynomial in lifted indices as an array."""
        node = ast.parse(polynomial.write(poly), mode="eval").body
        return self.lift(node)

    def base(self, node: ast.expr) -> tuple[Value, str]:
        """What a subscript is taken of, as an array, and its own name."""
        text = ast.unparse(node)
        if isinstance(node, ast.Name) and (node.id in self.names or self._moves(node.id)):
            return self._name(node.id), text
        if isinstance(node, ast.Name | ast.Attribute) and not self.lifted(node):
            return Value(code=self.facts.array(text), rank=self.facts.rank(text)), text
        if isinstance(node, ast.Subscript) and not self.lifted(node):
            inner = chain(node)
            strings = all(isinstance(i, ast.Constant) and isinstance(i.value, str) for i in inner[1])
            if strings:
                return Value(code=text, rank=self.facts.ranks.get(text, 0)), text
        return self.lift(node), ""

    def _subscript(self, node: ast.Subscript) -> Value:
        base, indices = chain(node)
        indices = [self.slices.get(index.id, index) if isinstance(index, ast.Name) else index for index in indices]
        if any(isinstance(index, ast.Constant) and isinstance(index.value, str) for index in indices):
            base, indices = node.value, [node.slice]
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                if self.lifted(node):
                    raise Unliftable("a mapping of arrays")
                return Value(code=ast.unparse(node), rank=self.facts.ranks.get(ast.unparse(node), 0))
        if isinstance(base, ast.Attribute) and base.attr == "shape":
            return self._length(base.value, node.slice)
        value, name = self.base(base)
        if len(indices) > value.rank and name and not value.axes:
            value = Value(code=value.code, rank=len([i for i in indices if ast.unparse(i) != "None"]))
        return subscript.read(self, value, name, indices)

    def _length(self, array: ast.expr, place: ast.expr) -> Value:
        value = self.lift(array)
        if not isinstance(place, ast.Constant) or not isinstance(place.value, int):
            raise Unliftable("a shape with an index that changes")
        dim = place.value + len(value.axes) if place.value >= 0 else place.value
        return Value(code=f"{value.tight}.shape[{dim}]")

    def _attribute(self, node: ast.Attribute) -> Value:
        if not self.lifted(node):
            text = ast.unparse(node)
            if node.attr == "T":
                return Value(code=text, rank=self.lift(node.value).rank)
            return Value(code=text, rank=self.facts.ranks.get(text, 0))
        value = self.lift(node.value)
        if node.attr == "T" and value.rank <= 2:
            return Value(code=f"{value.tight}.swapaxes(-1, -2)" if value.rank == 2 else value.code,
                         axes=value.axes, rank=value.rank)  # fmt: skip
        if node.attr == "dtype":
            return Value(code=f"{value.tight}.dtype")
        raise Unliftable(f"attribute {node.attr} of a lifted value")

    def matmul(self, left: ast.expr, right: ast.expr) -> Value:
        """A matrix product."""
        one, two = self.lift(left), self.lift(right)
        return reduction.matmul(one, two, self.order({*one.axes, *two.axes}))

    def joined(self, form: str, nodes: Sequence[ast.expr], *, bare: bool = False) -> Value:
        """Elementwise: a form filled with values that were brought to common axes and rank."""
        return self.together(form, [self.lift(node) for node in nodes], bare=bare)

    def together(self, form: str, values: Sequence[Value], *, bare: bool = False) -> Value:
        """As `joined`, of values; bare: no brackets are needed, as in a call's arguments."""
        axes = self.order({axis for value in values for axis in value.axes})
        rank = max((value.rank for value in values), default=0)
        codes = [aligned(value, axes, rank) for value in values]
        return Value(code=form.format(*(code if bare else _operand(code) for code in codes)), axes=axes, rank=rank)

    def _compare(self, node: ast.Compare) -> Value:
        sides = [node.left, *node.comparators]
        if any(type(op) not in OPERATORS for op in node.ops):
            raise Unliftable("a comparison without an array form")
        pairs = [
            self.joined(f"{{}} {OPERATORS[type(op)]} {{}}", [sides[place], sides[place + 1]])
            for place, op in enumerate(node.ops)
        ]
        return pairs[0] if len(pairs) == 1 else self.together(" & ".join("{}" for _ in pairs), pairs)

    def _stack(self, nodes: Sequence[ast.expr]) -> Value:
        values = [self.lift(node) for node in nodes]
        axes = self.order({axis for value in values for axis in value.axes})
        if not axes or any(value.rank for value in values):
            if not axes:
                return Value(code="", rank=1 + max((value.rank for value in values), default=0))
            raise Unliftable("a list of arrays")
        codes = ", ".join(
            aligned(value, axes, 0) if value.axes == axes else self.spread(value, axes) for value in values
        )
        return Value(code=f"{self.facts.numpy}.stack([{codes}], axis=-1)", axes=axes, rank=1)

    def spread(self, value: Value, axes: Sequence[str]) -> str:
        """A value's source, with all of some axes at their full length."""
        sizes = [self.axis(name).size for name in axes]
        code = aligned(value, tuple(axes), value.rank)
        if value.rank:
            own = (
                f"{value.tight}.shape[{len(value.axes)}:]" if value.axes else f"{self.facts.numpy}.shape({value.code})"
            )
            return f"{self.facts.numpy}.broadcast_to({code}, ({', '.join(sizes)},) + {own})"
        shape = sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})"
        return f"{self.facts.numpy}.broadcast_to({code}, {shape})"

    def comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> Value:
        """Its values as an array: the comprehension's axis becomes the first of the own dimensions."""
        if len(node.generators) != 1 or node.generators[0].ifs:
            raise Unliftable("a comprehension with several loops or a condition")
        inner = self.inside(node.generators[0].target, node.generators[0].iter)
        axis = inner.axes[-1]
        value = inner.lift(node.elt)
        if axis.name not in value.axes:
            value = Value(
                code=inner.spread(value, (*value.axes, axis.name)), axes=(*value.axes, axis.name), rank=value.rank
            )
        return Value(code=value.code, axes=value.axes[:-1], rank=value.rank + 1)

    def inside(self, target: ast.expr, iterable: ast.expr) -> Expressions:
        """The same names with one more loop around."""
        inner = self.copied()
        inner.statements, inner.before = self.statements, self.before
        if loops.enter(inner, target, iterable) is not None:
            raise Unliftable("a range that another loop moves")
        return inner

    def total(self, node: ast.expr, over: Sequence[str]) -> Value:
        """The sum of an expression over some axes, by a matrix product where that fits."""
        numpy = self.facts.numpy
        parts = [part for factor in reduction.factors(node) for part in reduction.factors(self._meaning(factor))]
        squares = self._distance(parts, over)
        if squares is not None:
            return squares
        values = [self.lift(part) for part in reduction.factors(node)]
        moving = [value for value in values if set(value.axes) & set(over)]
        if len(moving) == 2 and all(value.rank == 0 for value in values):
            order = [axis.name for axis in self.axes]
            found = reduction.product(numpy, moving[0], moving[1], over, order)
            if found is not None:
                rest = [value for value in values if value not in moving]
                return self.together(" * ".join("{}" for _ in [*rest, found]), [*rest, found]) if rest else found
        return self.reduced("sum", self.lift(node), over)

    def _meaning(self, node: ast.expr) -> ast.expr:
        return self.meanings.get(node.id, node) if isinstance(node, ast.Name) else node

    def _distance(self, parts: Sequence[ast.expr], over: Sequence[str]) -> Value | None:
        """`(x[i, k] - y[j, k]) ** 2` summed over k, expanded."""
        if len(parts) != 2 or ast.unparse(parts[0]) != ast.unparse(parts[1]) or len(over) != 1:
            return None
        part = self._meaning(parts[0])
        if not isinstance(part, ast.BinOp) or not isinstance(part.op, ast.Sub):
            return None
        values = [self.lift(part.left), self.lift(part.right)]
        if any(value.axes[-1:] != tuple(over) or value.rank for value in values):
            return None
        one, two = (Value(code=value.code, axes=value.axes[:-1], rank=1) for value in values)
        return reduction.distances(self.facts.numpy, one, two, [axis.name for axis in self.axes])

    def reduced(self, how: str, value: Value, over: Sequence[str]) -> Value:
        """`np.<how>` over some axes, which the value is given where it lacks them."""
        if not set(over) <= set(value.axes):
            axes = self.order({*over, *value.axes})
            if how == "sum" and len(over) == 1:
                return self.together("{} * {}", [value, Value(code=self.axis(over[0]).size)])
            if how in ("max", "min", "any", "all"):
                return self.reduced(how, value, [n for n in over if n in value.axes]) if value.axes else value
            value = Value(code=self.spread(value, axes), axes=axes, rank=value.rank)
        return reduction.reduced(self.facts.numpy, how, value, over) if over else value


def _operand(code: str) -> str:
    number = code.replace(".", "", 1).isdigit()
    return code if number else tight(code)
