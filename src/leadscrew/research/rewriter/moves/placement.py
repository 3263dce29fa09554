"""Work moved to where it is needed: after the loop, into the branch, behind the cheaper question.

Source: partial dead code elimination by sinking (Knoop, Rüthing, Steffen, PLDI 1994); reordering of tests by cost
(Knuth, The Art of Computer Programming 3, section 6.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.research.rewriter.block import assigned, bare, body_of, edited, only, siblings, unspaced, with_body
from leadscrew.research.rewriter.flow import Flow, path_of
from leadscrew.research.rewriter.moves.accumulate import read_after
from leadscrew.research.rewriter.source import Edit, Move, Source

QUESTIONS = frozenset(("isinstance", "hasattr", "len", "callable", "issubclass", "getattr", "bool"))


class Sink:
    """What each round of a loop computes and only the end of the loop needs is computed after it.

    Precondition: nothing else in the loop reads it, and what it reads does not change later in the round.
    """

    name = "move/sink"

    def edits(self, source: Source) -> Iterator[Edit]:
        """All such lines of a loop at once."""
        flow = source.once(Flow)
        for loop in source.nodes(cst.For):
            body = body_of(loop)
            around = siblings(source, loop)
            if not body or not around or _jumps(source, loop):
                continue
            lines = _last_only(flow, body)
            after = read_after(source, flow, loop)
            needed = [line for line in lines if flow.bound(line) & after]
            if not needed:
                continue
            codes = [source.code(bare(line)) for line in lines]
            yield source.edit(
                self.name,
                lines[0],
                key=";".join(codes),
                hypothesis=f"`{codes[0][:90]}` at {source.where(lines[0])} is needed once: computed after the loop",
                make=lambda loop=loop, lines=lines: _sunk(source, loop, lines),  # type: ignore[misc]
            )


def _jumps(source: Source, loop: cst.CSTNode) -> bool:
    return any(isinstance(below, cst.Continue | cst.Break | cst.Yield | cst.Else) for below in source.below(loop))


def _last_only(flow: Flow, body: Sequence[cst.CSTNode]) -> list[cst.CSTNode]:
    """The assignments of a loop's body that nothing but they themselves read, and that give the same at its end."""
    lines = [line for line in body if assigned(line) is not None and flow.pure(line)]
    while True:
        rest = [line for line in body if line not in lines]
        read = {name for line in rest for name in flow.names(line)}
        bound = {name for line in rest for name in flow.bound(line)}
        kept = []
        for line in lines:
            later = {path for other in body[body.index(line) + 1 :] for path in flow.changes(other)}
            own = flow.bound(line)
            if not own & (read | bound) and flow.independent(line, later) and not own & flow.names(line):
                kept.append(line)
        if len(kept) == len(lines):
            return kept
        lines = kept


def _sunk(source: Source, loop: cst.CSTNode, lines: Sequence[cst.CSTNode]) -> cst.Module:
    rest = [line for line in body_of(loop) if line not in lines]
    new = with_body(loop, rest or [cst.SimpleStatementLine(body=[cst.Pass()])])
    return edited(source, {loop: [new, *map(unspaced, lines)]})


