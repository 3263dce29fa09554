"""Repeated searches and sums become one look into a table that is made before: joins, positions, prefix sums.

Source: hash join (DeWitt et al., Implementation techniques for main memory database systems, SIGMOD 1984); prefix
sums (Blelloch, Prefix sums and their applications, 1990; Crow, Summed-area tables, SIGGRAPH 1984).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.research.rewriter.block import (
    body_of,
    edited,
    fresh,
    siblings,
    statements,
    text_of,
    with_body,
    with_import,
)
from leadscrew.research.rewriter.flow import LOOPS, SCOPES, Flow, path_of
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source


def steady_loop(source: Source, flow: Flow, node: cst.CSTNode, part: cst.CSTNode) -> cst.CSTNode | None:
    """The outermost loop around a node in which a part of it stays the same."""
    found = None
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, SCOPES):
            break
        if isinstance(ancestor, cst.BaseComp):
            targets = {n.value for n in source.below(ancestor.for_in.target) if isinstance(n, cst.Name)}
            if targets & flow.names(part):
                break
        if isinstance(ancestor, LOOPS):
            if not flow.independent(part, flow.changes(ancestor)):
                break
            if isinstance(ancestor, cst.For) and flow.names(part) & _names(source, ancestor.target):
                break
            found = ancestor if siblings(source, ancestor) else found
    return found


def _names(source: Source, node: cst.CSTNode) -> set[str]:
    return {name.value for name in source.below(node) if isinstance(name, cst.Name)}


class HashJoin:
    """A loop that goes through all items to find those that equal something looks them up by it.

    Precondition: an inner `for` with one `if a == b`, a of the item alone and b not of it; what it goes over stays.
    """

    name = "loop/hash-join"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each inner loop that is such a search."""
        flow = source.once(Flow)
        for inner in source.nodes(cst.For):
            assert isinstance(inner, cst.For)
            body = body_of(inner)
            test = body[0] if len(body) == 1 else None
            if not isinstance(test, cst.If) or test.orelse is not None or not body_of(test) or inner.orelse is not None:
                continue
            if not isinstance(inner.iter, cst.Name | cst.Attribute) or not siblings(source, inner):
                continue
            outer = steady_loop(source, flow, inner, inner.iter)
            sides = _equal(source, flow, inner, test.test)
            if outer is None or sides is None or outer is inner:
                continue
            item, wanted, rest = sides
            changed = flow.changes(outer) - _names(source, inner.target)
            if not flow.independent(item, changed) or not flow.pure(item):
                continue
            yield self._edit(source, inner, outer, test, item, wanted, rest)

    def _edit(
        self,
        source: Source,
        inner: cst.For,
        outer: cst.CSTNode,
        test: cst.If,
        item: cst.CSTNode,
        wanted: cst.CSTNode,
        rest: Sequence[cst.CSTNode],
    ) -> Edit:
        def make() -> cst.Module:
            path = (path_of(inner.iter) or "items").replace(".", "_")
            name = fresh(source, f"{path}_by")
            target = source.code(inner.target)
            built = f"{name} = {{}}\nfor {target} in {source.code(inner.iter)}:\n"
            built += f"    {name}.setdefault({text_of(source, item)}, []).append({_as_value(target)})\n"
            lines = [line for line in test.leading_lines if line.comment is not None]
            body: list[cst.CSTNode] = list(body_of(test))
            if rest:
                condition = cst.parse_expression(" and ".join(text_of(source, part) for part in rest))
                body = [test.with_changes(test=condition)]
            elif lines:
                body[0] = body[0].with_changes(leading_lines=[*lines, *body[0].leading_lines])  # type: ignore[attr-defined]
            over = cst.parse_expression(f"{name}.get({text_of(source, wanted)}, ())")
            new = with_body(inner.with_changes(iter=over), body)
            whole = outer.visit(Replacer({inner: new}))
            assert isinstance(whole, cst.CSTNode)
            return edited(source, {outer: [*statements(built), whole]})

        code = source.code(test.test)
        return source.edit(
            self.name,
            inner,
            key=f"{source.code(inner.target)} in {source.code(inner.iter)}:{code}",
            hypothesis=f"items with `{code[:80]}` at {source.where(inner)} are looked up, not searched for",
            make=make,
        )


def _as_value(target: str) -> str:
    return f"({target})" if "," in target and not target.startswith("(") else target


def _equal(
    source: Source, flow: Flow, inner: cst.For, test: cst.BaseExpression
) -> tuple[cst.CSTNode, cst.CSTNode, list[cst.CSTNode]] | None:
    """(what is asked of the item, what it must equal, further conditions) of a test; None where there is none."""
    parts: list[cst.BaseExpression] = []
    todo = [test]
    while todo:
        part = todo.pop()
        if isinstance(part, cst.BooleanOperation) and isinstance(part.operator, cst.And):
            todo += [part.right, part.left]
        else:
            parts.append(part)
    own = _names(source, inner.target)
    for part in parts:
        if not isinstance(part, cst.Comparison) or len(part.comparisons) != 1:
            continue
        target = part.comparisons[0]
        if not isinstance(target.operator, cst.Equal):
            continue
        for item, wanted in ((part.left, target.comparator), (target.comparator, part.left)):
            if flow.names(item) & own and flow.reads(wanted) and not flow.names(wanted) & own:
                return item, wanted, [other for other in parts if other is not part]
    return None


