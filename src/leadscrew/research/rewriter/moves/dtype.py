"""Lower precision: float64 arrays become float32, at one place or at all; wide integers and complex numbers alike.

Source: precision tuning (Rubio-González et al., Precimonious, SC 2013; Baboulin et al., Computer Physics
Communications 180(12), 2009); NumPy's promotion of scalars (NEP 50), by which one float64 scalar makes all wide again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst
import libcst.matchers as m

from leadscrew.research.rewriter.pattern import numpy_name
from leadscrew.research.rewriter.source import Edit, Move, Source

CREATE = ("zeros", "ones", "empty", "full", "arange", "linspace", "array", "asarray", "eye", "identity")
DRAW = ("standard_normal", "normal", "random", "uniform", "randn", "rand")
SCALAR = ("sqrt", "log", "exp")
WIDE = ("float64", "double", "float_")
NARROWED: Mapping[str, Mapping[str, str]] = {
    "integers": {"int64": "int32", "int_": "int32", "intp": "int32"},
    "complex numbers": {"complex128": "complex64", "cdouble": "complex64"},
}
Changes = dict[cst.CSTNode, cst.CSTNode]


class Single:
    """float64 arrays become float32.

    Each place that makes float64 alone, all places, all with the scalars that would widen them again, and all with the
    arrays that come in: arguments of functions that the file does not call itself, and elements of mappings, where the
    profile says that they hold float64. The last leaves answers narrow, or widens them at the return.
    """

    name = "dtype/single"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each place that makes float64, then all of them at once."""
        numpy = numpy_name(source)
        if numpy is None:
            return
        single = cst.Attribute(cst.Name(numpy), cst.Name("float32"))
        changes: Changes = {}
        for node in source.nodes(cst.Attribute, cst.Call, cst.Arg, cst.SimpleString):
            new = _single(source, node, numpy, single)
            if new is not None:
                changes[node] = new
        for node, new in changes.items():
            code = source.code(node)
            yield source.edit(
                "dtype/one",
                node,
                key=code,
                hypothesis=f"`{code[:80]}` at {source.where(node)} in single precision: half the memory traffic",
                make=lambda node=node, new=new: source.replaced(node, new),  # type: ignore[misc]
            )
        scalars = _scalars(source, numpy)
        incoming = _incoming(source, single)
        answers = _answers(source, numpy) if incoming else {}
        for label, chosen, news in (
            ("arrays", changes, len(changes) > 1),
            ("arrays and scalars", {**scalars, **changes}, bool(scalars) and len(scalars) + len(changes) > 1),
            ("arrays that come in", {**scalars, **changes, **incoming}, bool(incoming)),
            ("arrays but for answers", {**scalars, **changes, **incoming, **answers}, bool(answers)),
        ):
            if news:
                yield source.edit(
                    "dtype/all",
                    source.module,
                    key=f"all {label} {len(chosen)}",
                    hypothesis=f"all {label} of {source.path} in single precision: half the memory traffic",
                    make=lambda chosen=chosen: _changed(source, chosen),  # type: ignore[misc]
                )


class _Change(cst.CSTTransformer):
    """Replaces nodes; what stands for a statement as a sentinel comes before it."""

    def __init__(self, changes: Changes) -> None:
        super().__init__()
        self.changes = changes

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode | cst.FlattenSentinel[cst.CSTNode]:
        new = self.changes.get(original_node, updated_node)
        return cst.FlattenSentinel([*new, updated_node]) if isinstance(new, cst.FlattenSentinel) else new


def _changed(source: Source, changes: Changes) -> cst.Module:
    result = source.module.visit(_Change(changes))
    assert isinstance(result, cst.Module)
    return result


def _scalars(source: Source, numpy: str) -> Changes:
    """Scalars that NumPy makes become Python's own, which widen nothing."""
    found: Changes = {}
    for node in source.nodes(cst.Call):
        if m.matches(node, m.Call(func=m.Attribute(m.Name(numpy), m.Name()), args=[m.Arg()])):
            name = node.func.attr.value  # type: ignore[attr-defined]
            if name in SCALAR and _small(source, node.args[0].value):  # type: ignore[attr-defined]
                found[node] = cst.Call(cst.Name("float"), [cst.Arg(node)])  # type: ignore[arg-type]
    return found


def _wide(source: Source, name: cst.CSTNode) -> bool:
    return (source.kind(name) or "").startswith("array float64")


def _incoming(source: Source, single: cst.Attribute) -> Changes:
    """Arrays of float64 that a file is given: elements of mappings, and arguments of functions that it never calls."""
    found: Changes = {}
    for node in source.nodes(cst.Assign):
        pattern = m.Assign(targets=[m.AssignTarget(m.Name())], value=m.Subscript(slice=[m.SubscriptElement(m.Index())]))
        if not m.matches(node, pattern):
            continue
        value = node.value  # type: ignore[attr-defined]
        if isinstance(value.slice[0].slice.value, cst.SimpleString) and _wide(source, node.targets[0].target):  # type: ignore[attr-defined]
            found[value] = _cast(value, single)
    called = {node.func.value for node in source.nodes(cst.Call) if isinstance(node.func, cst.Name)}  # type: ignore[attr-defined]
    for function in source.nodes(cst.FunctionDef):
        assert isinstance(function, cst.FunctionDef)
        if function.name.value in called or not isinstance(function.body, cst.IndentedBlock):
            continue
        wide = [p.name for p in function.params.params if _wide(source, p.name)]
        anchor = _anchor(function.body)
        if wide and anchor is not None:
            lines = [cst.SimpleStatementLine([_assigned(name, single)]) for name in wide]
            found[anchor] = cst.FlattenSentinel(lines)  # type: ignore[assignment]
    return found