class Lazy:
    """What only one branch reads is computed in that branch.

    Precondition: the name is read in the body of the next condition and nowhere else in the function.
    """

    name = "move/lazy"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each assignment."""
        flow = source.once(Flow)
        for node in source.nodes(cst.If):
            assert isinstance(node, cst.If)
            block = siblings(source, node)
            function = source.function(node)
            if not block or not body_of(node) or function is None:
                continue
            index = list(block).index(node)
            for line in block[:index]:
                found = assigned(line)
                if found is None or not isinstance(found[1], cst.Call | cst.BinaryOperation | cst.BaseComp):
                    continue
                between = block[list(block).index(line) + 1 : index]
                if self._only_there(flow, function, node, found[0]) and self._still(flow, line, between):
                    yield source.edit(
                        self.name,
                        line,
                        key=f"{source.code(bare(line))}->{source.code(node.test)}",
                        hypothesis=(
                            f"`{source.code(bare(line))[:80]}` at {source.where(line)} is computed only where "
                            f"`{source.code(node.test)[:50]}` needs it"
                        ),
                        make=lambda line=line, node=node: _into(source, line, node),  # type: ignore[misc]
                    )

    def _only_there(self, flow: Flow, function: cst.FunctionDef, node: cst.CSTNode, name: str) -> bool:
        inside = sum(load.value == name for load in flow.loads(node.body))  # type: ignore[attr-defined]
        every = sum(load.value == name for load in flow.loads(function))
        return 0 < inside == every

    def _still(self, flow: Flow, line: cst.CSTNode, between: Sequence[cst.CSTNode]) -> bool:
        changed = {path for statement in between for path in flow.changes(statement)}
        bound = {path.removesuffix("[]") for path in changed}
        return flow.pure(line) and flow.independent(line, changed) and not flow.bound(line) & bound


def _into(source: Source, line: cst.CSTNode, node: cst.CSTNode) -> cst.Module:
    return edited(source, {line: [], node: [with_body(node, [unspaced(line), *body_of(node)])]})


class Guard:
    """A question that skips the rest of a round is asked before the work that it makes needless.

    Precondition: the question reads nothing that the work before it changes.
    """

    name = "move/guard"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each `if ...: continue` (or break, or return) past the assignments straight before it."""
        flow = source.once(Flow)
        for node in source.nodes(cst.If):
            block = list(siblings(source, node))
            body = body_of(node)
            if not block or node.orelse is not None or len(body) != 1:  # type: ignore[attr-defined]
                continue
            if not isinstance(only(body[0]), cst.Continue | cst.Break | cst.Return):
                continue
            index = first = block.index(node)
            while first and assigned(block[first - 1]) and flow.pure(block[first - 1]):
                if not flow.independent(node, flow.changes(block[first - 1])):
                    break
                first -= 1
            passed = block[first:index]
            if not any(isinstance(below, cst.Call) for line in passed for below in source.below(line)):
                continue
            test = source.code(node.test)  # type: ignore[attr-defined]
            yield source.edit(
                self.name,
                node,
                key=f"{test}<{source.code(bare(passed[0]))}",
                hypothesis=f"ask `{test[:80]}` at {source.where(node)} before the work that it makes needless",
                make=lambda node=node, passed=passed: edited(  # type: ignore[misc]
                    source, {passed[0]: [node, passed[0]], node: []}
                ),
            )


class CheapFirst:
    """Of two questions joined by `and` or `or`, the cheaper one is asked first.

    Precondition: the first calls something, the second nothing; the second does not rely on the first.
    """

    name = "move/cheap-first"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each such question in a loop."""
        flow = source.once(Flow)
        for node in source.nodes(cst.BooleanOperation):
            assert isinstance(node, cst.BooleanOperation)
            if not source.loop_depth(node) or _questions(source, node.right) or not _questions(source, node.left):
                continue
            if not flow.pure(node.left):
                continue
            code = source.code(node)
            yield source.edit(
                self.name,
                node,
                key=code,
                hypothesis=f"ask `{source.code(node.right)[:60]}` first in `{code[:80]}` at {source.where(node)}",
                make=lambda node=node: source.replaced(  # type: ignore[misc]
                    node, node.with_changes(left=_enclosed(node.right), right=_enclosed(node.left))
                ),
            )


def _questions(source: Source, node: cst.CSTNode) -> bool:
    """Whether something is called that may take its time."""
    calls = [below for below in source.below(node) if isinstance(below, cst.Call)]
    return any((path_of(call.func) or "") not in QUESTIONS for call in calls)


def _enclosed(node: cst.BaseExpression) -> cst.BaseExpression:
    if node.lpar or not isinstance(node, cst.BooleanOperation | cst.IfExp | cst.Lambda | cst.NamedExpr):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


MOVES: tuple[Move, ...] = (Sink(), Lazy(), Guard(), CheapFirst())
