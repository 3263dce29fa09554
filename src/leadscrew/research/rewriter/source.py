"""A source that can be rewritten: parsed, with parents, positions, and what a profile knows of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, ParentNodeProvider, PositionProvider

from leadscrew.core.profile import Profile
from leadscrew.core.syntax import check_python
from leadscrew.errors import ChangeError

T = TypeVar("T")
SHARES = (0.01, 0.05, 0.2)
"""Of the time: below the first a site hardly counts, above the last it is hot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One rewrite of one file, made only when it is chosen."""

    move: str
    """`family/name` of the move."""
    site: str
    """What kind of place it is: `d1p3` is one loop deep and hot; the policy learns for each move and site."""
    path: str
    key: str
    """The same place and rewrite have the same key, also after other lines have changed."""
    hypothesis: str
    """One line: what becomes what, where, and why that should help."""
    make: Callable[[], cst.Module]
    """The whole file, rewritten; may raise ChangeError where it turns out not to fit."""

    @property
    def name(self) -> str:
        """How the record names it: move, site and a digest of the key."""
        digest = hashlib.sha256(f"{self.path}\0{self.key}".encode("utf-8", "surrogatepass")).hexdigest()[:10]
        return f"{self.move}@{self.site}#{digest}"


class Move(Protocol):
    """One kind of rewrite. Its docstring says what it does, when it applies, and names its source."""

    @property
    def name(self) -> str:
        """`family/name`, in the field's words."""
        ...

    def edits(self, source: Source) -> Iterator[Edit]:
        """Every place of a file where the move's precondition holds."""
        ...


