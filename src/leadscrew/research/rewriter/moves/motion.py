"""Loop-invariant code motion: what a loop computes anew without need is computed before it.

Source: Aho, Lam, Sethi, Ullman, Compilers, section 9.5.1 (loop-invariant code motion); Muchnick, Advanced Compiler
Design and Implementation, 1997, section 13.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.errors import ChangeError
from leadscrew.research.rewriter.block import bare, body_of, edited, fresh, only, siblings, unspaced, with_body
from leadscrew.research.rewriter.flow import CHANGING, LOOPS, SCOPES, Flow, path_of
from leadscrew.research.rewriter.moves import placement, reuse
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source

CHEAP = frozenset(
    ("range", "len", "zip", "enumerate", "map", "filter", "reversed", "iter", "open", "super", "isinstance", "type",
     "float", "int", "str", "bool", "abs")
)  # fmt: skip
"""Calls that cost little by themselves, or whose result can be gone through only once."""
EXITS = (cst.Return, cst.Break, cst.Continue, cst.Raise, cst.Yield, cst.Await, cst.Del, cst.Global, cst.Nonlocal)
Same = dict[tuple[cst.CSTNode, str], list[cst.CSTNode]]


class Statements:
    """Whole statements out of the loops around them, with what fills what they make.

    Precondition: they read nothing that the rest of the loop changes, the rest does not change what they make, and what
    they make begins anew in each round.
    """

    name = "move/invariant-statement"

    def edits(self, source: Source) -> Iterator[Edit]:
        """All such statements of a loop at once, and each that may go alone."""
        flow = source.once(Flow)
        for loop in source.nodes(*LOOPS):
            body = body_of(loop)
            if not body or not siblings(source, loop):
                continue
            every = invariant(flow, loop, [line for line in body if movable(source, line)])
            groups = [every, *([line] for line in every if len(every) > 1 and invariant(flow, loop, [line]))]
            for group in groups:
                if group:
                    yield self._edit(source, flow, loop, group)

    def _edit(self, source: Source, flow: Flow, loop: cst.CSTNode, group: list[cst.CSTNode]) -> Edit:
        lines = [source.code(bare(line)) for line in group]
        more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
        outer = _outermost(source, flow, loop, group)

        def make() -> cst.Module:
            rest = [line for line in body_of(loop) if not any(line is moved for moved in group)]
            new = with_body(loop, rest or [cst.SimpleStatementLine(body=[cst.Pass()])])
            if outer is not loop:
                found = outer.visit(Replacer({loop: new}))
                assert isinstance(found, cst.CSTNode)
                new = found
            return edited(source, {outer: [*map(unspaced, group), new]})

        return source.edit(
            self.name,
            group[0],
            key=";".join(lines),
            hypothesis=(
                f"`{lines[0][:90]}`{more} at {source.where(group[0])} is the same in each round: "
                "computed once, before the loop"
            ),
            make=make,
        )


def movable(source: Source, line: cst.CSTNode) -> bool:
    if isinstance(line, cst.SimpleStatementLine):
        return isinstance(only(line), cst.Assign | cst.AnnAssign | cst.AugAssign | cst.Expr)
    return isinstance(line, cst.For) and not any(isinstance(below, EXITS) for below in source.below(line))


def invariant(
    flow: Flow, loop: cst.CSTNode, lines: list[cst.CSTNode], outside: set[str] | None = None
) -> list[cst.CSTNode]:
    """The most of some lines of a loop's body that give the same in each of its rounds.

    outside: what changes beside the body's lines; without it what the loop's header sets.
    """
    header = header_names(flow, loop) if outside is None else outside
    while True:
        rest = [line for line in body_of(loop) if line not in lines]
        changed = {path for part in rest for path in flow.changes(part)} | header
        bases = {path.removesuffix("[]") for path in changed}
        kept = [
            line
            for line in lines
            if flow.changes(line)
            and flow.independent(line, changed)
            and not {path.removesuffix("[]") for path in flow.changes(line)} & bases
            and _no_draw(flow, line)
            and _begins(flow, loop, lines, line)
        ]
        if len(kept) == len(lines):
            return kept
        lines = kept


def header_names(flow: Flow, loop: cst.CSTNode) -> set[str]:
    if isinstance(loop, cst.For):
        return {name.value for name in flow.source.below(loop.target) if isinstance(name, cst.Name)}
    assert isinstance(loop, cst.While)
    return flow.changes(loop.test)


def _no_draw(flow: Flow, line: cst.CSTNode) -> bool:
    """Nothing random, read or printed, and nothing drawn from an iterator."""
    for below in flow.source.below(line):
        if isinstance(below, cst.Call) and isinstance(below.func, cst.Name | cst.Attribute):
            name = (path_of(below.func) or "").rpartition(".")[2]
            if not flow.pure(below) and name not in CHANGING:
                return False
            if name in ("pop", "popleft", "popitem", "write"):
                return False
    return True


def _begins(flow: Flow, loop: cst.CSTNode, lines: list[cst.CSTNode], line: cst.CSTNode) -> bool:
    """Whether all that a line changes is made anew, by it or an earlier one of the lines before it is read."""
    for base in {path.removesuffix("[]") for path in flow.changes(line)}:
        for statement in body_of(loop):
            reads = {path.partition(".")[0] for path in flow.reads(statement)}
            own = base in flow.bound(statement) and (base not in reads or isinstance(statement, cst.For))
            if own:
                if not any(statement is moved for moved in lines):
                    return False
                break
            if base.partition(".")[0] in reads or statement is line:
                return False
    return True


def _outermost(source: Source, flow: Flow, loop: cst.CSTNode, group: Sequence[cst.CSTNode]) -> cst.CSTNode:
    """The outermost of the loops straight around a loop in which the lines are invariant, too."""
    while True:
        around = source.parents.get(source.parents.get(loop, loop))
        if not isinstance(around, LOOPS) or not siblings(source, around) or loop not in body_of(around):
            return loop
        changed: set[str] = header_names(flow, around)
        for statement in body_of(around):
            if statement is not loop:
                changed |= flow.changes(statement)
        inner = {path for line in group for path in flow.changes(line)}
        changed |= {path for path in flow.changes(loop) if path not in inner}
        bases = {path.removesuffix("[]") for path in changed}
        if any(not flow.independent(line, changed) for line in group) or inner & bases:
            return loop
        loop = around


class Expressions:
    """Invariant calls, products and comprehensions out of the loops and comprehensions around them.

    Precondition: pure as far as names tell, and nothing they read changes in the loop. The largest such expression
    moves, past all loops in which it is invariant.
    """

    name = "move/invariant-expression"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each expression, and all of one loop at once."""
        flow = source.once(Flow)
        found: Same = {}
        for node in source.nodes(cst.Call, cst.BinaryOperation, cst.ListComp, cst.SetComp, cst.DictComp):
            if _worth(source, flow, node):
                place = destination(source, flow, node)
                if place is not None:
                    found.setdefault((place, source.code(node)), []).append(node)
        found = _largest(source, found)
        small = {key: nodes for key, nodes in found.items() if _index_sum(source, nodes[0])}
        large = {key: nodes for key, nodes in found.items() if key not in small}
        why = "is the same in each round: computed once, before the loop"
        yield from _each_and_all(source, self.name, large, why)
        yield from _each_and_all(source, "move/invariant-sum", small, why, each=False)


