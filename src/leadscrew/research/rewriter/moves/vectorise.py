"""Vectorise and batch: a loop over an axis becomes array operations on the whole axis.

Source: Allen and Kennedy, ACM TOPLAS 9(4), 1987 (automatic vectorisation); Harris et al., Nature 585, 2020 (array
programming); Bradbury et al., JAX, 2018 (vmap: a function of one sample becomes one of a batch).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.block import edited, statements, with_import
from leadscrew.research.rewriter.lifting import calls, flow
from leadscrew.research.rewriter.lifting.expression import Expressions
from leadscrew.research.rewriter.lifting.statement import lift_loop
from leadscrew.research.rewriter.lifting.value import Unliftable, Value, tight
from leadscrew.research.rewriter.moves.fragment import Fragments, comments_in
from leadscrew.research.rewriter.pattern import numpy_name
from leadscrew.research.rewriter.source import Edit, Move, Source

DEEPEST = 4
"""Forms of one nest that are tried."""
FAILURES = (Unliftable, KeyError, ValueError, TypeError, IndexError, RecursionError, AttributeError, StopIteration)
MADE_OF_LISTS = ("array", "asarray", "stack", "vstack")


class Loop:
    """A `for` loop whose rounds are independent, or only accumulate, becomes array statements.

    Precondition: the body is assignments, conditions and loops over ranges and arrays; no round reads what another
    wrote, but for sums, products, extremes and running values. Nested loops become axes together, and, as another
    edit, the outer ones alone, with the inner loops left around array statements.
    """

    name = "vectorise/loop"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each loop, at each depth to which its nest can be lifted."""
        fragments = Fragments.of(source)
        if fragments is None:
            return
        done: set[cst.CSTNode] = set()
        for node in source.nodes(cst.For):
            assert isinstance(node, cst.For)
            loop = fragments.at(node, ast.For)
            if not isinstance(loop, ast.For) or not isinstance(
                source.parents.get(node), cst.IndentedBlock | cst.Module
            ):
                continue
            inner = node in done
            for deep, code in _forms(fragments, node, loop):
                done.update(other for other in source.nodes(cst.For) if node in source.ancestors(other))
                yield _edit(source, fragments, node, code, whole=deep == _depth(loop))
                if inner:  # the loop around it is lifted, too: one form is enough here
                    break


def _forms(fragments: Fragments, node: cst.For, loop: ast.For) -> Iterator[tuple[int, str]]:
    """(nested loops that become axes, source), the most first."""
    seen: set[str] = set()
    for deep in range(_depth(loop), max(_depth(loop) - DEEPEST, 0), -1):
        try:
            code = "\n".join(_lifted(fragments, node, loop, deep))
        except FAILURES:
            continue
        if code not in seen:
            seen.add(code)
            yield deep, code


def _lifted(fragments: Fragments, node: cst.For, loop: ast.For, deep: int) -> list[str]:
    facts = fragments.facts(node)
    before, after = fragments.around(loop)
    appended = {name for name in flow.reads(loop) if fragments.only_as_array(loop, name)}
    return lift_loop(
        loop, facts, deep=deep, arrays=appended, constants=_constants(before), later=flow.read_first(after)
    )


def _constants(before: list[ast.stmt]) -> dict[str, str]:
    """What names were last set to, where that is a literal and nothing has changed them since."""
    found: dict[str, str] = {}
    for statement in before:
        for name in flow.writes([statement]):
            found.pop(name, None)
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not flow.reads(value) - {
                "np",
                "float",
                "math",
            }:
                found[name] = ast.unparse(value)
            case ast.Expr():
                for name in flow.reads(statement):
                    found.pop(name, None)
            case _:
                pass
    return found


def _depth(node: ast.AST) -> int:
    inner = max((_depth(child) for child in ast.iter_child_nodes(node)), default=0)
    return inner + isinstance(node, ast.For)


def _edit(source: Source, fragments: Fragments, node: cst.For, code: str, *, whole: bool) -> Edit:
    function = source.function(node)
    header = source.code(node.target) + " in " + source.code(node.iter)
    name = "vectorise/loop" if whole else "vectorise/outer"
    return source.edit(
        name,
        node,
        key=f"{function.name.value if function else ''}:{header}->{code}",
        hypothesis=(
            f"the loop `for {header[:50]}` at {source.where(node)} becomes `{' '.join(code.split())[:90]}`: "
            "one pass of compiled code in place of many rounds of the interpreter"
        ),
        make=lambda: _with_numpy(source, fragments, _with(source, node, code)),
    )


def _with(source: Source, node: cst.For, code: str) -> cst.Module:
    """The file with a loop replaced by statements; its comments stand above them."""
    comments = comments_in(source.module.code_for_node(node.with_changes(leading_lines=[])))
    above = [*node.leading_lines, *(cst.EmptyLine(comment=cst.Comment(comment)) for comment in comments)]
    return edited(source, {node: statements(code, above)})


