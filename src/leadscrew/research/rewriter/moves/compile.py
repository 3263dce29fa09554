"""Compile: numeric functions and hot loops by Numba, where the task's box holds it.

Compiling takes a second or so in each trial, unless the task declares a build: it pays where loops run for longer.

Source: Lam, Pitrou, Seibert, Numba: a LLVM-based Python JIT compiler, LLVM-HPC 2015; Numba's list of supported Python
and NumPy features.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.block import fresh, with_import
from leadscrew.research.rewriter.flow import Flow
from leadscrew.research.rewriter.pattern import numpy_name
from leadscrew.research.rewriter.source import Edit, Move, Source

CALLS = frozenset(("range", "len", "abs", "min", "max", "int", "float", "bool", "round", "pow", "divmod"))
NUMPY = frozenset(
    (
     "zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "arange", "linspace", "eye",
     "dot", "sum", "sqrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "tanh", "arctan2", "abs",
     "fabs", "floor", "ceil", "power", "maximum", "minimum", "where", "argmax", "argmin", "max", "min", "mean",
     "std", "var", "median", "cumsum", "prod", "sort", "argsort", "unique", "outer", "float32", "float64",
     "int32", "int64", "bool_", "hypot", "sign", "isnan", "isfinite", "inf", "pi", "nan", "newaxis", "uint8",
     "int8", "any", "all", "diff", "concatenate", "copy", "round",
    )
)  # fmt: skip
METHODS = frozenset(
    (
     "copy", "sum", "mean", "max", "min", "argmax", "argmin", "astype", "reshape", "dot", "fill", "std", "var",
     "any", "all", "cumsum", "prod", "ravel", "flatten", "transpose", "T", "shape", "size", "ndim", "append",
    )
)  # fmt: skip
REFUSED = (
    cst.Dict, cst.DictComp, cst.Set, cst.SetComp, cst.GeneratorExp, cst.FormattedString, cst.SimpleString, cst.Lambda,
    cst.Try, cst.With, cst.Yield, cst.Await, cst.Global, cst.Nonlocal, cst.ClassDef, cst.StarredElement, cst.Import,
    cst.ImportFrom, cst.Del, cst.Raise, cst.Assert,
)  # fmt: skip
FORMS = (
    ("compile/njit", "@numba.njit", "compiled"),
    ("compile/fastmath", "@numba.njit(fastmath=True)", "compiled, with sums in any order"),
    ("compile/parallel", "@numba.njit(parallel=True)", "compiled, its array expressions on all of the trial's threads"),
)
COST = "compiling counts, unless the task declares a build"


class Functions:
    """A function that Numba should accept gets a decorator.

    Precondition: a function of the module with a loop, in which every construct and call is one that Numba supports,
    and whose arguments the profile did not see to be lists, mappings or texts.
    """

    name = "compile/njit"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each function in each form."""
        if "numba" not in source.packages:
            return
        known = _compiled(source)
        for function in _functions(source):
            if function.decorators or not _loops(source, function) or not _accepted(source, function.body, known):
                continue
            if not all(_numeric(source, function.name.value, p.name.value) for p in function.params.params):
                continue
            for move, decorator, told in FORMS:
                yield source.edit(
                    move,
                    function,
                    key=f"{function.name.value} {decorator}",
                    hypothesis=f"{function.name.value}() at {source.where(function)} {told} by Numba; {COST}",
                    make=lambda function=function, decorator=decorator: _decorated(  # type: ignore[misc]
                        source, function, decorator
                    ),
                )


