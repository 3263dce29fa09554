"""Several researchers on one run: each on a seat of its own; what ends one leaves the others at work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadscrew.errors import LeadscrewError
from leadscrew.research.desk import Closed, Desk
from leadscrew.research.seat import Seat

if TYPE_CHECKING:
    from leadscrew.research.run import Run

Begin = Callable[["Run", Seat], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One researcher of a group."""

    seat: Callable[[Run], Seat]
    begin: Begin


class Group:
    """Researchers that work at once."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = members

    async def research(self, desk: Desk) -> None:
        """Until all have ended. What ends the whole run, such as a pause by Ctrl-C or a full disk, ends all."""
        run: Run = desk  # type: ignore[assignment]  # a group needs the run itself
        tasks = [asyncio.create_task(self._one(member, run)) for member in self._members]
        try:
            await asyncio.gather(*tasks)
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    async def _one(self, member: Member, run: Run) -> None:
        seat = member.seat(run)
        run.seats.append(seat)
        why = ""
        try:
            with run.at_work():
                await member.begin(run, seat)
        except Closed:
            pass
        except LeadscrewError as exc:
            why = f"{type(exc).__name__}: {exc}"
            raise
        finally:
            run.journal.record("researcher_ended", {**seat.account(), "reason": why or seat.why_over()})
