"""Updates in place: an assignment that makes a new array writes into the one that is there.

Source: the documentation of NumPy (in-place operators, `out`); Wulf and McKee, Hitting the Memory Wall, 1995; update
in place in array languages (Hudak and Bloss, POPL 1985).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst
import libcst.matchers as m

from leadscrew.research.rewriter.pattern import numpy_name
from leadscrew.research.rewriter.source import Edit, Source

AUGMENTED: Mapping[type[cst.BaseBinaryOp], cst.BaseAugOp] = {
    cst.Add: cst.AddAssign(),
    cst.Subtract: cst.SubtractAssign(),
    cst.Multiply: cst.MultiplyAssign(),
    cst.Divide: cst.DivideAssign(),
}
UFUNCS = ("exp", "log", "sqrt", "tanh", "abs", "square", "sin", "cos", "maximum", "minimum", "negative", "floor")
Statements = list[cst.BaseSmallStatement]


class InPlace:
    """Assignments that make a new array become updates of the one that is there.

    `a = a + b` becomes `a += b`; `a = s * a + b` becomes `a *= s` and `a += b`; `a = np.exp(a)` writes into a; and
    `a = (b - c) / d` becomes `a = b - c` and `a /= d`. Precondition: a name or element that holds an array of floats
    by the profile, or of which nothing is known. One place where it is hot, and all places together.
    """

    name = "layout/in-place"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each place that takes a share of the time, then all of them; splits apart from plain updates."""
        numpy = numpy_name(source)
        if numpy is None:
            return
        updates: dict[cst.CSTNode, Statements] = {}
        splits: dict[cst.CSTNode, Statements] = {}
        for line in source.nodes(cst.SimpleStatementLine):
            if len(line.body) != 1 or not isinstance(line.body[0], cst.Assign):  # type: ignore[attr-defined]
                continue
            assign = line.body[0]  # type: ignore[attr-defined]
            if len(assign.targets) != 1 or not _may_be_floats(source, assign.targets[0].target):
                continue
            update = _update(source, assign, numpy)
            if update is not None:
                updates[line] = update
                continue
            split = _split(source, assign)
            if split is not None:
                splits[line] = split
        for name, found in (("layout/in-place", updates), ("layout/split", splits)):
            yield from _edits(source, name, found)


def _edits(source: Source, name: str, found: dict[cst.CSTNode, Statements]) -> Iterator[Edit]:
    for line, body in found.items():
        share = source.share(line)
        if (share is None and source.loop_depth(line)) or (share is not None and share >= 0.02):
            code = source.code(line)
            function = source.function(line)
            yield source.edit(
                name,
                line,
                key=f"{function.name.value if function else ''}:{code}",
                hypothesis=f"`{code[:80]}` at {source.where(line)} is computed in place: less memory traffic",
                make=lambda line=line, body=body: _all(source, {line: body}),  # type: ignore[misc]
            )
    if len(found) > 1:
        yield source.edit(
            name,
            source.module,
            key=f"all {len(found)}",
            hypothesis=f"{len(found)} assignments of {source.path} are computed in place: no new arrays",
            make=lambda: _all(source, found),
        )


def _all(source: Source, found: Mapping[cst.CSTNode, Statements]) -> cst.Module:
    """Each line as one line for each of its new statements."""

    class Apply(cst.CSTTransformer):
        def leave_SimpleStatementLine(
            self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
        ) -> cst.SimpleStatementLine | cst.FlattenSentinel[cst.BaseStatement]:
            body = found.get(original_node)
            if body is None:
                return updated_node
            lines = [cst.SimpleStatementLine([part]) for part in body]
            lines[0] = lines[0].with_changes(leading_lines=updated_node.leading_lines)
            lines[-1] = lines[-1].with_changes(trailing_whitespace=updated_node.trailing_whitespace)
            return cst.FlattenSentinel(lines)

    result = source.module.visit(Apply())
    assert isinstance(result, cst.Module)
    return result


def _may_be_floats(source: Source, target: cst.BaseExpression) -> bool:
    if isinstance(target, cst.Name):
        kind = source.kind(target)
        return kind.startswith(("array float", "array complex")) if kind else source.profile is None
    return isinstance(target, cst.Subscript)


def _update(source: Source, assign: cst.Assign, numpy: str) -> Statements | None:
    target, value = assign.targets[0].target, assign.value
    own = source.code(target)
    if isinstance(value, cst.Call) and isinstance(target, cst.Name):
        return _into(source, value, own, numpy)
    if not isinstance(value, cst.BinaryOperation) or type(value.operator) not in AUGMENTED:
        return None
    left, right, operator = value.left, value.right, AUGMENTED[type(value.operator)]
    commutes = isinstance(value.operator, cst.Add | cst.Multiply)
    if source.code(left) == own:
        return [cst.AugAssign(target, operator, _bare(right))]
    if commutes and source.code(right) == own:
        return [cst.AugAssign(target, operator, _bare(left))]
    if not isinstance(value.operator, cst.Add | cst.Subtract):
        return None
    factor = _factor(source, left, own)
    if factor is not None and own not in source.code(right):
        return [cst.AugAssign(target, cst.MultiplyAssign(), factor), cst.AugAssign(target, operator, _bare(right))]
    factor = _factor(source, right, own)
    if factor is not None and commutes and own not in source.code(left):
        return [cst.AugAssign(target, cst.MultiplyAssign(), factor), cst.AugAssign(target, operator, _bare(left))]
    return None


def _bare(node: cst.BaseExpression) -> cst.BaseExpression:
    """Without brackets of its own, as the right side of an assignment is read."""
    multiline = isinstance(node, cst.BinaryOperation) and node.lpar
    return node.with_changes(lpar=node.lpar[1:], rpar=node.rpar[:-1]) if multiline and len(node.lpar) == 1 else node


def _factor(source: Source, node: cst.BaseExpression, own: str) -> cst.BaseExpression | None:
    """s of `s * own` or `own * s`."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Multiply):
        if source.code(node.right) == own and own not in source.code(node.left):
            return node.left
        if source.code(node.left) == own and own not in source.code(node.right):
            return node.right
    return None


def _into(source: Source, call: cst.Call, own: str, numpy: str) -> Statements | None:
    """`a = np.exp(a)` as `np.exp(a, out=a)`."""
    if not m.matches(call.func, m.Attribute(m.Name(numpy), m.OneOf(*(m.Name(name) for name in UFUNCS)))):
        return None
    if not call.args or source.code(call.args[0].value) != own or any(a.keyword for a in call.args):
        return None
    tight_equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    args = [a.with_changes(comma=cst.MaybeSentinel.DEFAULT) for a in call.args]
    out = cst.Arg(cst.Name(own), keyword=cst.Name("out"), equal=tight_equal)
    return [cst.Expr(call.with_changes(args=[*args, out]))]


def _split(source: Source, assign: cst.Assign) -> Statements | None:
    """`a = (b - c) / d` as `a = b - c` and `a /= d`, where a is not in d."""
    target, value = assign.targets[0].target, assign.value
    if not isinstance(target, cst.Name) or not isinstance(value, cst.BinaryOperation):
        return None
    if type(value.operator) not in AUGMENTED or not isinstance(value.left, cst.BinaryOperation):
        return None
    if m.findall(value.right, m.Name(target.value)) or not m.findall(value.left, m.Name()):
        return None
    first = assign.with_changes(value=_bare(value.left))
    return [first, cst.AugAssign(target, AUGMENTED[type(value.operator)], _bare(value.right))]
