"""A coding agent's files and those of its workplace, kept alike: what it wrote is taken, what the lab has is given."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from leadscrew.core.hypothesis import one_line, visible
from leadscrew.research.toolbox import NOTEBOOK
from leadscrew.research.tools import ToolFault
from leadscrew.research.workplace import FINDINGS, Workplace

PERSON_FILE = f"{FINDINGS}from-the-person.md"
MOST_TOLD, MOST_REFUSED = 8, 1000
"""Of files that were not taken over: told at once, and remembered; an agent can make as many as it likes."""
AGENTS_OWN = ("AGENTS.md", "CLAUDE.md")
"""Files that an agent's program writes for itself: nobody needs to be told that they are not part of the task."""


class Mirror:
    """The workspace of one session's box, as this side knows it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._there: dict[str, str] = {}
        """Digests of what the box has, as far as the lab gave or took it."""
        self._refused: dict[str, str] = {}
        """Why a path was not taken over; told once, and again when the reason changes."""
        self._news: list[str] = []
        self._more = 0
        """News beyond those that are told."""
        self.refused: list[str] = []
        """Paths of the last look that were not taken over."""
        self.said: list[str] = []
        """A person's lines."""

    def take(self, told: Mapping[str, Any]) -> None:
        """Take over what the agent changed, as far as the task lets it."""
        fresh: dict[str, str] = {}
        gone, changed = _paths(told.get("gone")), _pairs(told.get("changed"))
        # what goes makes room for what comes: a file that is moved does not count twice
        for path, content in [*((path, None) for path in gone), *changed]:
            if why := self._one(path, content):
                fresh[path] = why
            else:
                self._refused.pop(path, None)
        self.refused = [path for path in fresh if path not in AGENTS_OWN][:MOST_REFUSED]
        for path in _paths(told.get("left_out")):
            fresh[path] = "too large, or no ordinary file"
        for path, why in fresh.items():
            if self._refused.get(path) != why and path not in AGENTS_OWN:
                if len(self._news) < MOST_TOLD:
                    self._news.append(f"not taken over: {one_line(path, limit=120)}: {one_line(why)}")
                else:
                    self._more += 1
                if path in self._refused or len(self._refused) < MOST_REFUSED:
                    self._refused[path] = why

    def news(self) -> str:
        """What was not taken over since this was last asked, in words for the agent."""
        lines, more = self._news, [f"... and {self._more} more"] if self._more else []
        self._news, self._more = [], 0
        return visible("\n".join([*lines, *more]))

    def _one(self, path: str, content: bytes | None) -> str:
        """Why not; empty where it was taken."""
        place = self._place
        if path == NOTEBOOK and content is None:
            self._there.pop(path, None)
            return ""  # it is given again
        try:
            if content is None:
                if path in place.files:
                    place.remove(path)  # a fixed one cannot go
            else:
                place.put(path, content)
        except ToolFault as exc:
            if path in place.files and not place.may_change(path):  # it is given back as it was
                self._there[path] = _digest(content) if content is not None else ""
            return str(exc)
        if content is None:
            self._there.pop(path, None)
        else:
            self._there[path] = _digest(content)
        return ""

    def give(self) -> dict[str, str | None]:
        """What the box lacks: contents in base64, or None for what is to go."""
        wanted = self._wanted()
        found: dict[str, str | None] = {}
        for path, content in wanted.items():
            digest = _digest(content)
            if self._there.get(path) != digest:
                found[path] = base64.b64encode(content).decode()
                self._there[path] = digest
        for path in sorted(set(self._there) - set(wanted)):
            found[path] = None
            del self._there[path]
        return found

    def _wanted(self) -> dict[str, bytes]:
        place = self._place
        files = dict(place.files)
        files[NOTEBOOK] = place.notebook.encode()
        files |= {path: text.encode("utf-8", "replace") for path, text in place.finding_files().items()}
        if self.said:
            files[PERSON_FILE] = "".join(f"- {line}\n" for line in self.said).encode()
        return files


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _paths(told: Any) -> Sequence[str]:
    return [path for path in told if isinstance(path, str)] if isinstance(told, list) else []


def _pairs(told: Any) -> list[tuple[str, bytes]]:
    found = []
    for path, text in told.items() if isinstance(told, dict) else ():
        if isinstance(path, str) and isinstance(text, str):
            try:
                found.append((path, base64.b64decode(text, validate=True)))
            except (binascii.Error, ValueError):
                continue
    return found
