"""Inlining: a small function's or method's body takes the place of its calls, which cost more than the work.

Source: Scheifler, An analysis of inline substitution for a structured programming language, CACM 20(9), 1977; Aho, Lam,
Sethi, Ullman, Compilers, section 12.1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import libcst as cst

from leadscrew.errors import ChangeError
from leadscrew.research.rewriter.pattern import bracketed
from leadscrew.research.rewriter.source import Edit, Move, Source

SIMPLE = (cst.Name, cst.Integer, cst.Float, cst.SimpleString)
LARGEST = 160
"""Characters of a body that is put in place of a call."""


class Inline:
    """All calls of a function become its one expression, its parameters replaced by the arguments.

    Precondition: a function of the module, or a method that one class of the file defines and the profile saw an object
    of, whose body is one `return` of an expression or one assignment; arguments by position; an argument that is more
    than a name or a number is used once.
    """

    name = "move/inline"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each function that is called somewhere."""
        for function, owner in _small(source):
            calls = [call for call in source.nodes(cst.Call) if self._fits(source, call, function, owner)]
            if not calls:
                continue
            hottest = max(calls, key=lambda call: (source.share(call) or 0.0, source.loop_depth(call)))
            name = function.name.value
            yield source.edit(
                self.name,
                hottest,
                key=f"{owner or ''}.{name} inlined",
                hypothesis=(
                    f"{len(calls)} call{'s' if len(calls) > 1 else ''} of {name}(), as at {source.where(hottest)}, "
                    f"become what it does, `{source.code(_body(function))[:80]}`: a call costs more"
                ),
                make=lambda function=function, owner=owner, calls=calls: self._made(  # type: ignore[misc]
                    source, function, owner, calls
                ),
            )

    def _fits(self, source: Source, call: cst.CSTNode, function: cst.FunctionDef, owner: str | None) -> bool:
        if not isinstance(call, cst.Call) or any(arg.keyword or arg.star for arg in call.args):
            return False
        if function in source.ancestors(call):
            return False
        parameters = _parameters(function)
        if owner is None:
            fits = isinstance(call.func, cst.Name) and call.func.value == function.name.value
            given = [arg.value for arg in call.args]
        else:
            func = call.func
            if not isinstance(func, cst.Attribute) or func.attr.value != function.name.value:
                return False
            fits = isinstance(func.value, cst.Name) and source.kind(func.value) == owner
            given = [func.value, *(arg.value for arg in call.args)]
        if not fits or len(given) != len(parameters):
            return False
        uses = Counter(node.value for node in source.below(_body(function)) if isinstance(node, cst.Name))
        if isinstance(_body(function), cst.Assign) and not isinstance(source.parents.get(call), cst.Expr):
            return False
        return all(isinstance(value, SIMPLE) or uses[name] <= 1 for name, value in zip(parameters, given, strict=True))

    def _made(
        self, source: Source, function: cst.FunctionDef, owner: str | None, calls: list[cst.CSTNode]
    ) -> cst.Module:
        changes: dict[cst.CSTNode, cst.CSTNode] = {}
        body = _body(function)
        for call in calls:
            assert isinstance(call, cst.Call)
            given = [arg.value for arg in call.args]
            if owner is not None and isinstance(call.func, cst.Attribute):
                given.insert(0, call.func.value)
            filled = body.visit(_Fill(dict(zip(_parameters(function), given, strict=True))))
            if isinstance(filled, cst.Return):
                if filled.value is None:
                    raise ChangeError("the function returns nothing")
                changes[call] = bracketed(filled.value)
            else:
                parent = source.parents[call]
                assert isinstance(filled, cst.CSTNode)
                changes[parent] = filled
        return source.replaced_all(changes)


def _small(source: Source) -> Iterator[tuple[cst.FunctionDef, str | None]]:
    """Functions of the module, and methods with the name of their class, whose body is one expression."""
    methods: Counter[str] = Counter()
    for node in source.nodes(cst.FunctionDef):
        assert isinstance(node, cst.FunctionDef)
        methods[node.name.value] += 1
    for node in source.module.body:
        if isinstance(node, cst.FunctionDef) and _inlinable(source, node):
            yield node, None
        if isinstance(node, cst.ClassDef) and isinstance(node.body, cst.IndentedBlock):
            for part in node.body.body:
                if isinstance(part, cst.FunctionDef) and methods[part.name.value] == 1 and _inlinable(source, part):
                    yield part, node.name.value


def _inlinable(source: Source, function: cst.FunctionDef) -> bool:
    if function.decorators or function.asynchronous or not isinstance(function.body, cst.IndentedBlock):
        return False
    params = function.params
    if params.kwonly_params or params.posonly_params or params.star_kwarg or any(p.default for p in params.params):
        return False
    if not isinstance(params.star_arg, cst.MaybeSentinel) or len(_statements(function)) != 1:
        return False
    body = _body(function)
    if not isinstance(body, cst.Return | cst.Assign) or len(source.code(body)) > LARGEST:
        return False
    if isinstance(body, cst.Assign) and isinstance(body.targets[0].target, cst.Name | cst.Tuple | cst.List):
        return False
    own = {node.value for node in source.below(body) if isinstance(node, cst.Name)}
    if function.name.value in own:
        return False
    return not any(
        isinstance(node, cst.Lambda | cst.BaseComp | cst.Yield | cst.Await | cst.NamedExpr)
        for node in source.below(body)
    )


def _statements(function: cst.FunctionDef) -> list[cst.BaseSmallStatement]:
    """The body without its docstring; a compound statement counts as two."""
    found: list[cst.BaseSmallStatement] = []
    for line in function.body.body:
        if not isinstance(line, cst.SimpleStatementLine):
            return [cst.Pass(), cst.Pass()]
        for part in line.body:
            assert isinstance(part, cst.BaseSmallStatement)
            if not (isinstance(part, cst.Expr) and isinstance(part.value, cst.SimpleString | cst.ConcatenatedString)):
                found.append(part)
    return found


def _body(function: cst.FunctionDef) -> cst.BaseSmallStatement:
    return _statements(function)[0]


def _parameters(function: cst.FunctionDef) -> list[str]:
    return [parameter.name.value for parameter in function.params.params]


class _Fill(cst.CSTTransformer):
    def __init__(self, given: dict[str, cst.BaseExpression]) -> None:
        super().__init__()
        self._given = given

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        return True

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        return updated_node.with_changes(attr=original_node.attr)  # the attribute's name is no parameter

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        given = self._given.get(original_node.value)
        return updated_node if given is None else bracketed(given)


MOVES: tuple[Move, ...] = (Inline(),)