def _anchor(body: cst.IndentedBlock) -> cst.BaseStatement | None:
    """The first statement after the docstring that nothing else replaces."""
    for line in body.body:
        if not m.matches(line, m.SimpleStatementLine([m.Expr(m.SimpleString() | m.ConcatenatedString())])):
            return line
    return None


def _assigned(name: cst.Name, single: cst.Attribute) -> cst.Assign:
    return cst.Assign([cst.AssignTarget(cst.Name(name.value))], _cast(cst.Name(name.value), single))


def _cast(value: cst.BaseExpression, kind: cst.Attribute) -> cst.Call:
    return cst.Call(cst.Attribute(value, cst.Name("astype")), [cst.Arg(kind)])


def _answers(source: Source, numpy: str) -> Changes:
    """Names of float64 arrays in the returns of functions that the file never calls."""
    double = cst.Attribute(cst.Name(numpy), cst.Name("float64"))
    called = {node.func.value for node in source.nodes(cst.Call) if isinstance(node.func, cst.Name)}  # type: ignore[attr-defined]
    found: Changes = {}
    for name in source.nodes(cst.Name):
        function = source.function(name)
        if function is None or function.name.value in called or not _wide(source, name):
            continue
        for ancestor in source.ancestors(name):
            if isinstance(ancestor, cst.Return):
                found[name] = _cast(cst.Name(name.value), double)  # type: ignore[attr-defined]
            if not isinstance(ancestor, cst.Tuple | cst.List | cst.Dict | cst.Element | cst.DictElement):
                break
    return found


class Narrow:
    """Wide integers become int32, complex128 becomes complex64, at all places of a file that name them."""

    name = "dtype/narrow"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each of the two."""
        numpy = numpy_name(source)
        if numpy is None:
            return
        for label, table in NARROWED.items():
            found: Changes = {}
            for node in source.nodes(cst.Attribute, cst.Arg):
                if m.matches(node, m.Attribute(m.Name(numpy), m.Name())):
                    name = node.attr.value  # type: ignore[attr-defined]
                    if name in table:
                        found[node] = node.with_changes(attr=cst.Name(table[name]))
                elif m.matches(node, m.Arg(keyword=m.Name("dtype"), value=m.Name())):
                    builtin = node.value.value  # type: ignore[attr-defined]
                    if builtin == {"integers": "int", "complex numbers": "complex"}[label]:
                        narrow = next(iter(table.values()))
                        found[node] = node.with_changes(value=cst.Attribute(cst.Name(numpy), cst.Name(narrow)))
            if found:
                yield source.edit(
                    self.name,
                    source.module,
                    key=f"{label} {len(found)}",
                    hypothesis=f"{label} of {source.path} in half the width: half the memory traffic",
                    make=lambda found=found: source.replaced_all(found),  # type: ignore[misc]
                )


def _single(source: Source, node: cst.CSTNode, numpy: str, single: cst.Attribute) -> cst.CSTNode | None:
    """The node in single precision, or None where it does not make double precision."""
    if isinstance(node, cst.SimpleString):
        return _named(source, node)
    if m.matches(node, m.Attribute(m.Name(numpy), m.OneOf(*(m.Name(name) for name in WIDE)))):
        return single
    if m.matches(node, m.Call(func=m.Attribute(attr=m.Name("astype")), args=[m.Arg(m.Name("float"))])):
        return node.with_changes(args=[cst.Arg(single)])
    if m.matches(node, m.Arg(keyword=m.Name("dtype"), value=m.Name("float"))):
        return node.with_changes(value=single)
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return None
    if any(arg.keyword is not None and arg.keyword.value == "dtype" for arg in node.args):
        return None
    name = node.func.attr.value
    if m.matches(node.func.value, m.Name(numpy)) and name in CREATE:
        if name in ("array", "asarray", "arange") and not _floats(node):
            return None
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        args = [a.with_changes(comma=cst.MaybeSentinel.DEFAULT) for a in node.args]
        return node.with_changes(args=[*args, cst.Arg(single, keyword=cst.Name("dtype"), equal=tight)])
    if name in DRAW:
        return cst.Call(cst.Attribute(node, cst.Name("astype")), [cst.Arg(single)])
    return None


def _named(source: Source, node: cst.SimpleString) -> cst.SimpleString | None:
    """The name of a type, where it stands for one: an argument, or a constant of its own."""
    if node.evaluated_value not in (*WIDE, "f8", "<f8"):
        return None
    parent = source.parents.get(node)
    return node.with_changes(value='"float32"') if isinstance(parent, cst.Arg | cst.Assign) else None


def _floats(node: cst.Call) -> bool:
    return bool(m.findall(node, m.Float()))


def _small(source: Source, node: cst.BaseExpression) -> bool:
    """A scalar by the look of it: built from numbers, capitals and lengths."""
    if isinstance(node, cst.Integer | cst.Float):
        return True
    if isinstance(node, cst.Name) and source.kind(node) is not None:
        return source.kind(node) in ("int", "float", "float64")
    if isinstance(node, cst.Name):
        return node.value.isupper() or len(node.value) <= 2 or node.value.endswith(("_size", "_dim", "width"))
    if isinstance(node, cst.BinaryOperation):
        return _small(source, node.left) and _small(source, node.right)
    return isinstance(node, cst.Subscript) and m.matches(node.value, m.Attribute(attr=m.Name("shape")))


MOVES: tuple[Move, ...] = (Single(), Narrow())
