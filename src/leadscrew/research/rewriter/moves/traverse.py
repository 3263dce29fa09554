"""How a loop goes through what it goes through: items instead of indices, queues with two ends, an early end.

Source: Knuth, The Art of Computer Programming 1, section 2.2.1 (deques); the Python wiki's TimeComplexity page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from keyword import iskeyword

import libcst as cst

from leadscrew.research.rewriter.block import assigned, bare, body_of, edited, fresh, with_body, with_import
from leadscrew.research.rewriter.flow import SCOPES, Flow, path_of
from leadscrew.research.rewriter.moves.accumulate import read_after
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source


class Direct:
    """`for i in range(len(x))` that reads `x[i]` goes through `x` itself; through several with `zip`.

    Precondition: the loop changes neither the sequences nor the index.
    """

    name = "loop/direct"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each loop over the indices of a sequence."""
        flow = source.once(Flow)
        for loop in source.nodes(cst.For):
            assert isinstance(loop, cst.For)
            main = _indexed_over(source, loop)
            if main is None or not isinstance(loop.target, cst.Name) or not body_of(loop):
                continue
            index = loop.target.value
            changed = flow.changes(loop.body)
            reads = _element_reads(source, flow, loop, index, changed)
            if not reads or index in changed:
                continue
            yield self._edit(source, flow, loop, index, main, reads)

    def _edit(
        self, source: Source, flow: Flow, loop: cst.For, index: str, main: str, reads: dict[str, list[cst.CSTNode]]
    ) -> Edit:
        names: dict[str, str] = {}
        for sequence in reads:
            short = sequence.replace(".", "_")
            wish = short[:-1] if short.endswith("s") and short[:-1].isidentifier() else f"{short}_item"
            wish = f"{short}_item" if iskeyword(wish) else wish
            names[sequence] = fresh(source, wish, names.values())
        inside = sum(load.value == index for load in flow.loads(loop.body))
        others = inside > sum(map(len, reads.values()))
        outside = index in read_after(source, flow, loop)
        over = next(iter(reads)) if len(reads) == 1 else f"zip({', '.join(reads)})"
        target = ", ".join(names.values())
        if others or outside or main not in reads:
            target = f"{index}, {target}" if len(names) == 1 else f"{index}, ({target})"
            over = f"enumerate({over})"
        changes: dict[cst.CSTNode, cst.CSTNode] = {
            node: cst.Name(names[sequence]) for sequence, nodes in reads.items() for node in nodes
        }

        def make() -> cst.Module:
            body = loop.body.visit(Replacer(changes))
            header = cst.parse_module(f"for {target} in {over}:\n    pass\n").body[0]
            assert isinstance(header, cst.For)
            return edited(source, {loop: [loop.with_changes(target=header.target, iter=header.iter, body=body)]})

        header = f"for {index} in {source.code(loop.iter)}"
        return source.edit(
            self.name,
            loop,
            key=f"{header}:{target} in {over}",
            hypothesis=f"`{header[:70]}` becomes `for {target} in {over}` at {source.where(loop)}: no indexing",
            make=make,
        )


def _indexed_over(source: Source, loop: cst.For) -> str | None:
    """The sequence whose length a loop counts to."""
    if not (isinstance(loop.iter, cst.Call) and path_of(loop.iter.func) == "range" and len(loop.iter.args) == 1):
        return None
    bound: cst.CSTNode = loop.iter.args[0].value
    if isinstance(bound, cst.Name):
        function = source.function(loop)
        lines = source.below(function.body if function is not None else source.module)
        values = [found[1] for line in lines if (found := assigned(line)) is not None and found[0] == bound.value]
        bound = values[0] if len(values) == 1 else bound
    if isinstance(bound, cst.Call) and path_of(bound.func) == "len" and len(bound.args) == 1:
        return path_of(bound.args[0].value)
    if isinstance(bound, cst.Subscript) and source.code(bound).endswith(".shape[0]"):
        return source.code(bound).removesuffix(".shape[0]")
    return None


def _element_reads(
    source: Source, flow: Flow, loop: cst.For, index: str, changed: set[str]
) -> dict[str, list[cst.CSTNode]]:
    found: dict[str, list[cst.CSTNode]] = {}
    for node in source.below(loop.body):
        if not isinstance(node, cst.Subscript) or len(node.slice) != 1 or source.code(node.slice[0].slice) != index:
            continue
        path = path_of(node.value)
        if path is None or not flow.independent(node.value, changed):
            continue
        inner = any(isinstance(a, SCOPES) for a in _up_to(source, node, loop))
        if not inner and not isinstance(source.parents.get(node), cst.AssignTarget | cst.AugAssign | cst.Del):
            found.setdefault(path, []).append(node)
    return found


