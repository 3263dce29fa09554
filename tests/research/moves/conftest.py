"""Driving a family of moves on small sources."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leadscrew.core.profile import Profile
from leadscrew.research.rewriter.source import Edit, Move, Source
from leadscrew.sandbox.inside.profiling import kind_of

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


@pytest.fixture
def oracle() -> Callable[..., list[str]]:
    """Check that each proposal for a numeric program gives the same results; the changed programs."""

    def check(moves: Sequence[Move], path: Path, tolerance: float = 1e-7) -> list[str]:
        text = path.read_text()
        kinds: dict[str, dict[str, str]] = {}
        before = run(text, kinds)
        profile = Profile(own={}, total={}, kinds={"a.py": kinds})
        new = [edit.make().code for edit in edits(moves, parsed(text, profile, frozenset({"numpy"})))]
        for code in new:
            try:
                assert_same(before, run(code), tolerance)
            except Exception as exc:
                raise AssertionError(f"{exc}\n{code}") from exc
        return new

    return check


def run(text: str, kinds: dict[str, dict[str, str]] | None = None) -> Any:
    """What a program's main makes of its inputs; kinds is filled with what its local names held."""
    scope: dict[str, Any] = {}
    exec(compile(text, "program", "exec"), scope)

    def look(frame: Any, event: str, _: Any) -> None:
        if event == "return" and frame.f_code.co_filename == "program" and kinds is not None:
            known = kinds.setdefault(frame.f_code.co_name, {})
            known.update({name: kind_of(value) for name, value in frame.f_locals.items()})

    inputs = scope["inputs"](np.random.default_rng(0))
    sys.setprofile(look if kinds is not None else None)
    try:
        with np.errstate(all="ignore"):
            return scope["main"](**inputs)
    finally:
        sys.setprofile(None)


def assert_same(one: Any, two: Any, tolerance: float) -> None:
    """Two results are equal but for rounding, and of the same kind: lists stay lists, whole numbers whole."""
    assert isinstance(one, list | tuple) == isinstance(two, list | tuple), (type(one), type(two))
    if isinstance(one, list | tuple):
        assert len(one) == len(two)
        for left, right in zip(one, two, strict=True):
            assert_same(left, right, tolerance)
        return
    assert isinstance(one, np.ndarray) == isinstance(two, np.ndarray), (type(one), type(two))
    assert np.asarray(one).dtype.kind == np.asarray(two).dtype.kind
    np.testing.assert_allclose(np.asarray(two), np.asarray(one), rtol=tolerance, atol=tolerance)
