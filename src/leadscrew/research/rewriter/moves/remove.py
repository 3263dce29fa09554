"""Delete what the checks do not need, with all that only feeds it.

Source: statement deletion in genetic improvement of software (Petke et al., IEEE TEVC 2018), on slices (Weiser, IEEE
TSE 1984) instead of single lines, so that most of what is proposed still runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from leadscrew.research.rewriter.block import assigned, bare, body_of, edited, only
from leadscrew.research.rewriter.flow import Flow, path_of
from leadscrew.research.rewriter.moves import branch, copies, perforate
from leadscrew.research.rewriter.slices import Leaf, Scope, scopes
from leadscrew.research.rewriter.source import Edit, Move, Source

LOGGING = frozenset(
    ("print", "pprint", "info", "debug", "warning", "warn", "log", "flush", "add_scalar", "set_description",
     "set_postfix", "write", "exception", "display", "echo", "secho")
)  # fmt: skip
FOR_PEOPLE = frozenset(("logging", "logger", "log", "LOG", "LOGGER", "_logger", "warnings", "sys.stdout", "sys.stderr",
                        "pbar", "bar", "progress", "writer", "wandb", "tqdm", "self.logger", "self.log"))  # fmt: skip
SEEDS = frozenset(("seed", "set_seed", "manual_seed", "main", "__init__"))


class Slice:
    """Delete statements of one kind, and whatever only feeds them: dead code, logging, checks, what runs now and then.

    Where others are of the same kind, also all of them at once. The weakest, plain deletion of a statement, has a name
    of its own. A deletion that leaves a name which is still read without anything but its start is not proposed.
    """

    name = "remove/slice"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Kinds from the surest to the weakest; each set of statements once."""
        flow = source.once(Flow)
        found: list[tuple[str, list[Leaf], set[cst.CSTNode]]] = []
        for scope in scopes(source, flow):
            found += _kinds(source, flow, scope)
        seen: set[frozenset[cst.CSTNode]] = set()
        for kind in ("dead", "logging", "check", "periodic"):
            alike = [(leaves, gone) for move, leaves, gone in found if move == kind]
            if len(alike) > 1:
                every = set().union(*(gone for _, gone in alike))
                leaves = [leaf for leaves, _ in alike for leaf in leaves]
                seen.add(frozenset(every))
                yield _edit(source, kind, leaves, every, everywhere=True)
        for move, leaves, gone in found:
            if frozenset(gone) not in seen:
                seen.add(frozenset(gone))
                yield _edit(source, move, leaves, gone, everywhere=False)


def _kinds(source: Source, flow: Flow, scope: Scope) -> Iterator[tuple[str, list[Leaf], set[cst.CSTNode]]]:
    """(kind, the statements that are its reason, all that goes)."""
    dead = scope.closure(())
    if dead:
        yield "dead", [leaf for leaf in scope.leaves if leaf.node in dead], _outermost(source, dead)
    alike: dict[str, list[Leaf]] = {}
    for leaf in scope.leaves:
        if leaf.node not in dead and not dead.intersection(leaf.around):
            kind = _kind(source, flow, scope, leaf)
            if kind is not None:
                alike.setdefault(kind, []).append(leaf)
    yield from _with_readers(source, scope, dead)
    for kind, leaves in alike.items():
        groups = [leaves] if kind in ("logging", "check") else [[leaf] for leaf in leaves]
        for group in groups:
            gone = _outermost(source, scope.closure(leaf.node for leaf in group) - dead)
            if not scope.breaks(gone) and not _returns(source, gone):
                yield kind, group, gone


def _with_readers(
    source: Source, scope: Scope, dead: set[cst.CSTNode]
) -> Iterator[tuple[str, list[Leaf], set[cst.CSTNode]]]:
    """What is made only to be looked at: a value that a call gives, with all that reads it and no result needs."""
    for leaf in scope.leaves:
        calls = assigned(leaf.node) is not None and any(isinstance(b, cst.Call) for b in source.below(leaf.node))
        if not calls or not source.loop_depth(leaf.node) or leaf.node in dead:
            continue
        readers = scope.readers(leaf)
        if readers:
            gone = _outermost(source, scope.closure(readers) - dead)
            if not scope.breaks(gone) and not any(_leaves(source, node) for node in gone):
                yield "evaluation", [leaf], gone


def _leaves(source: Source, node: cst.CSTNode) -> bool:
    """Whether a statement may end its loop or function."""
    ends = (cst.Return, cst.Yield, cst.Raise, cst.Break, cst.Continue)
    return any(isinstance(below, ends) for below in source.below(node))


