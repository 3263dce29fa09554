"""The pages on models and on Claude Code: every command is one, and each block works against stand-ins, offline.

All blocks: pytest -m slow tests/docs/test_models_pages.py
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leadscrew.agents.fake_server import Conversation, FakeServer, ToolCall, Turn
from leadscrew.cli.main import cli
from leadscrew.sources.taskfile import BUNDLED

pytest.importorskip("inspect_ai")
pytest.importorskip("mcp")
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ROOT = Path(__file__).parent.parent.parent
MODELS, CLAUDE = ROOT / "docs" / "models.md", ROOT / "docs" / "claude-code.md"
SHORT = "60s"
"""In place of the hour, and of the task's own budget, that a reader would give."""


def blocks(page: Path) -> list[list[str]]:
    """Commands of each block of a page, without the comments."""
    found = re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)
    return [[re.sub(r"\s{2,}#.*", "", line).strip() for line in block.splitlines() if line.strip()] for block in found]


def words_of(line: str) -> list[list[str]]:
    """The leadscrew commands in a line."""
    words = shlex.split(line.replace("NUMBER", "1"))
    if words[0] == "claude":
        words = words[words.index("--") + 1 :] if "--" in words else []
    return [words[1:]] if words[:1] == ["leadscrew"] else []


@pytest.mark.parametrize("page", [MODELS, CLAUDE], ids=lambda page: page.name)
def test_every_command_is_one_that_there_is(page):
    lines = [line for block in blocks(page) for line in block]
    assert {line.split()[0] for line in lines} <= {"pip", "leadscrew", "claude"}
    commands = [words for line in lines for words in words_of(line)]
    assert len(commands) >= 3
    for name, *arguments in commands:
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None, name
        with cli.make_context("leadscrew", ["--help"], resilient_parsing=True) as group:
            command.make_context(name, list(arguments), parent=group).close()  # it keeps the first group's help options
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for line in lines:
        if line.startswith("pip"):
            assert re.search(r"leadscrew\[(\w+)\]", line)[1] in extras


