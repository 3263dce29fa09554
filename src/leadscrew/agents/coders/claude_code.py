"""Claude Code."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from leadscrew.agents.coders import Coder

KNOWN = "claude-sonnet-4-5"
"""Which model the program takes itself to ask where it would not know the name of the one that answers."""
LONGEST_MS = 7 * 24 * 3600 * 1000
"""For one call of the lab's tools: a person may have to be asked."""


def _make(tools: Sequence[Any], watch: Any, model: str) -> Any:
    from inspect_swe import claude_code

    return claude_code(
        bridged_tools=tools,
        filter=watch,
        model_config=None if model.rpartition("/")[2].startswith("claude") else KNOWN,
        version="sandbox",
        disallowed_tools=["WebSearch", "WebFetch"],
        retry_uncaught_errors=0,
        env={"MCP_TOOL_TIMEOUT": str(LONGEST_MS), "DISABLE_AUTOUPDATER": "1"},
    )


def _places() -> list[Path]:
    """The program that Anthropic's Python package brings, without importing the package."""
    spec = importlib.util.find_spec("claude_agent_sdk")
    return [Path(spec.origin).parent / "_bundled" / "claude"] if spec is not None and spec.origin else []


CODER = Coder(
    name="claude-code",
    title="Claude Code",
    program="claude",
    model="anthropic/claude-sonnet-4-5",
    install="install Claude Code so that 'claude' is on PATH, or: pip install claude-agent-sdk",
    make=_make,
    places=_places,
)
