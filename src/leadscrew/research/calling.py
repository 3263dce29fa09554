"""How every tool is called, whoever calls it: checked, allowed, carried out; what comes back is data, without keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import TYPE_CHECKING, Any

from leadscrew.agents.redact import redacted
from leadscrew.errors import LeadscrewError, RecordError, Stopped, StorageFailed
from leadscrew.research.desk import Closed
from leadscrew.research.tools import Tool, ToolFault, checked

if TYPE_CHECKING:
    from leadscrew.research.person import Person
    from leadscrew.research.seat import Seat

PERSON = "From the person in charge:"
DETAIL, ARGUMENTS = 8000, 3000
"""Letters of a call that a person is shown who is asked about it; of its arguments, where a diff follows."""
CHANGED = (
    "your files are not as they were when a person was asked; call it again, and leave them alone until the answer"
)


class Calls:
    """The calls of tools from one seat."""

    def __init__(
        self,
        seat: Seat,
        person: Person,
        secrets: Sequence[str],
        *,
        shown_change: Callable[[], str] = str,
        files: Callable[[], object] = tuple,
        admit: Callable[[str, Mapping[str, Any]], None] = lambda name, arguments: None,
        waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """secrets: values that neither the record nor a researcher sees.

        shown_change: the diff that a person is shown who is asked about `submit`.  files: all that it is of, to see
        whether it is another by the time of the answer.
        admit: raises ToolFault where a call is not to be carried out.  waiting: entered while a person is asked.
        """
        self._seat, self._person, self._secrets = seat, person, tuple(secrets)
        self._shown_change, self._admit, self._waiting = shown_change, admit, waiting
        self._files = files

    async def carry_out(self, tools: Mapping[str, Tool], name: str, arguments: Any) -> str:
        """What the tool gives.

        Raises ToolFault with what the caller is told; Stopped, StorageFailed and RecordError, which end the run.
        """
        used = self._seat.used
        used.calls[name if name in tools else "unknown"] += 1
        try:
            if name not in tools:
                raise ToolFault(f"there is no tool {name[:60]!r}")
            given = without_keys(checked(tools[name], arguments), self._secrets)
            self._seat.run.lookout.call(self._seat.name, name, given)
            if why := self._person.stopped(self._seat.name) or self._seat.why_over():
                raise ToolFault(why)  # also where this call has halted the run
            self._admit(name, given)
            await self._approved(name, given)
            return as_data(self._clean(await tools[name].call(given)))
        except ToolFault as exc:
            used.faults += 1
            raise ToolFault(as_data(self._clean(str(exc)))) from exc
        except Closed:
            raise ToolFault(f"the desk is closed: {self._seat.why_over()}") from None
        except (Stopped, StorageFailed, RecordError):
            raise  # of the run, not of this researcher
        except (LeadscrewError, ValueError, KeyError, TypeError, OSError) as exc:
            used.faults += 1
            raise ToolFault(f"the lab could not do that: {type(exc).__name__}") from exc

    async def _approved(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Wait for a person where one wants to be asked.  Raises ToolFault where they refuse."""
        if not self._person.must_ask(name):
            return
        detail = json.dumps(dict(arguments), ensure_ascii=False)
        files = self._files() if name == "submit" else None
        if name == "submit":
            detail = f"{_cut(detail, ARGUMENTS)}\n{self._shown_change()}"
        with ExitStack() as stack:
            stack.enter_context(self._waiting())
            stack.enter_context(self._seat.run.waiting_for_a_person())
            granted, why = await self._person.ask(self._seat.name, name, _cut(self._clean(detail), DETAIL))
        if not granted:
            raise ToolFault(f"a person did not allow this{f': {why}' if why else ''}")
        if name == "submit" and files != self._files():
            raise ToolFault(CHANGED)

    def _clean(self, text: str) -> str:
        return redacted(text, self._secrets)


def _cut(text: str, letters: int) -> str:
    """So many letters at most, and how many there are besides."""
    if len(text) <= letters:
        return text
    kept = letters - 60
    return f"{text[:kept]}\n... {len(text) - kept:,} more letters, which are not shown here"


def without_keys(arguments: Mapping[str, Any], secrets: Sequence[str]) -> Mapping[str, Any]:
    """Arguments of a tool, with nothing that the record must not hold."""
    return {name: redacted(value, secrets) if isinstance(value, str) else value for name, value in arguments.items()}


def as_data(text: str) -> str:
    """What a tool gives, without what could pass for a person's line."""
    return text.replace(PERSON, f"(quoted) {PERSON[:-1]}")
