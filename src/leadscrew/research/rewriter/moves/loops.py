"""Loop transformations: fuse, split, interchange, unswitch, count.

Source: Allen and Kennedy, Optimizing Compilers for Modern Architectures, 2001, chapters 5, 6 and 8; Aho, Lam, Sethi,
Ullman, Compilers, chapter 11.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.block import (
    assigned,
    bare,
    body_of,
    comments,
    edited,
    only,
    siblings,
    text_of,
    with_body,
)
from leadscrew.research.rewriter.flow import Flow, path_of
from leadscrew.research.rewriter.moves import accumulate, fusion, growth, pieces, search, traverse
from leadscrew.research.rewriter.moves.fusion import jumps, plain
from leadscrew.research.rewriter.source import Edit, Move, Source

LONG = 15
"""Lines of a loop that is not worth being there twice."""


class Interchange:
    """The inner loop outside, the outer inside: arrays are gone through in the order in which they lie in memory.

    Precondition: perfectly nested, both over ranges, neither over something that the other or the body sets.
    Source: loop interchange (Allen and Kennedy, section 5.2; McKinley, Carr, Tseng, TOPLAS 1996).
    """

    name = "loop/interchange"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each perfectly nested pair."""
        flow = source.once(Flow)
        for outer in source.nodes(cst.For):
            assert isinstance(outer, cst.For)
            body = body_of(outer)
            inner = body[0] if len(body) == 1 else None
            if not isinstance(inner, cst.For) or not plain(source, outer) or not plain(source, inner):
                continue
            if not _grid(source, outer.iter, inner.iter, inner.body):
                continue
            changed = {*flow.changes(inner.body), source.code(outer.target)}
            if not flow.independent(inner.iter, changed) or jumps(source, outer):
                continue
            over = source.code(inner.iter)
            yield source.edit(
                self.name,
                outer,
                key=f"{source.code(outer.target)}:{source.code(outer.iter)}:{source.code(inner.target)}:{over}",
                hypothesis=f"`{over[:70]}` outside at {source.where(outer)}: in the order of memory",
                make=lambda outer=outer, inner=inner: source.replaced_all(  # type: ignore[misc]
                    {
                        outer: outer.with_changes(
                            target=inner.target,
                            iter=inner.iter,
                            body=outer.body.with_changes(
                                body=[inner.with_changes(target=outer.target, iter=outer.iter)]
                            ),
                        )
                    }
                ),
            )


def _grid(source: Source, first: cst.CSTNode, second: cst.CSTNode, body: cst.CSTNode) -> bool:
    """Whether two loops go over the indices of elements in several dimensions."""
    ranges = [isinstance(over, cst.Call) and path_of(over.func) == "range" for over in (first, second)]
    several = (isinstance(b, cst.Subscript) and (len(b.slice) > 1 or _nested(b)) for b in source.below(body))
    return all(ranges) and any(several)


def _nested(node: cst.Subscript) -> bool:
    return isinstance(node.value, cst.Subscript)


class Unswitch:
    """A question whose answer is the same in each round is asked once, and there are two loops.

    Source: loop unswitching (Allen and Cocke, A catalogue of optimizing transformations, 1971).
    """

    name = "loop/unswitch"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each condition that stands straight in a loop's body."""
        flow = source.once(Flow)
        for loop in source.nodes(cst.For, cst.While):
            if not body_of(loop) or not siblings(source, loop) or getattr(loop, "orelse", None) is not None:
                continue
            lines = sum(isinstance(b, cst.SimpleStatementLine) for b in source.below(loop))
            changed: set[str] | None = None
            for node in body_of(loop) if lines <= LONG else ():
                if not isinstance(node, cst.If) or isinstance(node.orelse, cst.If) or not body_of(node):
                    continue
                changed = changed or flow.changes(loop) | _header_names(loop)
                if flow.independent(node.test, changed) and flow.pure(node.test) and flow.reads(node.test):
                    test = source.code(node.test)
                    yield source.edit(
                        self.name,
                        node,
                        key=f"{test}:{source.code(bare(node))[:200]}",
                        hypothesis=f"ask `{test[:90]}` at {source.where(node)} once, before the loop",
                        make=lambda loop=loop, node=node: _switched(source, loop, node),  # type: ignore[misc]
                    )