def _with_numpy(source: Source, fragments: Fragments, module: cst.Module) -> cst.Module:
    """The file with NumPy imported, where it was not."""
    return module if numpy_name(source) is not None else with_import(module, f"import numpy as {fragments.numpy}")


class Comprehension:
    """A list or generator of numbers or rows becomes one array expression.

    Precondition: `np.array([...])`, `np.stack([...])`, `sum(...)` and their like, or a plain list of numbers, whose
    elements are array arithmetic in the loop's index or element.
    """

    name = "vectorise/comprehension"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each comprehension that is not inside another."""
        fragments = Fragments.of(source)
        if fragments is None:
            return
        for node in source.nodes(cst.ListComp, cst.GeneratorExp):
            if any(isinstance(outer, cst.BaseComp) for outer in source.ancestors(node)):
                continue
            parent = source.parents.get(node)
            call = source.parents.get(parent) if isinstance(parent, cst.Arg) else None
            old = call if isinstance(call, cst.Call) else node
            try:
                code, old = _comprehended(fragments, node, old)
                new = cst.parse_expression(f"({code})" if code.startswith("-") else code)
            except (*FAILURES, cst.ParserSyntaxError):
                continue
            before = source.code(old)
            if source.code(new) == before:
                continue
            yield source.edit(
                self.name,
                node,
                key=f"{before}->{code}",
                hypothesis=(
                    f"`{before[:70]}` at {source.where(node)} becomes `{code[:70]}`: an array expression in place of "
                    "a loop of the interpreter"
                ),
                make=lambda old=old, new=new: _with_numpy(  # type: ignore[misc]
                    source, fragments, source.replaced(old, _bracketed(source, old, new))
                ),
            )


def _bracketed(source: Source, old: cst.CSTNode, new: cst.BaseExpression) -> cst.BaseExpression:
    """An operation in brackets where it is part of a larger expression."""
    parent = source.parents.get(old)
    loose = isinstance(new, cst.BinaryOperation | cst.Comparison | cst.UnaryOperation) and not new.lpar
    if loose and isinstance(parent, cst.BaseExpression):
        return new.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return new


def _comprehended(fragments: Fragments, node: cst.CSTNode, old: cst.CSTNode) -> tuple[str, cst.CSTNode]:
    """(source, what it replaces)."""
    scope = Expressions(fragments.facts(node))
    tree = fragments.at(old, ast.Call, ast.ListComp, ast.GeneratorExp)
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in calls.GENERATED:
        if len(tree.args) != 1 or tree.keywords:
            raise Unliftable("sum with a start")
        value = calls.lifted(scope, tree)
        if value.rank:
            raise Unliftable("a sum of arrays")
        return f"{value.tight}.item()", old
    if isinstance(tree, ast.Call):
        module, _, name = ast.unparse(tree.func).partition(".")
        if name in MADE_OF_LISTS and fragments.facts(node).modules.get(module) == "numpy":
            return _array(scope, tree), old
    tree = fragments.at(node, ast.ListComp)
    if not isinstance(tree, ast.ListComp):
        raise Unliftable("a generator for something else")
    value = _elements(scope, tree)
    if isinstance(tree.elt, ast.ListComp) == (value.rank == 1):
        raise Unliftable("a list of arrays")
    return f"{value.tight}.tolist()", node


def _array(scope: Expressions, tree: ast.Call) -> str:
    options = {keyword.arg: keyword.value for keyword in tree.keywords}
    if len(tree.args) != 1 or set(options) - {"dtype"} or not isinstance(tree.args[0], ast.ListComp):
        raise Unliftable("an array with options")
    value = _elements(scope, tree.args[0])
    name = ast.unparse(tree.func).rpartition(".")[2]
    if name == "vstack" and value.rank < 2:
        raise Unliftable("rows of numbers")
    if "dtype" in options:
        return f"{scope.facts.numpy}.asarray({value.code}, dtype={ast.unparse(options['dtype'])})"
    return value.code


def _elements(scope: Expressions, tree: ast.ListComp) -> Value:
    """A comprehension's values; with a condition only those for which it holds."""
    (generator,) = tree.generators
    if not generator.ifs:
        return scope.comprehension(tree)
    inner = scope.inside(generator.target, generator.iter)
    axis = inner.axes[-1].name
    value = inner.lift(tree.elt)
    test = inner.lift(generator.ifs[0])
    if value.axes != (axis,) or test.axes != (axis,) or test.rank or len(generator.ifs) > 1:
        raise Unliftable("a condition that does not go with the elements")
    return Value(code=f"{tight(value.code)}[{test.code}]", rank=value.rank + 1)


MOVES: tuple[Move, ...] = (Loop(), Comprehension())
