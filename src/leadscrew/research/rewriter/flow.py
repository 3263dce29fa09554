"""What a piece of code reads, changes and computes purely: the preconditions of code motion, as names tell them.

Paths are dotted: `x`, `self.rows`; a change of an element ends with `[]`.
Covered: rebinding, elements, attributes, methods that change their object, and functions of the same file that change
their arguments.  Not covered: aliases, what another file's functions do.  The judge decides about those.
Source: Aho, Lam, Sethi, Ullman, Compilers, section 9.2 (reaching definitions, uses and definitions of a block).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from leadscrew.research.rewriter.source import Source


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LOOPS = (cst.For, cst.While)
SCOPES = (cst.FunctionDef, cst.Lambda, cst.ClassDef)
READING = _words(
    """all any argmax argmin argsort astype bit_length casefold copy conj count cumsum decode diagonal difference dot
    encode endswith exists find findall finditer flatten fullmatch searchsorted clip repeat
    cumprod matmul maketrans sub subn translate
    format get group groups index intersection isalnum isalpha isdigit islower isspace
    issubset issuperset isupper item items join keys lower lstrip match max mean min most_common nonzero norm partition
    prod ravel replace reshape rfind round rsplit rstrip search shape split splitlines squeeze startswith std strip sum
    swapaxes symmetric_difference take title tobytes tolist trace transpose union upper values var zfill"""
)
"""Methods that leave their object as it is."""
CHANGING = _words(
    """add append appendleft clear discard extend extendleft fill insert pop popitem popleft put remove resize reverse
    rotate setdefault sort subtract update write writelines"""
)
"""Methods that change their object."""
ARGUMENT = _words(
    """add.at copyto fill_diagonal heapify heappop heappush heappushpop heapreplace insort insort_left insort_right put
    putmask shuffle"""
)
"""Functions that change their first argument."""
IMPURE = _words(
    """choice choices default_rng eval exec exponential gauss getrandbits input integers iter next normal now open
    perf_counter permutation permuted poisson pop popitem popleft print process_time rand randint randn random
    random_sample randrange read readline readlines recv sample seed send shuffle standard_normal time uniform write
    RandomState Random monotonic"""
)
"""Functions and methods whose result or effect is another each time."""
STEADY = frozenset(("shape", "dtype", "ndim", "size"))
"""Attributes of an array that stay when its elements change."""


class Flow:
    """Reads and changes of a file's nodes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.modules: set[str] = set()
        """Names that imports bind."""
        self.functions: dict[str, cst.FunctionDef] = {}
        self._targets: set[cst.CSTNode] = set()
        self._loads: dict[cst.CSTNode, str] = {}
        self._changes: dict[cst.CSTNode, set[str]] = {}
        self._parameters: dict[str, set[int]] = {}
        nodes = list(source.below(source.module))
        for node in nodes:
            self._note(node)
        for node in nodes:
            if isinstance(node, cst.Name) and self._is_load(node):
                self._loads[node] = self._path_of_load(node)
        for _ in range(2):  # a function that hands its argument to one that changes it
            for function in self.functions.values():
                self._parameters[function.name.value] = self._changed_parameters(function)

    def reads(self, node: cst.CSTNode) -> set[str]:
        """Paths that are read at or below a node."""
        return {self._loads[below] for below in self.source.below(node) if below in self._loads}

    def names(self, node: cst.CSTNode) -> set[str]:
        """First parts of what is read."""
        return {path.partition(".")[0] for path in self.reads(node)}

    def loads(self, node: cst.CSTNode) -> Iterator[cst.Name]:
        """Each name that is read at or below a node."""
        for below in self.source.below(node):
            if isinstance(below, cst.Name) and below in self._loads:
                yield below

    def changes(self, node: cst.CSTNode) -> set[str]:
        """Paths that may change at or below a node; what a comprehension binds is its own."""
        found: set[str] = set()
        for below in self.source.below(node):
            found |= self._changes.get(below, set())
            if isinstance(below, cst.Call):
                found |= self._changed_by(below)
        return found

    def bound(self, node: cst.CSTNode) -> set[str]:
        """Plain names that a node binds."""
        return {path for path in self.changes(node) if "." not in path and not path.endswith("[]")}

    def pure(self, node: cst.CSTNode) -> bool:
        """Whether nothing at or below a node is known to change, read or draw something outside."""
        for below in self.source.below(node):
            if isinstance(below, cst.Await | cst.Yield | cst.NamedExpr | cst.Lambda):
                return False
            if isinstance(below, cst.Call) and (_last(below.func) in IMPURE or self._changed_by(below)):
                return False
        return True

    def independent(self, node: cst.CSTNode, changed: Iterable[str]) -> bool:
        """Whether a node reads nothing that changes."""
        reads = self.reads(node)
        return not any(_touches(read, change) for change in changed for read in reads)

    def _note(self, node: cst.CSTNode) -> None:
        match node:
            case cst.AssignTarget() | cst.AugAssign() | cst.For() | cst.NamedExpr() | cst.AsName():
                self._bind(node, node.name if isinstance(node, cst.AsName) else node.target)
            case cst.AnnAssign() if node.value is not None:
                self._bind(node, node.target)
            case cst.CompFor():
                self._bind(node, node.target)
                self._changes.pop(node, None)
            case cst.Del():
                self._bind(node, node.target)
            case cst.FunctionDef():
                self.functions[node.name.value] = node
                self._bind(node, node.name)
            case cst.ClassDef() | cst.Param():
                self._bind(node, node.name)
            case cst.ImportAlias():
                first = node.asname.name if node.asname is not None else _first(node.name)
                if isinstance(first, cst.Name):
                    self.modules.add(first.value)
            case cst.Attribute():
                self._targets.add(node.attr)
            case cst.Arg() if node.keyword is not None:
                self._targets.add(node.keyword)
            case _:
                pass

    def _bind(self, node: cst.CSTNode, target: cst.CSTNode) -> None:
        match target:
            case cst.Name():
                if not isinstance(node, cst.AugAssign):
                    self._targets.add(target)
                self._changes.setdefault(node, set()).add(target.value)
            case cst.Attribute():
                self._changes.setdefault(node, set()).add(path_of(target) or "?")
            case cst.Subscript():
                self._changes.setdefault(node, set()).add((base_of(target) or "?") + "[]")
            case cst.Tuple() | cst.List():
                for element in target.elements:
                    self._bind(node, element.value)
            case cst.StarredElement():
                self._bind(node, target.value)
            case _:
                pass

    def _is_load(self, node: cst.Name) -> bool:
        parent = self.source.parents.get(node)
        return node not in self._targets and not isinstance(
            parent, cst.ImportAlias | cst.NameItem | cst.ImportFrom | cst.AsName
        )

    def _path_of_load(self, node: cst.Name) -> str:
        path, here = node.value, self.source.parents.get(node)
        below: cst.CSTNode = node
        while isinstance(here, cst.Attribute) and here.value is below:
            above = self.source.parents.get(here)
            if isinstance(above, cst.Call) and above.func is here:
                break  # a method of it
            path = f"{path}.{here.attr.value}"
            below, here = here, above
        return path

    def _changed_by(self, call: cst.Call) -> set[str]:
        """What a call may change."""
        found = set()
        name = _last(call.func)
        arguments = [base_of(argument.value) for argument in call.args]
        for argument, path in zip(call.args, arguments, strict=True):
            if argument.keyword is not None and argument.keyword.value == "out" and path:
                found.add(path + "[]")
        parameters = self._parameters.get(name, set())
        method = isinstance(call.func, cst.Attribute)
        receiver = base_of(call.func.value) if isinstance(call.func, cst.Attribute) else None
        if name in self.functions:
            shift = 1 if method else 0
            for index in parameters:
                if index - shift < 0:
                    found.add((receiver or "?") + "[]")
                elif index - shift < len(arguments) and arguments[index - shift]:
                    found.add(f"{arguments[index - shift]}[]")
            return found
        dotted = ".".join((path_of(call.func) or name).split(".")[-2:])
        if (name in ARGUMENT or dotted in ARGUMENT) and arguments and arguments[0]:
            found.add(arguments[0] + "[]")
        if receiver and name not in READING and receiver.partition(".")[0] not in self.modules:
            found.add(receiver + "[]")
        return found

    def _changed_parameters(self, function: cst.FunctionDef) -> set[int]:
        changed = {
            path.partition(".")[0].removesuffix("[]") for path in self.changes(function.body) if not _plain(path)
        }
        parameters = [*function.params.posonly_params, *function.params.params]
        return {index for index, parameter in enumerate(parameters) if parameter.name.value in changed}


