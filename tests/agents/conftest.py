"""Models that answer from a script: Inspect's mock, and the fake provider over HTTP."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from leadscrew.agents.fake_server import FakeServer, ToolCall, Turn
from leadscrew.cli.main import run
from leadscrew.ledger.chain import Fact
from leadscrew.store.lab import Lab

pytest.importorskip("inspect_ai")


@dataclass
class Room:
    """A lab, and what a run in it came to."""

    folder: Path
    capture: Any
    monkeypatch: pytest.MonkeyPatch

    @staticmethod
    def call(name: str, **arguments: Any) -> dict[str, Any]:
        return {"name": name, "arguments": arguments}

    @staticmethod
    def turn(*calls: tuple[str, dict[str, Any] | str], text: str = "", **options: Any) -> Turn:
        return Turn(text=text, calls=tuple(ToolCall(name=name, arguments=given) for name, given in calls), **options)

    def mock(self, *turns: dict[str, Any]) -> None:
        """What `mockllm/model` answers, turn by turn."""
        script = self.folder.parent / "turns.json"
        script.write_text(json.dumps(list(turns)))
        self.monkeypatch.setenv("LEADSCREW_MOCK_SCRIPT", str(script))

    def said(self, *arguments: str) -> tuple[int, str, str]:
        code = run([*arguments, "--lab", str(self.folder)])
        out, err = self.capture.readouterr()
        assert "fault in leadscrew" not in err and "Traceback" not in err, err
        return int(code), out, err

    def run(self, *options: str, task: str = "hello", budget: str = "30s") -> tuple[int, str, str]:
        names = () if "--researcher" in options else ("--researcher", "mockllm/model")
        return self.said("run", task, "--budget", budget, *names, *options)

    def facts(self, kind: str) -> list[Fact]:
        lab = Lab(self.folder)
        try:
            return list(lab.facts(kind=kind))
        finally:
            lab.close()

    def bodies(self, kind: str) -> list[Any]:
        return [fact.body for fact in self.facts(kind)]

    def artefact(self, digest: str) -> bytes:
        lab = Lab(self.folder)
        try:
            return lab.artefact(digest)
        finally:
            lab.close()


@pytest.fixture(scope="module", autouse=True)
def loaded() -> Iterator[None]:
    """What is there before, hundreds of imported modules, is not searched for garbage after each test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """What clients in this process leave is collected in the test that made it."""
    yield
    gc.collect()


@pytest.fixture
def room(tmp_path, monkeypatch, capsys) -> Room:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("leadscrew.research.run.wait_until_quiet", lambda *_, **__: 0.0)  # what is timed is not shown
    return Room(tmp_path / "lab", capsys, monkeypatch)


@pytest.fixture
def provider() -> Iterator[Callable[..., FakeServer]]:
    """Starts a fake provider with a script of turns, or with a function from a conversation to a turn."""
    servers: list[FakeServer] = []

    def start(*turns: Any, **options: Any) -> FakeServer:
        servers.append(FakeServer(turns[0] if callable(turns[0]) else turns, **options))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.close()
