"""Loop transformations: fuse, split, interchange, unswitch, count.

Source: Allen and Kennedy, Optimizing Compilers for Modern Architectures, 2001, chapters 5, 6 and 8; Aho, Lam, Sethi,
Ullman, Compilers, chapter 11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.research.rewriter.block import above, assigned, bare, body_of, edited, only, siblings, text_of, with_body
from leadscrew.research.rewriter.flow import Flow, path_of
from leadscrew.research.rewriter.moves import accumulate, search, traverse
from leadscrew.research.rewriter.source import Edit, Move, Source

LONG = 15
"""Lines of a loop that is not worth being there twice."""
JUMPS = (cst.Break, cst.Continue, cst.Return, cst.Yield, cst.Await)


def plain(source: Source, node: cst.CSTNode) -> bool:
    """A `for` with its block on lines of its own, without `else` and `async`, that stands in a block."""
    return (
        isinstance(node, cst.For)
        and node.orelse is None
        and node.asynchronous is None
        and bool(body_of(node))
        and bool(siblings(source, node))
    )


def jumps(source: Source, node: cst.CSTNode) -> bool:
    """Whether something in a block may leave it."""
    return any(isinstance(below, JUMPS) for below in source.below(node))


class Fuse:
    """Two loops over the same become one.

    Precondition: they stand one after the other, with at most assignments between that the second needs not; the
    second reads nothing that the first has only when it is done (names that the first binds whole).
    Source: loop fusion (Allen and Kennedy, section 8.5).
    """

    name = "loop/fuse"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each pair of neighbours."""
        flow = source.once(Flow)
        for first in source.nodes(cst.For):
            assert isinstance(first, cst.For)
            if not plain(source, first) or jumps(source, first):
                continue
            block = list(siblings(source, first))
            index = block.index(first)
            second, between = _next_loop(block, index)
            if not isinstance(second, cst.For) or not plain(source, second) or jumps(source, second):
                continue
            header = f"for {source.code(first.target)} in {source.code(first.iter)}"
            if header != f"for {source.code(second.target)} in {source.code(second.iter)}":
                continue
            if not self._apart(flow, first, second, between):
                continue
            new = with_body(first, [*body_of(first), *body_of(second)])
            lead = [line for line in second.leading_lines if line.comment is not None]
            yield source.edit(
                self.name,
                first,
                key=f"{header}:{source.code(bare(second.body))}",
                hypothesis=f"one loop instead of two `{header[:80]}` at {source.where(first)}",
                make=lambda first=first, second=second, between=between, new=new, lead=lead: edited(  # type: ignore[misc]
                    source,
                    {
                        **{line: [] for line in between},
                        first: [*between, new.with_changes(leading_lines=[*first.leading_lines, *lead])],
                        second: [],
                    },
                ),
            )

    def _apart(self, flow: Flow, first: cst.For, second: cst.For, between: Sequence[cst.CSTNode]) -> bool:
        targets = {name.value for name in flow.source.below(first.target) if isinstance(name, cst.Name)}
        done = {path for path in flow.changes(first.body) if not path.endswith("[]")} - targets
        filled = {path.removesuffix("[]") for path in flow.changes(first.body) if path.endswith("[]")}
        later = {path for line in between for path in flow.changes(line)}
        reads = flow.names(second.body)
        whole = flow.independent(first, later) and all(flow.independent(line, flow.changes(first)) for line in between)
        fresh = flow.bound(second.body)
        return (
            whole and not (done & reads) - fresh and not filled & (reads - {*_indexed(flow, second, filled, targets)})
        )


def _indexed(flow: Flow, loop: cst.For, names: set[str], targets: set[str]) -> Iterator[str]:
    """Names that a loop reads only element by element, at its own index."""
    for name in names:
        loads = [load for load in flow.loads(loop.body) if load.value == name]
        parents = [flow.source.parents.get(load) for load in loads]
        if all(isinstance(p, cst.Subscript) and _index(flow.source, p) in targets for p in parents):
            yield name


def _index(source: Source, node: cst.Subscript) -> str:
    return source.code(node.slice[0].slice) if len(node.slice) == 1 else ""


def _next_loop(block: Sequence[cst.CSTNode], index: int) -> tuple[cst.CSTNode | None, list[cst.CSTNode]]:
    between: list[cst.CSTNode] = []
    for statement in block[index + 1 : index + 5]:
        if assigned(statement) is None:
            return statement, between
        between.append(statement)
    return None, []


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
        if (
            not isinstance(last, cst.AugAssign)
            or source.code(last) != f"{name} += 1"
            or comments_below(source, body[-1])
        ):
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


def comments_below(source: Source, node: cst.CSTNode) -> bool:
    """Whether a statement has comments of its own."""
    return bool(above(source, node)) and any(line.comment is not None for line in above(source, node))


class Split:
    """A loop that does two things that do not touch becomes two loops, of which each can be made faster by itself.

    Precondition: the body falls in two parts; neither reads or changes what the other changes.
    Source: loop distribution (Allen and Kennedy, section 6.2).
    """

    name = "loop/split"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each place where a body falls apart."""
        flow = source.once(Flow)
        for loop in source.nodes(cst.For):
            assert isinstance(loop, cst.For)
            body = body_of(loop)
            again = isinstance(loop.iter, cst.Call) and path_of(loop.iter.func) == "range"
            if not plain(source, loop) or len(body) < 2 or jumps(source, loop) or not again:
                continue
            for index in range(1, len(body)):
                if self._apart(flow, body[:index], body[index:]):
                    first, second = with_body(loop, body[:index]), with_body(loop, body[index:])
                    again_loop = second.with_changes(leading_lines=[])
                    yield source.edit(
                        self.name,
                        body[index],
                        key=f"{source.code(loop.iter)}:{source.code(bare(body[index]))}",
                        hypothesis=f"a loop of its own from `{source.code(bare(body[index]))[:80]}` at "
                        f"{source.where(body[index])} on: each can be made faster by itself",
                        make=lambda loop=loop, first=first, second=again_loop: edited(  # type: ignore[misc]
                            source, {loop: [first, second]}
                        ),
                    )

    def _apart(self, flow: Flow, first: Sequence[cst.CSTNode], second: Sequence[cst.CSTNode]) -> bool:
        changed = [{path for part in half for path in flow.changes(part)} for half in (first, second)]
        bases = [{path.removesuffix("[]") for path in half} for half in changed]
        pure = all(bool(flow.changes(part)) for part in (*first, *second))
        return (
            pure
            and not bases[0] & bases[1]
            and all(flow.independent(part, changed[0]) for part in second)
            and all(flow.independent(part, changed[1]) for part in first)
        )


MOVES: tuple[Move, ...] = (
    *accumulate.MOVES,
    *search.MOVES,
    *traverse.MOVES,
    Fuse(),
    Interchange(),
    Unswitch(),
    Counter(),
    Split(),
)
