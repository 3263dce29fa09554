"""The tools of a workplace in words: what each does and takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leadscrew.research.findings import KINDS
from leadscrew.research.tools import schema

READ_LINES = 400
COMMAND_S = 60.0
NOTEBOOK = "notebook.md"
PATH = ("string", "path of a file, relative to the program's folder")
FINDING = ("string", "the name of a finding, such as f3")

TOOLS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "list_files": (
        "List the files of your scratch copy, and the lab's findings.",
        schema(folder=("string", "only below this folder")),
    ),
    "read_file": (
        f"Read a file: at most {READ_LINES} numbered lines.",
        schema(("path",), path=PATH, first=("integer", "first line, from 1"), last=("integer", "last line")),
    ),
    "search": (
        "Find the lines that hold a text, in all files of your copy.",
        schema(("text",), text=("string", "exactly this text")),
    ),
    "edit_file": (
        "Replace a text that stands exactly once in a file of your copy.",
        schema(
            ("path", "old", "new"), path=PATH, old=("string", "what is replaced, exactly"),
            new=("string", "what stands there then"),
        ),
    ),
    "write_file": (
        f"Write a whole file of your copy, or {NOTEBOOK}: your own notes, which you are given again when your session "
        "begins anew.",
        schema(("path", "content"), path=PATH, content=("string", "all of it")),
    ),
    "remove_file": ("Remove a file of your copy.", schema(("path",), path=PATH)),
    "reset": (
        "Make your copy the champion's program, or that of another experiment; 0 is the start.",
        schema(experiment=("integer", "its number")),
    ),
    "run": (
        f"Run a command, such as 'python -c ...', in a box on your copy: no network, no shell, {COMMAND_S:.0f} s at "
        "most. Files that it writes and you may change are kept.",
        schema(("command",), command=("string", "program and arguments")),
    ),
    "try": (
        "Run your copy on a problem of the task that counts nowhere: does its answer pass the check, or what went "
        "wrong? Says nothing of how fast or good it is.",
        schema(),
    ),
    "profile": ("Where the time of your copy's program goes, line by line.", schema()),
    "submit": (
        "Have your copy measured against the champion on fresh problems. Returns the verdict, and the effect with its "
        "interval. This is the only thing that counts.",
        schema(("hypothesis",), hypothesis=("string", "what you changed and why it should help, in a sentence")),
    ),
    "experiments": (
        "The latest experiments of all researchers with their verdicts and effects.",
        schema(count=("integer", "how many, at most 50")),
    ),
    "findings": ("What researchers have found so far.", schema()),
    "share_finding": (
        "Tell all researchers what you found, with the experiments that carry it. The numbers beside it are the lab's.",
        schema(
            ("statement",), statement=("string", "one sentence"), kind=("string", ", ".join(KINDS)),
            experiments=("array", "numbers of experiments"), refutes=FINDING, supersedes=FINDING,
        ),
    ),
    "halt": (
        "Halt the run, for all researchers, where something is wrong that a person has to see first.",
        schema(("reason",), reason=("string", "why")),
    ),
    "delegate": (
        "Hand a part of your work to a worker with a scratch copy of its own. It uses your budget, returns when it is "
        "done, and shares its findings with all.",
        schema(
            ("direction",), direction=("string", "what it should try"),
            experiments=("integer", "experiments that it may have measured, at most"),
            percent=("integer", "of the tokens and dollars that you have left"),
        ),
    ),
}  # fmt: skip
"""By name: description and JSON schema of the arguments."""
FILE_TOOLS = frozenset({"list_files", "read_file", "search", "edit_file", "write_file", "remove_file", "run"})
"""What a coding agent has of its own."""
