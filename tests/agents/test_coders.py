"""Coding agents in boxes; their models answer from a script, the program is the real one where it is installed."""

from __future__ import annotations

import asyncio
import json
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from inspect_ai.model import ChatMessage, ChatMessageUser, GenerateConfig, ModelOutput

from leadscrew.agents import coders, coding
from leadscrew.agents.coding import CALLS_AT_ONCE, Watch
from leadscrew.agents.fake_server import FakeServer
from leadscrew.agents.spec import is_model, read_spec
from leadscrew.errors import BadInput, BoxUnavailable
from leadscrew.research import model as sessions
from leadscrew.sandbox.agent_box import agent_program

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
EDIT = (
    "sed -i '/middle = sorted(readings)/d' summary.py && "
    "sed -i 's/^    for first in range(0, len(readings), problem/    middle = sorted(readings)[len(readings) \\/\\/ 2]\\n&/' "
    "summary.py"
)


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    monkeypatch.setattr(sessions, "WAIT_S", 0.1)


def needs(name: str) -> pytest.MarkDecorator:
    found = coders.coder(name).find()
    return pytest.mark.skipif(found is None, reason=f"{name} is not on this machine: {coders.coder(name).install}")


def bash(command: str) -> tuple[str, dict[str, str]]:
    return "Bash", {"command": command, "description": "work"}


def test_an_agent_is_named_alone_or_with_its_model():
    assert coders.names() == ["claude-code", "codex"]
    assert is_model("claude-code") and is_model("codex:openai/gpt-5") and not is_model("rewriter")
    alone, local = read_spec("claude-code"), read_spec("codex:openai-api/qwen@http://127.0.0.1:1/v1")
    assert alone.coder == alone.short == "claude-code" and alone.provider == "anthropic"
    assert local.coder == "codex" and local.base_url == "http://127.0.0.1:1/v1" and local.provider == "openai-api"
    with pytest.raises(BadInput, match="a coding agent: claude-code, codex"):
        read_spec("claude-code:nothing")


