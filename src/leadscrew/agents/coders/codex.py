"""Codex CLI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leadscrew.agents.coders import Coder

KNOWN = "gpt-5"
"""Which model the program takes itself to ask where it would not know the name of the one that answers."""
LONGEST_S = 7 * 24 * 3600
"""For one call of the lab's tools: a person may have to be asked."""


def _make(tools: Sequence[Any], watch: Any, model: str) -> Any:
    from inspect_swe import codex_cli

    return codex_cli(
        bridged_tools=tools,
        filter=watch,
        model_config=None if model.rpartition("/")[2].startswith("gpt") else KNOWN,
        version="sandbox",
        web_search="disabled",
        config_overrides={f"mcp_servers.{tool.name}.tool_timeout_sec": str(LONGEST_S) for tool in tools},
    )


CODER = Coder(
    name="codex",
    title="Codex CLI",
    program="codex",
    model="openai/gpt-5",
    install="install Codex CLI so that 'codex' is on PATH: npm install -g @openai/codex",
    make=_make,
)
