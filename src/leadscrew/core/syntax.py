"""When are two programs the same? Python sources compared by syntax tree, without layout, comments and chosen names.

Reading a hostile source can take hours of the compiler's time and all memory (a few hundred bytes of nested `finally`
do). The lab therefore reads what researchers submit in a box: `leadscrew.sandbox.reader`.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping

from leadscrew.core.program import Program
from leadscrew.errors import ChangeError

REFLECTING_CALLS = frozenset(
    ("eval", "exec", "globals", "locals", "vars", "dir", "getattr", "setattr", "delattr", "hasattr", "__import__",
     "compile", "__builtins__", "__file__", "__loader__", "__spec__")
)  # fmt: skip
REFLECTING_MODULES = frozenset(
    ("inspect", "importlib", "sys", "gc", "ctypes", "pickle", "operator", "types", "traceback", "unittest", "runpy",
     "code", "ast", "dis", "symtable", "builtins", "copyreg", "marshal", "shelve", "pydoc", "linecache", "tokenize")
)  # fmt: skip
REFLECTING_ATTRIBUTES = frozenset(
    ("__dict__", "__name__", "__qualname__", "__globals__", "__code__", "__closure__", "__defaults__", "__kwdefaults__",
     "__annotations__", "__module__", "__getattribute__", "__builtins__", "__subclasses__", "__func__", "__wrapped__",
     "__slots__", "__match_args__", "f_locals", "f_globals", "f_back", "f_code", "gi_frame", "cr_frame", "tb_frame")
)  # fmt: skip
"""A program that uses one of these may look at its own names: none of them is taken for a mere spelling."""
WORD = re.compile(r"[^\W\d]\w*")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FAILURES = (SyntaxError, ValueError, RecursionError, MemoryError)


def read_program(program: Program, keep: Iterable[str] = ()) -> str:
    """The meaning of a program whose Python files all compile.  Raises ChangeError.

    keep: names that others know, such as the function that the bench calls.
    """
    for path, content in program.files.items():
        if path.endswith(".py"):
            check_python(path, content)
    return meaning(program, keep)


def check_python(path: str, content: bytes) -> None:
    """Raise ChangeError unless a file compiles; what the compiler finds merely dubious is not said."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(content, path, "exec", dont_inherit=True)
    except FAILURES as exc:
        raise ChangeError(f"{path!r} does not parse: {str(exc) or type(exc).__name__}") from exc


def meaning(program: Program, keep: Iterable[str] = ()) -> str:
    """Digest that comments, layout, docstrings and the names of variables do not change.

    Names count where others may know them: attributes, keywords, words in strings and in other files; and everywhere in
    a program that could look at its own.
    Files that do not parse count as they are.  Not covered: reordered statements, edits without an effect.
    """
    trees = _trees(program)
    names = _names(trees, keep, _words(program))
    digests = {}
    for path, content in program.files.items():
        body = content
        if path in trees:
            try:
                if names is not None:
                    _Spelling(names, "%{}").module(trees[path])  # no identifier looks like this
                body = ast.dump(trees[path]).encode("utf-8", "surrogatepass")
            except (RecursionError, ValueError):  # a number of thousands of digits has no decimal form
                body = content
        digests[path] = hashlib.sha256(body).digest()
    whole = hashlib.sha256()
    for path in sorted(digests):
        whole.update(hashlib.sha256(path.encode()).digest() + digests[path])
    return whole.hexdigest()


def respelled(program: Program, keep: Iterable[str] = ()) -> Program | None:
    """The same program with other names for its variables; None where no name is a mere spelling."""
    trees = _trees(program)
    names = _names(trees, keep, _words(program))
    if names is None:
        return None
    files: dict[str, bytes | None] = {}
    count = 0
    for path, tree in trees.items():
        count += _Spelling(names, "other_name_{}").module(tree)
        files[path] = ast.unparse(tree).encode()
    return program.with_files(files) if count else None


def _words(program: Program) -> set[str]:
    """What could be a name in files of other kinds, such as a script that calls Python."""
    others = (content for path, content in program.files.items() if not path.endswith(".py"))
    return {word for content in others for word in WORD.findall(content.decode("utf-8", "replace"))}


def _trees(program: Program) -> dict[str, ast.Module]:
    read = any(b"__doc__" in content for content in program.files.values())
    parsed = {path: _parsed(content, read) for path, content in program.files.items() if path.endswith(".py")}
    return {path: tree for path, tree in parsed.items() if tree is not None}


def _names(trees: Mapping[str, ast.Module], keep: Iterable[str], words: Iterable[str]) -> _Names | None:
    """Which names are more than a spelling; None where all are, since the program may look at them, or is too deep."""
    try:
        names = _Names(trees.values(), [*keep, *words])
    except RecursionError:
        return None
    return None if names.reflection else names


