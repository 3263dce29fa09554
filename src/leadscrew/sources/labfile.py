"""What a person wants of every run in a lab: `lab.toml` in the lab's folder, if there is one."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from leadscrew.core.task import check_asked
from leadscrew.errors import LabError, TaskError

NAME = "lab.toml"


def asked_in(folder: Path) -> tuple[str, ...]:
    """Tools whose calls wait for a person in every run of the lab: `[approval] ask`.  Raises LabError."""
    path = folder / NAME
    where = f"lab {str(folder)!r}: {NAME}"
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except OSError as exc:
        raise LabError(f"{where}: cannot be read: {exc.strerror}") from exc
    except (ValueError, RecursionError) as exc:
        raise LabError(f"{where}: not valid TOML: {exc}") from exc
    if unknown := set(tables) - {"approval"}:
        raise LabError(f"{where}: unknown key {min(unknown)!r}; known: [approval]")
    approval = tables.get("approval", {})
    if not isinstance(approval, dict):
        raise LabError(f"{where}: approval is {approval!r}, expected a table [approval]")
    if unknown := set(approval) - {"ask"}:
        raise LabError(f"{where}: [approval] has the unknown key {min(unknown)!r}; known: ask")
    ask = approval.get("ask", [])
    if not isinstance(ask, list) or not all(isinstance(name, str) for name in ask):
        raise LabError(f"{where}: [approval] ask is {ask!r}, expected a list of tools such as ['submit']")
    try:
        check_asked(ask, "[approval] ask")
    except TaskError as exc:
        raise LabError(f"{where}: {exc}") from exc
    return tuple(ask)


def all_asked(*lists: Sequence[str]) -> list[str]:
    """What several lists name, each once."""
    return list(dict.fromkeys(name for names in lists for name in names))
