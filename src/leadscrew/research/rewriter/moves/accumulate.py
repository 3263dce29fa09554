"""Loops that only collect, sum, find or compare become comprehensions and built-ins.

Source: idiom recognition (Pottenger and Eigenmann, Idiom recognition in the Polaris parallelizing compiler, ICS 1995);
the Python tutorial on comprehensions and the library reference of `sum`, `any`, `min` and `str.join`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from leadscrew.research.rewriter.block import (
    above,
    assigned,
    body_of,
    edited,
    only,
    operand,
    siblings,
    statements,
)
from leadscrew.research.rewriter.flow import Flow
from leadscrew.research.rewriter.source import Edit, Move, Replacer, Source


@dataclass(slots=True)
class Clauses:
    """`for x in xs if c` of a loop, with the short-lived names of its body put into what reads them."""

    text: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """What the loop binds and a comprehension keeps to itself."""
    tests: list[str] = field(default_factory=list)
    """The conditions of the innermost loop."""
    inlined: dict[str, str] = field(default_factory=dict)

    def all(self) -> str:
        return " ".join(self.text)


class Accumulate:
    """A loop that fills one list, set or dictionary, or adds up, counts, joins, finds or compares.

    Precondition: it starts from nothing (`[]`, `0`, `''`, `False`, infinity) in the same block, does nothing else, and
    what it goes over does not change.
    """

    name = "loop/comprehension"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each such loop, under the name of what it becomes."""
        flow = source.once(Flow)
        for loop in source.nodes(cst.For):
            block = list(siblings(source, loop))
            clauses = Clauses()
            core = _core(source, flow, loop, clauses) if block else None
            found = _target(source, core) if core is not None else None
            if found is None or core is None or _leaks(source, flow, loop, clauses, found):
                continue
            start = start_of(flow, block[: block.index(loop)], found)
            if start is None or found in _header_reads(flow, loop):
                continue
            line, value = start
            made = _made(source, clauses, core, found, source.code(value))
            if made is None or flow.names(core) & {found} - _own(core, found):
                continue
            move, code = made
            yield source.edit(
                f"loop/{move}",
                loop,
                key=f"{found}:{code}",
                hypothesis=f"the loop that makes `{found}` at {source.where(loop)} becomes `{code[:90]}`",
                make=lambda loop=loop, line=line, found=found, code=code: edited(  # type: ignore[misc]
                    source, {line: [], loop: statements(f"{found} = {code}", above(source, line, loop))}
                ),
            )


def _core(source: Source, flow: Flow, loop: cst.CSTNode, clauses: Clauses) -> cst.CSTNode | None:
    """The one statement inside of loops and conditions; None where there is more."""
    if not isinstance(loop, cst.For) or loop.orelse is not None or loop.asynchronous is not None:
        return None
    target = source.module.code_for_node(loop.target)
    clauses.text.append(f"for {target} in {_inline(source, flow, loop.iter, clauses)}")
    clauses.names |= {name.value for name in source.below(loop.target) if isinstance(name, cst.Name)}
    clauses.tests = []
    body = list(body_of(loop))
    while body:
        here = body[0]
        if len(body) == 1 and isinstance(here, cst.For):
            return _core(source, flow, here, clauses)
        if isinstance(here, cst.If) and here.orelse is None and body_of(here):
            test = _inline(source, flow, here.test, clauses)
            inner = body_of(here)
            if len(body) == 1 and not _closing(source, here):
                clauses.text.append(f"if {test}")
                clauses.tests.append(test)
                body = list(inner)
                continue
            if len(inner) == 1 and isinstance(only(inner[0]), cst.Continue) and len(body) > 1:
                clauses.text.append(f"if not ({test})")
                clauses.tests.append(f"not ({test})")
                body = body[1:]
                continue
        local = assigned(here)
        if local is None or len(body) == 1 or not flow.pure(local[1]):
            return here if len(body) == 1 else None
        reads = sum(load.value == local[0] for part in body[1:] for load in flow.loads(part))
        simple = isinstance(local[1], cst.Name | cst.Subscript | cst.Attribute)
        if reads != 1 and not (simple and reads <= 3):
            return None
        clauses.inlined[local[0]] = f"({_inline(source, flow, local[1], clauses)})"
        clauses.names.add(local[0])
        body = body[1:]
    return None


