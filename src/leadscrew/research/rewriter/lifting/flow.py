"""What a loop's body reads, writes and carries from one round to the next.

Source: scalar dependence and reduction recognition (Allen and Kennedy, ACM TOPLAS 9(4), 1987).
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from leadscrew.research.rewriter.lifting.facts import chain

INFINITE = ("inf", "1e", "9999", "maxsize", "finfo", "infty")


def reads(node: ast.AST) -> set[str]:
    """Names that an expression or statement reads."""
    found = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    bound = [part.target for part in ast.walk(node) if isinstance(part, ast.comprehension)]
    return found - writes(bound) if bound else found


def writes(nodes: Iterable[ast.AST]) -> set[str]:
    """Names that statements assign."""
    return {
        part.id
        for node in nodes
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def stored(nodes: Iterable[ast.AST]) -> set[str]:
    """Bases of assigned elements."""
    found = set()
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
                found.add(ast.unparse(chain(part)[0]))
    return found


def uses(
    node: ast.AST,
    bases: Collection[str],
    found: dict[str, list[tuple[ast.expr, Collection[ast.For]]]],
    around: tuple[ast.For, ...],
) -> None:
    """Every read of some bases, with the whole chain of its indices."""
    if isinstance(node, ast.Attribute) and node.attr in ("shape", "dtype", "ndim"):
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "len":
        return
    if isinstance(node, ast.Subscript):
        base, indices = chain(node)
        text = ast.unparse(base)
        if text in bases:
            if isinstance(node.ctx, ast.Load):
                found.setdefault(text, []).append((node, around))
            for index in indices:
                uses(index, bases, found, around)
            return
    if isinstance(node, ast.Name) and node.id in bases and isinstance(node.ctx, ast.Load):
        found.setdefault(node.id, []).append((node, around))
    if isinstance(node, ast.For):
        around = (*around, node)
    for child in ast.iter_child_nodes(node):
        uses(child, bases, found, around)


def carried(body: Sequence[ast.stmt]) -> set[str]:
    """Names that a round reads as the round before left them."""
    early: set[str] = set()
    _early(body, set(), early)
    return early & writes(body)


def read_first(body: Sequence[ast.stmt]) -> set[str]:
    """Names that statements read before they assign them."""
    early: set[str] = set()
    _early(body, set(), early)
    return early


def _early(body: Sequence[ast.stmt], done: set[str], early: set[str]) -> set[str]:
    """Add to early what is read before it is assigned; the names that are assigned for certain."""
    for statement in body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                early |= reads(value) - done
                for target in targets:
                    early |= reads(target) - done
                    done = done | writes([target])
            case ast.AugAssign(target=target, value=value):
                early |= (reads(value) | reads(target) | writes([target])) - done
            case ast.If(test=test, body=inner, orelse=orelse):
                early |= reads(test) - done
                done = _early(inner, set(done), early) & _early(orelse, set(done), early)
                # what only one branch assigns may be left from the round before: only reads of it show that
            case ast.For(target=target, iter=iterable, body=inner):
                early |= reads(iterable) - done
                _early(inner, done | writes([target]), early)
            case _:
                early |= reads(statement) - done
    return done


def conditional(body: Sequence[ast.stmt]) -> set[str]:
    """Names that are assigned under a condition only."""
    sure: set[str] = set()
    maybe: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.If):
            one, two = _sure(statement.body), _sure(statement.orelse)
            maybe |= (writes(statement.body) | writes(statement.orelse)) - sure - (one & two)
            sure |= one & two
        else:
            sure |= writes([statement])
    return maybe


def _sure(body: Sequence[ast.stmt]) -> set[str]:
    found: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.If):
            found |= _sure(statement.body) & _sure(statement.orelse)
        else:
            found |= writes([statement])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Accumulation:
    """`s += e`, `s = max(s, e)` and their like."""

    name: str
    how: str
    """sum, prod, max or min."""
    value: ast.expr
    negative: bool = False


def accumulation(node: ast.stmt) -> Accumulation | None:
    """The accumulation that a statement is, if it is one."""
    match node:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add() | ast.Sub() as op, value=value):
            return Accumulation(name=name, how="sum", value=value, negative=isinstance(op, ast.Sub))
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Mult(), value=value):
            return Accumulation(name=name, how="prod", value=value)
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(left=ast.Name(id=left), op=op, right=value)) if (
            left == name and isinstance(op, ast.Add | ast.Sub | ast.Mult)
        ):
            how = "prod" if isinstance(op, ast.Mult) else "sum"
            return Accumulation(name=name, how=how, value=value, negative=isinstance(op, ast.Sub))
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(left=value, op=op, right=ast.Name(id=right))) if (
            right == name and isinstance(op, ast.Add | ast.Mult)
        ):
            return Accumulation(name=name, how="prod" if isinstance(op, ast.Mult) else "sum", value=value)
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function, args=[one, two], keywords=[])):
            how = {"max": "max", "min": "min", "maximum": "max", "minimum": "min"}.get(
                ast.unparse(function).rpartition(".")[2], ""
            )
            for own, other in ((one, two), (two, one)):
                if how and isinstance(own, ast.Name) and own.id == name:
                    return Accumulation(name=name, how=how, value=other)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """`if e < best: best = e; where = i`."""

    name: str
    how: str
    value: ast.expr
    strict: bool
    others: tuple[tuple[str, ast.expr], ...]


def extreme(node: ast.If) -> Extreme | None:
    """The search for a smallest or largest value that a condition is, if it is one."""
    test = node.test
    if node.orelse or not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    assigned: dict[str, ast.expr] = {}
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                assigned[name] = value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(values):
                assigned |= {ast.unparse(name): value for name, value in zip(names, values, strict=True)}
            case _:
                return None
    left, right, op = test.left, test.comparators[0], test.ops[0]
    for best, value, flipped in ((right, left, False), (left, right, True)):
        if isinstance(best, ast.Name) and best.id in assigned and isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
            if ast.unparse(assigned[best.id]) != ast.unparse(value):
                continue
            smaller = isinstance(op, ast.Lt | ast.LtE) != flipped
            others = tuple((name, other) for name, other in assigned.items() if name != best.id)
            strict = isinstance(op, ast.Lt | ast.Gt)
            return Extreme(name=best.id, how="min" if smaller else "max", value=value, strict=strict, others=others)
    return None
