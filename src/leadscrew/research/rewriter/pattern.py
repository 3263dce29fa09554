"""Patterns of expressions: `np.linalg.inv(_a) @ _b` matches any such product and says what `_a` and `_b` are.

A name that begins with an underscore and a letter stands for any expression; the same one twice for the same source.
Everything else must be there as written, but for spaces, brackets and the file's name of NumPy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache

import libcst as cst

from leadscrew.errors import ChangeError
from leadscrew.research.rewriter.source import Source

IGNORED = frozenset(("lpar", "rpar", "comma", "equal", "semicolon"))
TIGHT = (
    cst.Name,
    cst.Attribute,
    cst.Subscript,
    cst.Call,
    cst.Integer,
    cst.Float,
    cst.List,
    cst.Tuple,
    cst.SimpleString,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of a table of replacements."""

    name: str
    """Of the move, after its family."""
    before: str
    after: str
    why: str
    """For the person who reads the hypothesis."""
    needs: str = ""
    """Module that the replacement calls, such as `scipy.linalg`: imported where it is not, if the box holds it."""


@cache
def parsed(text: str) -> cst.BaseExpression:
    """A pattern's tree."""
    return cst.parse_expression(text)


def matched(
    pattern: cst.CSTNode, node: cst.CSTNode, source: Source, numpy: str
) -> dict[str, cst.BaseExpression] | None:
    """What the placeholders stand for where a node matches; None where it does not."""
    found: dict[str, cst.BaseExpression] = {}
    return found if _match(pattern, node, source, numpy, found) else None


def filled(template: str, found: Mapping[str, cst.BaseExpression], numpy: str) -> cst.BaseExpression:
    """A template with its placeholders filled in.  Raises ChangeError where that is no expression."""
    try:
        tree = cst.parse_expression(template)
        made = tree.visit(_Fill(found, numpy))
    except (cst.ParserSyntaxError, cst.CSTValidationError) as exc:
        raise ChangeError(f"{template!r} cannot be filled in: {exc}") from exc
    assert isinstance(made, cst.BaseExpression)
    return bracketed(made)


def bracketed(node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression in brackets unless it holds together anyway."""
    if isinstance(node, TIGHT) or node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def numpy_name(source: Source) -> str | None:
    """What the file calls NumPy; None where it does not import it."""
    for node in source.nodes(cst.ImportAlias):
        assert isinstance(node, cst.ImportAlias)
        if isinstance(node.name, cst.Name) and node.name.value == "numpy":
            return node.asname.name.value if node.asname and isinstance(node.asname.name, cst.Name) else "numpy"
    return None


def may_import(source: Source, module: str) -> bool:
    """Whether the box holds a module: of the standard library, named by the task, or imported already."""
    top = module.partition(".")[0]
    if top not in ("scipy", "numpy", "numba"):
        return True
    return top in source.packages or any(top in source.code(node) for node in source.nodes(cst.Import, cst.ImportFrom))


def _match(
    pattern: cst.CSTNode, node: cst.CSTNode, source: Source, numpy: str, found: dict[str, cst.BaseExpression]
) -> bool:
    if isinstance(pattern, cst.Name):
        if pattern.value[0] == "_" and pattern.value[1:2].isalpha():
            if not isinstance(node, cst.BaseExpression):
                return False
            known = found.setdefault(pattern.value, node)
            return known is node or source.code(known) == source.code(node)
        wanted = numpy if pattern.value == "np" else pattern.value
        return isinstance(node, cst.Name) and node.value == wanted
    if type(pattern) is not type(node):
        return False
    for part in fields(pattern):
        if part.name in IGNORED or part.name.startswith("whitespace"):
            continue
        one, two = getattr(pattern, part.name), getattr(node, part.name)
        if isinstance(one, cst.CSTNode):
            if not isinstance(two, cst.CSTNode) or not _match(one, two, source, numpy, found):
                return False
        elif isinstance(one, list | tuple):
            if len(one) != len(two) or not all(
                _match(a, b, source, numpy, found) for a, b in zip(one, two, strict=True)
            ):
                return False
        elif not isinstance(one, cst.MaybeSentinel) and not isinstance(two, cst.MaybeSentinel) and one != two:
            return False
    return True


class _Fill(cst.CSTTransformer):
    def __init__(self, found: Mapping[str, cst.BaseExpression], numpy: str) -> None:
        super().__init__()
        self._found, self._numpy = found, numpy

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        known = self._found.get(original_node.value)
        if known is not None:
            return bracketed(known)
        return updated_node.with_changes(value=self._numpy) if original_node.value == "np" else updated_node


def places(source: Source, rules: Mapping[type[cst.CSTNode], list[Rule]]) -> Iterator[tuple[cst.CSTNode, Rule]]:
    """Nodes and the rules that could fit them, by the kind of node."""
    for node in source.nodes(*rules):
        for rule in rules[type(node)]:
            yield node, rule