def _closing(source: Source, node: cst.If) -> bool:
    """Whether a condition is itself part of the idiom: a flag that is set, or a comparison with the best so far."""
    inner = body_of(node)
    local = assigned(inner[0])
    return local is not None and (_constant(source, local[1]) or isinstance(node.test, cst.Comparison))


def _constant(source: Source, node: cst.CSTNode) -> bool:
    return source.code(node) in ("True", "False")


def _inline(source: Source, flow: Flow, node: cst.CSTNode, clauses: Clauses) -> str:
    """An expression's source with short-lived names replaced by what they hold."""
    changes: dict[cst.CSTNode, cst.CSTNode] = {}
    for load in flow.loads(node):
        if load.value in clauses.inlined:
            changes[load] = cst.parse_expression(clauses.inlined[load.value])
    new = changes.get(node) or (node.visit(Replacer(changes)) if changes else node)
    assert isinstance(new, cst.CSTNode)
    code = operand(source, new) if isinstance(new, cst.IfExp | cst.Lambda | cst.NamedExpr | cst.GeneratorExp) else ""
    code = code or source.module.code_for_node(new)
    return " ".join(code.split()) if '"' not in code and "'" not in code else code


def _target(source: Source, core: cst.CSTNode) -> str | None:
    """The name that a closing statement fills or sets."""
    small = only(core)
    match small:
        case cst.Expr(value=cst.Call(func=cst.Attribute(value=cst.Name(value=name), attr=attr), args=[_])):
            return name if attr.value in ("append", "add") else None
        case cst.AugAssign(target=cst.Name(value=name), operator=cst.AddAssign()):
            return name
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Subscript(value=cst.Name(value=name), slice=[_]))]):
            return name
        case _:
            pass
    if isinstance(core, cst.If) and body_of(core):
        inner = body_of(core)
        local = assigned(inner[0])
        ends = len(inner) == 2 and isinstance(only(inner[1]), cst.Break) and _constant(source, inner[0].body[0].value)  # type: ignore[attr-defined]
        return local[0] if local is not None and (len(inner) == 1 or ends) else None
    return None


def _made(source: Source, clauses: Clauses, core: cst.CSTNode, name: str, start: str) -> tuple[str, str] | None:
    """(what it becomes, the expression); None where start and statement do not go together."""
    flow = source.once(Flow)
    every = clauses.all()
    small = only(core)
    match small:
        case cst.Expr(value=cst.Call(func=cst.Attribute(attr=attr), args=[argument])):
            element = _inline(source, flow, argument.value, clauses)
            if attr.value == "append" and start in ("[]", "list()"):
                return "comprehension", f"[{element} {every}]"
            return ("comprehension", f"{{{element} {every}}}") if attr.value == "add" and start == "set()" else None
        case cst.AugAssign(value=value):
            return _sum(source, flow, clauses, value, start)
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Subscript() as place)], value=value):
            index = place.slice[0].slice
            if start not in ("{}", "dict()") or not isinstance(index, cst.Index):
                return None
            key = _inline(source, flow, index.value, clauses)
            return "comprehension", f"{{{key}: {_inline(source, flow, value, clauses)} {every}}}"
        case _:
            return _question(source, flow, clauses, core, name, start)


def _sum(source: Source, flow: Flow, clauses: Clauses, value: cst.CSTNode, start: str) -> tuple[str, str] | None:
    element = _inline(source, flow, value, clauses)
    if start == "0":
        return "sum", f"sum({element} {clauses.all()})"
    if start in ("0.0", "0."):
        return "sum", f"sum(({element} {clauses.all()}), {start})"
    if start in ("''", '""'):
        return "join", f"{start}.join({element} {clauses.all()})"
    return ("comprehension", f"[{element[1:-1]} {clauses.all()}]") if start == "[]" and _one(value) else None


