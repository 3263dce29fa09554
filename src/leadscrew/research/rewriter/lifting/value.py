"""What an expression of a loop's body becomes when the loop's axes are array axes.

The axes that a value has come first, outermost loop first; its own dimensions follow. This is the layout of
vectorising maps in array languages (Bradbury et al., JAX, 2018: vmap), written out as source.
"""

from __future__ import annotations

from dataclasses import dataclass

from leadscrew.errors import ChangeError
from leadscrew.research.rewriter.lifting.polynomial import Poly, plus, write


class Unliftable(ChangeError):
    """A loop that is no array arithmetic, as far as this can see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A loop over consecutive integers that becomes an axis."""

    name: str
    """The loop's index."""
    low: Poly
    high: Poly
    step: int = 1
    wide: bool = False
    """Whether an outer loop moves its range, so that some of its rounds are none."""

    @property
    def size(self) -> str:
        """How many rounds, as source."""
        extent = plus(self.high, self.low, -1)
        if self.step == 1:
            return write(extent)
        return f"len(range({write(self.low)}, {write(self.high)}, {self.step}))"

    def numbers(self, numpy: str) -> str:
        """The indices as an array's source."""
        parts = [write(self.low), write(self.high), *([str(self.step)] if self.step != 1 else [])]
        return f"{numpy}.arange({', '.join(parts if self.low or self.step != 1 else parts[1:])})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An expression, lifted."""

    code: str
    axes: tuple[str, ...] = ()
    """Axes that it has, outermost loop first, before its own dimensions."""
    rank: int = 0
    """Dimensions of its own: 0 for what was a number."""

    @property
    def tight(self) -> str:
        """The code in brackets unless it binds tightly as it is."""
        return self.code if binds_tightly(self.code) else f"({self.code})"


def binds_tightly(code: str) -> bool:
    """Whether code is one name, call or subscript, so that `code.attr` and `code[...]` mean what they should."""
    depth = 0
    if not code or not (code[0].isalpha() or code[0] in "_(["):
        return False
    for place, sign in enumerate(code):
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign in "'\"" or (depth == 0 and not (sign.isalnum() or sign in "._")):
            return False
        if depth == 0 and code[0] == "(" and sign == ")" and place < len(code) - 1 and code[place + 1] not in ".[(":
            return False
    return True


def aligned(value: Value, axes: tuple[str, ...], rank: int) -> str:
    """The value's source, with a new axis wherever it lacks one, so that it broadcasts to the axes and rank."""
    if not value.axes:
        return value.code
    index = [":" if axis in value.axes else "None" for axis in axes]
    index += ["None"] * (rank - value.rank) + [":"] * value.rank
    while index and index[0] == "None":
        index.pop(0)
    while index and index[-1] == ":":
        index.pop()
    return f"{value.tight}[{', '.join(index)}]" if index else value.code


def tight(code: str) -> str:
    """Code in brackets unless it binds tightly."""
    return Value(code=code).tight


def transposed(code: str, have: list[str], want: list[str]) -> str:
    """Source that brings named dimensions into another order."""
    if have == want:
        return code
    if sorted(have) != sorted(want):
        raise Unliftable("dimensions do not match")
    if len(have) == 2 and code.endswith(".T"):
        return code.removesuffix(".T")
    if len(have) == 2:
        return f"{tight(code)}.T"
    if have[:-2] == want[:-2]:
        return f"{tight(code)}.swapaxes(-1, -2)"
    return f"{tight(code)}.transpose({', '.join(str(have.index(name)) for name in want)})"
