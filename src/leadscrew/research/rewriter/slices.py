"""Which statements can go together: those that are named, and all that only feeds them.

Source: backward static slices (Weiser, IEEE TSE 1984) and elimination of dead code (Aho, Lam, Sethi, Ullman,
Compilers, section 9.1.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import libcst as cst

from leadscrew.research.rewriter.block import only
from leadscrew.research.rewriter.flow import CHANGING, IMPURE, SCOPES, Flow, base_of, path_of, target_names
from leadscrew.research.rewriter.source import Source

CLOCKS = frozenset(("time", "perf_counter", "monotonic", "process_time", "now"))
TRIVIAL = (cst.Integer, cst.Float, cst.SimpleString, cst.Name)


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A line, or the header of a compound statement."""

    node: cst.CSTNode
    reads: frozenset[str]
    feeds: frozenset[str]
    """Local names that it binds or fills."""
    binds: frozenset[str]
    """Names that it binds."""
    droppable: bool
    """Whether it has no effect but on what it feeds."""
    trivial: bool
    """Whether it only sets a start, such as `0` or `[]`."""
    around: tuple[cst.CSTNode, ...]
    """Compound statements of the same scope around it, from the inside outwards."""


@dataclass(slots=True)
class Scope:
    """The leaves of one function, or of the module."""

    node: cst.FunctionDef | cst.Module
    leaves: list[Leaf]
    local: frozenset[str]
    """Names that are made here and seen nowhere else."""
    emptied: frozenset[cst.CSTNode]
    """Compound statements that have no effect but their blocks'."""
    arguments: frozenset[str] = frozenset()
    inside: dict[cst.CSTNode, list[Leaf]] = field(default_factory=dict)
    """By compound statement: the leaves in it, its own header left out."""

    def closure(self, roots: Iterable[cst.CSTNode]) -> set[cst.CSTNode]:
        """The roots with all that only feeds them."""
        gone = set(roots)
        while True:
            live = self.live(gone)
            needed = self._needed(live)
            more = {leaf.node for leaf in live if leaf.feeds and leaf.droppable and not leaf.feeds & needed}
            more |= {
                node
                for node, leaves in self.inside.items()
                if isinstance(node, cst.If | cst.For) and node not in gone and self._all_gone(node, leaves, gone | more)
            }
            if not more - gone:
                return gone
            gone |= more

    def readers(self, leaf: Leaf) -> set[cst.CSTNode]:
        """A leaf with all that reads what it makes; nothing where that is seen outside, or is not all it makes."""
        names, found = set(leaf.feeds), {leaf.node}
        if (
            not names
            or not names <= self.local
            or any(names & other.feeds for other in self.leaves if other is not leaf)
        ):
            return set()
        for other in self.leaves:
            if other is leaf or not other.reads & names:
                continue
            if isinstance(other.node, cst.For | cst.While | cst.FunctionDef | cst.ClassDef):
                return set()
            found.add(other.node)
        return found if len(found) > 1 else set()

    def breaks(self, gone: set[cst.CSTNode]) -> bool:
        """Whether a name that is still needed has no binding left, or nothing but its start; or a loop cannot end."""
        live = self.live(gone)
        kept = set(map(id, live))
        lost = [leaf for leaf in self.leaves if id(leaf) not in kept]
        needed = self._needed(live) & {name for leaf in lost for name in leaf.feeds}
        for name in needed:
            feeding = [leaf for leaf in live if name in leaf.feeds]
            bound = name in self.arguments or any(name in leaf.binds for leaf in feeding)
            if not bound or not any(not leaf.trivial for leaf in feeding):
                return True
        ends = {(a, name) for leaf in lost for a in leaf.around for name in leaf.feeds if isinstance(a, cst.While)}
        return any((leaf.node, name) in ends for leaf in live for name in leaf.reads)

    def live(self, gone: set[cst.CSTNode]) -> list[Leaf]:
        """The leaves that stay."""
        return [leaf for leaf in self.leaves if leaf.node not in gone and not gone.intersection(leaf.around)]

    def _needed(self, live: list[Leaf]) -> set[str]:
        """Names that are read other than to be fed again, and those that others see."""
        needed = {name for leaf in live for name in leaf.reads - leaf.feeds}
        needed |= {name for leaf in live if not leaf.droppable for name in leaf.reads}
        return needed | {name for leaf in live for name in leaf.feeds if name not in self.local}

    def _all_gone(self, node: cst.CSTNode, leaves: list[Leaf], gone: set[cst.CSTNode]) -> bool:
        return node in self.emptied and all(leaf.node in gone or gone.intersection(leaf.around) for leaf in leaves)


