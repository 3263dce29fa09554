"""Scatter, one-hot and pairwise forms: a generic gather or a large temporary becomes a sum, an index or a product.

Source: the documentation of numpy.ufunc.at (slow by design), bincount, ufunc.reduceat and take_along_axis; Golub and
Van Loan, Matrix Computations, section 1.1 (squared distances by a matrix product).
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from leadscrew.research.rewriter.block import edited, expression, statements
from leadscrew.research.rewriter.lifting.value import tight
from leadscrew.research.rewriter.pattern import numpy_name
from leadscrew.research.rewriter.source import Edit, Move, Source

SIGNS = {"add": "+", "subtract": "-"}
SQUARE = m.BinaryOperation(m.BinaryOperation(operator=m.Subtract()), m.Power(), m.Integer("2"))
LAST = ("-1", "1", "2")


class ScatterAdd:
    """`np.add.at(out, index, values)` becomes `bincount`, a product with a one-hot matrix, or sums over sorted runs.

    Precondition: a statement of its own. One dimension takes `bincount`; rows take the other three; where the profile
    knows the dimensions only the fitting ones are tried.
    """

    name = "vectorise/scatter"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each call, in each form that fits."""
        numpy = numpy_name(source)
        if numpy is None:
            return
        for line in source.nodes(cst.SimpleStatementLine):
            found = _scatter(line, numpy)
            if found is None:
                continue
            call, sign = found
            out, index, values = (source.code(argument.value) for argument in call.args)
            rank = (source.kind(call.args[0].value) or "").split()[-1:]
            several = isinstance(call.args[1].value, cst.Tuple)
            for form, how, dims in _forms(numpy, out, index, values, sign, several=several):
                if rank and rank[0].isdigit() and rank[0] not in dims:
                    continue
                code = source.code(call)
                yield source.edit(
                    self.name,
                    line,
                    key=f"{code}->{how}",
                    hypothesis=f"`{code[:80]}` at {source.where(line)} becomes {how}: `at` is slow by design",
                    make=lambda line=line, form=form: _replaced(source, line, form),  # type: ignore[misc]
                )


def _scatter(line: cst.CSTNode, numpy: str) -> tuple[cst.Call, str] | None:
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1 or not isinstance(line.body[0], cst.Expr):
        return None
    call = line.body[0].value
    pattern = m.Call(func=m.Attribute(m.Attribute(m.Name(numpy), m.Name()), m.Name("at")))
    if not isinstance(call, cst.Call) or not m.matches(call, pattern) or len(call.args) != 3:
        return None
    name = call.func.value.attr.value  # type: ignore[attr-defined]
    return (call, SIGNS[name]) if name in SIGNS and not any(a.keyword or a.star for a in call.args) else None


