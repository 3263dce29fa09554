"""A string that grows in a loop is joined once from its pieces.

Source: Python's programming FAQ, on concatenating many strings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from leadscrew.research.rewriter.block import above, assigned, bare, body_of, edited, only, siblings, statements
from leadscrew.research.rewriter.flow import Flow
from leadscrew.research.rewriter.moves.accumulate import start_of
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source


class Join:
    """A string that grows piece by piece in a loop is joined from a list after it.

    Precondition: it starts as a literal before the loop, and the loop does nothing to it but add.
    Source: Python's programming FAQ, on concatenating many strings.
    """

    name = "loop/pieces"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each string."""
        flow = source.once(Flow)
        for loop in source.nodes(cst.For, cst.While):
            block = list(siblings(source, loop))
            if not block or len(body_of(loop)) < 2:
                continue  # a loop that does nothing else is joined without a list
            for name, lines in self._grown(source, loop).items():
                start = start_of(flow, block[: block.index(loop)], name)
                reads = sum(load.value == name for load in flow.loads(loop))
                if start is None or not isinstance(start[1], cst.SimpleString) or reads != len(lines):
                    continue
                yield source.edit(
                    self.name,
                    loop,
                    key=f"{name}:{';'.join(source.code(bare(line)) for line in lines)}",
                    hypothesis=f"`{name}` at {source.where(loop)} is joined once from a list of its pieces",
                    make=lambda loop=loop, name=name, lines=lines, start=start: self._made(  # type: ignore[misc]
                        source, loop, name, lines, start[0]
                    ),
                )

    def _grown(self, source: Source, loop: cst.CSTNode) -> Mapping[str, list[cst.CSTNode]]:
        found: dict[str, list[cst.CSTNode]] = {}
        for node in source.below(loop):
            small = only(node)
            adds = isinstance(small, cst.AugAssign) and isinstance(small.operator, cst.AddAssign)
            if isinstance(small, cst.AugAssign) and adds and isinstance(small.target, cst.Name):
                found.setdefault(small.target.value, []).append(node)
        return found

    def _made(
        self, source: Source, loop: cst.CSTNode, name: str, lines: Sequence[cst.CSTNode], start: cst.CSTNode
    ) -> cst.Module:
        pieces = f"{name}_pieces"
        changes: dict[cst.CSTNode, cst.CSTNode] = {}
        for line in lines:
            small = only(line)
            assert isinstance(small, cst.AugAssign)
            call = cst.Call(cst.Attribute(cst.Name(pieces), cst.Name("append")), [cst.Arg(small.value)])
            changes[small] = cst.Expr(call)
        new = loop.visit(Replacer(changes))
        assert isinstance(new, cst.CSTNode)
        first = assigned(start)
        assert first is not None
        begun = statements(f"{pieces} = [{source.code(first[1])}]", above(source, start))
        return edited(source, {start: begun, loop: [new, *statements(f'{name} = "".join({pieces})')]})


MOVES: tuple[Move, ...] = (Join(),)
