"""An edit: one proposed rewrite of one file, made only when it is chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

from leadscrew.core.syntax import check_python
from leadscrew.errors import ChangeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One rewrite of one file."""

    family: str
    context: str
    """What kind of place it is; the policy learns for each family and context."""
    path: str
    key: str
    """The same place and rewrite have the same key, also after other lines have changed."""
    hypothesis: str
    make: Callable[[], cst.Module]

    @property
    def arm(self) -> str:
        """What the policy learns about."""
        return f"{self.family}/{self.context}"

    @property
    def move(self) -> str:
        """How the record names it: the arm and a digest of the key."""
        digest = hashlib.sha256(f"{self.path}\0{self.key}".encode("utf-8", "surrogatepass")).hexdigest()[:10]
        return f"{self.arm}#{digest}"


@dataclass(slots=True)
class Source:
    """A parsed file with parents and positions of its nodes."""

    path: str
    module: cst.Module
    parents: dict[cst.CSTNode, cst.CSTNode] = field(repr=False)
    lines: dict[cst.CSTNode, int] = field(repr=False)

    @classmethod
    def parse(cls, path: str, text: str) -> Source | None:
        """The parsed file, or None where it does not compile or LibCST cannot read it."""
        try:
            check_python(path, text.encode("utf-8", "surrogatepass"))  # nesting that ends LibCST's process stops here
            wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
            parents = wrapper.resolve(ParentNodeProvider)
            ranges = wrapper.resolve(PositionProvider)
        except (ChangeError, cst.ParserSyntaxError, RecursionError, ValueError):
            return None
        lines = {node: where.start.line for node, where in ranges.items()}
        return cls(path, wrapper.module, dict(parents), lines)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """From the parent outwards."""
        while node in self.parents:
            node = self.parents[node]
            yield node

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
        return f"{self.path}:{self.lines.get(node, 0)}"

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
        result = self.module.visit(_Replace(changes))
        assert isinstance(result, cst.Module)
        return result


class _Replace(cst.CSTTransformer):
    def __init__(self, changes: dict[cst.CSTNode, cst.CSTNode]) -> None:
        super().__init__()
        self.changes = changes

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        return self.changes.get(original_node, updated_node)


def names_in(node: cst.CSTNode) -> set[str]:
    """All names that a node mentions."""
    found: set[str] = set()

    class Collect(cst.CSTVisitor):
        def visit_Name(self, node: cst.Name) -> None:
            found.add(node.value)

    node.visit(Collect())
    return found


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
