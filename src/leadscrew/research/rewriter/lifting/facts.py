"""What is known of the arrays and lists of a function before any loop is lifted: dimensions, lengths, which are lists.

From the profile's kinds where there are any, else from how the function uses a name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from leadscrew.research.rewriter.lifting import polynomial
from leadscrew.research.rewriter.lifting.value import Unliftable, Value, tight

Kind = Callable[[str], str | None]
Scope = ast.FunctionDef | ast.Module
MAKERS = ("zeros", "ones", "empty", "full")
NO_ARRAY = ("dict", "set", "str", "bytes", "defaultdict", "Counter", "deque", "function", "frozenset", "OrderedDict")
REDUCERS = (
    "sum",
    "mean",
    "max",
    "min",
    "argmax",
    "argmin",
    "dot",
    "norm",
    "any",
    "all",
    "std",
    "var",
    "cumsum",
    "sort",
)


@dataclass(slots=True)
class Facts:
    """Facts of one function."""

    numpy: str
    """What the file calls NumPy."""
    kind: Kind
    ranks: dict[str, int] = field(default_factory=dict)
    lengths: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    """By base and dimension: sources of that dimension's length."""
    arrays: set[str] = field(default_factory=set)
    """Bases that are arrays for certain."""
    lists: set[str] = field(default_factory=set)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    """Of the file, by name."""
    modules: dict[str, str] = field(default_factory=dict)
    """`math` or `numpy` by the name that the file gives it."""
    taken: set[str] = field(default_factory=set)
    """Names that the function uses."""
    imported: dict[str, str] = field(default_factory=dict)
    """Names that come from the module math, by what the file calls them."""

    @classmethod
    def of(cls, scope: Scope, tree: ast.Module, numpy: str, kind: Kind) -> Facts:
        """Gathered from a function, or a module's own statements."""
        facts = cls(numpy, kind)
        facts._imports(tree)
        facts.taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        facts.functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for node in ast.walk(scope):
            if isinstance(node, ast.Subscript):
                facts._subscript(node)
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
                facts._at_least(node.left, 1)
                facts._at_least(node.right, 1)
            elif isinstance(node, ast.Call):
                facts._call(node)
            elif isinstance(node, ast.Attribute) and node.attr in ("shape", "T", "dtype", "ndim"):
                facts.arrays.add(ast.unparse(node.value))
            elif isinstance(node, ast.Assign) and len(node.targets) == 1:
                facts._assign(node.targets[0], node.value)
            elif isinstance(node, ast.For | ast.comprehension):
                facts._iterated(node.iter)
        for node in ast.walk(scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript() as value):
                    facts._at_least(value, facts.ranks.get(name, 0))
        return facts

    def _iterated(self, node: ast.expr) -> None:
        """What a loop goes over has a dimension."""
        match node:
            case ast.Call(func=ast.Name(id="zip" | "enumerate"), args=arguments):
                for argument in arguments:
                    self._at_least(argument, 1)
            case ast.Name() | ast.Subscript():
                self._at_least(node, 1)

    def rank(self, base: str) -> int:
        """Dimensions of a name or attribute."""
        kind = self.kind(base)
        if kind is not None:
            words = kind.split()
            if words[0] == "array" and len(words) > 2 and words[-1].isdigit():
                return int(words[-1])
            if words[0] in ("list", "tuple"):
                inner = 2 if words[-1] in ("list", "tuple", "array") else 1
                return max(inner, self.ranks.get(base, 1))
            if words[0] in ("int", "float", "float64", "float32", "int64", "bool"):
                return 0
        return self.ranks.get(base, 0)

    def is_list(self, base: str) -> bool:
        """Whether a base is a list, so that an array cannot stand in its place."""
        kind = self.kind(base)
        return kind.split()[0] in ("list", "tuple") if kind else base in self.lists

    def is_number(self, base: str) -> bool:
        """Whether a base is known to be a plain Python number."""
        return self.kind(base) in ("int", "float")

    def array(self, base: str) -> str:
        """A base's source as an array."""
        kind = self.kind(base)
        words = kind.split() if kind else []
        if words and (words[0] in NO_ARRAY or (words[0] in ("list", "tuple") and words[-1] in NO_ARRAY)):
            raise Unliftable(f"{base} is no array")
        certain = kind.startswith("array") if kind else base in self.arrays and base not in self.lists
        return base if certain else f"{self.numpy}.asarray({base})"

    def _imports(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name in ("math", "numpy"):
                        self.modules[alias.asname or alias.name] = alias.name
            elif isinstance(node, ast.ImportFrom) and node.module == "math":
                self.imported.update({alias.asname or alias.name: alias.name for alias in node.names})
        self.modules.setdefault(self.numpy, "numpy")

    def _at_least(self, node: ast.expr, rank: int) -> None:
        """A value of so many dimensions: what its base has at least."""
        base, indices = chain(node)
        if isinstance(base, ast.Name | ast.Attribute):
            whole = sum(not isinstance(index, ast.Slice) for index in indices)
            name = ast.unparse(base)
            self.ranks[name] = max(self.ranks.get(name, 0), whole + rank, len(indices))

    def _subscript(self, node: ast.Subscript) -> None:
        base, indices = chain(node)
        if any(isinstance(index, ast.Constant) and isinstance(index.value, str) for index in indices):
            return
        name = ast.unparse(base)
        if isinstance(node.slice, ast.Tuple):
            self.arrays.add(name)
        if isinstance(base, ast.Name | ast.Attribute):
            indices = [index for index in indices if not (isinstance(index, ast.Constant) and index.value is None)]
            self.ranks[name] = max(self.ranks.get(name, 0), len(indices))

    def _call(self, node: ast.Call) -> None:
        if not isinstance(node.func, ast.Attribute):
            return
        if node.func.attr in REDUCERS and node.args and self.modules.get(ast.unparse(node.func).partition(".")[0]):
            self._at_least(node.args[0], 1)
        elif node.func.attr in REDUCERS and not node.args:
            self._at_least(node.func.value, 1)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Attribute) and value.attr == "shape":
            base = ast.unparse(value.value)
            self.ranks[base] = len(target.elts)
            for place, part in enumerate(target.elts):
                self._length(base, place, ast.unparse(part))
        if not isinstance(target, ast.Name):
            return
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "len":
            self._length(ast.unparse(value.args[0]) if value.args else "", 0, target.id)
        match value:
            case ast.Subscript(
                value=ast.Attribute(value=base_node, attr="shape"), slice=ast.Constant(value=int() as dim)
            ):
                self._length(ast.unparse(base_node), dim, target.id)
        if isinstance(value, ast.List | ast.ListComp):
            self.lists.add(target.id)
            self.arrays.discard(target.id)
            self.ranks[target.id] = max(self.ranks.get(target.id, 0), 1 + _nested(value))
            self._rows(target.id, value)
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult) and isinstance(value.left, ast.List):
            self.lists.add(target.id)
            self._length(target.id, 0, ast.unparse(value.right))
            self.ranks[target.id] = max(self.ranks.get(target.id, 0), 1)
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
            return
        if self.modules.get(ast.unparse(value.func).partition(".")[0]) == "numpy":
            self.arrays.add(target.id)
            if value.func.attr in MAKERS and value.args:
                self._made(target.id, value.args[0])

    def _rows(self, name: str, value: ast.expr) -> None:
        """`[[0.0] * m for _ in range(n)]`."""
        if not isinstance(value, ast.ListComp) or value.generators[0].ifs:
            return
        match value.generators[0].iter:
            case ast.Call(func=ast.Name(id="range"), args=[size]):
                self._length(name, 0, ast.unparse(size))
        if isinstance(value.elt, ast.BinOp) and isinstance(value.elt.left, ast.List):
            self._length(name, 1, ast.unparse(value.elt.right))

    def _made(self, name: str, shape: ast.expr) -> None:
        sizes = shape.elts if isinstance(shape, ast.Tuple) else [shape]
        if isinstance(shape, ast.Name | ast.Constant | ast.BinOp | ast.Tuple | ast.Call):
            self.ranks[name] = max(self.ranks.get(name, 0), len(sizes))
            for place, size in enumerate(sizes):
                poly = polynomial.read(size, {}, ())
                if poly is not None:
                    self._length(name, place, polynomial.write(poly))

    def _length(self, base: str, place: int, size: str) -> None:
        self.lengths.setdefault((base, place), set()).add(size)

    def spans(self, base: str, place: int, stop: str) -> bool:
        """Whether a slice that ends at `stop` ends where the dimension does."""
        alike = {f"{base}.shape[{place}]", *([f"len({base})"] if place == 0 else [])}
        return stop in alike or stop in self.lengths.get((base, place), ())

    def named(self, base: str) -> Value:
        """A base that no loop has changed."""
        return Value(code=base, rank=self.rank(base))


def _nested(node: ast.expr) -> int:
    inner = node.elts[0] if isinstance(node, ast.List) and node.elts else None
    if isinstance(node, ast.ListComp):
        inner = node.elt
    if isinstance(inner, ast.List | ast.ListComp):
        return 1 + _nested(inner)
    return int(isinstance(inner, ast.BinOp) and isinstance(inner.left, ast.List))


def chain(node: ast.expr) -> tuple[ast.expr, list[ast.expr]]:
    """`a[i][j, k]` as a and [i, j, k]; a slice ends the chain."""
    if not isinstance(node, ast.Subscript):
        return node, []
    base, indices = chain(node.value)
    if any(isinstance(index, ast.Slice) for index in indices):
        return node.value, _parts(node)
    return base, [*indices, *_parts(node)]


def _parts(node: ast.Subscript) -> list[ast.expr]:
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def shown(base: str, indices: list[str]) -> str:
    """A subscript's source; the base alone where every index is a whole slice."""
    while indices and indices[-1] == ":":
        indices.pop()
    return f"{tight(base)}[{', '.join(indices)}]" if indices else base
