"""Between LibCST, which keeps a file's formatting, and the syntax trees that loops are analysed in."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass, field

import libcst as cst

from leadscrew.research.rewriter.lifting.expression import Expressions
from leadscrew.research.rewriter.lifting.facts import Facts
from leadscrew.research.rewriter.lifting.value import Unliftable
from leadscrew.research.rewriter.pattern import numpy_name
from leadscrew.research.rewriter.source import Source

READERS = frozenset(
    ["array", "asarray", "stack", "vstack", "hstack", "concatenate", "mean", "sum", "max", "min", "std", "median"]
)
FAILURES = (Unliftable, KeyError, ValueError, TypeError, IndexError, RecursionError, AttributeError)


@dataclass(slots=True)
class Fragments:
    """A file's syntax tree beside its LibCST module."""

    source: Source
    tree: ast.Module
    numpy: str
    """What the file calls NumPy, or would."""
    places: dict[tuple[int, int, type], ast.AST]
    _facts: dict[ast.AST, Facts] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source) -> Fragments | None:
        """None where the file has no NumPy and its box has none either, or where it cannot be read."""
        numpy = numpy_name(source)
        if numpy is None and "numpy" not in source.packages:
            return None
        try:
            tree = ast.parse(source.module.code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        places: dict[tuple[int, int, type], ast.AST] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.expr | ast.stmt):
                places.setdefault((node.lineno, node.col_offset, type(node)), node)
        return cls(source, tree, numpy or "np", places)

    def at(self, node: cst.CSTNode, *kinds: type[ast.AST]) -> ast.AST | None:
        """The syntax tree of a LibCST node."""
        where = self.source.ranges.get(node)
        if where is None:
            return None
        line = where.start.line
        for kind in kinds:
            for column in (where.start.column, where.start.column - 1):
                found = self.places.get((line, column, kind))
                if found is not None and getattr(found, "end_lineno", 0) == where.end.line:
                    return found
        return None

    def expression(self, node: cst.CSTNode) -> ast.expr | None:
        """The syntax tree of an expression, read anew."""
        try:
            return ast.parse(self.source.code(node), mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            return None

    def scope(self, node: cst.CSTNode) -> ast.FunctionDef | ast.Module:
        """The function around a node, or the module."""
        function = self.source.function(node)
        if function is None:
            return self.tree
        line = self.source.ranges[function].start.line
        for found in ast.walk(self.tree):
            if not isinstance(found, ast.FunctionDef) or found.name != function.name.value:
                continue
            if found.lineno == line or any(d.lineno == line for d in found.decorator_list):
                return found
        return self.tree

    def facts(self, node: cst.CSTNode) -> Facts:
        """What is known of the names around a node."""
        scope = self.scope(node)
        if scope not in self._facts:
            function = scope.name if isinstance(scope, ast.FunctionDef) else "<module>"
            profile, path = self.source.profile, self.source.path

            def kind(name: str) -> str | None:
                return profile.kind(path, function, name) if profile is not None else None

            facts = Facts.of(scope, self.tree, self.numpy, kind)
            learn(facts, scope)
            self._facts[scope] = facts
        return self._facts[scope]

    def around(self, loop: ast.For) -> tuple[list[ast.stmt], list[ast.stmt]]:
        """Statements before a loop in its own block, and all that may run after it."""
        path = _path(self.tree, loop) or []
        before: list[ast.stmt] = []
        after: list[ast.stmt] = []
        for block, place in reversed(path):
            if not before and not after and block[place] is loop:
                before = block[:place]
            after += block[place + 1 :]
        return before, after

    def only_as_array(self, loop: ast.For, name: str) -> bool:
        """Whether after a loop nothing but array functions reads a list that it appends to."""
        inside = set(map(id, ast.walk(loop)))
        scope = next(
            (f for f in ast.walk(self.tree) if isinstance(f, ast.FunctionDef) and loop in ast.walk(f)), self.tree
        )
        allowed: set[int] = set()
        for node in ast.walk(scope):
            match node:
                case ast.Call(func=ast.Name(id="len"), args=[read]):
                    allowed.add(id(read))
                case ast.Call(func=ast.Attribute(attr=reader), args=[read, *_]) if reader in READERS:
                    allowed.add(id(read))
        found = [n for n in ast.walk(scope) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]
        outside = [node for node in found if id(node) not in inside]
        return bool(outside) and all(id(node) in allowed for node in outside)


def _path(node: ast.AST, loop: ast.For) -> list[tuple[list[ast.stmt], int]] | None:
    """Blocks around a loop in its function, outermost first, with the place in each."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if not isinstance(block, list):
            continue
        for place, child in enumerate(block):
            if not isinstance(child, ast.stmt) or not child.lineno <= loop.lineno <= (child.end_lineno or 0):
                continue
            if child is loop:
                return [(block, place)]
            inner = _path(child, loop)
            if inner is not None:
                return inner if isinstance(child, ast.FunctionDef) else [(block, place), *inner]
    return None


def learn(facts: Facts, scope: ast.FunctionDef | ast.Module) -> None:
    """Dimensions of what a function assigns, from the expressions."""
    expressions = Expressions(facts)
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            try:
                rank = expressions.lift(node.value).rank
            except FAILURES:
                continue
            if rank > facts.ranks.get(name, 0):
                facts.ranks[name] = rank


def comments_in(code: str) -> list[str]:
    """Comments of some lines, in order."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return []
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
