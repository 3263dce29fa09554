"""Write programs of nested loops from a seed, and know what they print without running a text."""

from collections.abc import Mapping
from random import Random
from typing import Any

from leadscrew import Rejected

PROGRAMS, MODULUS = 16, 9973
Block = list[tuple[Any, ...]]


def problem(seed: int) -> dict[str, Any]:
    """Programs of two nested loops each, as texts; what they print stays on this side."""
    return _drawn(Random(seed), depth=2, rounds=(18, 26))


def held_out_problem(seed: int) -> dict[str, Any]:
    """Programs of three nested, shorter loops."""
    return _drawn(Random(seed), depth=3, rounds=(6, 9))


def check(problem: Mapping[str, Any], answer: Any) -> None:
    """Raise Rejected unless each program printed what it prints."""
    expected = problem["_printed"]
    if not isinstance(answer, list) or len(answer) != len(expected):
        raise Rejected(f"the answer is a {type(answer).__name__}, expected a list of {len(expected)} lists")
    for number, (row, right) in enumerate(zip(answer, expected, strict=True)):
        if not isinstance(row, list) or any(type(value) is not int for value in row):
            raise Rejected(f"program {number}: expected a list of whole numbers")
        if row != right:
            raise Rejected(f"program {number} printed {str(row[:5])[:80]}, expected {str(right[:5])[:80]}")


def _drawn(random: Random, depth: int, rounds: tuple[int, int]) -> dict[str, Any]:
    texts, printed = [], []
    for number in range(PROGRAMS):
        names = [f"{random.choice('abcdefgh')}{index}" for index in range(6)]
        block = _block(random, names, depth, rounds)
        lines = [f"set {name} {random.randint(1, 50)}" for name in names]
        values = {line.split()[1]: int(line.split()[2]) for line in lines}
        out: list[int] = []
        _text(block, lines, iter(range(10_000)), number)
        _run(block, values, out)
        lines.append(f"print {names[0]} + {names[1]} * {names[2]}")
        out.append(values[names[0]] + values[names[1]] * values[names[2]])
        texts.append("\n".join(lines))
        printed.append(out)
    return {"programs": texts, "_printed": printed}


def _block(random: Random, names: list[str], depth: int, rounds: tuple[int, int]) -> Block:
    """Statements as tuples: ('set', name, terms), ('print', terms), ('loop', counter, rounds, block), ('when', ...)."""
    found: Block = []
    for _ in range(random.randint(2, 3)):
        found.append(("set", random.choice(names), _terms(random, names)))
    if depth:
        found.append(
            ("loop", f"i{depth}", random.randint(*rounds), _block(random, [*names, f"i{depth}"], depth - 1, rounds))
        )
    found.append(
        ("when", random.choice(names), random.choice("<>=!"), random.randint(0, MODULUS), random.choice(names))
    )
    found.append(("set", random.choice(names[:6]), _terms(random, names)))
    if random.random() < 0.5:
        found.append(("print", _terms(random, names)))
    return [step for step in found if step[0] != "set" or not step[1].startswith("i")]


def _terms(random: Random, names: list[str]) -> list[tuple[str, str, str]]:
    """(sign, name, factor) terms; the value is taken modulo MODULUS by its last factor."""
    return [
        (random.choice("+-"), random.choice(names), str(random.randint(2, 99))) for _ in range(random.randint(1, 3))
    ]


def _written(terms: list[tuple[str, str, str]]) -> str:
    first, *rest = terms
    text = f"0 {first[0]} {first[1]} * {first[2]} % {MODULUS}"
    return text + "".join(f" {sign} {name} * {factor} % {MODULUS}" for sign, name, factor in rest)


def _value(terms: list[tuple[str, str, str]], values: Mapping[str, int]) -> int:
    return sum(
        (1 if sign == "+" else -1) * (values.get(name, 0) * int(factor) % MODULUS) for sign, name, factor in terms
    )


def _text(block: Block, lines: list[str], labels: Any, program: int) -> None:
    for step in block:
        match step:
            case ("set", name, terms):
                lines.append(f"set {name} {_written(terms)}")
            case ("print", terms):
                lines.append(f"print {_written(terms)}")
            case ("when", name, sign, number, other):
                label = f"l{next(labels)}"
                lines.extend([f"if {name} {sign} {number} goto {label}", f"add {other} 1", f"label {label}"])
            case ("loop", counter, rounds, body):
                label = f"l{next(labels)}"
                lines.extend([f"set {counter} 0", f"label {label}", f"add {counter} 1"])
                _text(body, lines, labels, program)
                lines.append(f"if {counter} < {rounds} goto {label}")


def _run(block: Block, values: dict[str, int], out: list[int]) -> None:
    for step in block:
        match step:
            case ("set", name, terms):
                values[name] = _value(terms, values)
            case ("print", terms):
                out.append(_value(terms, values))
            case ("when", name, sign, number, other):
                left = values.get(name, 0)
                holds = {"<": left < number, ">": left > number, "=": left == number, "!": left != number}[sign]
                if not holds:
                    values[other] = values.get(other, 0) + 1
            case ("loop", counter, rounds, body):
                values[counter] = 0
                while True:
                    values[counter] += 1
                    _run(body, values, out)
                    if not values[counter] < rounds:
                        break
