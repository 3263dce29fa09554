"""What the suite sees from outside while a cheat runs: its own listeners, a laid-out secret, processes, memory."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

VARIABLE = "LEADSCREW_CHEAT_CANARY"


class Watch:
    """Listeners on loopback, a file and a variable with a secret: what a cheat would find if a guard were missing."""

    def __init__(self, *, paths: tuple[str, ...] = ()) -> None:
        """paths: of the host, which no candidate may read, beside the suite's own file."""
        self._secret = secrets.token_bytes(16)
        self._folder = Path(tempfile.mkdtemp(prefix="leadscrew-"))
        self._folder.chmod(0o755)
        canary = self._folder / "canary.txt"
        canary.write_bytes(self._secret)
        canary.chmod(0o644)
        self._tcp, port = _tcp_and_port()
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with suppress(OSError):
            self._udp.bind(("127.0.0.1", port))
        self._unix = socket.socket(socket.AF_UNIX)
        self._unix.bind(str(self._folder / "socket"))
        os.chmod(self._folder / "socket", 0o777)
        abstract = f"leadscrew-{secrets.token_hex(8)}"
        self._abstract = socket.socket(socket.AF_UNIX)
        self._abstract.bind("\0" + abstract)
        self._listeners = (self._tcp, self._unix, self._abstract)
        for listener in self._listeners:
            listener.listen()
        for listener in (*self._listeners, self._udp):
            listener.setblocking(False)
        os.environ[VARIABLE] = self._secret.hex()
        self.facts: Mapping[str, Any] = {
            # in another form than the variable holds it: the source of a cheat must not be what it finds
            "secret": self._secret.hex().encode().hex(),
            "paths": [str(canary), *paths],
            "port": port,
            "abstract": abstract,
            "unix": str(self._folder / "socket"),
            "pids": [os.getpid(), os.getppid()],
        }

    def connections(self) -> int:
        """How often somebody reached one of the listeners since the last call."""
        count = 0
        for listener in self._listeners:
            with suppress(BlockingIOError):
                while True:
                    listener.accept()[0].close()
                    count += 1
        with suppress(BlockingIOError):
            while True:
                self._udp.recv(64)
                count += 1
        return count

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.environ.pop(VARIABLE, None)
        for listener in (*self._listeners, self._udp):
            listener.close()
        for path in (*self._folder.iterdir(), self._folder):
            path.rmdir() if path.is_dir() else path.unlink()


def _tcp_and_port() -> tuple[socket.socket, int]:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    return listener, int(listener.getsockname()[1])


def resident_bytes() -> int:
    """Resident memory of this process."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
