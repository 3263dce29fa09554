"""Driving a family of moves on small sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from leadscrew.core.profile import Profile
from leadscrew.research.rewriter.source import Edit, Move, Source

Proposals = Callable[..., list[str]]
Changes = Callable[..., set[tuple[str, str]]]


def parsed(text: str, profile: Profile | None = None, packages: frozenset[str] = frozenset()) -> Source:
    source = Source.parse("a.py", text, profile=profile, packages=packages)
    assert source is not None
    return source


def edits(moves: Sequence[Move], source: Source) -> Iterator[Edit]:
    for move in moves:
        yield from move.edits(source)


@pytest.fixture
def proposals() -> Proposals:
    """The changed files that some moves propose for a text, in order."""

    def run(moves: Sequence[Move], text: str, profile: Profile | None = None) -> list[str]:
        return [edit.make().code for edit in edits(moves, parsed(text, profile))]

    return run


@pytest.fixture
def changes(proposals: Proposals) -> Changes:
    """For each proposal the one line that it changes, before and after."""

    def run(moves: Sequence[Move], text: str) -> set[tuple[str, str]]:
        found = set()
        for new in proposals(moves, text):
            before, after = text.splitlines(), new.splitlines()
            assert len(before) == len(after), new
            (pair,) = [(a.strip(), b.strip()) for a, b in zip(before, after, strict=True) if a != b]
            found.add(pair)
        return found

    return run