def _one(value: cst.CSTNode) -> bool:
    return isinstance(value, cst.List) and len(value.elements) == 1


def _question(
    source: Source, flow: Flow, clauses: Clauses, core: cst.CSTNode, name: str, start: str
) -> tuple[str, str] | None:
    assert isinstance(core, cst.If)
    local = assigned(body_of(core)[0])
    assert local is not None
    test = _inline(source, flow, core.test, clauses)
    given = source.code(local[1])
    if given == "True" and start == "False":
        return "any", f"any(({test}) {clauses.all()})"
    if given == "False" and start == "True":
        return "any", f"not any(({test}) {clauses.all()})"
    if isinstance(core.test, cst.Comparison) and len(core.test.comparisons) == 1 and "inf" in start:
        left, target = core.test.left, core.test.comparisons[0]
        sides = (source.code(left), source.code(target.comparator))
        less, more = isinstance(target.operator, cst.LessThan), isinstance(target.operator, cst.GreaterThan)
        if sides == (given, name) and (less or more):
            best = "min" if less else "max"
            element = _inline(source, flow, local[1], clauses)
            return "extremum", f"{best}(({element} {clauses.all()}), default={start})"
    return None


def _own(core: cst.CSTNode, name: str) -> set[str]:
    """The name itself, where the statement must read it."""
    return {name} if isinstance(core, cst.If | cst.SimpleStatementLine) else set()


def _header_reads(flow: Flow, loop: cst.CSTNode) -> set[str]:
    return flow.names(loop.iter) if isinstance(loop, cst.For) else set()


def _leaks(source: Source, flow: Flow, loop: cst.CSTNode, clauses: Clauses, name: str) -> bool:
    """Whether what the loop binds is read after it, or what it makes is read more often in it than made."""
    counts = sum(load.value == name for load in flow.loads(loop))
    if counts > 1 or any(isinstance(b, cst.Yield | cst.Await | cst.NamedExpr) for b in source.below(loop)):
        return True
    return bool(clauses.names & read_after(source, flow, loop))


def start_of(flow: Flow, before: Sequence[cst.CSTNode], name: str) -> tuple[cst.CSTNode, cst.BaseExpression] | None:
    """The line that sets a name before the loop, when nothing between touches it."""
    for line in reversed(before):
        found = assigned(line)
        if found is not None and found[0] == name:
            return line, found[1]
        if name in flow.names(line) or any(path.removesuffix("[]") == name for path in flow.changes(line)):
            return None
    return None


def read_after(source: Source, flow: Flow, node: cst.CSTNode) -> set[str]:
    """Names whose value is read when a statement has been run, in what follows it and the statements around it."""
    found: set[str] = set()
    bound: set[str] = set()
    here = node
    for ancestor in source.ancestors(node):
        block = list(siblings(source, here))
        for statement in block[block.index(here) + 1 :] if block else ():
            found |= _first_reads(source, flow, statement) - bound
            bound |= _sure(source, statement)
        if isinstance(ancestor, cst.FunctionDef):
            break
        here = ancestor
    return found


def _first_reads(source: Source, flow: Flow, statement: cst.CSTNode) -> set[str]:
    own = {
        name.value
        for below in source.below(statement)
        if isinstance(below, cst.CompFor)
        for name in source.below(below.target)
        if isinstance(name, cst.Name)
    }
    if isinstance(statement, cst.For):
        return flow.names(statement.iter) | (flow.names(statement) - _sure(source, statement) - own)
    return flow.names(statement) - own


def _sure(source: Source, statement: cst.CSTNode) -> set[str]:
    """What a statement binds before it may read it."""
    if isinstance(statement, cst.For):
        return {name.value for name in source.below(statement.target) if isinstance(name, cst.Name)}
    found = assigned(statement)
    return {found[0]} if found is not None else set()


MOVES: tuple[Move, ...] = (Accumulate(),)
