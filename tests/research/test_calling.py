"""Calls that wait for a person: what is carried out is what the person saw."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from leadscrew.research.calling import DETAIL, Calls
from leadscrew.research.tools import Tool, ToolFault, schema


class Person:
    """Says yes; something may happen meanwhile."""

    def __init__(self, meanwhile: Callable[[], Any] = lambda: None) -> None:
        self._meanwhile = meanwhile
        self.shown = ""

    def must_ask(self, name: str) -> bool:
        """See research.person."""
        return True

    def stopped(self, name: str) -> str:
        """See research.person."""
        return ""

    async def ask(self, name: str, what: str, detail: str) -> tuple[bool, str]:
        """See research.person."""
        self.shown = detail
        self._meanwhile()
        return True, ""


def carried_out(person: Person, files: dict[str, str], *, tool: str = "submit", **arguments: str) -> list[str]:
    done = []

    async def call(given: Any) -> str:
        done.append(files["a.py"])
        return "measured"

    run = SimpleNamespace(lookout=SimpleNamespace(call=lambda *_: None), waiting_for_a_person=nullcontext)
    seat = SimpleNamespace(name="m", used=SimpleNamespace(calls=Counter(), faults=0), run=run, why_over=str)
    calls = Calls(
        seat, person, (), shown_change=lambda: f"+{files['a.py']}\n", files=lambda: dict(files)  # type: ignore[arg-type]
    )  # fmt: skip
    made = Tool(name=tool, description="", parameters=schema(text=("string", "")), call=call)
    asyncio.run(calls.carry_out({tool: made}, tool, arguments))
    return done


def test_what_is_submitted_is_what_the_person_saw():
    files = {"a.py": "good"}
    person = Person()
    assert carried_out(person, files) == ["good"] and "+good" in person.shown
    person = Person(lambda: files.update({"a.py": "another"}))
    with pytest.raises(ToolFault, match="not as they were when a person was asked"):
        carried_out(person, files)
    assert "+good" in person.shown


def test_long_words_push_no_change_out_of_what_the_person_sees_and_a_cut_is_told():
    person = Person()
    carried_out(person, {"a.py": "the change"}, text="x" * 2 * DETAIL)
    assert "+the change" in person.shown and "more letters, which are not shown here" in person.shown
    carried_out(person, {"a.py": "y" * 2 * DETAIL})
    assert len(person.shown) <= DETAIL and "more letters, which are not shown here" in person.shown
    carried_out(person, {"a.py": ""}, tool="run", text="z" * 2 * DETAIL)
    assert len(person.shown) <= DETAIL and "more letters, which are not shown here" in person.shown
