"""Loop-invariant statements: those of a loop's body that give the same in each of its rounds.

Source: Aho, Lam, Sethi, Ullman, Compilers, section 9.5.1 (loop-invariant code motion).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.research.rewriter.block import bare, body_of, edited, only, siblings, unspaced, with_body
from leadscrew.research.rewriter.flow import CHANGING, LOOPS, Flow, path_of
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source

EXITS = (cst.Return, cst.Break, cst.Continue, cst.Raise, cst.Yield, cst.Await, cst.Del, cst.Global, cst.Nonlocal)


class Statements:
    """Whole statements out of the loops around them, with what fills what they make.

    Precondition: they read nothing that the rest of the loop changes, the rest does not change what they make, and what
    they make begins anew in each round.
    """

    name = "move/invariant-statement"

    def edits(self, source: Source) -> Iterator[Edit]:
        """All such statements of a loop at once, and each that may go alone."""
        flow = source.once(Flow)
        for loop in source.nodes(*LOOPS):
            body = body_of(loop)
            if not body or not siblings(source, loop):
                continue
            every = invariant(flow, loop, [line for line in body if movable(source, line)])
            groups = [every, *([line] for line in every if len(every) > 1 and invariant(flow, loop, [line]))]
            for group in groups:
                if group:
                    yield self._edit(source, flow, loop, group)

    def _edit(self, source: Source, flow: Flow, loop: cst.CSTNode, group: list[cst.CSTNode]) -> Edit:
        lines = [source.code(bare(line)) for line in group]
        more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
        outer = _outermost(source, flow, loop, group)

        def make() -> cst.Module:
            rest = [line for line in body_of(loop) if not any(line is moved for moved in group)]
            new = with_body(loop, rest or [cst.SimpleStatementLine(body=[cst.Pass()])])
            if outer is not loop:
                found = outer.visit(Replacer({loop: new}))
                assert isinstance(found, cst.CSTNode)
                new = found
            return edited(source, {outer: [*map(unspaced, group), new]})

        return source.edit(
            self.name,
            group[0],
            key=";".join(lines),
            hypothesis=(
                f"`{lines[0][:90]}`{more} at {source.where(group[0])} is the same in each round: "
                "computed once, before the loop"
            ),
            make=make,
        )


def movable(source: Source, line: cst.CSTNode) -> bool:
    if isinstance(line, cst.SimpleStatementLine):
        return isinstance(only(line), cst.Assign | cst.AnnAssign | cst.AugAssign | cst.Expr)
    return isinstance(line, cst.For) and not any(isinstance(below, EXITS) for below in source.below(line))


def invariant(
    flow: Flow, loop: cst.CSTNode, lines: list[cst.CSTNode], outside: set[str] | None = None
) -> list[cst.CSTNode]:
    """The most of some lines of a loop's body that give the same in each of its rounds.

    outside: what changes beside the body's lines; without it what the loop's header sets.
    """
    header = header_names(flow, loop) if outside is None else outside
    while True:
        rest = [line for line in body_of(loop) if line not in lines]
        changed = {path for part in rest for path in flow.changes(part)} | header
        bases = {path.removesuffix("[]") for path in changed}
        kept = [
            line
            for line in lines
            if flow.changes(line)
            and flow.independent(line, changed)
            and not {path.removesuffix("[]") for path in flow.changes(line)} & bases
            and _no_draw(flow, line)
            and _begins(flow, loop, lines, line)
        ]
        if len(kept) == len(lines):
            return kept
        lines = kept


def header_names(flow: Flow, loop: cst.CSTNode) -> set[str]:
    if isinstance(loop, cst.For):
        return {name.value for name in flow.source.below(loop.target) if isinstance(name, cst.Name)}
    assert isinstance(loop, cst.While)
    return flow.changes(loop.test)


def _no_draw(flow: Flow, line: cst.CSTNode) -> bool:
    """Nothing random, read or printed, and nothing drawn from an iterator."""
    for below in flow.source.below(line):
        if isinstance(below, cst.Call) and isinstance(below.func, cst.Name | cst.Attribute):
            name = (path_of(below.func) or "").rpartition(".")[2]
            if not flow.pure(below) and name not in CHANGING:
                return False
            if name in ("pop", "popleft", "popitem", "write"):
                return False
    return True


def _begins(flow: Flow, loop: cst.CSTNode, lines: list[cst.CSTNode], line: cst.CSTNode) -> bool:
    """Whether all that a line changes is made anew, by it or an earlier one of the lines before it is read."""
    for base in {path.removesuffix("[]") for path in flow.changes(line)}:
        for statement in body_of(loop):
            reads = {path.partition(".")[0] for path in flow.reads(statement)}
            own = base in flow.bound(statement) and (base not in reads or isinstance(statement, cst.For))
            if own:
                if not any(statement is moved for moved in lines):
                    return False
                break
            if base.partition(".")[0] in reads or statement is line:
                return False
    return True


def _outermost(source: Source, flow: Flow, loop: cst.CSTNode, group: Sequence[cst.CSTNode]) -> cst.CSTNode:
    """The outermost of the loops straight around a loop in which the lines are invariant, too."""
    while True:
        around = source.parents.get(source.parents.get(loop, loop))
        if not isinstance(around, LOOPS) or not siblings(source, around) or loop not in body_of(around):
            return loop
        changed: set[str] = header_names(flow, around)
        for statement in body_of(around):
            if statement is not loop:
                changed |= flow.changes(statement)
        inner = {path for line in group for path in flow.changes(line)}
        changed |= {path for path in flow.changes(loop) if path not in inner}
        bases = {path.removesuffix("[]") for path in changed}
        if any(not flow.independent(line, changed) for line in group) or inner & bases:
            return loop
        loop = around


MOVES: tuple[Move, ...] = (Statements(),)
