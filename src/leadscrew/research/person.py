"""A person's hand on a run that is going on: lines to researchers, stops, and what waits for a yes."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from leadscrew.core.hypothesis import one_line, visible
from leadscrew.ledger.chain import Fact
from leadscrew.store.lab import Lab

if TYPE_CHECKING:
    from leadscrew.research.run import Run

LOOK_S = 0.25
MOST_DETAIL = 8000
"""Letters of what a person is asked about."""


def open_questions(lab: Lab) -> list[Fact]:
    """What was asked in runs that have not ended, and has no answer."""
    answered = {fact.body["asked"] for fact in lab.facts(kind="approval_given")}
    open_runs = {row["id"] for row in lab.rows("run", "state NOT IN ('ended', 'halted', 'interrupted')")}
    resumed = {fact.run: fact.seq for fact in lab.facts(kind="run_resumed")}  # who asked before is gone
    return [
        fact
        for fact in lab.facts(kind="approval_asked")
        if fact.seq not in answered and fact.run in open_runs and fact.seq > resumed.get(fact.run, 0)
    ]


class Person:
    """Reads from the record what people said meanwhile; `leadscrew steer`, `stop` and `approvals` write it."""

    def __init__(self, run: Run, ask: Collection[str] = ()) -> None:
        """ask: tools whose calls wait for a person."""
        self._run, self._ask = run, frozenset(ask)
        self._seen: dict[str, int] = {}
        self._asked = 0

    def begin(self, name: str) -> None:
        """A session of this researcher begins with an empty memory: all lines are new to it."""
        self._seen.pop(name, None)

    def lines_for(self, name: str) -> list[str]:
        """What was said to a researcher, or to all, since this was last asked."""
        lines = []
        for fact in self._run.lab.facts(run=self._run.id, kind="steer", after=self._seen.get(name, 0)):
            self._seen[name] = fact.seq
            if fact.body["to"] in ("", name):
                lines.append(one_line(str(fact.body["text"]), limit=2000))
        return lines

    def stopped(self, name: str) -> str:
        """By whom a researcher was stopped, and why; empty while it was not."""
        for fact in self._run.lab.facts(run=self._run.id, kind="researcher_stopped"):
            if fact.body["researcher"] == name or name.startswith(f"{fact.body['researcher']}/"):
                reason = f": {fact.body['reason']}" if fact.body["reason"] else ""
                return one_line(f"stopped by {fact.body['who']}{reason}")
        return ""

    def must_ask(self, what: str) -> bool:
        """Whether a call waits for a person."""
        return what in self._ask or "all" in self._ask

    async def ask(self, name: str, what: str, detail: str) -> tuple[bool, str]:
        """Whether a person allows it, and what they said. Waits as long as it takes."""
        self._asked += 1
        asked = self._run.lab.append(
            "approval_asked", {"researcher": name, "what": what, "detail": visible(detail[:MOST_DETAIL])},
            run=self._run.id,
        )  # fmt: skip
        self._run.journal.tell("note", {"text": f"{name} asks to {what}: leadscrew approvals"})
        while True:
            for fact in self._run.lab.facts(run=self._run.id, kind="approval_given", after=asked.seq):
                if fact.body["asked"] == asked.seq:
                    return bool(fact.body["granted"]), one_line(str(fact.body["reason"]))
            if self._run.interrupted or self._run.halted is not None or self.stopped(name):
                return False, "the run was stopped"
            await asyncio.sleep(LOOK_S)
