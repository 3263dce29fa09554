"""A small function's body in place of a call of it.

Source: procedure integration (Allen and Cocke, A Catalogue of Optimizing Transformations, 1972).
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Mapping, Sequence

from leadscrew.research.rewriter.lifting.value import Unliftable

MOST = 60
"""Nodes of an expression that may stand in several places."""


Let = Callable[[str, ast.expr], ast.expr]
"""Gives an expression a name."""


def straight(function: ast.FunctionDef) -> bool:
    """Whether a function has assignments and a return alone."""
    return not any(isinstance(node, ast.If) for node in ast.walk(function))


def expression(function: ast.FunctionDef, call: ast.Call, let: Let | None = None) -> ast.expr:
    """What a call of a function of assignments, conditions and returns comes to, as one expression.

    let: names what the function assigns, and its arguments; without it expressions stand wherever the name stood.
    """
    names = [argument.arg for argument in function.args.args]
    spec = function.args
    if spec.vararg or spec.kwarg or spec.kwonlyargs or spec.posonlyargs or len(call.args) > len(names):
        raise Unliftable("a function with other arguments")
    if function.decorator_list and not all(
        ast.unparse(d).rpartition(".")[2] in ("njit", "jit") for d in function.decorator_list
    ):
        raise Unliftable("a decorated function")
    given = dict(zip(names, call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    defaults = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=True))
    missing = [name for name in names if name not in given and name not in defaults]
    if missing or set(given) - set(names):
        raise Unliftable("a call that does not fit its function")
    if let is not None:
        for name, value in given.items():
            if not isinstance(value, ast.Name | ast.Constant):
                given[name] = let(name, value)
    result = _result(function.body, {**defaults, **given}, function.name, let)
    if result is None:
        raise Unliftable("a function that may return nothing")
    return result


def _result(
    body: Sequence[ast.stmt], given: Mapping[str, ast.expr], name: str, let: Let | None = None
) -> ast.expr | None:
    known = dict(given)
    for place, statement in enumerate(body):
        match statement:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                known[target] = _substituted(value, known, name)
                if let is not None:
                    known[target] = let(target, known[target])
            case ast.AugAssign(target=ast.Name(id=target), op=op, value=value) if target in known:
                known[target] = ast.BinOp(left=known[target], op=op, right=_substituted(value, known, name))
            case ast.Return(value=value) if value is not None:
                return _substituted(value, known, name)
            case ast.If(test=test, body=inner, orelse=orelse):
                rest = list(body[place + 1 :])
                one = _result([*inner, *rest], known, name)
                two = _result([*orelse, *rest], known, name)
                if one is None or two is None:
                    return None
                return ast.IfExp(test=_substituted(test, known, name), body=one, orelse=two)
            case _:
                raise Unliftable("a function with loops or effects")
    return None


class _Substitute(ast.NodeTransformer):
    def __init__(self, known: Mapping[str, ast.expr]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.known[node.id]) if node.id in self.known else node

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        raise Unliftable("a function in a function")


def _substituted(node: ast.expr, known: Mapping[str, ast.expr], name: str) -> ast.expr:
    if any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node)):
        raise Unliftable("a function that calls itself")
    result = _Substitute(known).visit(copy.deepcopy(node))
    assert isinstance(result, ast.expr)
    if sum(1 for _ in ast.walk(result)) > 10 * MOST:
        raise Unliftable("a function too large to put in place of its call")
    return result
