"""Loops, lifted: the statements of a loop's body become array statements over all of its rounds at once.

Source: Allen and Kennedy, ACM TOPLAS 9(4), 1987 (vectorisation, if-conversion to masks, reduction recognition).
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from leadscrew.research.rewriter.lifting import accumulate, flow, polynomial, store
from leadscrew.research.rewriter.lifting.expression import Expressions
from leadscrew.research.rewriter.lifting.facts import MAKERS, Facts
from leadscrew.research.rewriter.lifting.loops import enter
from leadscrew.research.rewriter.lifting.value import Unliftable, Value, tight

LEAVES = (
    *(ast.Break, ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.With, ast.Try, ast.While, ast.Raise, ast.Global),
    *(ast.Nonlocal, ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.NamedExpr, ast.Delete, ast.Assert),
)


@dataclass(slots=True)
class Lifter:
    """Lifts one loop."""

    scope: Expressions
    deep: int
    """How many nested loops become axes; those further in stay loops."""
    arrays: Collection[str] = ()
    """Lists that may as well be arrays: after the loop nothing but array functions reads them."""
    constants: dict[str, str] = field(default_factory=dict)
    """What names were set to before the loop, where that is a literal."""
    lines: list[str] = field(default_factory=list)
    levels: dict[str, int] = field(default_factory=dict)
    """How many axes were there when a name was assigned; 0 for what comes from outside."""
    fresh: set[str] = field(default_factory=set)
    """Bases whose elements the loop assigns."""
    opened: set[str] = field(default_factory=set)
    """Lists that each round begins anew."""
    kept: int = 0
    """Loops around that stay loops."""
    assigned: Collection[str] = ()
    """Names that the loop assigns, indices included."""
    loops: dict[str, ast.For] = field(default_factory=dict)
    """The loop of each axis."""
    uses: Mapping[str, Sequence[tuple[ast.expr, Collection[ast.For]]]] = field(default_factory=dict)
    """Where the loop reads what it assigns elements of, and the loops around that."""

    def loop(self, node: ast.For, mask: Value | None = None) -> None:
        """Add what a loop becomes."""
        if node.orelse:
            raise Unliftable("a loop with an else")
        if len(self.scope.axes) >= self.deep or self.kept:
            return self._keep(node, mask)
        before = len(self.scope.axes)
        condition = enter(self.scope, node.target, node.iter)
        self.loops[self.scope.axes[-1].name] = node
        running = self.scope.running
        unread = flow.conditional(node.body) - flow.reads(node)
        self.scope.running = running | flow.carried(node.body) | unread
        for name in flow.writes([node.target]):
            self.levels[name] = before + 1
        if condition is not None:
            mask = self._both(mask, self.scope.lift(condition))
        self._block(node.body, mask)
        self._leave(running)
        return None

    def _leave(self, running: frozenset[str]) -> None:
        axis = self.scope.axes.pop()
        for name, value in list(self.scope.names.items()):
            if axis.name in value.axes:
                del self.scope.names[name]
                self.scope.spent.add(name)
                if name in self.scope.scans:
                    self.emit(f"{name} = {self.scope.scans.pop(name)}[-1]")
                    self.scope.spent.discard(name)
        for name, poly in list(self.scope.polys.items()):
            if polynomial.mentions(poly, (axis.name,)):
                del self.scope.polys[name]
                self.scope.spent.add(name)
        self.scope.spent.add(axis.name)
        self.scope.running = running

    def _keep(self, node: ast.For, mask: Value | None) -> None:
        """A loop that stays one, around lifted statements."""
        if self.scope.lifted(node.iter):
            raise Unliftable("a range that a lifted loop moves")
        for target in flow.writes([node.target]):
            self.scope.names.pop(target, None)
            self.scope.polys.pop(target, None)
            self.scope.facts.ranks.setdefault(target, 0)
            self.levels[target] = len(self.scope.axes)
        if not (isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range"):
            self._element(node)
        for _ in range(4):
            trial = copy.copy(self)
            trial.scope = self.scope.copied()
            trial.lines, trial.levels, trial.constants = [], dict(self.levels), {}
            trial.kept += 1
            trial._block(node.body, mask)
            wider = {
                name: trial.scope.names[name]
                for name in sorted(flow.writes(node.body))
                if name in trial.scope.names and name in self.levels and self.levels[name] == len(self.scope.axes)
                and trial.scope.names[name].axes != (self.scope.names[name].axes if name in self.scope.names else ())
            }  # fmt: skip
            if not wider:
                break
            for name, value in wider.items():
                self._widen(name, value)
        else:
            raise Unliftable("a value whose dimensions grow from round to round")
        self.emit(f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}:")
        self.lines += ["    " + line for line in trial.lines or ["pass"]]
        self.scope.names, self.scope.polys = trial.scope.names, trial.scope.polys
        self.levels = trial.levels

    def _element(self, node: ast.For) -> None:
        """A loop over the elements of an array: what its target is."""
        if isinstance(node.target, ast.Name):
            rank = self.scope.lift(node.iter).rank
            self.scope.names[node.target.id] = Value(code=node.target.id, rank=max(rank - 1, 0))

    def _widen(self, name: str, value: Value) -> None:
        """Give a name, before a loop that stays, the axes that it has inside."""
        old = self.scope.names.get(name, Value(code=name, rank=value.rank))
        self.emit(f"{name} = {self.scope.facts.numpy}.array({self.scope.spread(old, value.axes)})")
        self.scope.names[name] = Value(code=name, axes=value.axes, rank=old.rank)

    def emit(self, line: str) -> None:
        self.lines += [*self.scope.before, line]
        self.scope.before.clear()

    def _block(self, body: Sequence[ast.stmt], mask: Value | None) -> None:
        before = self.scope.guarded
        self.scope.guarded = mask is not None
        self._lines(body, mask)
        self.scope.guarded = before

    def _lines(self, body: Sequence[ast.stmt], mask: Value | None) -> None:
        for place, statement in enumerate(body):
            match statement:
                case ast.If(test=skipped, body=[ast.Continue()], orelse=[]) if self.scope.lifted(skipped):
                    test = self.scope.together(f"{self.scope.facts.numpy}.logical_not({{}})",
                                               [self.scope.lift(statement.test)], bare=True)  # fmt: skip
                    return self._block(body[place + 1 :], self._both(mask, test))
                case ast.If(test=skipped, body=[ast.Continue()], orelse=[]) if self.kept:
                    self.lines += [f"if {ast.unparse(skipped)}:", "    continue"]
                    continue
            self._statement(statement, mask, body[place + 1 :])
        return None

    def _both(self, one: Value | None, two: Value) -> Value:
        return two if one is None else self.scope.together("{} & {}", [one, two])

    def _statement(self, node: ast.stmt, mask: Value | None, rest: Sequence[ast.stmt]) -> None:
        match node:
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                return None
            case ast.For():
                return self.loop(node, mask)
            case ast.If():
                return self._if(node, mask)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value])):
                return self._append(name, value, mask)
            case ast.AugAssign(target=ast.Subscript()) | ast.Assign(targets=[ast.Subscript()]):
                return store.store(self, node, mask)
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
                return self._assign(name, value, mask)
        found = flow.accumulation(node)
        running = self.scope.running - set(self.scope.scans)
        if found is not None and found.name in running and self.level(found.name) < len(self.scope.axes):
            return accumulate.accumulate(self, found, mask, rest)
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                return self._assign(name, value, mask)
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                own = ast.Name(id=name, ctx=ast.Load())
                return self._assign(name, ast.BinOp(left=own, op=op, right=value), mask)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                if len(names) == len(values) and not flow.reads(node.value) & flow.writes(names):
                    for target, value in zip(names, values, strict=True):
                        self._statement(ast.Assign(targets=[target], value=value), mask, rest)
                    return None
        raise Unliftable(f"{type(node).__name__} has no array form")

    def level(self, name: str) -> int:
        return self.levels.get(name, 0)

    def _assign(self, name: str, value: ast.expr, mask: Value | None) -> None:
        scope = self.scope
        if isinstance(value, ast.List) and not value.elts and scope.axes and mask is None and not self.kept:
            self.opened.add(name)
            self.levels[name] = len(scope.axes)
            scope.names.pop(name, None)
            return None
        if name in scope.running and self.level(name) < len(scope.axes):
            if mask is None or not isinstance(value, ast.Constant):
                raise Unliftable(f"{name} goes from one round to the next")
            return accumulate.flag(self, name, value, mask)
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "slice" and scope.lifted(value):
            scope.slices[name] = value
            return None
        poly = scope.poly(value) if mask is None else None
        if poly is not None and polynomial.mentions(poly, [axis.name for axis in scope.axes]):
            scope.polys[name] = poly
            scope.names.pop(name, None)
            scope.spent.discard(name)
            return None
        if name in self.fresh and scope.axes:
            lifted = self._room(value)
        else:
            if isinstance(value, ast.List | ast.ListComp) and not scope.lifted(value):
                raise Unliftable("a list of its own in each round")
            lifted = scope.lift(value)
        if mask is not None and name in scope.names:
            lifted = scope.together(f"{scope.facts.numpy}.where({{}}, {{}}, {{}})",
                                    [mask, lifted, scope.names[name]], bare=True)  # fmt: skip
        self.name(name, lifted)
        if mask is None:
            scope.meanings[name] = value
        if not scope.axes or not lifted.axes:
            known = scope.facts.kind(name)
            if known is not None and known.startswith("array") and name in scope.names:
                scope.names[name] = Value(code=name, rank=scope.facts.rank(name))
        if not flow.reads(value) - {"float", "math", scope.facts.numpy}:
            self.constants[name] = ast.unparse(value)
        return None

    def name(self, name: str, value: Value) -> None:
        self.emit(f"{name} = {value.code}")
        scope = self.scope
        scope.names[name] = Value(code=name, axes=value.axes, rank=value.rank)
        scope.polys.pop(name, None)
        for other, meaning in list(scope.meanings.items()):
            if other == name or name in flow.reads(meaning):
                del scope.meanings[other]
        scope.spent.discard(name)
        self.levels[name] = len(scope.axes)
        self.constants.pop(name, None)

    def _room(self, value: ast.expr) -> Value:
        """An array whose elements each round assigns: one for all rounds."""
        scope, numpy = self.scope, self.scope.facts.numpy
        axes = tuple(axis.name for axis in scope.axes)
        sizes = [axis.size for axis in scope.axes]
        if isinstance(value, ast.BinOp) and isinstance(value.left, ast.List) and len(value.left.elts) == 1:
            shape = ", ".join([*sizes, ast.unparse(value.right)])
            return Value(code=f"{numpy}.full(({shape}), {ast.unparse(value.left.elts[0])})", axes=axes, rank=1)
        if isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in MAKERS and value.args:
            if scope.lifted(value):
                raise Unliftable("an array whose size changes")
            shape_node = value.args[0]
            own = list(shape_node.elts) if isinstance(shape_node, ast.Tuple) else [shape_node]
            rest = [ast.unparse(other) for other in [*value.args[1:], *value.keywords]]
            shape = ", ".join([*sizes, *(ast.unparse(size) for size in own)])
            return Value(
                code=f"{ast.unparse(value.func)}({', '.join([f'({shape})', *rest])})", axes=axes, rank=len(own)
            )
        lifted = scope.lift(value)
        if lifted.axes == axes:
            computed = isinstance(value, ast.BinOp | ast.Call)  # else it may be a view
            return lifted if computed else Value(code=f"{lifted.tight}.copy()", axes=axes, rank=lifted.rank)
        return Value(code=f"{numpy}.array({scope.spread(lifted, axes)})", axes=axes, rank=lifted.rank)

    def name_at_its_level(self, name: str, value: Value) -> None:
        level = self.level(name)
        self.name(name, value)
        self.levels[name] = level

    def temporary(self, value: Value, name: str = "values") -> Value:
        """A name for a value that is used twice."""
        if value.code.isidentifier():
            return value
        taken = {*self.scope.names, *self.scope.facts.taken, *self.levels}
        free = next(f"{name}{place or ''}" for place in range(99) if f"{name}{place or ''}" not in taken)
        self.emit(f"{free} = {value.code}")
        self.levels[free] = len(self.scope.axes)
        return Value(code=free, axes=value.axes, rank=value.rank)

    def _if(self, node: ast.If, mask: Value | None) -> None:
        scope = self.scope
        found = flow.extreme(node)
        if found is not None and found.name in scope.running and found.name not in flow.reads(found.value):
            return accumulate.extreme(self, found, mask)
        if not scope.lifted(node.test):
            return self._branches(node, mask)
        test = scope.lift(node.test)
        if test.rank:
            raise Unliftable("a condition of several dimensions")
        if sum(1 for _ in ast.walk(node.test)) > 3:
            test = self.temporary(test, "mask")
        self._block(node.body, self._both(mask, test))
        if node.orelse:
            other = Value(code=f"~{test.tight}" if not test.code.startswith("mask") else f"~{test.code}",
                          axes=test.axes)  # fmt: skip
            if not isinstance(node.test, ast.Compare):
                other = Value(code=f"{scope.facts.numpy}.logical_not({test.code})", axes=test.axes)
            self._block(node.orelse, self._both(mask, other))
        return None

    def _branches(self, node: ast.If, mask: Value | None) -> None:
        """A condition that no lifted loop changes stays a condition."""
        parts = []
        ends = []
        for body in (node.body, node.orelse):
            trial = copy.copy(self)
            trial.scope = self.scope.copied()
            trial.lines, trial.levels, trial.constants = [], dict(self.levels), {}
            trial._block(body, mask)
            parts.append(trial.lines)
            ends.append(trial)
        for name in flow.writes([node]):
            one, two = (end.scope.names.get(name) for end in ends)
            if (one.axes if one else ()) != (two.axes if two else ()) and (name in self.levels or (one and two)):
                raise Unliftable("a name with other dimensions in each branch")
        self.emit(f"if {ast.unparse(node.test)}:")
        self.lines += ["    " + line for line in parts[0] or ["pass"]]
        if parts[1]:
            self.emit("else:")
            self.lines += ["    " + line for line in parts[1]]
        self.scope.names = {**ends[1].scope.names, **ends[0].scope.names}
        self.scope.polys = {**ends[1].scope.polys, **ends[0].scope.polys}
        self.levels = {**ends[1].levels, **ends[0].levels}

    def _row(self, name: str, value: ast.expr) -> None:
        """A list that each round builds: one more dimension."""
        scope = self.scope
        axis = scope.axes[-1].name
        lifted = scope.lift(value)
        if axis not in lifted.axes:
            axes = scope.order({*lifted.axes, axis})
            lifted = Value(code=scope.spread(lifted, axes), axes=axes, rank=lifted.rank)
        level = self.level(name)
        self.name(name, Value(code=lifted.code, axes=lifted.axes[:-1], rank=lifted.rank + 1))
        self.levels[name] = level

    def _append(self, name: str, value: ast.expr, mask: Value | None) -> None:
        scope = self.scope
        if name in self.opened and mask is None and not self.kept and self.level(name) == len(scope.axes) - 1:
            return self._row(name, value)
        if self.kept or self.level(name):
            raise Unliftable("an append in a loop that stays")
        lifted = scope.lift(value)
        axes = tuple(axis.name for axis in scope.axes)
        code = lifted.code if lifted.axes == axes else scope.spread(lifted, axes)
        if mask is not None:
            code = f"{tight(code)}[{mask.code if mask.axes == axes else scope.spread(mask, axes)}]"
        elif len(axes) > 1:
            own = "".join(f", {tight(code)}.shape[{len(axes) + place}]" for place in range(lifted.rank))
            code = f"{tight(code)}.reshape(-1{own})"
        listed = isinstance(value, ast.Name) and value.id in self.opened
        if listed and name not in self.arrays:
            code, lifted = f"{tight(code)}.tolist()", Value(code=lifted.code, axes=lifted.axes, rank=1)
        if name in self.arrays:
            self.emit(f"{name} = {code}")
        elif self.constants.get(name) == "[]":
            made = code if listed else f"list({code})" if lifted.rank else f"{tight(code)}.tolist()"
            self.emit(f"{name} = {made}")
        else:
            self.emit(f"{name}.extend({code if lifted.rank else f'{tight(code)}.tolist()'})")


def lift_loop(
    loop: ast.For,
    facts: Facts,
    *,
    deep: int,
    arrays: Collection[str],
    constants: Mapping[str, str],
    later: Collection[str],
) -> list[str]:
    """The lines that a loop becomes when its outer `deep` levels are axes; Unliftable where they cannot be.

    later: names that are read after the loop.
    """
    if any(isinstance(node, LEAVES) for node in ast.walk(loop)):
        raise Unliftable("a loop that is left early or has effects")
    fresh = flow.stored(loop.body)
    uses: dict[str, list[tuple[ast.expr, Collection[ast.For]]]] = {}
    flow.uses(loop, fresh, uses, ())
    lifter = Lifter(
        Expressions(facts, statements=True),
        deep,
        arrays,
        dict(constants),
        fresh=fresh,
        uses=uses,
        assigned=flow.writes([loop]),
    )
    lifter.loop(loop)
    if lifter.scope.spent & set(later):
        raise Unliftable("what a round computes is read after the loop")
    if not lifter.lines:
        raise Unliftable("a loop that does nothing")
    return lifter.lines