class Reader:
    """A reader of a page: a folder with a task, commands that stand in for what is not here."""

    def __init__(self, folder: Path, server: FakeServer | None) -> None:
        self.folder, self.server = folder, server
        shutil.copytree(BUNDLED / "hello", folder / "my-task")
        for name, command in (
            ("leadscrew", "-m leadscrew"),
            ("claude", shlex.quote(str(ROOT / "tests/docs/stand_in.py"))),
        ):
            script = folder / "bin" / name
            script.parent.mkdir(exist_ok=True)
            script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {command} "$@"\n')
            script.chmod(0o755)
        (folder / "directions").mkdir()
        for name in ("one.md", "two.md"):
            (folder / "directions" / name).write_text(f"look at part {name}")
        (folder / "home").mkdir()
        self.environment = {
            **os.environ, "TERM": "dumb", "STAND_IN_HOME": str(folder / "home"), "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        }  # fmt: skip
        self.environment.pop("LEADSCREW_LAB", None)
        if server is not None:
            for provider, path in (("OPENAI", "/v1"), ("ANTHROPIC", "")):
                self.environment |= {
                    f"{provider}_API_KEY": "sk-stand-in-key",
                    f"{provider}_BASE_URL": server.url + path,
                }

    def asked(self, line: str) -> str:
        """A command with what a test has in place of a reader's hour and servers."""
        line = line.replace("--budget 1h", f"--budget {SHORT}").replace(
            "http://127.0.0.1:8080", self.server.url if self.server else ""
        )
        if line.startswith("leadscrew run") and "--budget" not in line:
            line += f" --budget {SHORT}"
        return line

    def begin(self, line: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["bash", "-c", self.asked(line)], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip

    def does(self, line: str, *codes: int) -> str:
        process = self.begin(line)
        out, _ = process.communicate(timeout=120)
        assert process.returncode in (codes or (0,)), f"{line}: {process.returncode}\n{out}"
        assert "Traceback" not in out
        return out


@pytest.fixture
def reader(tmp_path) -> Iterator[Callable[..., Reader]]:
    servers: list[FakeServer] = []

    def make(script: Callable[[Conversation], Turn] | None = None) -> Reader:
        if script is not None:
            servers.append(FakeServer(script))
            servers[-1].start()
        return Reader(tmp_path, servers[-1] if servers else None)

    yield make
    for server in servers:
        server.close()


def test_a_client_works_with_the_server_that_the_page_gives_it(reader):
    block = blocks(CLAUDE)[0]
    person = reader()
    for line in block[1:4]:
        person.does(line)
    calls = [json.loads(line) for line in (person.folder / "home" / "calls.jsonl").read_text().splitlines()]
    assert calls[0][:5] == ["mcp", "add", "leadscrew", "--", "leadscrew"] and calls[1][0] == "-p"
    (said,) = [json.loads(line) for line in (person.folder / "home" / "said.jsonl").read_text().splitlines()]
    for tool in re.findall(r"^\| (`.*?`) \|", CLAUDE.read_text(), re.MULTILINE):
        assert set(re.findall(r"\w+", tool)) <= set(said[0].split()), tool
    assert "fresh problems" in said[1] and "def summarise" in said[2] and "#1 by" in said[4] and "thank you" in said[5]
    assert "ended  1 experiment" in person.does(block[3])
    assert block[4].startswith("leadscrew report")


def done(_: Conversation) -> Turn:
    return Turn(text="I have nothing more to try.")


@pytest.mark.slow
def test_models_of_all_kinds_are_reached_as_the_page_says(reader):
    person = reader(done)
    for line in blocks(MODELS)[0][1:]:
        out = person.does(line, 0, 1)
        assert "session s1 begins with" in out and "nothing more to try" in out, out


@pytest.mark.slow
def test_a_person_steers_a_run_as_the_page_says(reader):
    def submits(asked: Conversation) -> Turn:
        number = asked.turns
        write = ToolCall(name="write_file", arguments={"path": "more.py", "content": f"x = {number}\n"})
        return Turn(calls=(write, ToolCall(name="submit", arguments={"hypothesis": f"number {number}"})))

    person = reader(submits)
    (start,), hand = blocks(MODELS)[1:3]
    running = person.begin(start.replace("--ask", f"--budget {SHORT} --ask"))
    try:
        for _ in range(120):
            time.sleep(0.5)
            if (person.folder / ".leadscrew" / "lab.db").exists():
                waiting = json.loads(person.does("leadscrew approvals --json"))
                if waiting:
                    break
        for line in hand:
            person.does(line.replace("NUMBER", str(waiting[0]["number"])))
        out, _ = running.communicate(timeout=120)
        assert running.returncode == 1 and "stopped by" in out, out
    finally:
        running.kill()
        running.communicate()


@pytest.mark.slow
def test_a_run_that_tampers_is_halted_resumed_finished_and_shown_as_the_page_says(reader):
    def tampers(asked: Conversation) -> Turn:
        if not asked.tools:
            return Turn(text=json.dumps({"severity": "note", "rule": "writes the judge", "quote": "judge.py"}))
        return Turn(
            calls=(ToolCall(name="write_file", arguments={"path": "judge.py", "content": f"x = {asked.turns}\n"}),)
        )

    person = reader(tampers)
    run, go_on, finish = blocks(MODELS)[3]
    assert "halted by the rules" in person.does(run, 6)
    assert "halted by the rules" in person.does(go_on, 6)
    person.does(finish, 1)
    for line in blocks(MODELS)[4]:
        person.does(line)
    shown = json.loads(person.does("leadscrew show r1 --json"))
    assert shown["tampering"][0]["calls"]["count"] >= 2 and (person.folder / "r1-s1.eval").stat().st_size > 1000


@pytest.mark.slow
def test_several_clients_come_over_http_as_the_page_says(reader):
    person = reader()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    (serve,), clients = blocks(CLAUDE)[1:3]
    running = person.begin(serve.replace("8765", port))
    try:
        for _ in range(100):
            time.sleep(0.2)
            if (person.folder / ".leadscrew" / "mcp-token").exists():
                break
        time.sleep(2.0)
        for line in clients:
            person.does(line.replace("8765", port))
        out, _ = running.communicate(timeout=120)
        assert running.returncode == 1, out
    finally:
        running.kill()
        running.communicate()
    assert "#1 by" in (person.folder / "home" / "said.jsonl").read_text()
