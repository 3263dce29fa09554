"""Do the names of a program still resolve after an edit? Decided from the source alone, before a trial is spent.

Covered: a name that nothing binds any more, in any scope; a local that is read before its first binding in the order
in which its function is written.
Not covered: attributes, names in strings, bindings that are skipped at run time. After a star import nothing is said.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator
from functools import lru_cache

KNOWN = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__builtins__", "__annotations__", "__class__"}
FAILURES = (SyntaxError, ValueError, RecursionError, MemoryError)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def breaks_names(before: str, after: str) -> bool:
    """Whether an edit leaves a name unbound, or bound to another thing; what cannot be read breaks nothing here."""
    return bool(unbound(after) - unbound(before) or _locals(before) & _from_outside(after, before))


@lru_cache(maxsize=32)
def unbound(text: str) -> frozenset[tuple[str, str]]:
    """(function, name) of all names that are read and never, or only later, bound; the module's function is ''."""
    try:
        tree = ast.parse(text)
        table = symtable.symtable(text, "source", "exec")
        if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)):
            return frozenset()
        return frozenset((*_missing(table), *_too_early(tree)))
    except FAILURES:
        return frozenset()


@lru_cache(maxsize=32)
def _scopes(text: str) -> tuple[tuple[str, symtable.SymbolTable], ...]:
    """Every scope of a file with the functions and classes that it is in, joined by dots."""
    try:
        table = symtable.symtable(text, "source", "exec")
    except FAILURES:
        return ()
    found, todo = [], [("", table)]
    while todo:
        path, scope = todo.pop()
        found.append((path, scope))
        todo += [(f"{path}.{child.get_name()}", child) for child in scope.get_children()]
    return tuple(found)


@lru_cache(maxsize=32)
def _locals(text: str) -> frozenset[tuple[str, str]]:
    """(scope, name) of what functions bind themselves."""
    return frozenset(
        (path, symbol.get_name())
        for path, scope in _scopes(text)
        if scope.get_type() == "function"
        for symbol in scope.get_symbols()
        if symbol.is_local()
    )


def _from_outside(text: str, before: str) -> set[tuple[str, str]]:
    """(scope, name) of what functions read from the module or the built-ins, where it was bound before as well."""
    known = set(KNOWN)
    for path, scope in _scopes(before):
        known |= {symbol.get_name() for symbol in scope.get_symbols() if not path and _binds(symbol)}
    return {
        (path, symbol.get_name())
        for path, scope in _scopes(text)
        if scope.get_type() == "function"
        for symbol in scope.get_symbols()
        if symbol.is_global() and symbol.is_referenced() and symbol.get_name() in known
    }


def _missing(table: symtable.SymbolTable) -> Iterator[tuple[str, str]]:
    """Names that no scope around them binds."""
    bound = {symbol.get_name() for symbol in table.get_symbols() if _binds(symbol)} | _declared_global(table)
    todo = [table]
    while todo:
        scope = todo.pop()
        todo += scope.get_children()
        for symbol in scope.get_symbols():
            name = symbol.get_name()
            outside = symbol.is_global() or scope is table
            if symbol.is_referenced() and outside and name not in bound and name not in KNOWN:
                yield scope.get_name() if scope is not table else "", name


def _binds(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def _declared_global(table: symtable.SymbolTable) -> set[str]:
    found, todo = set(), list(table.get_children())
    while todo:
        scope = todo.pop()
        todo += scope.get_children()
        found |= {s.get_name() for s in scope.get_symbols() if s.is_declared_global() and s.is_assigned()}
    return found


def _too_early(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names that are read, as their function or module is written, before anything binds them."""
    module = _Order(set(KNOWN))
    for statement in tree.body:
        module.visit(statement)
    yield from (("", name) for name in module.early & module.stored)
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            arguments = node.args
            names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            order = _Order({argument.arg for argument in names if argument is not None})
            for statement in node.body:
                order.visit(statement)
            for name in order.early & order.stored - order.elsewhere:
                yield node.name, name


class _Order(ast.NodeVisitor):
    """Names of one function in the order of evaluation."""

    def __init__(self, bound: set[str]) -> None:
        self.bound = set(bound)
        self.early: set[str] = set()
        self.stored: set[str] = set()
        self.elsewhere: set[str] = set()
        """Names that another scope owns."""

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            if node.id not in self.bound:
                self.early.add(node.id)
        else:
            self._bind(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)
            self.visit(node.target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        if isinstance(node.target, ast.Name):
            if node.target.id not in self.bound:
                self.early.add(node.target.id)
            self._bind(node.target.id)
        else:
            self.visit(node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self.visit(node.target)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        self.visit(node.target)
        for statement in (*node.body, *node.orelse):
            self.visit(statement)

    visit_AsyncFor = visit_For

    def visit_Try(self, node: ast.Try) -> None:
        for handler in node.handlers:
            if handler.name:
                self._bind(handler.name)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind((alias.asname or alias.name).partition(".")[0])

    visit_ImportFrom = visit_Import

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        self.elsewhere |= set(node.names)

    visit_Nonlocal = visit_Global

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self._bind(node.name)  # its body runs later, when all may be bound

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        pass

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        inner = {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
        own = inner - self.bound
        self.bound |= own
        self.generic_visit(node)
        self.bound -= own

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_comprehension(self, node: ast.comprehension) -> None:
        self.visit(node.iter)
        for condition in node.ifs:
            self.visit(condition)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs  # type: ignore[assignment]

    def _bind(self, name: str) -> None:
        self.bound.add(name)
        self.stored.add(name)