def scopes(source: Source, flow: Flow) -> Iterator[Scope]:
    """Every function and the module, each without the functions in it."""
    for node in (source.module, *source.nodes(cst.FunctionDef)):
        assert isinstance(node, cst.FunctionDef | cst.Module)
        yield _scope(source, flow, node)


def _scope(source: Source, flow: Flow, top: cst.FunctionDef | cst.Module) -> Scope:
    leaves: list[Leaf] = []
    bound: set[str] = set()
    outer: set[str] = set()
    todo: list[tuple[cst.CSTNode, tuple[cst.CSTNode, ...]]] = (
        [(top.body, ())] if isinstance(top, cst.FunctionDef) else []
    )
    if isinstance(top, cst.Module):
        todo = [(statement, ()) for statement in reversed(top.body)]
    while todo:
        node, around = todo.pop()
        if isinstance(node, cst.IndentedBlock):
            todo += [(statement, around) for statement in reversed(node.body)]
            continue
        if isinstance(node, cst.SimpleStatementLine | cst.FunctionDef | cst.ClassDef | cst.SimpleStatementSuite):
            leaves.append(_line(flow, node, around))
            if isinstance(only(node), cst.Global | cst.Nonlocal):
                outer |= {item.name.value for item in only(node).names}  # type: ignore[union-attr]
            bound |= flow.bound(node) if not isinstance(node, SCOPES) else {node.name.value}
            continue
        header, blocks = _parts(source, node)
        leaves.append(_header(flow, node, header, around))
        for part in header:
            bound |= flow.bound(part)
        if isinstance(node, cst.For):
            bound |= flow.bound(node)
        todo += [(block, (node, *around)) for block in reversed(blocks)]
    inside: dict[cst.CSTNode, list[Leaf]] = {}
    for leaf in leaves:
        for compound in leaf.around:
            inside.setdefault(compound, []).append(leaf)
    local = frozenset() if isinstance(top, cst.Module) else frozenset(bound - outer)
    if isinstance(top, cst.Module):
        local = frozenset(name for name in bound if name.startswith("_") or _in_loops(leaves, name))
    else:
        leaves = [leaf if leaf.feeds <= local else replace(leaf, droppable=False) for leaf in leaves]
        inside = {
            node: [leaf for leaf in leaves if any(leaf.node is other.node for other in found)]
            for node, found in inside.items()
        }
    arguments = frozenset(flow.bound(top.params)) if isinstance(top, cst.FunctionDef) else frozenset()
    emptied = frozenset(leaf.node for leaf in leaves if leaf.droppable and isinstance(leaf.node, cst.If | cst.For))
    return Scope(top, leaves, local, emptied, arguments, inside)


def _in_loops(leaves: list[Leaf], name: str) -> bool:
    feeding = [leaf for leaf in leaves if name in leaf.feeds and not leaf.trivial]
    return bool(feeding) and all(any(isinstance(a, cst.For | cst.While) for a in leaf.around) for leaf in feeding)


def _parts(source: Source, node: cst.CSTNode) -> tuple[list[cst.CSTNode], list[cst.CSTNode]]:
    """What a compound statement evaluates itself, and its blocks."""
    blocks = [
        child
        for name in ("body", "orelse", "handlers", "finalbody", "cases")
        for child in _listed(getattr(node, name, None))
    ]
    header = [child for child in source.children(node) if not any(child is block for block in blocks)]
    return header, blocks