def _outermost(source: Source, gone: set[cst.CSTNode]) -> set[cst.CSTNode]:
    """Without what lies in other statements that go."""
    return {node for node in gone if not any(ancestor in gone for ancestor in source.ancestors(node))}


def _kind(source: Source, flow: Flow, scope: Scope, leaf: Leaf) -> str | None:
    """What deleting a leaf is called; None where it must stay."""
    small = only(leaf.node)
    match small:
        case cst.Expr(value=cst.Call()):
            return _call(source, leaf, small.value)
        case cst.Assert():
            return "check"
        case cst.Assign() | cst.AugAssign():
            outermost = not leaf.around and isinstance(scope.node, cst.Module)
            return None if outermost or leaf.trivial or _only_store(source, small) else "statement"
        case _:
            pass
    if isinstance(leaf.node, cst.If) and not isinstance(source.parents.get(leaf.node), cst.If):
        return _condition(source, leaf.node)
    if isinstance(leaf.node, cst.For | cst.While) and source.loop_depth(leaf.node):
        return "loop"
    return None


def _call(source: Source, leaf: Leaf, call: cst.BaseExpression) -> str | None:
    assert isinstance(call, cst.Call)
    path = path_of(call.func) or source.code(call.func)
    owner, _, name = path.rpartition(".")
    if owner in FOR_PEOPLE or (name in LOGGING and (not owner or name not in ("write", "log"))):
        return "logging"
    if name in SEEDS or (not leaf.around and source.function(leaf.node) is None):
        return None
    return "statement" if leaf.feeds else "call"


def _condition(source: Source, node: cst.If) -> str | None:
    body = body_of(node)
    last = only(body[-1]) if body else None
    if node.orelse is None and isinstance(last, cst.Raise):
        return "check"
    modulo = any(isinstance(below, cst.Modulo) for below in source.below(node.test))
    if modulo and source.loop_depth(node):
        return "periodic"
    return "block" if source.loop_depth(node) or not isinstance(last, cst.Return) else None


def _only_store(source: Source, small: cst.Assign | cst.AugAssign) -> bool:
    """Whether nothing else in the file sets an attribute that a line sets."""
    targets = [target.target for target in small.targets] if isinstance(small, cst.Assign) else [small.target]
    names = {target.attr.value for target in targets if isinstance(target, cst.Attribute)}
    if not names:
        return False
    stores = source.once(_attribute_stores)
    return any(stores.count(name) < 2 for name in names)


def _attribute_stores(source: Source) -> list[str]:
    targets = [node.target for node in source.nodes(cst.AssignTarget) if isinstance(node, cst.AssignTarget)]
    return [target.attr.value for target in targets if isinstance(target, cst.Attribute)]


def _returns(source: Source, gone: set[cst.CSTNode]) -> bool:
    """Whether a deletion takes a function's result away; a check may return early."""
    for node in gone:
        if isinstance(node, cst.If):
            continue
        if any(isinstance(below, cst.Return | cst.Yield) for below in source.below(node)):
            return True
    return False


def _edit(source: Source, kind: str, leaves: Sequence[Leaf], gone: set[cst.CSTNode], *, everywhere: bool) -> Edit:
    first = leaves[0].node
    lines = [source.code(bare(leaf.node)) for leaf in leaves]
    function = source.function(first)
    place = "everywhere" if everywhere else function.name.value if function else ""
    rest = len([node for node in gone if not any(node is leaf.node for leaf in leaves)])
    also = f" and {rest} lines that only feed it" if rest else ""
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    return source.edit(
        f"remove/{kind}",
        first,
        key=f"{place}:{kind}:{';'.join(lines)}",
        hypothesis=f"remove `{lines[0][:80]}`{more}{also} at {source.where(first)}: {WHY[kind]}",
        make=lambda: _without(source, gone),
    )


WHY = {
    "dead": "nothing reads what it makes",
    "logging": "only people read it",
    "check": "right inputs pass it anyway",
    "evaluation": "it is made only to be looked at",
    "periodic": "what happens every so many rounds may serve only the eye",
    "call": "its result is unused, and nothing that is checked may need its effect",
    "block": "nothing that is checked may need it",
    "loop": "nothing that is checked may need it",
    "statement": "nothing that is checked may need it",
}


def _without(source: Source, gone: set[cst.CSTNode]) -> cst.Module:
    return edited(source, dict.fromkeys(gone, ()))