class Loops:
    """A hot loop of a larger function becomes a compiled function of its own: outlining.

    Precondition: the loop is supported as above, the profile knows what its names hold, and they are numbers or arrays.
    """

    name = "compile/outline"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each outermost loop."""
        if "numba" not in source.packages or source.profile is None:
            return
        for loop in source.nodes(cst.For, cst.While):
            function = source.function(loop)
            if function is None or any(isinstance(a, cst.For | cst.While) for a in source.ancestors(loop)):
                continue
            if not _accepted(source, loop, _compiled(source)) or _leaves(source, loop):
                continue
            parts = self._parts(source, function, loop)
            if parts is None:
                continue
            given, results = parts
            yield source.edit(
                self.name,
                loop,
                key=f"{function.name.value}:{source.code(loop)[:200]}",
                hypothesis=(
                    f"the loop at {source.where(loop)} becomes a function of its own, compiled by Numba; {COST}"
                ),
                make=lambda function=function, loop=loop, given=given, results=results: _outlined(  # type: ignore[misc]
                    source, function, loop, given, results
                ),
            )

    def _parts(
        self, source: Source, function: cst.FunctionDef, loop: cst.CSTNode
    ) -> tuple[list[str], list[str]] | None:
        """(names that the loop is given, names that it gives back); None where one of them is no number or array."""
        before, after = _around(source, function, loop)
        kinds = (source.profile.kinds if source.profile else {}).get(source.path, {}).get(function.name.value, {})
        written = source.once(Flow).bound(loop)
        given = sorted(name for name in _names(source, loop) if name in kinds and name in before)
        results = sorted(written & after)
        if not given or not all(_plain_kind(kinds.get(name, "")) for name in {*given, *results}):
            return None
        return given, results


def _around(source: Source, function: cst.FunctionDef, loop: cst.CSTNode) -> tuple[set[str], set[str]]:
    """Names that a function mentions before and after a loop; what only the loop binds must not be given to it."""
    inside = set(source.below(loop))
    start = source.ranges[loop].start
    before: set[str] = set()
    after: set[str] = set()
    for node in source.below(function):
        if isinstance(node, cst.Name) and node not in inside and node in source.ranges:
            place = source.ranges[node].start
            (before if (place.line, place.column) < (start.line, start.column) else after).add(node.value)
    return before, after


def _functions(source: Source) -> Iterator[cst.FunctionDef]:
    for node in source.module.body:
        if isinstance(node, cst.FunctionDef):
            yield node


def _loops(source: Source, function: cst.FunctionDef) -> bool:
    return any(isinstance(node, cst.For | cst.While) for node in source.below(function))


def _compiled(source: Source) -> frozenset[str]:
    """Functions of the module that are compiled already."""
    return frozenset(
        function.name.value
        for function in _functions(source)
        if any("njit" in source.code(decorator) for decorator in function.decorators)
    )


def _accepted(source: Source, node: cst.CSTNode, known: frozenset[str]) -> bool:
    """Whether everything below a node is what Numba supports, as far as syntax says."""
    numpy = numpy_name(source) or "np"
    for below in source.below(node):
        if isinstance(below, REFUSED) and not _is_docstring(source, below):
            return False
        if isinstance(below, cst.Attribute):
            if isinstance(below.value, cst.Name) and below.value.value in (numpy, "math"):
                if below.value.value == numpy and below.attr.value not in NUMPY:
                    return False
            elif below.attr.value not in METHODS:
                return False
        if isinstance(below, cst.Call) and isinstance(below.func, cst.Name):
            if below.func.value not in CALLS and below.func.value not in known:
                return False
        elif isinstance(below, cst.Call) and not isinstance(below.func, cst.Attribute):
            return False
    return True


def _is_docstring(source: Source, node: cst.CSTNode) -> bool:
    return isinstance(node, cst.SimpleString) and isinstance(source.parents.get(node), cst.Expr)


def _numeric(source: Source, function: str, name: str) -> bool:
    kind = source.profile.kind(source.path, function, name) if source.profile else None
    return kind is None or _plain_kind(kind)


def _plain_kind(kind: str) -> bool:
    return kind.startswith("array ") or kind in ("int", "float", "bool", "float64", "float32", "int64", "int32")


def _leaves(source: Source, loop: cst.CSTNode) -> bool:
    return any(isinstance(node, cst.Return) for node in source.below(loop))


def _names(source: Source, node: cst.CSTNode) -> set[str]:
    attributes = {id(n.attr) for n in source.below(node) if isinstance(n, cst.Attribute)}
    keywords = {id(n.keyword) for n in source.below(node) if isinstance(n, cst.Arg) and n.keyword is not None}
    skipped = attributes | keywords
    return {
        n.value
        for n in source.below(node)
        if isinstance(n, cst.Name) and id(n) not in skipped and n.value not in dir(builtins)
    }


def _decorated(source: Source, function: cst.FunctionDef, decorator: str) -> cst.Module:
    made = cst.parse_statement(f"{decorator}\ndef f(): pass\n")
    assert isinstance(made, cst.FunctionDef)
    new = function.with_changes(decorators=made.decorators)
    return with_import(source.replaced(function, new), "import numba")


def _outlined(
    source: Source, function: cst.FunctionDef, loop: cst.CSTNode, given: list[str], results: list[str]
) -> cst.Module:
    name = fresh(source, f"{function.name.value}_loop")
    back = ", ".join(results)
    call = f"{name}({', '.join(given)})"
    line = cst.parse_statement(f"{back} = {call}\n" if back else f"{call}\n")
    head = cst.parse_statement(f"@numba.njit\ndef {name}({', '.join(given)}):\n    pass\n")
    assert isinstance(head, cst.FunctionDef) and isinstance(loop, cst.For | cst.While)
    body: list[cst.BaseStatement] = [loop]
    if back:
        body.append(cst.ensure_type(cst.parse_statement(f"return {back}\n"), cst.SimpleStatementLine))
    outlined = head.with_changes(
        body=cst.IndentedBlock(body=body), leading_lines=[cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)]
    )
    changed = source.replaced(loop, line)
    place = next(
        index
        for index, node in enumerate(changed.body)
        if isinstance(node, cst.FunctionDef) and node.name.value == function.name.value
    )
    whole = changed.with_changes(body=[*changed.body[:place], outlined, *changed.body[place:]])
    return with_import(whole, "import numba")


MOVES: tuple[Move, ...] = (Functions(), Loops())
