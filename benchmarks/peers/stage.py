"""One run of one system on one sequence of programs: started, killed where asked, watched, and cleared away."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import watch
from counting import name_of
from environments import SYSTEMS
from model import FakeModel
from programs import GRANDCHILD_NAME, Candidate, honest, start

HERE = Path(__file__).parent
RUN_S = 900.0
"""For one system on one hazard; then it is ended."""
GRACE_S = 5.0
"""For processes to end by themselves after their run has."""


@dataclass(slots=True)
class Stage:
    """One run of a system's driver, in a folder of its own, with everything that it started ended afterwards."""

    system: str
    hazard: str
    python: Path
    folder: Path
    secret: str = field(default_factory=lambda: secrets.token_hex(8))
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Names of the candidates that were evaluated to their end, one a line."""
        return self.folder / "evaluated.txt"

    def evaluated(self) -> list[str]:
        """Those names so far, without the start's."""
        lines = self.log.read_text().split() if self.log.exists() else []
        return [name for name in lines if name != "start"]

    def play(self, candidates: list[Candidate], *, kill_after: int | None = None) -> dict[str, Any]:
        """Run to the end, over a kill where one is asked for; what the driver observed."""
        codes = [candidate.code for candidate in candidates]
        model = FakeModel(codes, lambda number: honest(1000 + number).code, wrap=self._script)
        spec = {
            "folder": str(self.folder),
            "model_url": model.url,
            "steps": len(codes),
            "limit_s": SYSTEMS[self.system].limit_s,
            "start": start(self.hazard).code,
            "programs": codes,
        }
        (self.folder / "spec.json").write_text(json.dumps(spec))
        try:
            if kill_after is not None:
                self._killed(model, kill_after)
            self._finished(model)
        finally:
            watch.end_all()
            model.close()
        path = self.folder / "observed.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def _script(self, code: str) -> str:
        """What the system runs: AIDE's programs are whole scripts that measure and print their own score."""
        if self.system != "aide" or "def solve" not in code:
            return code
        measure = (HERE / "counting.py").read_text()
        ending = f'\nprint("Score:", 1.0 / mean_seconds(solve))\nnote_evaluated("# candidate: {name_of(code)}")\n'
        return f"{code}\n{measure}\n{ending}"

    def _start(self, model: FakeModel) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "PEERS_LOG": str(self.log),
            "PEERS_SECRET_KEY": self.secret,
            "OPENAI_API_KEY": "none",
            "OPENAI_BASE_URL": model.url,
            "NO_PROXY": "127.0.0.1",
        }
        with (self.folder / "output.txt").open("ab") as output:
            return subprocess.Popen(
                [str(self.python), str(HERE / SYSTEMS[self.system].driver), str(self.folder / "spec.json")],
                cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip

    def _killed(self, model: FakeModel, count: int) -> None:
        """Start, wait for so many finished evaluations, kill -9 the process that the user started."""
        process = self._start(model)
        deadline = time.monotonic() + RUN_S
        while len(self.evaluated()) < count and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        self.seen["killed_alive"] = process.poll() is None
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        self.seen["before_kill"] = self.evaluated()
        self.seen["orphans"] = watch.left_alive(GRACE_S)
        watch.end_all()

    def _finished(self, model: FakeModel) -> None:
        process = self._start(model)
        with watch.Sightings(GRANDCHILD_NAME) as sightings:
            try:
                self.seen["exit_code"] = process.wait(RUN_S)
            except subprocess.TimeoutExpired:
                self.seen["exit_code"] = None
                process.kill()
                process.wait()
        self.seen["grandchild_seen"] = sightings.seen
        self.seen["left"] = watch.left_alive(GRACE_S)


class Listener:
    """Listens on loopback and counts who sends something."""

    def __init__(self) -> None:
        self.heard = 0

    def __enter__(self) -> Listener:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._socket.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                with connection:
                    connection.settimeout(2)
                    self.heard += bool(connection.recv(64))
