"""Lower precision: float64 arrays become float32, at one place or at all.

Source: precision tuning (Rubio-González et al., Precimonious, SC 2013).
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from leadscrew.research.rewriter.source import Edit, Move, Source

CREATE = ("zeros", "ones", "empty", "full", "arange", "linspace", "array", "asarray", "eye", "identity")
DRAW = ("standard_normal", "normal", "random", "uniform", "randn", "rand")
SCALAR = ("sqrt", "log", "exp")


class Single:
    """float64 arrays become float32."""

    name = "dtype/single"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each place that makes float64, then all of them at once."""
        numpy = _numpy_name(source)
        if numpy is None:
            return
        single = cst.Attribute(cst.Name(numpy), cst.Name("float32"))
        changes: dict[cst.CSTNode, cst.CSTNode] = {}
        for node in source.nodes(cst.Attribute, cst.Call, cst.Arg):
            new = _single(node, numpy, single)
            if new is not None:
                changes[node] = new
        scalars: dict[cst.CSTNode, cst.CSTNode] = {}
        for node in source.nodes(cst.Call):
            if m.matches(node, m.Call(func=m.Attribute(m.Name(numpy), m.Name()), args=[m.Arg()])):
                name = node.func.attr.value  # type: ignore[attr-defined]
                if name in SCALAR and _small(node.args[0].value):  # type: ignore[attr-defined]
                    scalars[node] = cst.Call(cst.Name("float"), [cst.Arg(node)])  # type: ignore[arg-type]
        for node, new in changes.items():
            code = source.code(node)
            yield source.edit(
                "dtype/one",
                node,
                key=code,
                hypothesis=f"`{code[:80]}` at {source.where(node)} in single precision: half the memory traffic",
                make=lambda node=node, new=new: source.replaced(node, new),  # type: ignore[misc]
            )
        for label, chosen in (("arrays", changes), ("arrays and scalars", {**scalars, **changes})):
            if len(chosen) > 1 and (label == "arrays" or scalars):
                yield source.edit(
                    "dtype/all",
                    source.module,
                    key=f"all {label} {len(chosen)}",
                    hypothesis=f"all {label} of {source.path} in single precision: half the memory traffic",
                    make=lambda chosen=chosen: source.replaced_all(chosen),  # type: ignore[misc]
                )


def _numpy_name(source: Source) -> str | None:
    for node in source.nodes(cst.Import):
        assert isinstance(node, cst.Import)
        for alias in node.names:
            if isinstance(alias.name, cst.Name) and alias.name.value == "numpy":
                return alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else "numpy"
    return None


def _single(node: cst.CSTNode, numpy: str, single: cst.Attribute) -> cst.CSTNode | None:
    """The node in single precision, or None where it does not make double precision."""
    if m.matches(node, m.Attribute(m.Name(numpy), m.Name("float64"))):
        return single
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


def _floats(node: cst.Call) -> bool:
    return bool(m.findall(node, m.Float()))


def _small(node: cst.BaseExpression) -> bool:
    """A scalar by the look of it: built from numbers, capitals and lengths."""
    if isinstance(node, cst.Integer | cst.Float):
        return True
    if isinstance(node, cst.Name):
        return node.value.isupper() or len(node.value) <= 2 or node.value.endswith(("_size", "_dim", "width"))
    if isinstance(node, cst.BinaryOperation):
        return _small(node.left) and _small(node.right)
    return isinstance(node, cst.Subscript) and m.matches(node.value, m.Attribute(attr=m.Name("shape")))


MOVES: tuple[Move, ...] = (Single(),)
