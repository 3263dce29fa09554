"""What a bundled cheat tries, and what must come of it; read from the docstring of its file."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

CHEATS = Path(__file__).parent.parent / "cheats"
PRELUDE = (CHEATS / "prelude.py").name

Mode = Literal["call", "command"]


class Must(StrEnum):
    """What has to come of a candidate."""

    NOT_COUNT = "not count"
    """Its answer is not accepted, its quality lies beyond the margin, or its score is no better than the start's."""
    TAKE_ITS_TIME = "take its time"
    """The trial lasts at least as long as what it hides, whatever the clocks inside say."""
    FIND_NOTHING = "find nothing"
    """Every attempt is refused: it reports so itself, and the suite sees nothing from outside."""
    PASS = "pass"
    """It is honest, if unusual: it must be accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheat:
    """One hostile, or honest and unusual, candidate that wraps any task's own program."""

    name: str
    """Group and file, such as `clock/patched_clocks`."""
    tries: str
    gains: str
    must: Must
    modes: tuple[Mode, ...]
    trials: int
    """Trials in a row: more than one where an earlier trial is to help a later one."""
    stores: bool
    """Whether its source carries an answer to another problem."""
    hangs: bool
    """Whether it never ends by itself, so that a short limit shows as much as a long one."""
    source: str
    roughly: bool = False
    """Whether it only answers less exactly, which is no cheat where a score says how exact an answer is."""

    @property
    def group(self) -> str:
        """The folder of its file."""
        return self.name.split("/")[0]


def bundled_cheats() -> tuple[Cheat, ...]:
    """All cheats that come with Leadscrew, honest candidates last."""
    paths = sorted(CHEATS.glob("*/*.py"), key=lambda path: (path.parent.name == "honest", path.parent.name, path.name))
    return tuple(read_cheat(f"{path.parent.name}/{path.stem}", path.read_text(encoding="utf-8")) for path in paths)


def read_cheat(name: str, source: str) -> Cheat:
    """A cheat from its source.  Raises ValueError where its docstring does not say what must come of it."""
    lines = (ast.get_docstring(ast.parse(source)) or "").splitlines()
    said = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines[1:])}
    if not lines or "must" not in said:
        raise ValueError(f"cheat {name!r}: its docstring needs a first line and a line 'Must: ...'")
    modes: tuple[Mode, ...] = ("call", "command")
    if "as" in said:
        modes = tuple(mode for mode in modes if mode in said["as"])
    return Cheat(
        name=name,
        tries=lines[0],
        gains=said.get("gains", ""),
        must=Must(said["must"]),
        modes=modes,
        trials=int(said.get("trials", "1")),
        stores="stores" in said,
        hangs="hangs" in said,
        source=source,
        roughly="roughly" in said,
    )
