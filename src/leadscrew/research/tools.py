"""A tool as every door offers it: a model session, an MCP client, a coding agent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any


class ToolFault(Exception):
    """Why a tool did not do it, in words for whoever called it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Something that a researcher can have done."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON schema of an object."""
    call: Callable[[Mapping[str, Any]], Awaitable[str]]
    """Takes arguments that `checked` passed; raises ToolFault."""


KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "boolean": bool, "array": list, "number": (int, float),
}  # fmt: skip


def schema(required: tuple[str, ...] = (), **properties: tuple[str, str]) -> dict[str, Any]:
    """A JSON schema of an object from (type, description) by name; `array` is one of integers."""
    shown: dict[str, Any] = {}
    for name, (kind, description) in properties.items():
        shown[name] = {"type": kind, "description": description}
        if kind == "array":
            shown[name]["items"] = {"type": "integer"}
    return {"type": "object", "properties": shown, "required": list(required), "additionalProperties": False}


def checked(tool: Tool, arguments: Any) -> Mapping[str, Any]:
    """The arguments, if they are what the tool takes.  Raises ToolFault."""
    if not isinstance(arguments, dict):
        raise ToolFault(f"{tool.name}: the arguments are no object")
    known: Mapping[str, Any] = tool.parameters["properties"]
    given = {name: value for name, value in arguments.items() if value is not None}
    if unknown := sorted(set(map(str, given)) - set(known)):
        raise ToolFault(f"{tool.name}: there is no argument {unknown[0][:60]!r}; it takes {', '.join(known) or 'none'}")
    if missing := [name for name in tool.parameters["required"] if name not in given]:
        raise ToolFault(f"{tool.name}: {missing[0]!r} is missing; it takes {', '.join(known)}")
    for name, value in given.items():
        kind = known[name]["type"]
        sound = isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))
        if sound and kind == "array":
            sound = all(isinstance(item, int) and not isinstance(item, bool) for item in value)
        if not sound:
            raise ToolFault(f"{tool.name}: {name!r} is of type {type(value).__name__}, expected {kind}")
    return given