def _header_names(loop: cst.CSTNode) -> set[str]:
    if not isinstance(loop, cst.For):
        return set()
    parts = loop.target.elements if isinstance(loop.target, cst.Tuple) else ()
    names = [loop.target, *(part.value for part in parts)]
    return {name.value for name in names if isinstance(name, cst.Name)}


def _switched(source: Source, loop: cst.CSTNode, node: cst.If) -> cst.Module:
    both = []
    for branch in (node, node.orelse):
        kept = list(body_of(branch)) if branch is not None else []
        if kept:
            lines = [*node.leading_lines, *kept[0].leading_lines]  # type: ignore[attr-defined]
            kept = [kept[0].with_changes(leading_lines=lines), *kept[1:]]
        body = [part for statement in body_of(loop) for part in (kept if statement is node else [statement])]
        both.append(with_body(loop, body or [cst.SimpleStatementLine([cst.Pass()])]).with_changes(leading_lines=[]))
    outer = node.with_changes(
        leading_lines=loop.leading_lines,  # type: ignore[attr-defined]
        body=cst.IndentedBlock([both[0]]),  # type: ignore[list-item]
        orelse=cst.Else(cst.IndentedBlock([both[1]])),  # type: ignore[list-item]
    )
    return edited(source, {loop: [outer]})


class Counter:
    """A `while` that counts by one becomes a `for` over a range.

    Precondition: the counter starts before the loop, grows by one in its last line only, and the bound stays.
    Source: recognition of induction variables (Aho, Lam, Sethi, Ullman, section 9.1.8).
    """

    name = "loop/count"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each such loop."""
        flow = source.once(Flow)
        for loop in source.nodes(cst.While):
            assert isinstance(loop, cst.While)
            found = self._counted(source, flow, loop)
            if found is None:
                continue
            name, start, bound = found
            over = f"range({bound})" if start == "0" else f"range({start}, {bound})"
            yield source.edit(
                self.name,
                loop,
                key=f"{source.code(loop.test)}:{over}",
                hypothesis=f"`while {source.code(loop.test)[:60]}` becomes `for {name} in {over[:60]}` "
                f"at {source.where(loop)}: the interpreter counts in C",
                make=lambda loop=loop, name=name, over=over: self._made(source, loop, name, over),  # type: ignore[misc]
            )

    def _counted(self, source: Source, flow: Flow, loop: cst.While) -> tuple[str, str, str] | None:
        body = body_of(loop)
        test = loop.test
        if (
            len(body) < 2
            or loop.orelse is not None
            or not isinstance(test, cst.Comparison)
            or len(test.comparisons) > 1
        ):
            return None
        target = test.comparisons[0]
        last = only(body[-1])
        if not isinstance(target.operator, cst.LessThan) or not isinstance(test.left, cst.Name):
            return None
        name = test.left.value
        if not isinstance(last, cst.AugAssign) or source.code(last) != f"{name} += 1" or comments(source, body[-1]):
            return None
        rest = {path for statement in body[:-1] for path in flow.changes(statement)}
        if name in rest or not flow.independent(target.comparator, rest | {name}):
            return None
        if any(isinstance(below, cst.Continue) for below in source.below(loop)):
            return None
        start = self._start(source, flow, loop, name)
        read_later = name in accumulate.read_after(source, flow, loop)
        return None if start is None or read_later else (name, start, text_of(source, target.comparator))

    def _start(self, source: Source, flow: Flow, loop: cst.While, name: str) -> str | None:
        block = list(siblings(source, loop))
        for statement in reversed(block[: block.index(loop)] if block else []):
            found = assigned(statement)
            if found is not None and found[0] == name:
                return text_of(source, found[1])
            if name in flow.changes(statement):
                return None
        return None

    def _made(self, source: Source, loop: cst.While, name: str, over: str) -> cst.Module:
        new = cst.For(
            cst.Name(name),
            cst.parse_expression(over),
            loop.body.with_changes(body=list(body_of(loop))[:-1]),
            leading_lines=loop.leading_lines,
        )
        return edited(source, {loop: [new]})


MOVES: tuple[Move, ...] = (
    *accumulate.MOVES,
    *pieces.MOVES,
    *search.MOVES,
    *traverse.MOVES,
    *growth.MOVES,
    *fusion.MOVES,
    Interchange(),
    Unswitch(),
    Counter(),
)
