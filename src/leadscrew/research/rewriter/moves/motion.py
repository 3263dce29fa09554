"""Loop-invariant code motion: what a loop computes anew without need is computed before it.

Source: Aho, Lam, Sethi, Ullman, Compilers, section 9.5.1 (loop-invariant code motion); Muchnick, Advanced Compiler
Design and Implementation, 1997, section 13.2.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.errors import ChangeError
from leadscrew.research.rewriter.block import edited, fresh, siblings
from leadscrew.research.rewriter.flow import CHANGING, LOOPS, SCOPES, Flow, path_of
from leadscrew.research.rewriter.moves import invariance, placement, reuse, tabulate
from leadscrew.research.rewriter.moves.invariance import header_names
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source

CHEAP = frozenset(
    ("range", "len", "zip", "enumerate", "map", "filter", "reversed", "iter", "open", "super", "isinstance", "type",
     "float", "int", "str", "bool", "abs")
)  # fmt: skip
"""Calls that cost little by themselves, or whose result can be gone through only once."""
Same = dict[tuple[cst.CSTNode, str], list[cst.CSTNode]]


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


MOVES: tuple[Move, ...] = (
    *invariance.MOVES,
    Expressions(),
    Lookups(),
    *reuse.MOVES,
    *tabulate.MOVES,
    *placement.MOVES,
)
