"""Memo: a function that seems pure remembers its results.

Source: Michie, "Memo" functions and machine learning, Nature 218 (1968); the documentation of `functools.cache`.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.pattern import with_import
from leadscrew.research.rewriter.source import Edit, Move, Source

HASHABLE = frozenset(
    ("int", "float", "str", "bool", "bytes", "NoneType", "tuple int", "tuple float", "tuple str", "int64", "float64")
)
IMPURE = frozenset(
    ("print", "open", "input", "append", "extend", "insert", "pop", "remove", "add", "update", "sort", "random",
     "write", "clear", "setdefault", "shuffle", "choice", "normal", "uniform", "integers", "next", "discard", "time")
)  # fmt: skip


class Memo:
    """`functools.cache` on a function that seems pure, whose arguments can be hashed.

    Precondition: no write but to its own names, no call of a known impure name, and either the profile saw hashable
    arguments or the function calls itself.
    """

    name = "call/memo"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each function of the module that fits."""
        for node in source.module.body:
            if not isinstance(node, cst.FunctionDef) or node.decorators or not node.params.params:
                continue
            if not self._pure(source, node) or not self._hashable(source, node):
                continue
            name = node.name.value
            yield source.edit(
                self.name,
                node,
                key=f"{name} cached",
                hypothesis=f"{name}() at {source.where(node)} remembers its results: it may be asked the same again",
                make=lambda node=node: self._cached(source, node),  # type: ignore[misc]
            )

    def _pure(self, source: Source, function: cst.FunctionDef) -> bool:
        own = {param.name.value for param in function.params.params}
        for node in _below(function):
            if isinstance(node, cst.Global | cst.Nonlocal | cst.Yield | cst.Await | cst.Del):
                return False
            if isinstance(node, cst.Call):
                called = (
                    node.func.attr.value if isinstance(node.func, cst.Attribute) else getattr(node.func, "value", "")
                )
                if called in IMPURE and not self._on_own_local(node, own):
                    return False
            if isinstance(node, cst.AssignTarget | cst.AugAssign):
                target: cst.CSTNode = node.target
                while isinstance(target, cst.Subscript | cst.Attribute):
                    target = target.value
                    if isinstance(target, cst.Name) and target.value in own:
                        return False
        del source
        return True

    def _on_own_local(self, call: cst.Call, parameters: set[str]) -> bool:
        owner = call.func.value if isinstance(call.func, cst.Attribute) else None
        return (
            isinstance(owner, cst.Name)
            and owner.value not in parameters
            and owner.value not in ("random", "np", "time")
        )

    def _hashable(self, source: Source, function: cst.FunctionDef) -> bool:
        name = function.name.value
        kinds = []
        if source.profile is not None:
            kinds = [source.profile.kind(source.path, name, p.name.value) for p in function.params.params]
        if kinds and all(kind is not None for kind in kinds):
            return all(kind in HASHABLE for kind in kinds)
        return source.profile is None and any(
            isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == name
            for node in _below(function)
        )

    def _cached(self, source: Source, function: cst.FunctionDef) -> cst.Module:
        decorator = cst.Decorator(cst.Attribute(cst.Name("functools"), cst.Name("cache")))
        return with_import(source.replaced(function, function.with_changes(decorators=[decorator])), "functools")


def _below(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    todo = list(node.children)
    while todo:
        child = todo.pop()
        yield child
        todo += child.children


MOVES: tuple[Move, ...] = (Memo(),)