def _index_sum(source: Source, node: cst.CSTNode) -> bool:
    """Whether an expression is but a name and a whole number, which is not worth a change of its own."""
    if not isinstance(node, cst.BinaryOperation) or (source.kind(node.left) or "").startswith("array"):
        return False
    return isinstance(node.left, cst.Name | cst.Integer) and isinstance(node.right, cst.Name | cst.Integer)


def _worth(source: Source, flow: Flow, node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Call):
        if isinstance(node.func, cst.Name) and node.func.value in CHEAP:
            return False
        if isinstance(source.parents.get(node), cst.Expr | cst.Decorator):
            return False
    parent = source.parents.get(node)
    keeper = source.parents.get(parent) if isinstance(parent, cst.Arg) else None
    if isinstance(keeper, cst.Call) and (path_of(keeper.func) or "").rpartition(".")[2] in CHANGING:
        return False  # what is kept must be another object each time
    return bool(flow.reads(node)) and flow.pure(node)


def destination(source: Source, flow: Flow, node: cst.CSTNode) -> cst.CSTNode | None:
    """The statement before which an expression can be computed once; None where no loop is left behind."""
    reads = flow.names(node)
    place, passed, below = None, False, node
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, (*SCOPES, cst.AssignTarget)):
            break
        if isinstance(ancestor, cst.AugAssign) and below is ancestor.target:
            break
        if isinstance(ancestor, cst.Assign) and _kept_apart(flow, source, ancestor, node):
            break
        if isinstance(ancestor, cst.BaseComp):
            targets = {n.value for f in _fors(ancestor) for n in source.below(f.target) if isinstance(n, cst.Name)}
            if reads & targets:
                break
            passed = passed or not (isinstance(below, cst.CompFor) and _in_iter(source, node, below))
        if isinstance(ancestor, cst.For | cst.While):
            header = isinstance(ancestor, cst.For) and below is not ancestor.body
            if not header:
                if not flow.independent(node, flow.changes(ancestor)) or reads & header_names(flow, ancestor):
                    break
                passed = True
        if passed and siblings(source, ancestor):
            if place is None or isinstance(ancestor, LOOPS):
                place = ancestor
            if not isinstance(ancestor, LOOPS) and not source.loop_depth(ancestor):
                break
        below = ancestor
    return place


def _fors(node: cst.BaseComp) -> Iterator[cst.CompFor]:
    here: cst.CompFor | None = node.for_in
    while here is not None:
        yield here
        here = here.inner_for_in


def _in_iter(source: Source, node: cst.CSTNode, first: cst.CompFor) -> bool:
    """Whether a node is in what the first part of a comprehension goes over, which is computed once anyway."""
    return node is first.iter or any(ancestor is first.iter for ancestor in source.ancestors(node))


