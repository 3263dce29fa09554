"""Delete copies and casts whose value may serve as it is.

Source: copy propagation (Aho, Lam, Sethi, Ullman, Compilers, section 9.1.5); NumPy's documentation of what copies.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.block import expression, operand
from leadscrew.research.rewriter.flow import path_of
from leadscrew.research.rewriter.source import Edit, Move, Source

COPIES = frozenset(
    ("copy.copy", "copy.deepcopy", "deepcopy", "np.copy", "numpy.copy", "np.ascontiguousarray",
     "numpy.ascontiguousarray")
)  # fmt: skip
CASTS = {"float": ("float", "float64"), "int": ("int",), "str": ("str",), "bool": ("bool",)}
ARRAYS = frozenset(("np.array", "np.asarray", "numpy.array", "numpy.asarray"))


class Copy:
    """`deepcopy(x)`, `x[:]`, `x.flatten()` or `np.array(x)` becomes `x`.

    Precondition: the value is one expression that is not itself made for the copy (a call's result is fresh already).
    """

    name = "remove/copy"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each copy."""
        for node in source.nodes(cst.Call, cst.Subscript):
            inner = _copied(source, node)
            if inner is not None:
                why = "nothing may depend on the copy"
                yield _edit(source, self.name, node, operand(source, inner), why)


def _copied(source: Source, node: cst.CSTNode) -> cst.BaseExpression | None:
    """What a copying expression copies."""
    if isinstance(node, cst.Subscript):
        stored = isinstance(source.parents.get(node), cst.AssignTarget | cst.Del | cst.AugAssign)
        return node.value if not stored and source.code(node).endswith("[:]") else None
    assert isinstance(node, cst.Call)
    path = path_of(node.func)
    if path in COPIES and len(node.args) == 1:
        return node.args[0].value
    if path in ARRAYS and len(node.args) == 1:
        value = node.args[0].value
        return value if (source.kind(value) or "").startswith("array") else None
    if isinstance(node.func, cst.Attribute) and not node.args and node.func.attr.value == "flatten":
        return _ravelled(node.func)
    return None


def _ravelled(function: cst.Attribute) -> cst.BaseExpression:
    """`ravel` copies only where it must."""
    return cst.Call(function.with_changes(attr=cst.Name("ravel")))


class Cast:
    """`float(x)` of a float, or `x.astype(t)` of an array that is of type t, becomes `x`.

    Precondition: a profile saw the name hold that type; or one cast directly in another of the same type.
    """

    name = "remove/cast"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each redundant cast."""
        for node in source.nodes(cst.Call):
            inner = _cast(source, node)
            if inner is not None:
                yield _edit(source, self.name, node, operand(source, inner), "it is of that type already")


def _cast(source: Source, node: cst.CSTNode) -> cst.BaseExpression | None:
    assert isinstance(node, cst.Call)
    if len(node.args) != 1 or node.args[0].keyword is not None or node.args[0].star:
        return None
    value = node.args[0].value
    if isinstance(node.func, cst.Name) and node.func.value in CASTS:
        same = isinstance(value, cst.Call) and source.code(value.func) == node.func.value
        known = source.kind(value) in CASTS[node.func.value]
        return value if same or known else None
    if isinstance(node.func, cst.Attribute) and node.func.attr.value == "astype":
        kind = (source.kind(node.func.value) or "").split()
        wanted = source.code(value).strip("'\"").rpartition(".")[2].replace("float", "float64", 1)
        wanted = wanted.replace("float6464", "float64").replace("float6432", "float32")
        return node.func.value if kind[:1] == ["array"] and kind[1:2] == [wanted] else None
    return None


def _edit(source: Source, move: str, node: cst.CSTNode, new: str, why: str) -> Edit:
    code = source.code(node)
    return source.edit(
        move,
        node,
        key=f"{code}->{new}",
        hypothesis=f"`{code[:70]}` becomes `{new[:70]}` at {source.where(node)}: {why}",
        make=lambda: source.replaced(node, expression(new)),
    )


MOVES: tuple[Move, ...] = (Copy(), Cast())
