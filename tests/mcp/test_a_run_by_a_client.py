"""A whole run whose researcher is a real MCP client on standard input and output."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from leadscrew.store.lab import Lab

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FAST = "def summarise(problem):\n    return None\n"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def said(result) -> str:
    return "".join(part.text for part in result.content)


async def test_a_client_reads_changes_submits_and_finishes(tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    arguments = ["-m", "leadscrew", "mcp", "hello", "--budget", "40s", "--lab", str(lab)]
    parameters = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ), cwd=str(tmp_path))
    async with Client(parameters) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert {"status", "read_file", "edit_file", "try", "submit", "share_finding", "finish"} <= names
        brief = said(await client.call_tool("status", {}))
        assert "fresh problems" in brief and "Goal:" in brief and "judge" in brief
        source = said(await client.call_tool("read_file", {"path": "summary.py"}))
        assert "def " in source
        wrong = await client.call_tool("write_file", {"path": "task.toml", "content": "x"})
        assert wrong.is_error and "may not be changed" in said(wrong)
        await client.call_tool("write_file", {"path": "summary.py", "content": FAST})
        assert "passes the check" not in said(await client.call_tool("try", {}))
        found = await client.call_tool("submit", {"hypothesis": "nothing at all is fast"})
        assert not found.is_error and "#1 by" in said(found) and "left:" in said(found)
        shared = await client.call_tool("share_finding", {"statement": "None is no answer", "experiments": [1]})
        assert "shared" in said(shared)
        index = [r for r in (await client.list_resources()).resources if r.name == "findings/index.md"]
        assert index and "None is no answer" in (await client.read_resource(index[0].uri)).contents[0].text
        assert "thank you" in said(await client.call_tool("finish", {}))
        late = await client.call_tool("submit", {"hypothesis": "again"})
        assert late.is_error
    record = Lab(lab)
    try:
        (row,) = record.rows("run", "1")
        assert row["state"] == "ended" and row["experiments"] == 1
        (ended,) = [fact.body for fact in record.facts(kind="session_ended")]
        assert ended["account"]["experiments"] == 1 and ended["account"]["tampering"] == 1
    finally:
        record.close()


async def test_the_claim_is_made_after_the_client_has_ended_its_server(tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    arguments = ["-m", "leadscrew", "mcp", "hello", "--budget", "40s", "--lab", str(lab)]
    parameters = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ), cwd=str(tmp_path))
    middle = "        middle = sorted(readings)[len(readings) // 2]\n"
    async with Client(parameters) as client:
        await client.call_tool("edit_file", {"path": "summary.py", "old": middle, "new": ""})
        rows = "    rows = []\n"
        await client.call_tool("edit_file", {"path": "summary.py", "old": rows, "new": f"{rows}{middle[4:]}"})
        await client.call_tool("submit", {"hypothesis": "the middle is the same on every day"})
    record = Lab(lab)  # the client ends its server two seconds after it has left
    try:
        until = time.monotonic() + 90
        while time.monotonic() < until and [row["state"] for row in record.rows("run", "1")] != ["ended"]:
            time.sleep(0.3)
        assert [row["state"] for row in record.rows("run", "1")] == ["ended"]
        assert list(record.facts(kind="claim"))
    finally:
        record.close()