class DeadAttribute:
    """Delete what sets an attribute that the file never reads.

    Precondition: the attribute's name is stored on `self` and nowhere in the file loaded.
    """

    name = "remove/attribute"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each such attribute."""
        stored: dict[str, list[cst.CSTNode]] = {}
        targets: set[cst.CSTNode] = set()
        for node in source.nodes(cst.SimpleStatementLine):
            small = only(node)
            target = small.targets[0].target if isinstance(small, cst.Assign) and len(small.targets) == 1 else None
            target = small.target if isinstance(small, cst.AugAssign) else target
            if isinstance(target, cst.Attribute) and source.code(target.value) == "self":
                stored.setdefault(target.attr.value, []).append(node)
                targets.add(target)
        for node in source.nodes(cst.Attribute):
            if node not in targets and isinstance(node, cst.Attribute):
                stored.pop(node.attr.value, None)
        for name, lines in stored.items():
            yield source.edit(
                self.name,
                lines[-1],
                key=f"self.{name}",
                hypothesis=f"no `self.{name}` at {source.where(lines[-1])}: nothing in this file reads it",
                make=lambda lines=lines: _without(source, set(lines)),  # type: ignore[misc]
            )


class Clearing:
    """Delete the clearing of what is filled right afterwards.

    Precondition: `x.fill(v)`, `x[:] = v` or `x[...] = v`.  Source: dead store elimination (Muchnick, Advanced Compiler
    Design and Implementation, 1997, section 18.10).
    """

    name = "remove/clearing"

    def edits(self, source: Source) -> Iterator[Edit]:
        """One edit for each clearing in a loop or function."""
        for node in source.nodes(cst.SimpleStatementLine):
            if source.function(node) is None and not source.loop_depth(node):
                continue
            code = source.code(bare(node))
            if _clears(source, only(node)):
                yield source.edit(
                    self.name,
                    node,
                    key=code,
                    hypothesis=f"no `{code[:80]}` at {source.where(node)}: all of it may be written again anyway",
                    make=lambda node=node: _without(source, {node}),  # type: ignore[misc]
                )


def _clears(source: Source, small: cst.CSTNode | None) -> bool:
    if isinstance(small, cst.Expr) and isinstance(small.value, cst.Call):
        function = small.value.func
        return isinstance(function, cst.Attribute) and function.attr.value == "fill" and len(small.value.args) == 1
    if isinstance(small, cst.Assign) and isinstance(small.targets[0].target, cst.Subscript):
        whole = source.code(small.targets[0].target).endswith(("[:]", "[...]", "[:, :]"))
        return whole and isinstance(small.value, cst.Integer | cst.Float)
    return False


class Twice:
    """Delete the second of two equal lines of one block that nothing between them makes different.

    Precondition: both bind the same names, and neither what they read nor what they bind changes in between.
    Source: available expressions (Aho, Lam, Sethi, Ullman, Compilers, section 9.2.6).
    """

    name = "remove/twice"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Pairs in one block."""
        flow = source.once(Flow)
        for block in (source.module, *source.nodes(cst.IndentedBlock)):
            assert isinstance(block, cst.Module | cst.IndentedBlock)
            lines = [(line, source.code(bare(line))) for line in block.body if assigned(line) is not None]
            for index, (line, code) in enumerate(lines):
                for later, other in lines[index + 1 :]:
                    if code == other and self._same(flow, block.body, line, later):
                        yield source.edit(
                            self.name,
                            later,
                            key=code,
                            hypothesis=f"not twice `{code[:80]}` at {source.where(later)}: nothing changed in between",
                            make=lambda later=later: _without(source, {later}),  # type: ignore[misc]
                        )

    def _same(self, flow: Flow, block: Sequence[cst.CSTNode], line: cst.CSTNode, later: cst.CSTNode) -> bool:
        between = block[block.index(line) + 1 : block.index(later)]
        changed = {path for statement in between for path in flow.changes(statement)}
        bound = flow.bound(line)
        own = assigned(line)
        return (
            own is not None
            and flow.pure(own[1])
            and flow.independent(line, changed | bound)
            and not bound & {path.removesuffix("[]") for path in changed}
        )


MOVES: tuple[Move, ...] = (
    Slice(),
    *branch.MOVES,
    DeadAttribute(),
    Clearing(),
    Twice(),
    *copies.MOVES,
    *perforate.MOVES,
)
"""From the surest to the weakest."""