def _up_to(source: Source, node: cst.CSTNode, end: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for ancestor in source.ancestors(node):
        if ancestor is end:
            return
        yield ancestor


class Deque:
    """A list that is used as a queue becomes one with two ends, of which both are reached in constant time.

    Precondition: a local list that `pop(0)` or `insert(0, ...)` is called on, and that is never sliced or sorted.
    """

    name = "loop/deque"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each such list."""
        flow = source.once(Flow)
        for function in (source.module, *source.nodes(cst.FunctionDef)):
            calls: dict[str, dict[cst.CSTNode, cst.CSTNode]] = {}
            for node in source.below(function):
                if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
                    new = _at_front(source, node, node.func)
                    near = source.function(node) or source.module
                    if new is not None and near is function:
                        calls.setdefault(source.code(node.func.value), {})[node] = new
            for name, changes in calls.items():
                starts = self._starts(source, flow, function, name)
                if starts:
                    yield source.edit(
                        self.name,
                        next(iter(changes)),
                        key=f"{name}:{';'.join(source.code(node) for node in changes)}",
                        hypothesis=f"`{name}` at {source.where(next(iter(changes)))} is a queue: a deque has two ends",
                        make=lambda changes=changes, starts=starts: with_import(  # type: ignore[misc]
                            source.replaced_all({**changes, **starts}), "from collections import deque"
                        ),
                    )

    def _starts(
        self, source: Source, flow: Flow, function: cst.CSTNode, name: str
    ) -> dict[cst.CSTNode, cst.CSTNode] | None:
        """The values that a name is given, as deques; None where it is more than a queue."""
        starts: dict[cst.CSTNode, cst.CSTNode] = {}
        for node in source.below(function):
            found = assigned(node)
            if found is not None and found[0] == name:
                value = found[1]
                made = isinstance(value, cst.List | cst.ListComp) or (
                    isinstance(value, cst.Call) and path_of(value.func) in ("list", "sorted") and bool(value.args)
                )
                if not made:
                    return None
                empty = isinstance(value, cst.List) and not value.elements
                inner = (
                    value.args[0].value if isinstance(value, cst.Call) and source.code(value.func) == "list" else value
                )
                starts[value] = cst.Call(cst.Name("deque"), [] if empty else [cst.Arg(inner)])
            elif isinstance(node, cst.Subscript) and source.code(node.value) == name:
                if any(isinstance(part.slice, cst.Slice) for part in node.slice):
                    return None
            elif isinstance(node, cst.Call) and source.code(node.func) in (f"{name}.sort", f"{name}.pop"):
                if source.code(node.func).endswith("sort") or (node.args and source.code(node.args[0].value) != "0"):
                    return None
            elif isinstance(node, cst.Return) and node.value is not None and name in flow.names(node.value):
                return None
        return starts


def _at_front(source: Source, node: cst.Call, function: cst.Attribute) -> cst.CSTNode | None:
    first = source.code(node.args[0].value) if node.args else ""
    if function.attr.value == "pop" and first == "0" and len(node.args) == 1:
        return cst.Call(function.with_changes(attr=cst.Name("popleft")))
    if function.attr.value == "insert" and first == "0" and len(node.args) == 2:
        return cst.Call(function.with_changes(attr=cst.Name("appendleft")), [cst.Arg(node.args[1].value)])
    return None


class EarlyExit:
    """A loop that only looks for something ends when it has found it.

    Precondition: its body is one condition, perhaps after assignments, that sets constants and nothing else.
    Source: early termination of searches (Knuth, The Art of Computer Programming 3, section 6.1).
    """

    name = "loop/early-exit"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each such search."""
        flow = source.once(Flow)
        for loop in source.nodes(cst.For):
            body = body_of(loop)
            last = body[-1] if body else None
            if not isinstance(last, cst.If) or last.orelse is not None or not body_of(last):
                continue
            if not all(assigned(line) is not None and flow.pure(line) for line in body[:-1]):
                continue
            if not _constants(source, body_of(last)) or flow.bound(last) & flow.names(loop):
                continue
            yield source.edit(
                self.name,
                last,
                key=source.code(bare(last)),
                hypothesis=f"stop at the first `{source.code(last.test)[:80]}` at {source.where(last)}: it is found",
                make=lambda last=last: edited(source, {last: [_with_break(last)]}),  # type: ignore[misc]
            )


def _constants(source: Source, lines: Sequence[cst.CSTNode]) -> bool:
    values = [found[1] for line in lines if (found := assigned(line)) is not None]
    literal = (cst.Integer, cst.Float, cst.SimpleString)
    return len(values) == len(lines) and all(
        isinstance(value, literal) or source.code(value) in ("True", "False", "None") for value in values
    )


def _with_break(node: cst.If) -> cst.CSTNode:
    return with_body(node, [*body_of(node), cst.SimpleStatementLine([cst.Break()])])


MOVES: tuple[Move, ...] = (Direct(), Deque(), EarlyExit())
