"""Coding agents that run in a box of their own: one file for each, found by its name.

A file here defines `CODER`. It is read to check what a person asked for, so it imports nothing heavy at its top.
"""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """A coding agent: how its program is found and driven."""

    name: str
    """As a person asks for it."""
    title: str
    program: str
    """Its file's name on PATH, and what it is called in the box."""
    model: str
    """Whom it asks where a person names no model."""
    install: str
    """What to do where it is missing."""
    make: Callable[[Sequence[Any], Any, str], Any]
    """From tools (Inspect's BridgedToolsSpec), a filter of model calls and the model's name to Inspect's Agent."""
    places: Callable[[], Sequence[Path]] = tuple
    """Where else its program may lie."""

    def find(self) -> Path | None:
        """Its program on this machine."""
        known = shutil.which(self.program)
        places = [*([Path(known)] if known is not None else []), *self.places()]
        return next((path for path in places if path.is_file()), None)


def names() -> list[str]:
    """All that there are."""
    return sorted(found.name.replace("_", "-") for found in pkgutil.iter_modules(__path__))


def coder(name: str) -> Coder:
    """The one of a name of `names`."""
    found = importlib.import_module(f"{__name__}.{name.replace('-', '_')}").CODER
    assert isinstance(found, Coder)
    return found
