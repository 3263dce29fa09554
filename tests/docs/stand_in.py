"""A stand-in for the command `claude`: keeps what it was called with, starts the servers that it was given, works a bit.

It speaks MCP through the SDK's own client. What it does is what the pages promise: read the status, change the
program, submit it, finish.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

HOME = Path(os.environ["STAND_IN_HOME"])


def add(words: list[str]) -> None:
    """`mcp add NAME -- COMMAND...` or `mcp add --transport http NAME URL --header H`."""
    own, command = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    header = own[own.index("--header") + 1] if "--header" in own else ""
    plain = [
        word
        for n, word in enumerate(own)
        if not word.startswith("--") and (n == 0 or own[n - 1] not in ("--transport", "--header"))
    ]
    server = {"name": plain[0], "command": command, "url": plain[1] if len(plain) > 1 else "", "header": header}
    (HOME / f"{plain[0]}.json").write_text(json.dumps(server))


async def work(client) -> list[str]:
    """A researcher's day."""
    said = []

    async def call(name, **arguments):
        result = await client.call_tool(name, arguments)
        said.append("".join(part.text for part in result.content))

    said.append(" ".join(sorted(tool.name for tool in (await client.list_tools()).tools)))
    await call("status")
    await call("read_file", path="summary.py")
    await call("write_file", path="more.py", content=f"x = {os.getpid()}\n")
    await call("submit", hypothesis="one more file is faster")
    await call("finish")
    return said


async def session(server: dict[str, object]) -> list[str]:
    from mcp import Client, StdioServerParameters

    if server["url"]:
        import httpx2
        from mcp.client.streamable_http import streamable_http_client

        name, _, value = str(server["header"]).partition(": ")
        async with (
            httpx2.AsyncClient(headers={name: value}, timeout=60) as http,
            Client(streamable_http_client(str(server["url"]), http_client=http)) as client,
        ):
            return await work(client)
    program, *arguments = server["command"]
    async with Client(
        StdioServerParameters(command=program, args=arguments, env=dict(os.environ), cwd=os.getcwd())
    ) as client:
        return await work(client)


def main(words: list[str]) -> None:
    with (HOME / "calls.jsonl").open("a") as file:
        file.write(json.dumps(words) + "\n")
    if words[:2] == ["mcp", "add"]:
        add(words[2:])
        return
    for path in sorted(HOME.glob("*.json")):
        said = asyncio.run(session(json.loads(path.read_text())))
        (HOME / "said.jsonl").open("a").write(json.dumps(said) + "\n")
        path.unlink()


main(sys.argv[1:])