def _listed(part: object) -> list[cst.CSTNode]:
    if isinstance(part, cst.CSTNode):
        return [part]
    return [child for child in part if isinstance(child, cst.CSTNode)] if isinstance(part, list | tuple) else []


def _header(flow: Flow, node: cst.CSTNode, parts: list[cst.CSTNode], around: tuple[cst.CSTNode, ...]) -> Leaf:
    reads = {name for part in parts for name in flow.names(part)}
    feeds = flow.bound(node.target) | target_names(node.target) if isinstance(node, cst.For) else set()
    droppable = isinstance(node, cst.If | cst.For) and all(flow.pure(part) for part in parts)
    return Leaf(node, frozenset(reads - feeds), frozenset(), frozenset(), droppable, False, around)


def _line(flow: Flow, node: cst.CSTNode, around: tuple[cst.CSTNode, ...]) -> Leaf:
    reads = frozenset(flow.names(node))
    small = only(node)
    feeds: set[str] = set()
    trivial = False
    values: list[cst.CSTNode] = []
    match small:
        case cst.Assign():
            targets = [_fed(target.target) for target in small.targets]
            feeds = set().union(*targets) if all(targets) else set()
            values = [small.value, *(target.target for target in small.targets)]
            trivial = _is_start(small.value) and all(isinstance(t.target, cst.Name | cst.Tuple) for t in small.targets)
        case cst.AugAssign() | cst.AnnAssign():
            feeds = _fed(small.target)
            values = [small.value] if small.value is not None else []
            trivial = isinstance(small, cst.AnnAssign) and small.value is not None and _is_start(small.value)
        case cst.Expr(value=cst.Call(func=cst.Attribute(value=owner, attr=method))) if method.value in CHANGING:
            feeds = _fed(owner)
            values = [argument.value for argument in small.value.args]  # type: ignore[attr-defined]
        case _:
            if isinstance(node, cst.FunctionDef):
                feeds = {node.name.value}
                return Leaf(node, reads - feeds, frozenset(feeds), frozenset(feeds), True, False, around)
    binds = feeds & flow.bound(node) if not isinstance(small, cst.AugAssign) else set()
    droppable = bool(feeds) and all(_no_effect(flow, value) for value in values)
    return Leaf(node, reads, frozenset(feeds), frozenset(binds), droppable, trivial, around)


def _fed(target: cst.CSTNode) -> set[str]:
    """Local names that an assignment to a target binds or fills; none where others see it."""
    if isinstance(target, cst.Subscript):
        path = base_of(target)
        return {path} if path is not None and "." not in path else set()
    return target_names(target)


def _is_start(value: cst.CSTNode) -> bool:
    if isinstance(value, TRIVIAL):
        return True
    if isinstance(value, cst.UnaryOperation):
        return _is_start(value.expression)
    if isinstance(value, cst.Tuple):
        return all(_is_start(element.value) for element in value.elements)
    if isinstance(value, cst.List | cst.Dict | cst.Set):
        return not value.elements
    if isinstance(value, cst.Call):
        name = (path_of(value.func) or "").rpartition(".")[2]
        made = ("zeros", "empty", "zeros_like", "empty_like", "ones", "full")
        return name in made or (name in ("float", "list", "dict", "set", "deque") and len(value.args) <= 1)
    return False


def _no_effect(flow: Flow, node: cst.CSTNode) -> bool:
    """Pure, or a look at the clock."""
    for below in flow.source.below(node):
        if isinstance(below, cst.Await | cst.Yield | cst.NamedExpr):
            return False
        if isinstance(below, cst.Call):
            name = (path_of(below.func) or "").rpartition(".")[2]
            if name in CLOCKS:
                continue
            if name in IMPURE or flow.changes(below):
                return False
    return True