def _kept_apart(flow: Flow, source: Source, assign: cst.Assign, node: cst.CSTNode) -> bool:
    """Whether a new object is made for a name whose elements the loop changes."""
    if assign.value is not node:
        return False
    loop = next((a for a in source.ancestors(assign) if isinstance(a, LOOPS)), None)
    names = {path for target in assign.targets for path in flow.bound(target)}
    return loop is not None and any(f"{name}[]" in flow.changes(loop) for name in names)


def _largest(source: Source, found: Same) -> Same:
    """Without expressions that lie in one that goes to the same place."""
    places = {node: place for (place, _), nodes in found.items() for node in nodes}
    kept: Same = {}
    for (place, code), nodes in found.items():
        outer = [n for n in nodes if not any(places.get(a) is place for a in source.ancestors(n) if a in places)]
        if outer:
            kept[place, code] = outer
    return kept


def _each_and_all(source: Source, move: str, found: Same, why: str, *, each: bool = True) -> Iterator[Edit]:
    """One edit for each expression, and one for all that go to one place."""
    by_place: dict[cst.CSTNode, dict[str, list[cst.CSTNode]]] = {}
    for (place, code), nodes in found.items():
        by_place.setdefault(place, {})[code] = nodes
    for place, group in by_place.items():
        choices = [{code: nodes} for code, nodes in group.items()] if each or len(group) == 1 else []
        for choice in [*choices, *([group] if len(group) > 1 else [])]:
            first = next(iter(choice))
            more = f" (and {len(choice) - 1} more)" if len(choice) > 1 else ""
            where = choice[first][0]
            function = source.function(where)
            yield source.edit(
                move,
                where,
                key=f"{function.name.value if function else ''}:{';'.join(choice)}",
                hypothesis=f"`{first[:90]}`{more} at {source.where(where)} {why}",
                make=lambda place=place, choice=choice: extracted(source, place, choice),  # type: ignore[misc]
            )


def extracted(source: Source, place: cst.CSTNode, choice: dict[str, list[cst.CSTNode]]) -> cst.Module:
    """The file with expressions computed into new names before a statement."""
    changes: dict[cst.CSTNode, cst.CSTNode] = {}
    lines: list[cst.CSTNode] = []
    used: list[str] = []
    for nodes in choice.values():
        path = path_of(nodes[0])
        name = fresh(source, path.replace(".", "_") if path else "hoisted", used)
        used.append(name)
        changes.update({node: cst.Name(name) for node in nodes})
        lines.append(
            cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], _value(source, nodes[0]))])
        )
    new = place.visit(Replacer(changes))
    if not isinstance(new, cst.CSTNode):
        raise ChangeError("a statement cannot be rewritten")
    return edited(source, {place: [*lines, new]})


def _value(source: Source, node: cst.CSTNode) -> cst.BaseExpression:
    assert isinstance(node, cst.BaseExpression)
    if node.lpar or "\n" not in source.module.code_for_node(node):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


class Lookups:
    """Methods, attributes and elements that a loop looks up in each round, bound to local names before it.

    Precondition: two lookups or more in the loop, of objects that the loop does not bind.  All of one loop at once: one
    alone hardly pays.
    Source: register promotion (Muchnick, 1997, section 16.3.2), as Python's programming FAQ describes it for methods.
    """

    name = "move/lookup"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each innermost loop."""
        flow = source.once(Flow)
        found: Same = {}
        for node in source.nodes(cst.Attribute, cst.Subscript):
            parent = source.parents.get(node)
            if isinstance(parent, cst.AssignTarget | cst.AugAssign | cst.Del | cst.Decorator | cst.AnnAssign):
                continue
            place = self._place(source, flow, node)
            if place is not None:
                found.setdefault((place, source.code(node)), []).append(node)
        found = _largest(source, found)
        counts: dict[cst.CSTNode, int] = {}
        for (place, _), nodes in found.items():
            counts[place] = counts.get(place, 0) + len(nodes)
        found = {key: nodes for key, nodes in found.items() if counts[key[0]] > 1}
        yield from _each_and_all(source, self.name, found, "is looked up once, before the loop", each=False)

    def _place(self, source: Source, flow: Flow, node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.Subscript):
            fixed = len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index)
            return destination(source, flow, node) if fixed and flow.pure(node) else None
        parent = source.parents.get(node)
        if not (isinstance(parent, cst.Call) and parent.func is node):
            return destination(source, flow, node) if path_of(node) else None
        place = None
        path = path_of(node)
        for ancestor in source.ancestors(node):
            if isinstance(ancestor, (*SCOPES, cst.BaseComp)) or path is None:
                break
            if isinstance(ancestor, LOOPS) and siblings(source, ancestor):
                base = path.rpartition(".")[0]
                rebound = {p for p in flow.changes(ancestor) | header_names(flow, ancestor) if not p.endswith("[]")}
                if any(base == p or base.startswith(p + ".") for p in rebound):
                    break
                place = ancestor
        return place


MOVES: tuple[Move, ...] = (Statements(), Expressions(), Lookups(), *reuse.MOVES, *placement.MOVES)
