"""A value computed once and used several times: common subexpressions, tables, constants of a module.

Source: Aho, Lam, Sethi, Ullman, Compilers, section 9.1.4 (common subexpressions); Bird, Tabulation techniques for
recursive programs, ACM Computing Surveys 1980 (tables); Jones, Gomard, Sestoft, Partial Evaluation, 1993.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.research.rewriter.block import assigned, body_of, edited, fresh, operand, siblings, statements, text_of
from leadscrew.research.rewriter.flow import LOOPS, SCOPES, Flow, path_of
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source

CHEAP = frozenset(("len", "range", "int", "float", "str", "isinstance", "min", "max", "abs", "zip", "enumerate", "map",
                   "filter", "reversed", "iter", "list", "dict", "set", "super", "type", "bool", "open"))  # fmt: skip
MAKERS = frozenset(("zeros", "empty", "ones", "full", "array", "copy", "deepcopy", "defaultdict", "deque", "Counter"))


class Common:
    """The same call or product twice in one block, with nothing in between that changes what it reads.

    Precondition: pure as far as names tell; not a new object that someone may change.
    """

    name = "move/common"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each repeated expression of a block."""
        flow = source.once(Flow)
        by_block: dict[cst.CSTNode, dict[str, list[tuple[int, cst.CSTNode]]]] = {}
        for node in source.nodes(cst.Call, cst.BinaryOperation):
            if not _repeatable(source, flow, node):
                continue
            code = source.code(node)
            for block, index in _places(source, node):
                by_block.setdefault(block, {}).setdefault(code, []).append((index, node))
        seen: set[tuple[cst.CSTNode, ...]] = set()
        for block, groups in by_block.items():
            for code, found in groups.items():
                nodes = tuple(node for _, node in found)
                if len(found) < 2 or nodes in seen or self._inside(source, found, groups):
                    continue
                seen.add(nodes)
                first, last = min(index for index, _ in found), max(index for index, _ in found)
                body = block.body  # type: ignore[attr-defined]
                if self._steady(flow, body[first : last + 1], nodes[0]):
                    yield self._edit(source, body[first], code, nodes)

    def _inside(
        self, source: Source, found: list[tuple[int, cst.CSTNode]], groups: dict[str, list[tuple[int, cst.CSTNode]]]
    ) -> bool:
        """Whether each occurrence lies in a larger expression that is repeated as often."""
        larger = {node for other in groups.values() if len(other) == len(found) for _, node in other}
        return all(any(a in larger for a in source.ancestors(node)) for _, node in found)

    def _steady(self, flow: Flow, lines: Sequence[cst.CSTNode], node: cst.CSTNode) -> bool:
        changed = {path for line in lines[:-1] for path in flow.changes(line)}
        if not isinstance(lines[-1], cst.SimpleStatementLine):
            changed |= flow.changes(lines[-1])
            changed |= {n.value for b in flow.source.below(lines[-1]) for n in _targets(flow.source, b)}
        return flow.independent(node, changed)

    def _edit(self, source: Source, line: cst.CSTNode, code: str, nodes: tuple[cst.CSTNode, ...]) -> Edit:
        function = source.function(line)

        def make() -> cst.Module:
            known = assigned(line)
            if known is not None and known[1] is nodes[0]:
                return source.replaced_all({node: cst.Name(known[0]) for node in nodes[1:]})
            name = fresh(source, "common")
            new = {node: cst.Name(name) for node in nodes}
            binding = statements(f"{name} = {text_of(source, nodes[0])}")
            changes: dict[cst.CSTNode, Sequence[cst.CSTNode]] = {}
            block = siblings(source, line)
            for statement in block:
                if any(statement is a for node in nodes for a in source.ancestors(node)):
                    replaced = statement.visit(Replacer(dict(new)))
                    assert isinstance(replaced, cst.CSTNode)
                    changes[statement] = [*(binding if statement is line else ()), replaced]
            return edited(source, changes)

        return source.edit(
            self.name,
            nodes[0],
            key=f"{function.name.value if function else ''}:{code}",
            hypothesis=f"`{code[:90]}` at {source.where(nodes[0])} is computed once instead of {len(nodes)} times",
            make=make,
        )


