"""Two loops become one, and one loop two.

Source: loop fusion and distribution (Allen and Kennedy, Optimizing Compilers for Modern Architectures, 2001, sections
8.5 and 6.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.research.rewriter.block import assigned, bare, body_of, edited, siblings, with_body
from leadscrew.research.rewriter.flow import Flow, path_of
from leadscrew.research.rewriter.source import Edit, Move, Source

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


MOVES: tuple[Move, ...] = (Fuse(), Split())
