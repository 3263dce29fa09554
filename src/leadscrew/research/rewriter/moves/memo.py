"""Memo: a function that seems pure remembers its results.

Source: Michie, "Memo" functions and machine learning, Nature 218 (1968); the documentation of `functools.cache`.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.block import fresh, with_import
from leadscrew.research.rewriter.flow import CHANGING, IMPURE, Flow, base_of, path_of
from leadscrew.research.rewriter.source import Edit, Move, Source

HASHABLE = frozenset(
    ("int", "float", "str", "bool", "bytes", "NoneType", "tuple int", "tuple float", "tuple str", "int64", "float64")
)


class Memo:
    """`functools.cache` on a function that seems pure, whose arguments can be hashed.

    Precondition: no write but to its own names, no call of a known impure name, and either the profile saw hashable
    arguments or the function calls itself.
    """

    name = "call/memo"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each function of the module that fits."""
        flow = source.once(Flow)
        for node in source.module.body:
            if not isinstance(node, cst.FunctionDef) or node.decorators or not node.params.params:
                continue
            if not self._pure(source, flow, node) or not self._hashable(source, node):
                continue
            name = node.name.value
            yield source.edit(
                self.name,
                node,
                key=f"{name} cached",
                hypothesis=f"{name}() at {source.where(node)} remembers its results: it may be asked the same again",
                make=lambda node=node: self._cached(source, node),  # type: ignore[misc]
            )

    def _pure(self, source: Source, flow: Flow, function: cst.FunctionDef) -> bool:
        own = flow.bound(function.body) - flow.bound(function.params)
        for node in source.below(function.body):
            if isinstance(node, cst.Global | cst.Nonlocal | cst.Yield | cst.Await | cst.Del):
                return False
            if isinstance(node, cst.Call):
                called = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
                owner = (base_of(node.func) or "").partition(".")[0]
                if path_of(called) in IMPURE | CHANGING and owner not in own:
                    return False
            if isinstance(node, cst.AssignTarget | cst.AugAssign):
                base = base_of(node.target)
                if base is not None and not isinstance(node.target, cst.Name) and base.partition(".")[0] not in own:
                    return False
        return True

    def _hashable(self, source: Source, function: cst.FunctionDef) -> bool:
        name = function.name.value
        kinds = []
        if source.profile is not None:
            kinds = [source.profile.kind(source.path, name, p.name.value) for p in function.params.params]
        if kinds and all(kind is not None for kind in kinds):
            return all(kind in HASHABLE for kind in kinds)
        return source.profile is None and any(
            isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == name
            for node in source.below(function)
        )

    def _cached(self, source: Source, function: cst.FunctionDef) -> cst.Module:
        decorator = cst.Decorator(cst.Attribute(cst.Name("functools"), cst.Name("cache")))
        return with_import(source.replaced(function, function.with_changes(decorators=[decorator])), "import functools")


PURE = frozenset(
    ("findall", "split", "rsplit", "splitlines", "strip", "lstrip", "rstrip", "lower", "upper", "replace", "sub",
     "match", "fullmatch", "search", "sorted", "tuple", "int", "float", "str", "len", "sum", "min", "max", "frozenset",
     "list", "join", "translate", "partition", "loads", "compile", "set", "abs", "round", "comb", "factorial", "gcd",
     "isqrt", "sqrt", "exp", "log", "sin", "cos", "count", "find", "isdigit", "isalpha", "removeprefix", "removesuffix")
)  # fmt: skip
"""Functions and methods that always give the same for the same hashable arguments."""
SMALLEST = 14
"""Characters below which an expression is cheaper than asking a cache."""


class MemoExpression:
    """A pure expression of hashable names, computed in a function that is called again and again, is remembered.

    Precondition: `x = ...` of known pure calls, whose names the profile saw to be hashable; x is never changed.
    """

    name = "call/memo-expression"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each assignment that fits."""
        if source.profile is None:
            return
        flow = source.once(Flow)
        for assign in source.nodes(cst.Assign):
            assert isinstance(assign, cst.Assign)
            function, target = source.function(assign), assign.targets[0].target
            if function is None or not isinstance(target, cst.Name) or len(assign.targets) != 1:
                continue
            given = self._given(source, flow, function, assign.value)
            if not given or target.value in given or len(source.code(assign.value)) < SMALLEST:
                continue
            if self._changed_later(source, flow, function, assign, target.value):
                continue
            code = source.code(assign)
            yield source.edit(
                self.name,
                assign,
                key=f"{function.name.value}:{code} remembered",
                hypothesis=(
                    f"`{code[:80]}` at {source.where(assign)} is remembered for each {', '.join(sorted(given))}: it "
                    "may be asked again and again"
                ),
                make=lambda assign=assign, given=given, target=target: self._made(  # type: ignore[misc]
                    source, assign, sorted(given), target.value
                ),
            )

    def _given(self, source: Source, flow: Flow, function: cst.FunctionDef, value: cst.BaseExpression) -> set[str]:
        """The local names that an expression depends on; empty where it is not known to be pure of hashable ones."""
        if not isinstance(value, cst.Call):
            return set()
        for node in [value, *source.below(value)]:
            if isinstance(node, cst.Call):
                called = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
                if not isinstance(called, cst.Name) or called.value not in PURE:
                    return set()
            if isinstance(node, cst.BaseComp | cst.Lambda | cst.NamedExpr | cst.Await):
                return set()
        kinds = (source.profile.kinds if source.profile else {}).get(source.path, {}).get(function.name.value, {})
        names = flow.names(value)
        local = {name for name in names if name in kinds}
        bound = flow.bound(function) | {parameter.name.value for parameter in function.params.params}
        if not local or (names & bound) - local or any(kinds[name] not in HASHABLE for name in local):
            return set()
        return local

    def _changed_later(
        self, source: Source, flow: Flow, function: cst.FunctionDef, assign: cst.Assign, name: str
    ) -> bool:
        """Whether something else changes what the name holds: a remembered list must stay as it was."""
        changed = set()
        for node in source.below(function):
            if node is not assign and isinstance(node, cst.Assign | cst.AugAssign | cst.For | cst.Call | cst.Del):
                changed |= {path.rstrip("[]").partition(".")[0] for path in flow.changes(node) if path != name}
        return name in changed

    def _made(self, source: Source, assign: cst.Assign, given: list[str], target: str) -> cst.Module:
        name = fresh(source, f"{target}_remembered")
        call = cst.parse_expression(f"{name}({', '.join(given)})")
        module = source.replaced(assign.value, call)
        text = f"@functools.cache\ndef {name}({', '.join(given)}):\n    return {source.code(assign.value)}\n"
        made = cst.ensure_type(cst.parse_statement(text), cst.FunctionDef)
        made = made.with_changes(leading_lines=[cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)])
        place = next(
            (at for at, node in enumerate(module.body) if isinstance(node, cst.FunctionDef | cst.ClassDef)),
            len(module.body),
        )
        whole = module.with_changes(body=[*module.body[:place], made, *module.body[place:]])
        return with_import(whole, "import functools")


MOVES: tuple[Move, ...] = (Memo(), MemoExpression())
