"""Carry one program's change over to another: the lines it touched must stand there unchanged."""

from __future__ import annotations

import difflib

from leadscrew.core.program import Program


def rebased(parent: Program, changed: Program, onto: Program) -> dict[str, bytes | None] | None:
    """The files of `onto` with what turned `parent` into `changed`; None where the changes touch the same lines."""
    result: dict[str, bytes | None] = {}
    for path in sorted(set(parent.files) | set(changed.files)):
        before, after, other = parent.files.get(path), changed.files.get(path), onto.files.get(path)
        if before == after:
            continue
        if other == before:
            result[path] = after
            continue
        if other == after:
            continue
        if before is None or after is None or other is None:
            return None
        merged = _merged(_lines(before), _lines(after), _lines(other))
        if merged is None:
            return None
        result[path] = "".join(merged).encode("utf-8", "surrogateescape")
    return result or None


def _merged(parent: list[str], changed: list[str], onto: list[str]) -> list[str] | None:
    moved = _opcodes(parent, onto)
    hunks = []
    for i1, i2, j1, j2 in _opcodes(parent, changed):
        shift = 0
        for a1, a2, _, b2 in moved:
            if a2 < i1 or (a2 == i1 and a1 < a2):
                shift = b2 - a2
            elif a1 > i2 or (a1 == i2 and a1 < a2 and i1 < i2):
                break
            else:
                return None
        hunks.append((i1 + shift, i2 + shift, changed[j1:j2]))
    result = list(onto)
    for start, stop, lines in reversed(hunks):
        result[start:stop] = lines
    return result


def _opcodes(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [(i1, i2, j1, j2) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "surrogateescape").splitlines(keepends=True)
