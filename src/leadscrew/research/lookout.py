"""What is seen of tampering while a run goes: every alarm is a fact, and one that a person named halts the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol

from leadscrew.core.hypothesis import one_line
from leadscrew.errors import BadInput
from leadscrew.research.tampering import (
    ABOUT,
    QUOTED,
    Broken,
    broken_by_call,
    broken_by_change,
    broken_by_own_call,
    broken_by_verdict,
    broken_by_words,
)
from leadscrew.research.toolbox import TOOLS

if TYPE_CHECKING:
    from leadscrew.research.run import Run

RULES = "rules"
"""By whom an alarm of the rules is."""
MONITOR = "the monitor"
"""The name of a monitor that is a model, where a researcher's would stand; no model's name has a space."""
ANY = "any"
LAB_TOOLS = "mcp__lab__"
"""How the lab's tools begin where an agent's program names them."""
Where = Literal["candidate", "call", "words"]
MOST_ALARMS = 200
"""Of one researcher's calls and words that are recorded; those that follow are counted in its account alone."""


class Reader(Protocol):
    """A monitor that reads along, such as a model."""

    def take_call(self, researcher: str, tool: str, arguments: Mapping[str, Any]) -> None:
        """A call of a tool."""
        ...

    def take_words(self, researcher: str, text: str) -> None:
        """What a researcher said."""
        ...

    def take_candidate(self, researcher: str, number: int, change: Mapping[str, bytes | None], hypothesis: str) -> None:
        """A candidate, with its files as far as they differ from the start."""
        ...


class Lookout:
    """Looks at calls, words, candidates and verdicts of one run, by rules that are always on."""

    def __init__(self, run: Run, halt_on: Collection[str] = ()) -> None:
        """halt_on: rules whose alarm halts the run; `any` for all."""
        self._run, self._halt_on = run, frozenset(halt_on)
        self.reader: Reader | None = None
        self.counts: Counter[str] = Counter()
        """Alarms by researcher, those of earlier sessions of the run included."""
        for fact in run.lab.facts(run=run.id, kind="alarm"):
            self.counts[str(fact.body["researcher"])] += 1

    def call(self, researcher: str, tool: str, arguments: Mapping[str, Any]) -> None:
        """A call of a tool that is about to be carried out, or refused."""
        for broken in broken_by_call(tool, arguments, self._run.task.start.files):
            self._broken(researcher, broken, where="call", tool=tool)
        if self.reader is not None:
            self.reader.take_call(researcher, tool, arguments)

    def own_call(self, researcher: str, tool: str, arguments: Mapping[str, Any]) -> None:
        """A call by a coding agent of a tool of its own, as its model asked for it; for the lab's tools see `call`."""
        if tool.startswith(LAB_TOOLS) or tool in TOOLS:
            return
        for broken in broken_by_own_call(arguments, self._run.task.start.files):
            self._broken(researcher, broken, where="call", tool=tool)
        if self.reader is not None:
            self.reader.take_call(researcher, tool, arguments)

    def words(self, researcher: str, text: str) -> None:
        """What a researcher said beside its calls."""
        for broken in broken_by_words(text):
            self._broken(researcher, broken, where="words")
        if self.reader is not None and text.strip():
            self.reader.take_words(researcher, text)

    def candidate(self, researcher: str, number: int, change: Mapping[str, bytes | None], hypothesis: str) -> None:
        """A candidate that is on the record; change: its files, as far as they differ from the start."""
        for broken in broken_by_change(change, hypothesis, self._run.task.start.files):
            self._broken(researcher, broken, where="candidate", number=number)
        if self.reader is not None:
            self.reader.take_candidate(researcher, number, change, hypothesis)

    def verdict(self, researcher: str, number: int, verdict: str, reason: str) -> None:
        """How a candidate ended."""
        for broken in broken_by_verdict(verdict, reason):
            self._broken(researcher, broken, where="candidate", number=number)

    def alarm(
        self, researcher: str, rule: str, quote: str, *, by: str, where: Where, severity: str = "note",
        number: int | None = None, tool: str = "",
    ) -> None:  # fmt: skip
        """Put an alarm on the record; one of severity `stop` halts the run."""
        name = one_line(researcher, limit=60)
        self.counts[name] += 1
        if self.counts[name] > MOST_ALARMS and where != "candidate" and severity != "stop":
            return
        body = {
            "researcher": name, "by": by, "rule": one_line(rule, limit=60), "where": where, "number": number,
            "tool": tool, "quote": one_line(quote, limit=QUOTED), "severity": severity,
        }  # fmt: skip
        self._run.journal.record("alarm", body)
        if severity == "stop":
            about = f"{name} {ABOUT[rule]}" if by == RULES else f"{name}: {one_line(rule, limit=60)}"
            who = "the rules" if by == RULES else f"the monitor {by}"
            self._run.halt(f"{about}: {one_line(quote, limit=QUOTED)}" if quote else about, author=who)

    def _broken(
        self, researcher: str, broken: Broken, *, where: Where, number: int | None = None, tool: str = ""
    ) -> None:  # fmt: skip
        stops = broken.rule in self._halt_on or ANY in self._halt_on
        self.alarm(
            researcher, broken.rule, broken.quote, by=RULES, where=where, number=number, tool=tool,
            severity="stop" if stops else "note",
        )  # fmt: skip


def check_rules(names: Collection[str]) -> None:
    """Raise BadInput where no rule bears a name at which a run is to halt."""
    if odd := [name for name in names if name not in ABOUT and name != ANY]:
        raise BadInput(f"--halt-on {odd[0]!r}: there is no such rule; expected one of {', '.join(ABOUT)}, or any")
