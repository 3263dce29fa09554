"""A function that goes through all items for those with a given key is asked a table instead, made before the loop.

Source: hash join, across a function's boundary (DeWitt et al., Implementation techniques for main memory database
systems, SIGMOD 1984; interprocedural motion: Aho, Lam, Sethi, Ullman, Compilers, chapter 12).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from leadscrew.research.rewriter.block import body_of, edited, fresh, siblings, statements
from leadscrew.research.rewriter.flow import Flow
from leadscrew.research.rewriter.moves.search import steady_loop
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source


@dataclass(frozen=True, slots=True)
class Filter:
    """`def f(rows, key)`: the items of `rows` whose part equals `key`, each as some expression."""

    name: str
    items: int
    """Place of the parameter that is gone through."""
    key: int
    """Place of the parameter that is looked for."""
    target: str
    part: str
    """What of the item must equal the key."""
    made: str
    """What is kept of the item."""


class Grouping:
    """Calls of a filtering function in a loop become look-ups in groups that are made once.

    Precondition: a function of the module whose body is one loop, or one comprehension, over a parameter, with one test
    that part of the item equals another parameter, and that only collects; a call of it in a loop in which the items
    stay as they are.
    """

    name = "loop/grouping"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each call that fits."""
        flow = source.once(Flow)
        filters = {found.name: found for node in source.module.body if (found := _filter(source, node)) is not None}
        for call in source.nodes(cst.Call) if filters else ():
            assert isinstance(call, cst.Call)
            known = filters.get(call.func.value) if isinstance(call.func, cst.Name) else None
            if known is None or any(arg.keyword or arg.star for arg in call.args):
                continue
            if len(call.args) <= max(known.items, known.key):
                continue
            items, key = call.args[known.items].value, call.args[known.key].value
            outer = steady_loop(source, flow, call, items)
            if outer is None or not isinstance(items, cst.Name | cst.Attribute) or not siblings(source, outer):
                continue
            yield source.edit(
                self.name,
                call,
                key=f"{source.code(call)} grouped",
                hypothesis=(
                    f"`{source.code(call)[:70]}` at {source.where(call)} goes through all of `{source.code(items)}` "
                    f"each time: groups by `{known.part[:40]}` are made once and looked up"
                ),
                make=lambda call=call, known=known, items=items, key=key, outer=outer: self._made(  # type: ignore[misc]
                    source, call, known, items, key, outer
                ),
            )

    def _made(
        self, source: Source, call: cst.Call, known: Filter, items: cst.CSTNode, key: cst.CSTNode, outer: cst.CSTNode
    ) -> cst.Module:
        name = fresh(source, f"{known.name}_by_key")
        target = known.target
        built = f"{name} = {{}}\nfor {target} in {source.code(items)}:\n"
        built += f"    {name}.setdefault({known.part}, []).append({known.made})\n"
        new = cst.parse_expression(f"{name}.get({source.code(key)}, [])")
        whole = outer.visit(Replacer({call: new}))
        assert isinstance(whole, cst.CSTNode)
        return edited(source, {outer: [*statements(built), whole]})


def _filter(source: Source, node: cst.CSTNode) -> Filter | None:
    """What a function filters; None where it does more or less."""
    if not isinstance(node, cst.FunctionDef) or node.decorators or not isinstance(node.body, cst.IndentedBlock):
        return None
    parameters = [parameter.name.value for parameter in node.params.params]
    lines = [line for line in node.body.body if not _is_text(line)]
    found = _by_comprehension(source, lines) or _by_loop(source, lines)
    if found is None:
        return None
    target, over, test, made = found
    if over not in parameters:
        return None
    own = {name.value for name in [target, *source.below(target)] if isinstance(name, cst.Name)}
    for part, wanted in ((test.left, test.comparisons[0].comparator), (test.comparisons[0].comparator, test.left)):
        if not isinstance(wanted, cst.Name) or wanted.value not in parameters or wanted.value == over:
            continue
        used = {n.value for n in [part, made, *source.below(part), *source.below(made)] if isinstance(n, cst.Name)}
        if not used & own or used & set(parameters) or not isinstance(test.comparisons[0].operator, cst.Equal):
            continue
        return Filter(
            name=node.name.value,
            items=parameters.index(over),
            key=parameters.index(wanted.value),
            target=source.code(target),
            part=source.code(part),
            made=source.code(made),
        )
    return None


Parts = tuple[cst.BaseAssignTargetExpression, str, cst.Comparison, cst.BaseExpression]


def _by_comprehension(source: Source, lines: list[cst.BaseStatement]) -> Parts | None:
    line = lines[0] if lines and len(lines) <= 2 else None
    part = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    if not isinstance(part, cst.Return | cst.Assign) or not isinstance(part.value, cst.ListComp):
        return None
    if isinstance(part, cst.Assign) != (len(lines) == 2):
        return None
    if isinstance(part, cst.Assign) and source.code(lines[1]) != f"return {source.code(part.targets[0].target)}":
        return None
    inner = part.value.for_in
    if inner.inner_for_in is not None or len(inner.ifs) != 1 or not isinstance(inner.iter, cst.Name):
        return None
    test = inner.ifs[0].test
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return None
    return inner.target, inner.iter.value, test, part.value.elt


def _by_loop(source: Source, lines: list[cst.BaseStatement]) -> Parts | None:
    if len(lines) != 3 or not isinstance(lines[1], cst.For) or lines[1].orelse is not None:
        return None
    first, loop, last = source.code(lines[0]), lines[1], source.code(lines[2])
    name = first.partition(" = ")[0].strip()
    if first.replace(" ", "") not in (f"{name}=[]", f"{name}=list()") or last != f"return {name}":
        return None
    body = body_of(loop)
    test = body[0] if len(body) == 1 else None
    if not isinstance(test, cst.If) or test.orelse is not None or not isinstance(loop.iter, cst.Name):
        return None
    inside = body_of(test)
    line = inside[0] if len(inside) == 1 else None
    part = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    call = part.value if isinstance(part, cst.Expr) else None
    if not isinstance(call, cst.Call) or source.code(call.func) != f"{name}.append" or len(call.args) != 1:
        return None
    if not isinstance(test.test, cst.Comparison) or len(test.test.comparisons) != 1:
        return None
    return loop.target, loop.iter.value, test.test, call.args[0].value


def _is_text(line: cst.CSTNode) -> bool:
    return (
        isinstance(line, cst.SimpleStatementLine)
        and isinstance(line.body[0], cst.Expr)
        and isinstance(line.body[0].value, cst.SimpleString | cst.ConcatenatedString)
    )


MOVES: tuple[Move, ...] = (Grouping(),)