def _targets(source: Source, node: cst.CSTNode) -> list[cst.Name]:
    if isinstance(node, cst.For | cst.CompFor):
        return [name for name in source.below(node.target) if isinstance(name, cst.Name)]
    return []


def _repeatable(source: Source, flow: Flow, node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Call):
        name = (path_of(node.func) or "").rpartition(".")[2]
        if name in CHEAP or name in MAKERS or isinstance(source.parents.get(node), cst.Expr):
            return False
    else:
        below = list(source.below(node))
        operators = sum(isinstance(part, cst.BinaryOperation) for part in below)
        if operators < 3 and not any(isinstance(part, cst.Call | cst.Power | cst.Subscript) for part in below):
            return False
    return bool(flow.reads(node)) and flow.pure(node)


def _places(source: Source, node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, int]]:
    """The innermost block that a node is in, and its statement's index there; nothing under a scope of its own."""
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, (*SCOPES, cst.BaseComp)):
            return
        block = siblings(source, ancestor)
        if block:
            yield source.parents[ancestor], list(block).index(ancestor)
            return


class Table:
    """What depends on the index of an inner loop alone is computed once for each index, before the outer loop.

    Precondition: the inner loop goes over a range whose bound the outer loop does not change.
    """

    name = "move/table"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each expression."""
        flow = source.once(Flow)
        for inner in source.nodes(cst.For):
            assert isinstance(inner, cst.For)
            outer = _outer(source, flow, inner)
            if outer is None or not isinstance(inner.target, cst.Name):
                continue
            index = inner.target.value
            changed = flow.changes(outer) - {index}
            groups: dict[str, list[cst.CSTNode]] = {}
            for node in source.below(inner.body):
                if isinstance(node, cst.Call | cst.BinaryOperation) and self._fits(source, flow, node, index, changed):
                    groups.setdefault(source.code(node), []).append(node)
            every = {node for nodes in groups.values() for node in nodes}
            for code, nodes in groups.items():
                if not any(a in every for node in nodes for a in source.ancestors(node)):
                    yield self._edit(source, inner, outer, code, nodes)

    def _fits(self, source: Source, flow: Flow, node: cst.CSTNode, index: str, changed: set[str]) -> bool:
        if isinstance(node, cst.Call) and (path_of(node.func) or "") in CHEAP:
            return False
        kinds = (cst.Call, cst.Power, cst.Divide)
        if not any(isinstance(below, kinds) for below in source.below(node)):
            return False
        if isinstance(source.parents.get(node), cst.Expr) or index not in flow.names(node):
            return False
        scoped = any(isinstance(a, (*SCOPES, cst.BaseComp)) for a in _up_to_loop(source, node))
        return not scoped and flow.pure(node) and flow.independent(node, changed)

    def _edit(self, source: Source, inner: cst.For, outer: cst.CSTNode, code: str, nodes: list[cst.CSTNode]) -> Edit:
        def make() -> cst.Module:
            name = fresh(source, "table")
            index = source.code(inner.target)
            built = f"{name} = [{text_of(source, nodes[0])} for {index} in {text_of(source, inner.iter)}]"
            assert isinstance(inner.iter, cst.Call)
            first = inner.iter.args[0].value
            start = first.value if isinstance(first, cst.Integer) else operand(source, first)
            place = f"{index} - {start}" if len(inner.iter.args) > 1 else index
            new = outer.visit(Replacer({node: cst.parse_expression(f"{name}[{place}]") for node in nodes}))
            assert isinstance(new, cst.CSTNode)
            return edited(source, {outer: [*statements(built), new]})

        return source.edit(
            self.name,
            nodes[0],
            key=f"{source.code(inner.target)} in {source.code(inner.iter)}:{code}",
            hypothesis=f"`{code[:90]}` at {source.where(nodes[0])} depends on the inner index alone: a table",
            make=make,
        )


def _up_to_loop(source: Source, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, LOOPS):
            return
        yield ancestor


def _outer(source: Source, flow: Flow, inner: cst.For) -> cst.CSTNode | None:
    """The outermost loop around a loop over `range(n)` in which n stays."""
    if not (isinstance(inner.iter, cst.Call) and path_of(inner.iter.func) == "range" and len(inner.iter.args) < 3):
        return None
    found = None
    for ancestor in source.ancestors(inner):
        if isinstance(ancestor, SCOPES):
            break
        if isinstance(ancestor, LOOPS):
            if not flow.independent(inner.iter, flow.changes(ancestor)) or not siblings(source, ancestor):
                break
            found = ancestor
    return found


class Constant:
    """What a function computes from constants and imported names alone is computed once, when the module is read.

    Precondition: the function is called by others in the file; the value is not one that it changes.
    """

    name = "move/constant"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each expression of a function."""
        flow = source.once(Flow)
        called = {path_of(node.func) for node in source.nodes(cst.Call) if isinstance(node, cst.Call)}
        for function in source.module.body:
            if not isinstance(function, cst.FunctionDef) or function.name.value not in called or not body_of(function):
                continue
            local = flow.bound(function.params) | flow.bound(function.body)
            found = [n for n in source.below(function.body) if self._fits(source, flow, n, local)]
            for node in found:
                if not any(a in found for a in source.ancestors(node)):
                    code = source.code(node)
                    yield source.edit(
                        self.name,
                        node,
                        key=f"{function.name.value}:{code}",
                        hypothesis=f"`{code[:90]}` at {source.where(node)} is always the same: computed once",
                        make=lambda node=node, function=function: _to_module(source, function, node),  # type: ignore[misc]
                    )

    def _fits(self, source: Source, flow: Flow, node: cst.CSTNode, local: set[str]) -> bool:
        if not isinstance(node, cst.Call | cst.List | cst.Dict | cst.Set | cst.ListComp):
            return False
        parent = source.parents.get(node)
        if isinstance(parent, cst.Expr | cst.AssignTarget | cst.For | cst.Return):
            return False
        if not isinstance(node, cst.Call | cst.ListComp) and len(node.elements) < 4:
            return False
        if isinstance(node, cst.Call) and (path_of(node.func) or "").rpartition(".")[2] in CHEAP | MAKERS - {"array"}:
            return False
        names = flow.names(node)
        known = flow.modules | {"set", "frozenset", "tuple", "dict", "sorted", "sum", "range", "str", "bytes"}
        owned = {n.value for b in source.below(node) for n in _targets(source, b)}
        if not names - owned <= known or names & local or not flow.pure(node):
            return False
        bound = {name for target in _bound_by(source, node) for name in flow.bound(target)}
        function = source.function(node)
        return function is not None and not any(f"{name}[]" in flow.changes(function) for name in bound)


def _bound_by(source: Source, node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    parent = source.parents.get(node)
    return parent.targets if isinstance(parent, cst.Assign) else ()


def _to_module(source: Source, function: cst.FunctionDef, node: cst.CSTNode) -> cst.Module:
    name = fresh(source, "CONSTANT")
    new = function.visit(Replacer({node: cst.Name(name)}))
    assert isinstance(new, cst.FunctionDef)
    binding = statements(f"{name} = {text_of(source, node)}")
    spaced = [binding[0].with_changes(leading_lines=[cst.EmptyLine(indent=False)]), *binding[1:]]
    return edited(source, {function: [*spaced, new]})


MOVES: tuple[Move, ...] = (Common(), Table(), Constant())
