"""Layout: fewer temporaries, updates in place, one large product for many small ones, rows in place of columns.

Source: Goto and van de Geijn, ACM TOMS 34(3), 2008 (large products); Wulf and McKee, Hitting the Memory Wall, 1995;
the documentation of NumPy (in-place operators, vdot, memory layout); Wolf and Lam, PLDI 1991 (data layout and loops).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst
import libcst.matchers as m

from leadscrew.errors import ChangeError
from leadscrew.research.rewriter.lifting.expression import Expressions
from leadscrew.research.rewriter.moves.fragment import FAILURES, Fragments
from leadscrew.research.rewriter.pattern import numpy_name
from leadscrew.research.rewriter.source import Edit, Move, Source, assigned_in

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


class NoTemporary:
    """`np.sum(a * b)` becomes `np.vdot(a, b)`, and along the last axis an `einsum`: the product is never stored.

    Precondition: a sum of a product or square, over everything or over the last axis.
    """

    name = "layout/no-temporary"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each such sum."""
        numpy = numpy_name(source)
        if numpy is None:
            return
        for node in source.nodes(cst.Call):
            assert isinstance(node, cst.Call)
            code = _summed(source, node, numpy)
            if code is None:
                continue
            before = source.code(node)
            yield source.edit(
                self.name,
                node,
                key=f"{before}->{code}",
                hypothesis=f"`{before[:70]}` at {source.where(node)} becomes `{code[:70]}`: no temporary",
                make=lambda node=node, code=code: source.replaced(node, _parsed(code)),  # type: ignore[misc]
            )


def _summed(source: Source, node: cst.Call, numpy: str) -> str | None:
    function = source.code(node.func)
    method = isinstance(node.func, cst.Attribute) and not function.startswith(f"{numpy}.")
    name = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    if name not in ("sum", "mean") or (not method and function != f"{numpy}.{name}"):
        return None
    rest = list(node.args) if method else list(node.args[1:])
    if not method and not node.args:
        return None
    inner = node.func.value if method and isinstance(node.func, cst.Attribute) else node.args[0].value
    if not isinstance(inner, cst.BinaryOperation):
        return None
    if m.matches(inner, m.BinaryOperation(operator=m.Power(), right=m.Integer("2"))):
        one = two = source.code(inner.left)
    elif isinstance(inner.operator, cst.Multiply):
        one, two = source.code(inner.left), source.code(inner.right)
    else:
        return None
    if not rest:
        dot = f"{numpy}.vdot({one}, {two})"
        return dot if name == "sum" else f"({dot} / {numpy}.size({one}))"
    axis = source.code(rest[0].value)
    if name == "sum" and len(rest) == 1 and axis == "-1":
        return f'{numpy}.einsum("...i,...i->...", {one}, {two})'
    return None


