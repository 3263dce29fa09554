"""Small programs full of scopes, drawn at random: those with one meaning must behave alike."""

from __future__ import annotations

import random
import warnings

import pytest

from leadscrew.core.program import Program
from leadscrew.core.syntax import meaning

NAMES = "ab"
PROGRAMS = 10_000


def expression(rng: random.Random, depth: int = 0) -> str:
    kind = rng.randrange(9)
    name = rng.choice(NAMES)
    if kind == 4:
        return str(rng.randrange(3))
    if kind == 5 and depth < 2:
        return f"({expression(rng, depth + 1)} + {expression(rng, depth + 1)})"
    if kind == 6 and depth < 2:
        return f"sum([{expression(rng, depth + 1)} for {name} in (1, {expression(rng, depth + 1)})])"
    if kind == 7 and depth < 2:
        return f"(lambda {name}={expression(rng, depth + 1)}: {expression(rng, depth + 1)})()"
    if kind == 8 and depth == 0:
        return f"({name} := {rng.randrange(5)})"
    return name


def block(rng: random.Random, depth: int, indent: str) -> list[str]:
    lines = []
    declared = rng.random()
    if declared < 0.2:
        lines.append(f"global {rng.choice(NAMES)}")
    elif depth > 0 and declared < 0.4:
        lines.append(f"nonlocal {rng.choice(NAMES)}")
    for _ in range(rng.randrange(1, 3)):
        kind, name, other = rng.randrange(8), rng.choice(NAMES), rng.choice(NAMES)
        if kind == 3 and depth < 3:
            parameter = rng.choice(["", name, f"{name}={rng.randrange(4)}"])
            given = expression(rng) if parameter == name else ""
            lines += [f"def f{depth}({parameter}):", *block(rng, depth + 1, "    ")]
            lines += [f"    return {expression(rng)}", f"{other} = f{depth}({given})"]
        elif kind == 4:
            lines += [f"class K{depth}:", f"    {name} = {expression(rng)}", "    def m(self):"]
            lines += [f"        return {expression(rng)}", f"{other} = K{depth}().m()"]
        elif kind == 5:
            lines += [f"for {name} in (1, 2):", f"    {other} = {expression(rng)}"]
        elif kind == 6:
            lines += ["try:", f"    {name} = 1 // {expression(rng)}"]
            lines += [f"except ZeroDivisionError as {other}:", f"    {rng.choice(NAMES)} = 7"]
        elif kind == 7:
            lines += [f"if {expression(rng)}:", f"    {name} = {expression(rng)}"]
        else:
            lines.append(f"{name} = {expression(rng)}")
    return [indent + line for line in lines]


def program(rng: random.Random) -> str:
    known = [f"{name} = {number}" for number, name in enumerate(NAMES, 3) if rng.random() < 0.8]
    lines = [*known, "def solve(p):", *block(rng, 0, "    "), f"    return {expression(rng)}"]
    return "\n".join(lines) + "\n"


def behaviour(source: str) -> str | None:
    """What a program gives, or the kind of its error; None where it does not compile."""
    space: dict[str, object] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, "solve.py", "exec"), space)
            return repr(space["solve"](1))  # type: ignore[operator]
    except SyntaxError:
        return None
    except Exception as exc:
        return type(exc).__name__


@pytest.mark.parametrize("seed", [1])
def test_programs_of_one_meaning_behave_alike(seed):
    rng = random.Random(seed)
    known: dict[str, tuple[str, str]] = {}
    pairs = 0
    for _ in range(PROGRAMS):
        source = program(rng)
        given = behaviour(source)
        if given is None:
            continue
        sense = meaning(Program({"solve.py": source.encode()}), ("solve",))
        other, expected = known.setdefault(sense, (source, given))
        assert given == expected, f"{other}\n{source}"
        pairs += other != source
    assert pairs > 100  # or nothing was compared
