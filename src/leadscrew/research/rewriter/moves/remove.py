"""Delete statements: whatever the checks do not need is work that need not be done.

Source: statement deletion in genetic improvement of software (Petke et al., IEEE TEVC 2018).
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.source import Edit, Move, Source

KEPT = (cst.Import, cst.ImportFrom, cst.Return, cst.Pass, cst.Global, cst.Nonlocal, cst.Break, cst.Continue)


class Statement:
    """Delete a statement: nothing that is checked may need it."""

    name = "remove/statement"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each statement that may go."""
        for node in source.nodes(cst.SimpleStatementLine, cst.If, cst.For, cst.While, cst.With, cst.Try):
            if isinstance(node, cst.SimpleStatementLine) and (
                all(isinstance(part, KEPT) for part in node.body) or _is_docstring(node)
            ):
                continue
            if isinstance(node, cst.If) and isinstance(source.parents.get(node), cst.If):
                continue
            function = source.function(node)
            code = source.code(node)
            yield source.edit(
                f"remove/{_kind(node)}",
                node,
                key=f"{function.name.value if function else ''}:{code}",
                hypothesis=f"remove `{code[:90]}` at {source.where(node)}: nothing that is checked may need it",
                make=lambda node=node: _without(source, node),  # type: ignore[misc]
            )


def _kind(node: cst.CSTNode) -> str:
    if not isinstance(node, cst.SimpleStatementLine):
        return "block"
    first = node.body[0]
    return "call" if isinstance(first, cst.Expr) else "assign"


def _is_docstring(node: cst.SimpleStatementLine) -> bool:
    return isinstance(node.body[0], cst.Expr) and isinstance(
        node.body[0].value, cst.SimpleString | cst.ConcatenatedString
    )


def _without(source: Source, node: cst.CSTNode) -> cst.Module:
    parent = source.parents[node]
    if isinstance(parent, cst.IndentedBlock) and len(parent.body) == 1:
        return source.replaced(node, cst.SimpleStatementLine(body=[cst.Pass()]))
    result = source.module.deep_remove(node)
    assert isinstance(result, cst.Module)
    return result


MOVES: tuple[Move, ...] = (Statement(),)