def _parsed(content: bytes, docstrings: bool) -> ast.Module | None:
    """The tree of a file; without docstrings unless the program reads them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except FAILURES:
        return None
    for node in () if docstrings else ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                node.body = node.body[1:] or [ast.Pass()]
    return tree


class _Names:
    """Which names of a program are more than a spelling."""

    def __init__(self, trees: Iterable[ast.Module], keep: Iterable[str]) -> None:
        self.kept = {*keep, *dir(builtins)}
        self.keywords: set[str] = set()
        self.reflection = False
        for tree in trees:
            for node in ast.walk(tree):
                self._note(node)

    def _note(self, node: ast.AST) -> None:
        if getattr(node, "type_params", None):
            self.reflection = True  # scopes of a kind that is not followed here
        match node:
            case ast.Attribute(attr=attr):
                self.kept.add(attr)
                self.reflection |= attr in REFLECTING_ATTRIBUTES
            case ast.Name(id=name):
                self.reflection |= name in REFLECTING_CALLS
            case ast.keyword(arg=None):
                self.reflection = True  # ** may name any parameter
            case ast.keyword(arg=str(name)):
                self.keywords.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
                for alias in aliases:
                    self.kept.update(alias.name.split("."))
                    top = (module or alias.name).split(".")[0]
                    self.reflection |= top in REFLECTING_MODULES or alias.name == "*"
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                self.kept.update(names)  # whose variable it is depends on where the word stands
            case ast.Constant(value=str(text)):
                self.kept.update(WORD.findall(text))  # it may become a keyword or an attribute
            case ast.MatchClass(kwd_attrs=names):
                self.kept.update(names)
            case ast.ClassDef(body=body):
                self.kept.update(_bound(body))  # attributes
            case _:
                pass

    def free(self, name: str) -> bool:
        """Whether a name is a mere spelling, as far as the whole program can tell."""
        return name not in self.kept and "__" not in name


class _Spelling:
    """Gives every variable of one file a name by its first appearance, scope by scope."""

    def __init__(self, names: _Names, form: str) -> None:
        """form: of a new name, with a place for its number."""
        self.names, self.form = names, form
        self.count = 0
        self.scopes: list[Mapping[str, str]] = []

    def module(self, tree: ast.Module) -> int:
        """Rename in place; how many variables have a new name."""
        self.scopes.append(self._numbered(_bound(tree.body)))
        self._all(tree.body)
        return self.count

    def _numbered(self, bound: Iterable[str], *, parameters: frozenset[str] = frozenset()) -> dict[str, str]:
        numbered = {}
        for name in bound:
            known = name in parameters and name in self.names.keywords
            if self.names.free(name) and not known:
                numbered[name] = self.form.format(self.count)
                self.count += 1
            else:
                numbered[name] = name
        return numbered

    def _name(self, name: str) -> str:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return name

    def _all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self._visit(node)

    def _visit(self, node: ast.AST) -> None:
        match node:
            case ast.Name():
                node.id = self._name(node.id)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self._function(node)
            case ast.ClassDef():
                self._class(node)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node)
            case ast.alias(asname=str(name)):
                node.asname = self._name(name)
            case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar():
                node.name = self._name(node.name) if node.name else node.name
                self._all(ast.iter_child_nodes(node))
            case ast.MatchMapping():
                node.rest = self._name(node.rest) if node.rest else node.rest
                self._all(ast.iter_child_nodes(node))
            case _:
                self._all(ast.iter_child_nodes(node))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        arguments = node.args
        self._all([*arguments.defaults, *arguments.kw_defaults])
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None]
        self._all(argument.annotation for argument in every)
        body: list[ast.AST]
        if isinstance(node, ast.Lambda):
            body = [node.body]
        else:
            self._all([*node.decorator_list, node.returns])
            node.name = self._name(node.name)
            body = list(node.body)
        bound = dict.fromkeys([*(argument.arg for argument in every), *_bound(body)])
        self.scopes.append(self._numbered(bound, parameters=frozenset(argument.arg for argument in every)))
        for argument in every:
            argument.arg = self._name(argument.arg)
        self._all(body)
        self.scopes.pop()

    def _class(self, node: ast.ClassDef) -> None:
        self._all([*node.decorator_list, *node.bases, *node.keywords])
        node.name = self._name(node.name)
        self._all(node.body)  # what it binds are attributes, whose names are kept in the whole program

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        self._visit(node.generators[0].iter)
        targets = [name for part in node.generators for name in _bound([part.target])]
        self.scopes.append(self._numbered(dict.fromkeys(targets)))
        for index, part in enumerate(node.generators):
            self._all([part.target, *([part.iter] if index else []), *part.ifs])
        if isinstance(node, ast.DictComp):
            self._all([node.key, node.value])
        else:
            self._visit(node.elt)
        self.scopes.pop()


def _here(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what is below it in the same scope; of an inner scope only its own node."""
    yield node
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        inner: list[ast.AST | None] = []
        if not isinstance(node, ast.Lambda):
            inner += node.decorator_list
        if isinstance(node, ast.ClassDef):
            inner += [*node.bases, *node.keywords]
        else:
            inner += [*node.args.defaults, *node.args.kw_defaults]
        for child in inner:
            if child is not None:
                yield from _here(child)
        return
    for child in ast.iter_child_nodes(node):
        if not isinstance(node, COMPREHENSIONS):
            yield from _here(child)
        else:
            yield from (inner.target for inner in _below(child) if isinstance(inner, ast.NamedExpr))


def _below(node: ast.AST) -> Iterator[ast.AST]:
    """What a comprehension evaluates itself: `:=` there binds outside of it."""
    yield node
    if not isinstance(node, ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _below(child)


def _bound(nodes: Iterable[ast.AST]) -> list[str]:
    """The names that are bound in this scope, in order of appearance."""
    names = []
    for top in nodes:
        for node in _here(top):
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    names.append(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    names.append(name)
                case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                    names.append(name)
                case ast.MatchMapping(rest=str(name)):
                    names.append(name)
                case ast.alias():
                    names.append(node.asname or node.name.split(".")[0])
                case _:
                    pass
    return list(dict.fromkeys(names))