class OneProduct:
    """A stack of small products with one matrix, `(b, t, i) @ (i, o)`, becomes one product of `(b * t, i)`.

    Precondition: the left side has three or more dimensions and the right side two, by the profile or by its making.
    """

    name = "layout/one-product"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each product, then all of them."""
        fragments = Fragments.of(source)
        if fragments is None:
            return
        found: dict[cst.CSTNode, cst.CSTNode] = {}
        for node in source.nodes(cst.BinaryOperation):
            if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply):
                code = _one_product(source, fragments, node)
                if code is not None:
                    found[node] = _parsed(code)
        why = "one large product in place of a stack of small ones"
        for node, new in found.items():
            before = source.code(node)
            yield source.edit(
                self.name,
                node,
                key=before,
                hypothesis=f"`{before[:70]}` at {source.where(node)} by rows: {why}",
                make=lambda node=node, new=new: source.replaced(node, new),  # type: ignore[misc]
            )
        if len(found) > 1:
            yield source.edit(
                self.name,
                source.module,
                key=f"all {len(found)}",
                hypothesis=f"{len(found)} products of {source.path} by rows: {why}",
                make=lambda: source.replaced_all(found),
            )


def _one_product(source: Source, fragments: Fragments, node: cst.BinaryOperation) -> str | None:
    if not isinstance(node.left, cst.Name | cst.Attribute | cst.Subscript):
        return None
    ranks = [_rank(source, fragments, side) for side in (node.left, node.right)]
    if ranks[0] < 3 or ranks[1] != 2:
        return None
    left, right = source.code(node.left), source.code(node.right)
    return f"({left}.reshape(-1, {left}.shape[-1]) @ {right}).reshape(*{left}.shape[:-1], -1)"


def _rank(source: Source, fragments: Fragments, node: cst.BaseExpression) -> int:
    kind = source.kind(node)
    if kind is not None:
        return int(kind.split()[-1]) if kind.startswith("array") else 0
    tree = fragments.expression(node)
    if tree is None:
        return 0
    try:
        return Expressions(fragments.facts(node)).lift(tree).rank
    except FAILURES:
        return 0


class Rows:
    """A loop over the columns of an array, `x[:, j]`, goes over the rows of a transposed copy made once.

    Precondition: the loop's own index is the column, and nothing in the loop changes the array.
    """

    name = "layout/rows"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each array that a loop reads by columns."""
        numpy = numpy_name(source)
        if numpy is None:
            return
        for loop in source.nodes(cst.For):
            assert isinstance(loop, cst.For)
            if not isinstance(loop.target, cst.Name) or not isinstance(loop.body, cst.IndentedBlock):
                continue
            changed = assigned_in(loop)
            for name, columns in _columns(loop, loop.target.value).items():
                if name in changed:
                    continue
                yield source.edit(
                    self.name,
                    loop,
                    key=f"{name} by {loop.target.value}",
                    hypothesis=(
                        f"the columns of `{name}` in the loop at {source.where(loop)} are rows of a copy made once: "
                        "memory is read in order"
                    ),
                    make=lambda loop=loop, name=name, columns=columns: _by_rows(  # type: ignore[misc]
                        source, loop, name, columns, numpy
                    ),
                )


def _columns(loop: cst.For, index: str) -> dict[str, list[cst.Subscript]]:
    pattern = m.Subscript(
        m.Name(),
        slice=[
            m.SubscriptElement(m.Slice(lower=None, upper=None, step=None)),
            m.SubscriptElement(m.Index(m.Name(index))),
        ],
    )
    found: dict[str, list[cst.Subscript]] = {}
    for node in m.findall(loop.body, pattern):
        if isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name):
            found.setdefault(node.value.value, []).append(node)
    return found


def _by_rows(source: Source, loop: cst.For, name: str, columns: list[cst.Subscript], numpy: str) -> cst.Module:
    taken = {node.value for node in source.nodes(cst.Name)}  # type: ignore[attr-defined]
    new_name = next(free for free in (f"{name}_rows{place or ''}" for place in range(99)) if free not in taken)
    changes: dict[cst.CSTNode, cst.CSTNode] = {
        column: cst.Subscript(cst.Name(new_name), [column.slice[1].with_changes(comma=cst.MaybeSentinel.DEFAULT)])
        for column in columns
    }
    line = cst.parse_statement(f"{new_name} = {numpy}.ascontiguousarray({name}.T)")

    class Apply(cst.CSTTransformer):
        def leave_Subscript(self, original_node: cst.Subscript, updated_node: cst.Subscript) -> cst.BaseExpression:
            return changes.get(original_node, updated_node)  # type: ignore[return-value]

        def leave_For(
            self, original_node: cst.For, updated_node: cst.For
        ) -> cst.For | cst.FlattenSentinel[cst.BaseStatement]:
            return cst.FlattenSentinel([line, updated_node]) if original_node is loop else updated_node

    result = source.module.visit(Apply())
    assert isinstance(result, cst.Module)
    return result


def _parsed(code: str) -> cst.BaseExpression:
    try:
        return cst.parse_expression(code)
    except cst.ParserSyntaxError as exc:
        raise ChangeError(f"{code[:80]!r} does not parse") from exc


MOVES: tuple[Move, ...] = (InPlace(), NoTemporary(), OneProduct(), Rows())