def test_a_program_that_is_no_program_is_told_before_anything_begins(room, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(coders.coder("codex").__class__, "find", lambda self: None)
    code, _, err = room.run("--researcher", "codex:mockllm/model")
    assert code != 0 and "Codex CLI is not on this machine" in err and "npm install" in err
    (tmp_path / "claude").write_bytes(b"no program")
    with pytest.raises(BoxUnavailable, match="neither a program file nor a script"):
        agent_program("claude", tmp_path / "claude")


def test_calls_at_once_pass_no_budget_together():
    asked, used = [], []

    class Lab:
        async def ask(self, what: str, arguments: dict[str, object]) -> dict[str, object]:
            if what == "used":
                used.append(arguments)
            return {"end": "its budget is spent" if len(used) >= 3 else "", "lines": []}

    class Answering:
        name = "fake"

        async def generate(self, given: object, **_: object) -> ModelOutput:
            asked.append(given)
            await asyncio.sleep(0.01)
            return ModelOutput.from_content("fake", "said")

    async def work() -> list[ModelOutput]:
        watch = Watch(Lab(), NoFiles())  # type: ignore[arg-type]
        return await asyncio.gather(*(watch(Answering(), [], [], None, GenerateConfig()) for _ in range(60)))  # type: ignore[arg-type]

    told = [output.completion for output in asyncio.run(work())]
    assert len(asked) == len(used) == told.count("said") <= 3 + CALLS_AT_ONCE
    assert "The session is over: its budget is spent." in told


def test_a_session_holds_no_more_than_its_transcript(monkeypatch):
    monkeypatch.setattr(coding, "CALL_LETTERS", 1000)
    monkeypatch.setattr(coding, "SESSION_LETTERS", 3000)
    asked = []

    class Lab:
        async def ask(self, what: str, arguments: dict[str, object]) -> dict[str, object]:
            return {"end": "", "lines": []}

    class Answering:
        name = "fake"

        async def generate(self, given: object, **_: object) -> ModelOutput:
            asked.append(given)
            return ModelOutput.from_content("fake", "said")

    async def work() -> str:
        watch = Watch(Lab(), NoFiles())  # type: ignore[arg-type]

        async def call(text: str) -> str:
            given: list[ChatMessage] = [ChatMessageUser(content=text)]
            return (await watch(Answering(), given, [], None, GenerateConfig())).completion  # type: ignore[arg-type]

        for _ in range(20):
            assert await call("again" * 100) == "said"
            assert "more letters than a model takes in" in await call("x" * 2000)
        for number in range(20):
            await call(str(number) * 300)
        return watch.over

    assert asyncio.run(work()) == "it said more than a transcript holds" and 20 < len(asked) < 30


def what_the_model_saw(server: FakeServer) -> str:
    return "\n".join(json.dumps(request.body.get("messages", [])) for request in server.requests)


class NoFiles:
    """A desk whose agent changes nothing."""

    async def sync(self) -> None:
        """See Desk."""


def a_script(folder: Path, text: str) -> Path:
    path = folder / "claude"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("echo 'another version entirely' >&2; exit 3", "does not start in its box: another version entirely"),
        pytest.param(
            'case "$1" in --version) echo 0.0.1;; *) echo "unknown option" >&2; exit 2;; esac',
            "unknown option",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_an_agent_that_does_not_work_is_told_and_the_run_goes_on(room, tmp_path, monkeypatch, text, told):
    script = a_script(tmp_path, text)
    monkeypatch.setattr(coders.coder("claude-code").__class__, "find", lambda self: script)
    monkeypatch.setattr(sessions, "RESTARTS", 0)
    room.mock({"text": "nothing"})
    code, out, err = room.run("--researcher", "claude-code:mockllm/model", budget="60s")
    assert code == 1 and "No gain" in out, out + err
    (ended,) = room.bodies("session_ended")
    assert told in ended["reason"]


@needs("claude-code")
def test_claude_code_researches_in_its_box(room, provider, monkeypatch):
    turn = room.turn
    secret = "sk-ant-api03-" + "s" * 40
    server = provider(
        turn(bash("ls /work /root /home; id -u; env; cat /proc/1/cmdline; curl -sS -m 3 http://10.0.0.1 2>&1 | head -1")),
        turn(bash(f"{EDIT}; echo 'try the middle' > notebook.md; ln -s /etc/passwd link.py; mkfifo pipe.py; cat findings/index.md")),
        turn(bash("echo 1 > readme.txt")),
        turn(("mcp__lab__try", {})),
        turn(("mcp__lab__submit", {"hypothesis": "the middle is the same"}), ("mcp__lab__nothing", {})),
        turn(bash("cat summary.py findings/index.md")),
        turn(("mcp__lab__share_finding", {"statement": "sorting once pays", "experiments": [1]})),
        turn(("mcp__lab__reset", {"experiment": 0})),
        turn(bash("grep -c 'middle = sorted' summary.py; head -12 summary.py")),
        turn(text="I have nothing more."),
    )  # fmt: skip
    monkeypatch.setenv("ANTHROPIC_API_KEY", secret)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
    code, out, err = room.run("--researcher", "claude-code:anthropic/fake-model", budget="75s")
    assert code in (0, 1), out + err
    (ended,) = room.bodies("session_ended")
    assert ended["ok"] and "Claude Code" in ended["version"]
    assert room.artefact(ended["notebook"]) == b"try the middle\n"
    account = ended["account"]
    assert account["experiments"] == 1 and account["tools"]["submit"] == 1 and account["tokens"] > 0
    said = what_the_model_saw(server)
    assert secret not in said and "LEADSCREW" not in said
    assert "cannot access '/work'" in said and "connect to 10.0.0.1" in said
    assert "the answer passes the check" in said and "better" in said
    assert "not taken over: readme.txt" in said and "not taken over: link.py" in said
    assert {fact.body["rule"] for fact in room.facts("alarm")} >= {"processes"}
    (found,) = room.facts("finding")
    assert "sorting once pays" in str(found.body)
    assert room.said("verify")[0] == 0


@pytest.mark.slow
@needs("claude-code")
def test_a_pause_ends_the_box_and_the_agent_goes_on_with_its_files(room, provider, monkeypatch):
    turn = room.turn
    asked = threading.Event()

    def script(request):
        text = "\n".join(message.text for message in request.messages)
        if not request.tools:
            return turn(text="a title")
        if "here again" in text or "kept-word" in text:
            return turn(text="I am done.")
        if asked.is_set() and request.turns == 0:
            return turn(bash("echo here again; grep kept-word summary.py"))
        if request.turns == 0:
            return turn(bash("echo '# kept-word' >> summary.py"))
        asked.set()
        return turn(bash("python3 -c 'import time; time.sleep(60)'"))

    server = provider(script)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-api03-" + "s" * 40)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)

    def pause() -> None:
        if asked.wait(60):
            room_said(room, "pause", "--reason", "a look")
            until = time.monotonic() + 30
            while time.monotonic() < until and not room.facts("standing_still"):
                time.sleep(0.2)
            room_said(room, "lift")

    hand = threading.Thread(target=pause)
    hand.start()
    code, out, err = room.run("--researcher", "claude-code:anthropic/fake-model", budget="60s")
    assert code in (0, 1), out + err
    hand.join()
    assert asked.is_set(), err
    assert [fact.body["boxes"] for fact in room.facts("standing_still")][:1] == [0]
    first, *later = room.bodies("session_ended")
    assert first["reason"] == "the lab was paused" and later
    said = what_the_model_saw(server)
    assert "kept-word" in said.split("here again")[-1]


def room_said(room, *arguments: str) -> None:
    command = [sys.executable, "-m", "leadscrew", *arguments, "--lab", str(room.folder)]
    subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
