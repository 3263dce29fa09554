"""Loop-invariant code motion: what a loop computes anew without need is computed before it.

Source: Aho, Lam, Sethi, Ullman, Compilers, section 9.5.1 (loop-invariant code motion).
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source, assigned_in, names_in

NAME = "hoisted"


class Invariant:
    """Compute before a loop what is the same in each of its rounds."""

    name = "move/invariant"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Whole assignments out of the loop around them, and invariant calls and products inside its statements."""
        for loop in source.nodes(cst.For, cst.While):
            if not isinstance(loop.body, cst.IndentedBlock):  # type: ignore[attr-defined]
                continue
            changed = assigned_in(loop)
            yield from _statements(source, loop, changed)
            yield from _expressions(source, loop, changed)


def _statements(source: Source, loop: cst.CSTNode, changed: set[str]) -> Iterator[Edit]:
    for line in loop.body.body:  # type: ignore[attr-defined]
        if not (
            isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 and isinstance(line.body[0], cst.Assign)
        ):
            continue
        assign = line.body[0]
        target = assign.targets[0].target
        if not isinstance(target, cst.Name) or names_in(assign.value) & changed:
            continue
        targets = (n.target for n in source.nodes(cst.AssignTarget) if isinstance(n, cst.AssignTarget))
        others = sum(source.code(other) == target.value for other in targets)
        if others > 1:
            continue
        code = source.code(assign)
        yield source.edit(
            "move/invariant-statement",
            line,
            key=code,
            hypothesis=(
                f"`{code[:90]}` at {source.where(line)} is the same in each round: computed once, before the loop"
            ),
            make=lambda line=line, loop=loop: _moved(source, loop, line),  # type: ignore[misc]
        )


def _expressions(source: Source, loop: cst.CSTNode, changed: set[str]) -> Iterator[Edit]:
    seen: set[str] = set()
    for node in source.nodes(cst.Call, cst.BinaryOperation, cst.ListComp, cst.SetComp):
        if loop not in source.ancestors(node) or not _movable(source, node, loop):
            continue
        code = source.code(node)
        if code in seen or len(code) < 5 or names_in(node) & changed:
            continue
        if isinstance(node, cst.BinaryOperation) and not names_in(node):
            continue
        seen.add(code)
        yield source.edit(
            "move/invariant-expression",
            node,
            key=code,
            hypothesis=(
                f"`{code[:90]}` at {source.where(node)} is the same in each round: computed once, before the loop"
            ),
            make=lambda code=code, loop=loop, node=node: _extracted(source, loop, node, code),  # type: ignore[misc]
        )


def _movable(source: Source, node: cst.CSTNode, loop: cst.CSTNode) -> bool:
    """Not under a function of its own, not the loop's header, not a bare statement or the target of an assignment."""
    inside = False
    for ancestor in source.ancestors(node):
        if ancestor is loop:
            break
        if isinstance(ancestor, cst.Lambda | cst.FunctionDef | cst.AssignTarget | cst.Expr | cst.BaseComp):
            return False
        inside = inside or ancestor is loop.body  # type: ignore[attr-defined]
    return inside


def _moved(source: Source, loop: cst.CSTNode, line: cst.CSTNode) -> cst.Module:
    body = loop.body  # type: ignore[attr-defined]
    rest = [other for other in body.body if other is not line] or [cst.SimpleStatementLine(body=[cst.Pass()])]
    return _before(source, loop, loop.with_changes(body=body.with_changes(body=rest)), line)


def _extracted(source: Source, loop: cst.CSTNode, node: cst.CSTNode, code: str) -> cst.Module:
    taken = {name.value for name in source.nodes(cst.Name)}  # type: ignore[attr-defined]
    name = next(f"{NAME}_{index}" for index in range(len(taken) + 1) if f"{NAME}_{index}" not in taken)
    same = {
        other: cst.Name(name, lpar=[], rpar=[])
        for other in source.nodes(type(node))
        if source.code(other) == code and loop in source.ancestors(other) and _movable(source, other, loop)
    }
    new_loop = loop.visit(Replacer(dict(same)))
    value = node.with_changes(lpar=[], rpar=[]) if hasattr(node, "lpar") else node
    assign = cst.Assign(targets=[cst.AssignTarget(cst.Name(name))], value=value)  # type: ignore[arg-type]
    return _before(source, loop, new_loop, cst.SimpleStatementLine(body=[assign]))  # type: ignore[arg-type]


def _before(source: Source, loop: cst.CSTNode, new_loop: cst.CSTNode, line: cst.CSTNode) -> cst.Module:
    block = source.parents[loop]
    statements = []
    for statement in block.body:  # type: ignore[attr-defined]
        if statement is loop:
            statements += [_without_blank_lines(line), new_loop]
        else:
            statements.append(statement)
    if isinstance(block, cst.Module):
        return block.with_changes(body=statements)
    return source.replaced(block, block.with_changes(body=statements))


def _without_blank_lines(line: cst.CSTNode) -> cst.CSTNode:
    comments = [above for above in line.leading_lines if above.comment is not None]  # type: ignore[attr-defined]
    return line.with_changes(leading_lines=comments)


MOVES: tuple[Move, ...] = (Invariant(),)