class Position:
    """`xs.index(v)` and `xs.count(v)` in a loop look into a table of first positions, or of counts.

    Precondition: the sequence stays the same in the loop, and its items can be keys.
    """

    name = "loop/position"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each sequence and method."""
        flow = source.once(Flow)
        found: dict[tuple[cst.CSTNode, str, str], list[cst.Call]] = {}
        for node in source.nodes(cst.Call):
            assert isinstance(node, cst.Call)
            if not isinstance(node.func, cst.Attribute) or len(node.args) != 1 or path_of(node.func.value) is None:
                continue
            method = node.func.attr.value
            if method not in ("index", "count") or isinstance(node.args[0].value, cst.SimpleString):
                continue
            if source.kind(node.func.value) == "str":
                continue
            outer = steady_loop(source, flow, node, node.func.value)
            if outer is not None:
                found.setdefault((outer, source.code(node.func.value), method), []).append(node)
        for (outer, path, method), nodes in found.items():
            yield source.edit(
                self.name,
                nodes[0],
                key=f"{path}.{method}",
                hypothesis=f"`{source.code(nodes[0])[:80]}` at {source.where(nodes[0])} is looked up in a table",
                make=lambda outer=outer, path=path, method=method, nodes=nodes: self._made(  # type: ignore[misc]
                    source, outer, path, method, nodes
                ),
            )

    def _made(self, source: Source, outer: cst.CSTNode, path: str, method: str, nodes: list[cst.Call]) -> cst.Module:
        name = fresh(source, f"{path.replace('.', '_')}_{'positions' if method == 'index' else 'counts'}")
        built = f"{name} = {{}}\nfor place, item in enumerate({path}):\n    {name}.setdefault(item, place)\n"
        changes: dict[cst.CSTNode, cst.CSTNode] = {
            node: cst.parse_expression(f"{name}[{text_of(source, node.args[0].value)}]") for node in nodes
        }
        new = outer.visit(Replacer(changes))
        assert isinstance(new, cst.CSTNode)
        if method == "index":
            return edited(source, {outer: [*statements(built), new]})
        module = edited(source, {outer: [*statements(f"{name} = Counter({path})"), new]})
        return with_import(module, "from collections import Counter")


class PrefixSums:
    """Sums and means of slices in a loop become differences of sums from the start.

    Precondition: the sequence stays the same in the loop; the slice has no step and no negative bound.
    """

    name = "loop/prefix-sums"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each sequence."""
        flow = source.once(Flow)
        found: dict[tuple[cst.CSTNode, str], list[tuple[cst.Call, cst.Subscript, str]]] = {}
        for node in source.nodes(cst.Call):
            assert isinstance(node, cst.Call)
            summed = _summed(node)
            if summed is None or path_of(summed[0].value) is None or _bounds(source, summed[0]) is None:
                continue
            outer = steady_loop(source, flow, node, summed[0].value)
            if outer is not None:
                found.setdefault((outer, source.code(summed[0].value)), []).append((node, *summed))
        for (outer, path), nodes in found.items():
            code = source.code(nodes[0][0])
            yield source.edit(
                self.name,
                nodes[0][0],
                key=f"{path}:{';'.join(source.code(node) for node, _, _ in nodes)}",
                hypothesis=f"`{code[:80]}` at {source.where(nodes[0][0])} is a difference of two prefix sums",
                make=lambda outer=outer, path=path, nodes=nodes: self._made(source, outer, path, nodes),  # type: ignore[misc]
            )

    def _made(
        self, source: Source, outer: cst.CSTNode, path: str, nodes: list[tuple[cst.Call, cst.Subscript, str]]
    ) -> cst.Module:
        name = fresh(source, f"{path.replace('.', '_')}_sums")
        changes: dict[cst.CSTNode, cst.CSTNode] = {}
        for node, part, kind in nodes:
            bounds = _bounds(source, part)
            assert bounds is not None
            first, last = bounds[0] or "0", bounds[1] or "-1"
            new = f"({name}[{last}] - {name}[{first}])"
            if kind == "mean":
                size = f"(({bounds[1] or f'len({path})'}) - ({first}))"
                new = f"({new} / {size})"
            changes[node] = cst.parse_expression(new)
        whole = outer.visit(Replacer(changes))
        assert isinstance(whole, cst.CSTNode)
        built = statements(f"{name} = [0, *accumulate({path})]")
        return with_import(edited(source, {outer: [*built, whole]}), "from itertools import accumulate")


def _summed(node: cst.Call) -> tuple[cst.Subscript, str] | None:
    """(slice, sum or mean) of `sum(x[i:j])`, `np.mean(x[i:j])`, `x[i:j].sum()`."""
    function = path_of(node.func) or ""
    name = function.rpartition(".")[2]
    if name in ("sum", "mean", "fsum") and len(node.args) == 1:
        value = node.args[0].value
        return (value, name) if isinstance(value, cst.Subscript) else None
    if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("sum", "mean") and not node.args:
        return (node.func.value, node.func.attr.value) if isinstance(node.func.value, cst.Subscript) else None
    return None


def _bounds(source: Source, node: cst.Subscript) -> tuple[str, str] | None:
    """Both ends of a slice in one dimension, '' where it has none; None where it is another kind."""
    part = node.slice[0].slice if len(node.slice) == 1 else None
    if not isinstance(part, cst.Slice) or part.step is not None:
        return None
    if part.lower is None and part.upper is None:
        return None
    ends = tuple("" if end is None else text_of(source, end) for end in (part.lower, part.upper))
    return None if any(end.startswith("-") for end in ends) else (ends[0], ends[1])


MOVES: tuple[Move, ...] = (HashJoin(), Position(), PrefixSums())
