"""What researchers wait for, asked in the terminal where the run is watched, if a person sits there."""

from __future__ import annotations

import asyncio
import os
import sys
import termios
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

import click

from leadscrew.cli.control import who
from leadscrew.cli.options import say
from leadscrew.core.hypothesis import one_line, visible
from leadscrew.ledger.chain import Fact
from leadscrew.research.person import open_questions
from leadscrew.research.run import Run

LOOK_S = 0.25
MOST_LINES = 40


def person_is_here() -> bool:
    """Whether standard input and the view are a terminal's."""
    return sys.stdin.isatty() and sys.stderr.isatty()


async def ask_here(run: Run, aside: Callable[[], AbstractContextManager[None]]) -> None:
    """Ask what waits, one after the other, until cancelled.  aside: while it lasts nothing else is drawn."""
    while True:
        await asyncio.sleep(LOOK_S)
        waiting = [fact for fact in open_questions(run.lab) if fact.run == run.id]
        if not waiting or run.interrupted:
            continue
        with aside():
            answered = await _asked(run, waiting[0])
        if not answered:
            return


async def _asked(run: Run, fact: Fact) -> bool:
    """Ask one question until it is answered, here or elsewhere; False where nobody is there any more."""
    body = fact.body
    click.echo(f"\n{one_line(str(body['researcher']), limit=60)} asks to {body['what']}:", err=True)
    lines = visible(str(body["detail"])).split("\n")
    for line in lines[:MOST_LINES]:
        click.echo(f"    {line}", err=True)
    if len(lines) > MOST_LINES:
        click.echo(f"    … {len(lines) - MOST_LINES} more lines: leadscrew approvals", err=True)
    with suppress(termios.error, OSError):
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)  # what was typed before is no answer
    lines_read: asyncio.Queue[str | None] = asyncio.Queue()
    loop, descriptor, typed = asyncio.get_running_loop(), sys.stdin.fileno(), bytearray()

    def readable() -> None:
        data = b""
        with suppress(OSError):
            data = os.read(descriptor, 4096)
        typed.extend(data)
        if not data:
            loop.remove_reader(descriptor)
            lines_read.put_nowait(None)
        while b"\n" in typed:
            line, _, rest = bytes(typed).partition(b"\n")
            typed[:] = rest
            lines_read.put_nowait(line.decode("utf-8", "replace"))

    loop.add_reader(descriptor, readable)
    try:
        return await _answered(run, fact, lines_read)
    finally:
        loop.remove_reader(descriptor)


async def _answered(run: Run, fact: Fact, lines: asyncio.Queue[str | None]) -> bool:
    click.echo("Allow it? y, or n and why: ", nl=False, err=True)
    while True:
        try:
            line = await asyncio.wait_for(lines.get(), LOOK_S)
        except TimeoutError:
            if not any(one.seq == fact.seq for one in open_questions(run.lab)):
                click.echo("\nanswered elsewhere", err=True)
                return True
            if run.interrupted or run.halted is not None:
                return True
            continue
        if line is None:
            say("\nNobody answers here; from elsewhere: leadscrew approvals", err=True)
            return False
        word, _, why = line.strip().partition(" ")
        if word.lower() in ("y", "yes", "n", "no"):
            granted = word.lower().startswith("y")
            told = {"asked": fact.seq, "granted": granted, "who": who(), "reason": one_line(why)}
            if any(one.seq == fact.seq for one in open_questions(run.lab)):
                run.lab.append("approval_given", told, run=run.id)
            return True
        click.echo("y, or n and why: ", nl=False, err=True)
