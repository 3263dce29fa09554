"""Schedule: a training loop's constant rate warms up, decays, or both. Found by the shape of the code, not by names.

An update is `x = x - r * ...` or `x -= r * ...`, where r is a number of the module; the round is the variable of a loop
over `range(...)` around it, or a parameter of its function that such a loop hands on.

Sources: Goyal et al., Accurate, large minibatch SGD, arXiv 1706.02677 (warm-up); Loshchilov and Hutter, SGDR, ICLR 2017
(cosine decay); Defazio et al., arXiv 2310.07831 (linear decay to zero).
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from leadscrew.research.rewriter.settings import value_of
from leadscrew.research.rewriter.source import Edit, Move, Source

FORMS = (
    ("decay", "{rate} * 1.5 * (1.0 - ({round}) / ({rounds} + 1.0))", "falls to nothing"),
    ("decay", "{rate} * 2.5 * (1.0 - ({round}) / ({rounds} + 1.0))", "starts higher and falls to nothing"),
    ("warm-up", "{rate} * min(1.0, 10.0 * (({round}) + 1.0) / ({rounds} + 1.0))", "rises over the first tenth"),
    ("warm-up-decay",
     "{rate} * 2.0 * min(1.0, 10.0 * (({round}) + 1.0) / ({rounds} + 1.0)) * (1.0 - ({round}) / ({rounds} + 1.0))",
     "rises over the first tenth and falls to nothing"),
)  # fmt: skip
SMALLEST, LARGEST = 1e-7, 10.0


class Schedule:
    """The rate of an update follows the round.

    Precondition: the update and the round as above; the number of rounds is a number or a name of the module.
    """

    name = "schedule/rate"

    def edits(self, source: Source) -> Iterator[Edit]:
        """Each update and each form."""
        constants = _module_numbers(source)
        for rate in source.nodes(cst.Name):
            assert isinstance(rate, cst.Name)
            if rate.value not in constants or not SMALLEST < constants[rate.value] < LARGEST:
                continue
            if not _scales_an_update(source, rate):
                continue
            for round_, rounds in _rounds(source, rate):
                for kind, form, told in FORMS:
                    new = form.format(rate=rate.value, round=round_, rounds=rounds)
                    yield source.edit(
                        f"schedule/{kind}",
                        rate,
                        key=f"{source.code(source.parents[rate])}->{new}",
                        hypothesis=f"the rate `{rate.value}` at {source.where(rate)} {told}: fewer rounds may then do",
                        make=lambda rate=rate, new=new: source.replaced(  # type: ignore[misc]
                            rate, cst.parse_expression(f"({new})")
                        ),
                    )


def _module_numbers(source: Source) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in source.module.body:
        for part in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(part, cst.Assign) and len(part.targets) == 1 and isinstance(part.targets[0].target, cst.Name):
                value = value_of(part.value)
                if value is not None and isinstance(part.value, cst.Float):
                    found[part.targets[0].target.value] = value
    return found


def _scales_an_update(source: Source, rate: cst.Name) -> bool:
    """Whether the name is a factor of what is taken from, or added to, the thing that is assigned."""
    below: cst.CSTNode = rate
    factor = False
    for node in source.ancestors(rate):
        if isinstance(node, cst.BinaryOperation):
            if isinstance(node.operator, cst.Multiply):
                factor = True
            elif isinstance(node.operator, cst.Divide) and node.left is below:
                pass
            elif not (isinstance(node.operator, cst.Subtract | cst.Add) and node.right is below):
                return False
        elif isinstance(node, cst.AugAssign):
            return factor and isinstance(node.operator, cst.SubtractAssign | cst.AddAssign)
        elif isinstance(node, cst.Assign):
            target = source.code(node.targets[0].target)
            return factor and source.code(node.value).startswith(target)
        elif not isinstance(node, cst.BaseExpression):
            return False
        below = node
    return False


def _rounds(source: Source, node: cst.CSTNode) -> Iterator[tuple[str, str]]:
    """(the round, how many there are) that a place knows of: from a loop around it, or from its function's callers."""
    for loop in source.ancestors(node):
        if isinstance(loop, cst.For) and (found := _counted(source, loop)) is not None:
            yield found
        if isinstance(loop, cst.FunctionDef):
            yield from _handed_on(source, loop)
            return


def _handed_on(source: Source, function: cst.FunctionDef) -> Iterator[tuple[str, str]]:
    parameters = [parameter.name.value for parameter in function.params.params]
    for call in source.nodes(cst.Call):
        assert isinstance(call, cst.Call)
        if not isinstance(call.func, cst.Name) or call.func.value != function.name.value:
            continue
        for loop in source.ancestors(call):
            found = _counted(source, loop) if isinstance(loop, cst.For) else None
            if found is None:
                continue
            for name, argument in zip(parameters, call.args, strict=False):
                plain = argument.keyword is None and not argument.star
                if plain and source.code(argument.value) == found[0]:
                    yield name, found[1]
                    return


def _counted(source: Source, loop: cst.For) -> tuple[str, str] | None:
    """The variable and the number of rounds of a loop over `range`, if its bounds are numbers and module names."""
    call = loop.iter
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Name) or call.func.value != "range":
        return None
    if not isinstance(loop.target, cst.Name) or not 1 <= len(call.args) <= 2:
        return None
    stop = call.args[-1].value
    names = {node.value for node in [stop, *source.below(stop)] if isinstance(node, cst.Name)}
    if not names <= {name.value for name in _module_names(source)}:
        return None
    return loop.target.value, f"({source.code(stop)})"


def _module_names(source: Source) -> Iterator[cst.Name]:
    for line in source.module.body:
        for part in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(part, cst.Assign):
                for target in part.targets:
                    if isinstance(target.target, cst.Name):
                        yield target.target


MOVES: tuple[Move, ...] = (Schedule(),)
