"""Turn a cheat into a candidate for a task: around the function that is called, or as a command around the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leadscrew.core.program import Program
from leadscrew.core.task import Entry
from leadscrew.redteam.cheat import CHEATS, PRELUDE, Cheat, Mode

WRAPPER = "cheat_entry.py"
"""The file that a command runs; it starts the honest program itself."""
AS_CALL = """

def _cheat():
    space = {{"__name__": "cheat", "MODE": "call", "FACTS": {facts!r}}}
    exec(compile({source!r}, "cheat", "exec"), space)
    return space["cheat"]


{function} = _cheat()({function})
"""
AS_COMMAND = """\
import os
import sys

ARGUMENTS, CALL, FACTS = {arguments!r}, {call!r}, {facts!r}
MODE = "command"
exec(compile({source!r}, "cheat", "exec"))
_answer_folder, _problem_folder = os.environ["LEADSCREW_ANSWER"], os.environ["LEADSCREW_PROBLEM"]


def _honest(problem):
    if CALL is not None:
        import importlib

        sys.path.insert(0, os.getcwd())
        module, _, function = CALL.partition(":")
        return getattr(importlib.import_module(module), function)(problem)
    child = os.fork()
    if child == 0:
        os.execvpe(ARGUMENTS[0], ARGUMENTS, os.environ)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        sys.exit(status if status > 0 else 1)
    return read_folder(_answer_folder)


_answer = cheat(_honest)(read_folder(_problem_folder) if CALL is not None else None)
for _name in os.listdir(_answer_folder):
    os.unlink(os.path.join(_answer_folder, _name))
write_folder(_answer_folder, _answer)
"""


def entry_path(entry: Entry, start: Program) -> str | None:
    """The file of the start that defines the function which is called; None where there is none."""
    assert entry.call is not None
    stem = entry.call.split(":")[0].replace(".", "/")
    return next((path for path in (f"{stem}.py", f"{stem}/__init__.py") if path in start.files), None)


def composed(cheat: Cheat, mode: Mode, entry: Entry, start: Program, facts: Mapping[str, Any]) -> Program:
    """The program of a cheat.  start: built, so that every file is what is run.

    Raises ValueError where the called module is no Python file of the start.
    """
    source = (CHEATS / PRELUDE).read_text(encoding="utf-8") + "\n" + cheat.source
    if mode == "command":
        text = AS_COMMAND.format(arguments=list(entry.command), call=entry.call, facts=dict(facts), source=source)
        return start.with_files({WRAPPER: text.encode()})
    path = entry_path(entry, start)
    if path is None:
        raise ValueError(f"{entry.call!r} is not in a Python file of start/")
    function = (entry.call or "").split(":")[1]
    text = AS_CALL.format(facts=dict(facts), source=source, function=function)
    return start.with_files({path: start.files[path].rstrip() + b"\n" + text.encode()})
