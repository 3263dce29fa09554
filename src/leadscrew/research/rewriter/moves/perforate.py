"""Skip rounds of a loop where the result may be good enough without them.

Source: loop perforation (Sidiroglou-Douskos, Misailovic, Hoffmann, Rinard, ESEC/FSE 2011).
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.block import body_of, expression, operand, text_of
from leadscrew.research.rewriter.flow import CHANGING, IMPURE, Flow, path_of, target_names
from leadscrew.research.rewriter.source import Edit, Move, Source

DRAWS = IMPURE - {"iter", "next", "open", "print", "pop", "popitem", "popleft", "read", "readline", "readlines"}
MANNERS = {
    "remove/every-other-round": "every other round",
    "remove/second-half": "the first half of the rounds",
}


class Perforate:
    """Run every other round of a loop, or only its first half.

    Precondition: the rounds refine a value (`x = f(x)`, `w -= step`, `model.update(batch)`) or draw at random; a loop
    that counts, or fills one place a round, needs all of them.
    """

    name = "remove/rounds"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Two manners for each loop over a range; every other item of a sequence."""
        flow = source.once(Flow)
        for node in source.nodes(cst.For):
            assert isinstance(node, cst.For)
            if not body_of(node) or node.asynchronous is not None or self._fills(flow, node):
                continue
            if not any(_refines(flow, below) for below in source.below(node.body)):
                continue
            header = f"for {source.code(node.target)} in {source.code(node.iter)}"
            body = "; ".join(source.code(statement) for statement in body_of(node))[:200]
            for move, manner in MANNERS.items():
                new = _shortened(source, node.iter, move)
                if new is not None:
                    items = isinstance(node.iter, cst.Name)
                    yield source.edit(
                        "remove/every-other-item" if items else move,
                        node,
                        key=f"{header}:{body}",
                        hypothesis=f"{manner} of `{header[:80]}` at {source.where(node)}: the rest may add little",
                        make=lambda node=node, new=new: source.replaced(node.iter, expression(new)),  # type: ignore[misc]
                    )

    def _fills(self, flow: Flow, node: cst.For) -> bool:
        """Whether each round has a place of its own to fill, or may end the loop."""
        target = target_names(node.target)
        function = flow.source.function(node)
        results = {
            name
            for below in flow.source.below(function if function is not None else node)
            if isinstance(below, cst.Return)
            for name in flow.names(below)
        }
        for below in flow.source.below(node.body):
            match below:
                case cst.AssignTarget(target=cst.Subscript()) | cst.AugAssign(target=cst.Subscript()):
                    if flow.names(below.target) & target:
                        return True
                case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(value=("append" | "add" | "extend")))):
                    if function is None or flow.names(owner) & results or not isinstance(owner, cst.Name):
                        return True
                case cst.Return() | cst.Break() | cst.Yield():
                    return True
                case _:
                    pass
        return False


def _refines(flow: Flow, node: cst.CSTNode) -> bool:
    """Whether a statement betters what is there, calls what may, or draws at random."""
    match node:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
            return name in flow.names(node.value)
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute())]):
            return True
        case cst.AugAssign():
            return not isinstance(node.operator, cst.AddAssign) or isinstance(node.target, cst.Attribute)
        case cst.Expr(value=cst.Call(func=function)):
            return (path_of(function) or "").rpartition(".")[2] not in CHANGING | {"print"}
        case cst.Call():
            return (path_of(node.func) or "").rpartition(".")[2] in DRAWS
        case _:
            return False


def _shortened(source: Source, over: cst.BaseExpression, move: str) -> str | None:
    """What a loop goes over with fewer rounds; None where that cannot be said."""
    if isinstance(over, cst.Call) and path_of(over.func) == "range" and len(over.args) == 3:
        first, last, step = (source.code(argument.value) for argument in over.args)
        longer = f"range({first}, {last}, 2 * {operand(source, over.args[2].value)})"
        return longer if move == "remove/every-other-round" and not step.startswith("-") else None
    if isinstance(over, cst.Call) and path_of(over.func) == "range" and len(over.args) in (1, 2):
        bounds = [text_of(source, argument.value) for argument in over.args]
        last = operand(source, over.args[-1].value)
        if move == "remove/every-other-round":
            return f"range({bounds[0] if len(bounds) > 1 else 0}, {bounds[-1]}, 2)"
        if len(bounds) == 1:
            return f"range(({last} + 1) // 2)"
        first = operand(source, over.args[0].value)
        return f"range({bounds[0]}, ({first} + {last} + 1) // 2)"
    if isinstance(over, cst.Name) and move == "remove/every-other-round":
        known = source.kind(over)
        return f"{over.value}[::2]" if known is None or known.startswith(("array", "list", "tuple", "str")) else None
    return None


MOVES: tuple[Move, ...] = (Perforate(),)