def _forms(
    numpy: str, out: str, index: str, values: str, sign: str, *, several: bool
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(source, a word for it, dimensions of out that it fits)."""
    if several:
        flat = f"{numpy}.ravel_multi_index({index}, {out}.shape).ravel()"
        count = f"{numpy}.bincount({flat}, weights={numpy}.broadcast_to({values}, {flat[:-8]}.shape).ravel()"
        yield f"{out} {sign}= {count}, minlength={out}.size).reshape({out}.shape)", "a weighted count", ("2", "3")
        return
    flat = f"{numpy}.ravel({index})"
    number = values.replace(".", "", 1).isdigit()
    if number:
        factor = "" if values in ("1", "1.0") else f"{values} * "
        yield f"{out} {sign}= {factor}{numpy}.bincount({flat}, minlength=len({out}))", "a count", ("1",)
        return
    weights = f"{numpy}.broadcast_to({values}, {numpy}.shape({index})).ravel()"
    yield f"{out} {sign}= {numpy}.bincount({flat}, weights={weights}, minlength=len({out}))", "a weighted count", ("1",)
    rows = f"{numpy}.reshape({values}, (-1, {out}.shape[-1]))"
    hot = f"({numpy}.arange(len({out}))[:, None] == {flat}).astype({out}.dtype)"
    yield f"{out} {sign}= {hot} @ {rows}", "a product with a one-hot matrix", ("2",)
    yield (
        f"order = {numpy}.argsort({flat}, kind='stable')\n"
        f"places = {flat}[order]\n"
        f"first = {numpy}.flatnonzero({numpy}.r_[True, places[1:] != places[:-1]])\n"
        f"{out}[places[first]] {sign}= {numpy}.add.reduceat({rows}[order], first, axis=0)",
        "sums over sorted runs",
        ("2",),
    )
    width = f"{out}.shape[-1]"
    cells = f"({flat}[:, None] * {width} + {numpy}.arange({width})).ravel()"
    count = f"{numpy}.bincount({cells}, weights={numpy}.ravel({values}), minlength={out}.size)"
    yield f"{out} {sign}= {count}.reshape({out}.shape)", "a weighted count of cells", ("2",)


def _replaced(source: Source, line: cst.CSTNode, code: str) -> cst.Module:
    new = statements(code, line.leading_lines)  # type: ignore[attr-defined]
    last = new[-1]
    if isinstance(last, cst.SimpleStatementLine):
        new[-1] = last.with_changes(trailing_whitespace=line.trailing_whitespace)  # type: ignore[attr-defined]
    return edited(source, {line: new})


class OneHot:
    """`np.eye(n)[index]` is not made: a sum of a product with it picks elements, `@` picks rows.

    Precondition: `np.eye(n)[index]`, or a name that is assigned that once, as a factor under a sum over the last axis
    or over all, or on the left of `@`; or subtracted in an assignment.
    """

    name = "vectorise/one-hot"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each place where a one-hot array is used."""
        numpy = numpy_name(source)
        if numpy is None:
            return
        hot = _one_hot(source, numpy)
        for node in source.nodes(cst.BinaryOperation):
            assert isinstance(node, cst.BinaryOperation)
            left, right = hot.get(source.code(node.left)), hot.get(source.code(node.right))
            old, code = node, ""
            if isinstance(node.operator, cst.Multiply) and (left or right):
                other = source.code(node.right if left else node.left)
                old, code = _picked(source, node, numpy, other, left or right or "")
            elif isinstance(node.operator, cst.MatrixMultiply) and left:
                code = f"{tight(source.code(node.right))}[{left}]"
            if code:
                yield _expression(source, self.name, old, code, "elements are picked, nothing is multiplied by zero")
        yield from self._subtracted(source, numpy, hot)

    def _subtracted(self, source: Source, numpy: str, hot: dict[str, str]) -> Iterator[Edit]:
        """`d = p - one_hot` becomes a copy and an update of one element a row."""
        pattern = m.SimpleStatementLine(
            [m.Assign(targets=[m.AssignTarget(m.Name())], value=m.BinaryOperation(operator=m.Subtract()))]
        )
        for line in source.nodes(cst.SimpleStatementLine):
            if not m.matches(line, pattern):
                continue
            assign = line.body[0]  # type: ignore[attr-defined]
            index = hot.get(source.code(assign.value.right))
            if index is None:
                continue
            name, left = assign.targets[0].target.value, source.code(assign.value.left)
            code = f"{name} = {numpy}.array({left})\n{name}[{numpy}.arange(len({index})), {index}] -= 1"
            yield source.edit(
                self.name,
                line,
                key=f"{source.code(assign)}->{code}",
                hypothesis=f"`{source.code(assign)[:80]}` at {source.where(line)} updates one element a row",
                make=lambda line=line, code=code: _replaced(source, line, code),  # type: ignore[misc]
            )


def _one_hot(source: Source, numpy: str) -> dict[str, str]:
    """By source of a one-hot array: source of its indices."""
    found: dict[str, str] = {}
    pattern = m.Subscript(m.Call(func=m.Attribute(m.Name(numpy), m.Name("eye"))), slice=[m.SubscriptElement(m.Index())])
    for node in source.nodes(cst.Subscript):
        if not m.matches(node, pattern):
            continue
        index = source.code(node.slice[0].slice.value)  # type: ignore[attr-defined]
        found[source.code(node)] = tight(index)
        parent = source.parents.get(node)
        if isinstance(parent, cst.Assign) and isinstance(parent.targets[0].target, cst.Name):
            found[parent.targets[0].target.value] = tight(index)
    return found


def _picked(
    source: Source, node: cst.BinaryOperation, numpy: str, other: str, index: str
) -> tuple[cst.BinaryOperation, str]:
    """`(p * one_hot).sum(axis=-1)` and `np.sum(p * one_hot)`."""
    picked = f"{numpy}.take_along_axis({other}, {index}[..., None], axis=-1)"
    parent = source.parents.get(node)
    call = source.parents.get(parent) if parent is not None else None
    if not isinstance(call, cst.Call):
        return node, ""
    function = source.code(call.func)
    method = isinstance(parent, cst.Attribute) and function.endswith(".sum")
    if not method and function not in (f"{numpy}.sum",):
        return node, ""
    rest = [source.code(argument.value) for argument in (call.args if method else call.args[1:])]
    if any(argument.keyword and argument.keyword.value == "keepdims" for argument in call.args) or len(rest) > 1:
        return node, ""
    if not rest:
        return call, f"{numpy}.sum({picked})"  # type: ignore[return-value]
    return (call, f"{picked}[..., 0]") if rest[0] in LAST else (node, "")  # type: ignore[return-value]


class Pairwise:
    """Squared distances of all pairs by a matrix product, without the array of all differences.

    Precondition: `((a[:, None] - b[None]) ** 2).sum(axis=-1)`, `np.sum(..., axis=-1)`, or the norm of the difference.
    """

    name = "vectorise/pairwise"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each sum of squared differences of broadcast rows."""
        numpy = numpy_name(source)
        if numpy is None:
            return
        for node in source.nodes(cst.Call):
            assert isinstance(node, cst.Call)
            difference, root = _difference(source, node, numpy)
            if difference is None:
                continue
            sides = [_rows(source, difference.left), _rows(source, difference.right)]
            if sides[0] is None or sides[1] is None or sides[0][1] == sides[1][1]:
                continue
            a, b = (tight(side[0]) for side in (sides if sides[0][1] == "rows" else sides[::-1]) if side is not None)
            squares = f"({a} * {a}).sum(axis=-1)[:, None] + ({b} * {b}).sum(axis=-1) - 2.0 * ({a} @ {b}.T)"
            code = f"{numpy}.maximum({squares}, 0.0)"
            code = f"{numpy}.sqrt({code})" if root else code
            yield _expression(source, self.name, node, code, "a matrix product in place of all differences")


def _difference(source: Source, node: cst.Call, numpy: str) -> tuple[cst.BinaryOperation | None, bool]:
    """(the difference whose squares are summed over the last axis, whether a root is taken)."""
    function = source.code(node.func)
    method = isinstance(node.func, cst.Attribute) and node.func.attr.value == "sum" and not function.startswith(numpy)
    arguments = list(node.args) if method else list(node.args[1:])
    if len(arguments) != 1 or source.code(arguments[0].value) not in ("-1", "2"):
        return None, False
    inner = node.func.value if method and isinstance(node.func, cst.Attribute) else node.args[0].value
    if function == f"{numpy}.linalg.norm" and m.matches(inner, m.BinaryOperation(operator=m.Subtract())):
        return inner, True  # type: ignore[return-value]
    if (method or function == f"{numpy}.sum") and m.matches(inner, SQUARE):
        return inner.left, False  # type: ignore[attr-defined]
    return None, False


def _rows(source: Source, node: cst.BaseExpression) -> tuple[str, str] | None:
    """(an array, whether its rows or the other's vary along the first axis) of `a[:, None]` and `b[None]`."""
    if not isinstance(node, cst.Subscript):
        return None
    index = "".join(source.code(part) for part in node.slice).replace(" ", "").replace("np.newaxis", "None")
    base = source.code(node.value)
    if index in (":,None", ":,None,:"):
        return base, "rows"
    return (base, "columns") if index in ("None", "None,:", "None,:,:") else None


def _expression(source: Source, name: str, old: cst.CSTNode, code: str, why: str) -> Edit:
    before = source.code(old)
    return source.edit(
        name,
        old,
        key=f"{before}->{code}",
        hypothesis=f"`{before[:70]}` at {source.where(old)} becomes `{code[:70]}`: {why}",
        make=lambda: source.replaced(old, expression(f"({code})" if name.endswith("hot") else code)),
    )


MOVES: tuple[Move, ...] = (ScatterAdd(), OneHot(), Pairwise())
