"""Statements replaced, added and removed in their blocks, with their comments kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import libcst as cst

from leadscrew.errors import ChangeError
from leadscrew.research.rewriter.source import Source


def edited(source: Source, changes: Mapping[cst.CSTNode, Sequence[cst.CSTNode]]) -> cst.Module:
    """The file with each of some statements replaced by others, or by none; an empty block becomes `pass`."""
    result = source.module.visit(_Swap(changes))
    assert isinstance(result, cst.Module)
    return result


class _Swap(cst.CSTTransformer):
    def __init__(self, changes: Mapping[cst.CSTNode, Sequence[cst.CSTNode]]) -> None:
        super().__init__()
        self.changes = changes

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node not in self.changes

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> object:  # type: ignore[override]
        if original_node not in self.changes:
            return updated_node
        new = self.changes[original_node]
        if len(new) == 1:
            return new[0]
        return cst.FlattenSentinel(new) if new else cst.RemoveFromParent()


def siblings(source: Source, statement: cst.CSTNode) -> Sequence[cst.CSTNode]:
    """The statements of the block that a statement is in; none where it is not in one."""
    block = source.parents.get(statement)
    if isinstance(block, cst.Module | cst.IndentedBlock) and statement in block.body:
        return block.body
    return ()


def body_of(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    """The statements of a compound statement that has its block on lines of its own."""
    block = getattr(node, "body", None)
    return block.body if isinstance(block, cst.IndentedBlock) else ()


def with_body(node: cst.CSTNode, statements: Iterable[cst.CSTNode]) -> cst.CSTNode:
    """The same compound statement around other statements."""
    return node.with_changes(body=node.body.with_changes(body=list(statements)))  # type: ignore[attr-defined]


def only(node: cst.CSTNode) -> cst.CSTNode | None:
    """The one small statement of a line; None for lines of several and for compound statements."""
    if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1:
        return node.body[0]
    return None


def assigned(node: cst.CSTNode) -> tuple[str, cst.BaseExpression] | None:
    """(name, value) of a line that binds one plain name."""
    small = only(node)
    if isinstance(small, cst.Assign) and len(small.targets) == 1 and isinstance(small.targets[0].target, cst.Name):
        return small.targets[0].target.value, small.value
    if isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name) and small.value is not None:
        return small.target.value, small.value
    return None


def text_of(source: Source, node: cst.CSTNode) -> str:
    """An expression's source, fit to be put anywhere in a statement."""
    code = source.module.code_for_node(node)
    return f"({code})" if "\n" in code and not _enclosed(node) else code


def operand(source: Source, node: cst.CSTNode) -> str:
    """An expression's source, fit to stand beside any operator or before a dot."""
    code = text_of(source, node)
    plain = (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.SimpleString)
    return code if isinstance(node, plain) or _enclosed(node) else f"({code})"


def _enclosed(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.BaseExpression) and bool(node.lpar)


def statements(text: str, above: Iterable[cst.EmptyLine] = ()) -> list[cst.CSTNode]:
    """Parsed statements, the first under some lines.  Raises ChangeError."""
    try:
        body = list(cst.parse_module(text).body)
    except cst.ParserSyntaxError as exc:
        raise ChangeError(f"a rewrite does not parse: {text!r}") from exc
    above = list(above)
    return [body[0].with_changes(leading_lines=above), *body[1:]] if above else list(body)


def expression(text: str) -> cst.BaseExpression:
    """A parsed expression.  Raises ChangeError."""
    try:
        return cst.parse_expression(text)
    except cst.ParserSyntaxError as exc:
        raise ChangeError(f"a rewrite does not parse: {text!r}") from exc


def comments(source: Source, *nodes: cst.CSTNode) -> list[cst.EmptyLine]:
    """Lines of comments at and below some nodes."""
    found = []
    for node in nodes:
        for below in source.below(node):
            if isinstance(below, cst.EmptyLine) and below.comment is not None:
                found.append(below)
            elif isinstance(below, cst.TrailingWhitespace) and below.comment is not None:
                found.append(cst.EmptyLine(comment=below.comment))
    return found


def above(source: Source, *nodes: cst.CSTNode) -> list[cst.EmptyLine]:
    """What stands over the first of some statements, and the comments of all."""
    lines = [line for line in getattr(nodes[0], "leading_lines", ()) if line.comment is None]
    return [*lines, *comments(source, *nodes)]


def unspaced(line: cst.CSTNode) -> cst.CSTNode:
    """The same statement without the blank lines over it."""
    kept = [above for above in getattr(line, "leading_lines", ()) if above.comment is not None]
    return line.with_changes(leading_lines=kept)


def bare(node: cst.CSTNode) -> cst.CSTNode:
    """The same statement without what stands over it, to be shown and compared."""
    return node.with_changes(leading_lines=[]) if getattr(node, "leading_lines", ()) else node


def fresh(source: Source, wish: str, used: Iterable[str] = ()) -> str:
    """A name that the file does not have: the wish, or the wish with a number."""
    taken = {node.value for node in source.nodes(cst.Name) if isinstance(node, cst.Name)} | set(used)
    if wish not in taken:
        return wish
    return next(f"{wish}_{index}" for index in range(2, len(taken) + 3) if f"{wish}_{index}" not in taken)


def with_import(module: cst.Module, line: str) -> cst.Module:
    """A file with an import, after those that it has at its start; as it is where that is there."""
    body = list(module.body)
    if any(isinstance(s, cst.SimpleStatementLine) and module.code_for_node(bare(s)).strip() == line for s in body):
        return module
    docstring = int(module.get_docstring() is not None)
    index = docstring
    while index < len(body) and _imports(body[index]):
        index += 1
    new = cst.parse_statement(line)
    if docstring and index == docstring:
        new = new.with_changes(leading_lines=[cst.EmptyLine(indent=False)])
    return module.with_changes(body=[*body[:index], new, *body[index:]])


def _imports(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], cst.Import | cst.ImportFrom)