def path_of(node: cst.CSTNode) -> str | None:
    """`a.b.c` of an attribute chain on a name."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        before = path_of(node.value)
        return None if before is None else f"{before}.{node.attr.value}"
    return None


def base_of(node: cst.CSTNode) -> str | None:
    """The path under subscripts: `a.b` of `a.b[i][j].c`."""
    found = None
    here = node
    while isinstance(here, cst.Subscript | cst.Attribute):
        if isinstance(here, cst.Subscript):
            found = path_of(here.value) or found
        here = here.value
    return found or path_of(node)


def target_names(target: cst.CSTNode) -> set[str]:
    """Plain names that an assignment to a target binds."""
    if isinstance(target, cst.Name):
        return {target.value}
    if isinstance(target, cst.Tuple | cst.List):
        return {name for element in target.elements for name in target_names(element.value)}
    return set()


def _plain(path: str) -> bool:
    return "." not in path and not path.endswith("[]")


def _touches(read: str, change: str) -> bool:
    """Whether a changed path is what is read, contains it, or is part of it."""
    inner = change.endswith("[]")
    path = change.removesuffix("[]")
    if inner and read.startswith(path + ".") and read[len(path) + 1 :].partition(".")[0] in STEADY:
        return False
    return read == path or read.startswith(path + ".") or path.startswith(read + ".")


def _first(node: cst.CSTNode) -> cst.CSTNode:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node


def _last(function: cst.CSTNode) -> str:
    if isinstance(function, cst.Attribute):
        return function.attr.value
    return function.value if isinstance(function, cst.Name) else ""
