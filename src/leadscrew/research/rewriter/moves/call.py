"""A slower call for a faster one with the same contract, or nearly so: the checks decide.

Source: the libraries' own documentation of complexity; strength reduction (Cocke and Kennedy, CACM 1977) for powers.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from leadscrew.research.rewriter.source import Edit, Move, Source

SORTED = m.Call(func=m.Name("sorted"), args=[m.Arg(keyword=None)])
COPY = m.Call(func=m.Attribute(attr=m.Name("copy")), args=[])
LISTED = m.Call(func=m.OneOf(m.Name("list"), m.Name("tuple"), m.Name("sorted")), args=[m.Arg(keyword=None)])


class Faster:
    """A slower call becomes a faster one with the same contract."""

    name = "call/faster"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Every place where a replacement of the table fits."""
        for node in source.nodes(cst.BaseExpression):  # type: ignore[type-abstract]
            for new, why in _replacements(node):
                code = source.code(node)
                yield source.edit(
                    f"call/{why.split(':')[0].replace(' ', '-')}",
                    node,
                    key=f"{code}->{source.code(new)}",
                    hypothesis=f"`{code[:70]}` becomes `{source.code(new)[:70]}` at {source.where(node)}: {why}",
                    make=lambda node=node, new=new: source.replaced(node, new),  # type: ignore[misc]
                )
        yield from _membership(source)


def _replacements(node: cst.CSTNode) -> Iterator[tuple[cst.BaseExpression, str]]:
    if isinstance(node, cst.Subscript) and m.matches(node.value, SORTED) and len(node.slice) == 1:
        index = node.slice[0].slice
        source = node.value.args[0].value  # type: ignore[attr-defined]
        if m.matches(index, m.Index(m.Integer("0"))):
            yield cst.Call(cst.Name("min"), [cst.Arg(source)]), "one pass: min is linear, sorting is not"
        if m.matches(index, m.Index(m.UnaryOperation(m.Minus(), m.Integer("1")))):
            yield cst.Call(cst.Name("max"), [cst.Arg(source)]), "one pass: max is linear, sorting is not"
    if m.matches(node, COPY):
        yield node.func.value, "no copy: nothing may depend on it"  # type: ignore[attr-defined]
    if m.matches(node, LISTED):
        value = node.args[0].value  # type: ignore[attr-defined]
        if isinstance(value, cst.GeneratorExp) and not value.lpar:  # bare only as a call's one argument
            value = value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        yield value, "no conversion: the value may serve as it is"
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Power):
        base, exponent = node.left, node.right
        if m.matches(exponent, m.Integer("2")) and isinstance(base, cst.Name | cst.Attribute | cst.Subscript):
            product = cst.BinaryOperation(base, cst.Multiply(), base, lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
            yield product, "strength reduction: a product instead of a power"
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        yield from _methods(node, node.func)
    if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        target = node.comparisons[0]
        listed = target.comparator
        if isinstance(target.operator, cst.In | cst.NotIn) and isinstance(listed, cst.List) and listed.elements:
            made = cst.Set(listed.elements)
            yield (
                node.with_changes(comparisons=[target.with_changes(comparator=made)]),
                "hashed: membership in a set",
            )


def _methods(node: cst.Call, function: cst.Attribute) -> Iterator[tuple[cst.BaseExpression, str]]:
    name = function.attr.value
    owner = function.value
    if isinstance(owner, cst.Name) and owner.value in ("np", "numpy"):
        swaps = {"array": "asarray", "zeros": "empty", "zeros_like": "empty_like"}
        if name in swaps:
            new = node.with_changes(func=function.with_changes(attr=cst.Name(swaps[name])))
            yield new, "less work: no copy or no clearing"
        if name == "einsum" and not any(a.keyword is not None for a in node.args):
            option = cst.Arg(cst.Name("True"), keyword=cst.Name("optimize"))
            yield node.with_changes(args=[*node.args, option]), "contraction order: einsum may use matrix products"
        if name in ("max", "min", "sum", "mean", "argmax") and node.args and node.args[0].keyword is None:
            method = cst.Attribute(node.args[0].value, cst.Name(name))
            rest = [a.with_changes(comma=cst.MaybeSentinel.DEFAULT) for a in node.args[1:]]
            if isinstance(node.args[0].value, cst.Name | cst.Attribute | cst.Subscript):
                yield cst.Call(method, rest), "method call: one layer of Python less"


def _membership(source: Source) -> Iterator[Edit]:
    """A local list that is asked for membership becomes a set, with its `append` calls."""
    asked = {
        target.comparator.value
        for node in source.nodes(cst.Comparison)
        for target in node.comparisons  # type: ignore[attr-defined]
        if isinstance(target.operator, cst.In | cst.NotIn) and isinstance(target.comparator, cst.Name)
    }
    for function in source.nodes(cst.FunctionDef):
        assert isinstance(function, cst.FunctionDef)
        for name in sorted(asked):
            changes = _as_set(source, function, name)
            if changes:
                yield source.edit(
                    "call/membership",
                    function,
                    key=f"{function.name.value}:{name} as set",
                    hypothesis=(
                        f"`{name}` in {function.name.value}() at {source.where(function)} "
                        "is asked for membership: a set"
                    ),
                    make=lambda changes=changes: source.replaced_all(changes),  # type: ignore[misc]
                )


def _as_set(source: Source, function: cst.FunctionDef, name: str) -> dict[cst.CSTNode, cst.CSTNode]:
    changes: dict[cst.CSTNode, cst.CSTNode] = {}
    made = False
    if not _only_asked(source, function, name):
        return {}
    for node in source.nodes(cst.Assign, cst.AnnAssign, cst.Call):
        if function not in source.ancestors(node):
            continue
        if isinstance(node, cst.Assign | cst.AnnAssign):
            target = node.targets[0].target if isinstance(node, cst.Assign) else node.target
            if not m.matches(target, m.Name(name)) or node.value is None:
                continue
            value = node.value
            empty = isinstance(value, cst.List) and not value.elements
            changes[value] = cst.Call(cst.Name("set"), [] if empty else [cst.Arg(value)])
            made = True
        elif m.matches(node, m.Call(func=m.Attribute(m.Name(name), m.Name("append")))):
            assert isinstance(node.func, cst.Attribute)  # type: ignore[attr-defined]
            changes[node] = node.with_changes(func=node.func.with_changes(attr=cst.Name("add")))  # type: ignore[attr-defined]
    return changes if made else {}


def _only_asked(source: Source, function: cst.FunctionDef, name: str) -> bool:
    """Whether a name is only filled, asked and gone through: a set has no places and no order to sort."""
    for node in source.below(function):
        if not isinstance(node, cst.Subscript | cst.Attribute) or not isinstance(node.value, cst.Name):
            continue
        plain = isinstance(node, cst.Attribute) and node.attr.value in ("append", "remove", "clear", "copy")
        if node.value.value == name and not plain:
            return False
    return True


MOVES: tuple[Move, ...] = (Faster(),)
