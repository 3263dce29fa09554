"""Contractions: `einsum` of two operands becomes matrix products, which BLAS computes.

Source: Golub and Van Loan, Matrix Computations, section 1.1 (level-3 operations); Goto and van de Geijn, ACM TOMS
34(3), 2008 (why a large matrix product beats any loop); the documentation of numpy.einsum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from leadscrew.research.rewriter.block import expression
from leadscrew.research.rewriter.source import Edit, Move, Source

SUBSCRIPTS = re.compile(r"([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]*)")


@dataclass(frozen=True, slots=True)
class Contraction:
    """Two operands' subscripts, sorted by what becomes of them."""

    batch: str
    left: str
    right: str
    summed: str

    @classmethod
    def read(cls, text: str) -> Contraction | None:
        """From `ab,bc->ac`; None where it is no plain contraction of two operands."""
        found = SUBSCRIPTS.fullmatch(text.replace(" ", ""))
        if found is None:
            return None
        one, two, out = found.groups()
        if any(len(set(part)) != len(part) for part in (one, two, out)) or set(out) - set(one + two):
            return None
        kept = cls(
            batch="".join(c for c in out if c in one and c in two),
            left="".join(c for c in out if c in one and c not in two),
            right="".join(c for c in out if c in two and c not in one),
            summed="".join(c for c in one if c in two and c not in out),
        )
        lost = set(one + two) - set(out) - set(kept.summed)
        return None if lost or not kept.summed else kept


class Einsum:
    """`np.einsum("...,...->...", a, b)` becomes `@` on operands of two dimensions, or `np.tensordot`.

    Precondition: two operands, a literal subscript string, no index repeated within an operand or summed in one alone.
    """

    name = "vectorise/contraction"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each call, in each form that fits."""
        for node in source.nodes(cst.Call):
            found = _read(node)
            if found is None:
                continue
            numpy, text, one, two = found
            for new, how in _forms(numpy, text, source.code(one), source.code(two)):
                code = source.code(node)
                yield source.edit(
                    self.name,
                    node,
                    key=f"{code}->{new}",
                    hypothesis=f"`{code[:70]}` at {source.where(node)} becomes {how}: BLAS in place of a generic loop",
                    make=lambda node=node, new=new: source.replaced(node, expression(new)),  # type: ignore[misc]
                )


def _read(node: cst.CSTNode) -> tuple[str, str, cst.BaseExpression, cst.BaseExpression] | None:
    """(name of NumPy, subscripts, operands) of a call that contracts two operands."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute) or len(node.args) not in (3, 4):
        return None
    owner, name = node.func.value, node.func.attr.value
    if name != "einsum" or not isinstance(owner, cst.Name) or owner.value not in ("np", "numpy"):
        return None
    if len(node.args) == 4 and (node.args[3].keyword is None or node.args[3].keyword.value != "optimize"):
        return None
    first = node.args[0].value
    if not isinstance(first, cst.SimpleString) or any(a.keyword or a.star for a in node.args[:3]):
        return None
    text = first.evaluated_value
    return (owner.value, text, node.args[1].value, node.args[2].value) if isinstance(text, str) else None


def _forms(numpy: str, text: str, one: str, two: str) -> Iterator[tuple[str, str]]:
    """The replacements' source with a word for each."""
    kept = Contraction.read(text)
    if kept is None:
        return
    first, second = text.replace(" ", "").partition("->")[0].split(",")
    out = text.replace(" ", "").partition("->")[2]
    one, two = _bracketed(one), _bracketed(two)
    if not kept.batch and out == kept.left + kept.right:
        flat_one, flat_two = (
            _flat(numpy, one, first, kept.left, kept.summed),
            _flat(numpy, two, second, kept.summed, kept.right),
        )
        if flat_one and flat_two and len(kept.left) == 1 == len(kept.right):
            yield f"({flat_one} @ {flat_two})", "one matrix product"
        axes = tuple(first.index(c) for c in kept.summed), tuple(second.index(c) for c in kept.summed)
        yield f"{numpy}.tensordot({one}, {two}, axes=({list(axes[0])}, {list(axes[1])}))", "a tensor product by BLAS"
    if len(kept.batch) and out == kept.batch + kept.left + kept.right and len(kept.summed) == 1:
        if len(kept.left) != 1 or len(kept.right) != 1:
            return
        left = _arranged(numpy, one, first, kept.batch + kept.left + kept.summed)
        right = _arranged(numpy, two, second, kept.batch + kept.summed + kept.right)
        yield f"({left} @ {right})", "a stack of matrix products"


def _flat(numpy: str, operand: str, subscripts: str, rows: str, columns: str) -> str | None:
    """The operand as a matrix of rows by columns without a copy of a shuffled array; None where that needs one."""
    if subscripts == rows + columns:
        if len(rows) == 1 == len(columns):
            return operand
        if len(columns) == 1:
            return f"{operand}.reshape(-1, {operand}.shape[-1])"
        return f"{operand}.reshape({operand}.shape[0], -1)" if len(rows) == 1 else None
    if subscripts == columns + rows:
        if len(rows) == 1 == len(columns):
            return f"{operand}.T"
        if len(rows) == 1:
            return f"{operand}.reshape(-1, {operand}.shape[-1]).T"
        return f"{operand}.reshape({operand}.shape[0], -1).T" if len(columns) == 1 else None
    return None


def _arranged(numpy: str, operand: str, subscripts: str, wanted: str) -> str:
    if subscripts == wanted:
        return operand
    if subscripts[:-2] == wanted[:-2] and subscripts[-2:] == wanted[:-3:-1]:
        return f"{operand}.swapaxes(-1, -2)"
    return f"{operand}.transpose({', '.join(str(subscripts.index(c)) for c in wanted)})"


def _bracketed(code: str) -> str:
    return code if re.fullmatch(r"[\w.]+(\[[^\[\]]*\])?", code) else f"({code})"


MOVES: tuple[Move, ...] = (Einsum(),)