@dataclass(slots=True)
class Source:
    """A parsed file with parents and positions of its nodes."""

    path: str
    module: cst.Module
    parents: dict[cst.CSTNode, cst.CSTNode] = field(repr=False)
    ranges: dict[cst.CSTNode, CodeRange] = field(repr=False)
    profile: Profile | None = field(default=None, repr=False)
    packages: frozenset[str] = frozenset()
    """Distributions that the task's box holds, in lower case."""
    _children: dict[cst.CSTNode, list[cst.CSTNode]] = field(default_factory=dict, init=False, repr=False)
    _once: dict[object, object] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def parse(
        cls, path: str, text: str, *, profile: Profile | None = None, packages: frozenset[str] = frozenset()
    ) -> Source | None:
        """The parsed file, or None where it does not compile or LibCST cannot read it."""
        try:
            check_python(path, text.encode("utf-8", "surrogatepass"))  # nesting that ends LibCST's process stops here
            wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
            parents = wrapper.resolve(ParentNodeProvider)
            ranges = wrapper.resolve(PositionProvider)
        except (ChangeError, cst.ParserSyntaxError, RecursionError, ValueError):
            return None
        return cls(path, wrapper.module, dict(parents), dict(ranges), profile, packages)

    def edit(self, move: str, node: cst.CSTNode, *, key: str, hypothesis: str, make: Callable[[], cst.Module]) -> Edit:
        """An edit at a node of this file."""
        return Edit(move=move, site=self.site(node), path=self.path, key=key, hypothesis=hypothesis, make=make)

    def site(self, node: cst.CSTNode) -> str:
        """What kind of place a node is at: how many loops around it, and its share of the time (- where unknown)."""
        share = self.share(node)
        heat = "-" if share is None else str(sum(share >= least for least in SHARES))
        return f"d{min(self.loop_depth(node), 2)}p{heat}"

    def share(self, node: cst.CSTNode) -> float | None:
        """Share of the time that goes to a node's lines and what they call; None without a profile."""
        where = self.ranges.get(node)
        if self.profile is None or where is None:
            return None
        return self.profile.share(self.path, where.start.line, where.end.line)

    def kind(self, name: cst.CSTNode) -> str | None:
        """What a name held in its function, as `Profile.kinds` says it; None where that is not known."""
        function = self.function(name)
        if self.profile is None or function is None or not isinstance(name, cst.Name):
            return None
        return self.profile.kind(self.path, function.name.value, name.value)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """From the parent outwards."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def below(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """A node and all that lies below it, in the order of the source."""
        todo = [node]
        while todo:
            found = todo.pop()
            yield found
            todo += reversed(self.children(found))

    def children(self, node: cst.CSTNode) -> list[cst.CSTNode]:
        """The parts of a node, in the order of the source."""
        if not self._children:
            for child, parent in self.parents.items():
                self._children.setdefault(parent, []).append(child)
        return self._children.get(node, [])

    def once(self, make: Callable[[Source], T]) -> T:
        """What a function makes of this file, made the first time that someone asks."""
        if make not in self._once:
            self._once[make] = make(self)
        return self._once[make]  # type: ignore[return-value]

    def loop_depth(self, node: cst.CSTNode) -> int:
        """How many loops and comprehensions of the same function lie around a node."""
        depth = 0
        for ancestor in self.ancestors(node):
            if isinstance(ancestor, cst.FunctionDef | cst.Lambda | cst.ClassDef):
                break
            depth += isinstance(ancestor, cst.For | cst.While | cst.BaseComp)
        return depth

    def function(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """The function around a node."""
        return next((a for a in self.ancestors(node) if isinstance(a, cst.FunctionDef)), None)

    def code(self, node: cst.CSTNode) -> str:
        """A node's own source, on one line."""
        return " ".join(self.module.code_for_node(node).split())

    def where(self, node: cst.CSTNode) -> str:
        """`file:line`."""
        place = self.ranges.get(node)
        return f"{self.path}:{place.start.line if place else 0}"

    def nodes(self, *kinds: type[cst.CSTNode]) -> Iterator[cst.CSTNode]:
        """All nodes of some kinds, in the order of the source."""
        for node in self.parents:
            if isinstance(node, kinds):
                yield node

    def replaced(self, old: cst.CSTNode, new: cst.CSTNode) -> cst.Module:
        """The file with one node replaced."""
        result = self.module.deep_replace(old, new)
        assert isinstance(result, cst.Module)
        return result

    def replaced_all(self, changes: dict[cst.CSTNode, cst.CSTNode]) -> cst.Module:
        """The file with several nodes replaced; nodes inside replaced nodes are left as they are."""
        result = self.module.visit(Replacer(changes))
        assert isinstance(result, cst.Module)
        return result


class Replacer(cst.CSTTransformer):
    def __init__(self, changes: dict[cst.CSTNode, cst.CSTNode]) -> None:
        super().__init__()
        self.changes = changes

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        return self.changes.get(original_node, updated_node)


def assigned_in(node: cst.CSTNode) -> set[str]:
    """Names that may change while a node runs: assigned, augmented, loop targets, and bases of changed elements."""
    found: set[str] = set()

    def targets(target: cst.CSTNode) -> None:
        if isinstance(target, cst.Name):
            found.add(target.value)
        elif isinstance(target, cst.Subscript | cst.Attribute):
            targets(target.value)
        elif isinstance(target, cst.Tuple | cst.List):
            for element in target.elements:
                targets(element.value)
        elif isinstance(target, cst.StarredElement):
            targets(target.value)

    class Collect(cst.CSTVisitor):
        def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
            targets(node.target)

        def visit_AugAssign(self, node: cst.AugAssign) -> None:
            targets(node.target)

        def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
            targets(node.target)

        def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
            targets(node.target)

        def visit_For(self, node: cst.For) -> None:
            targets(node.target)

        def visit_CompFor(self, node: cst.CompFor) -> None:
            targets(node.target)

        def visit_Call(self, node: cst.Call) -> None:
            if isinstance(node.func, cst.Attribute):  # a method may change its object
                targets(node.func.value)

    node.visit(Collect())
    return found
