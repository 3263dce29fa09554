"""A model that thinks nothing: an OpenAI-compatible server on loopback that proposes given programs in order."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server(ThreadingHTTPServer):
    """Says nothing of clients that were killed while they asked."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing to do."""


class FakeModel:
    """Serves the programs in order, then whatever `filler` gives for the next number; keeps no other state."""

    def __init__(self, programs: list[str], filler: Callable[[int], str], *, wrap: Callable[[str], str]) -> None:
        """`wrap` makes of a program what the asking system expects to run."""
        self.programs, self.filler, self.wrap = programs, filler, wrap
        self.served = 0
        self._lock = threading.Lock()
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                body = json.dumps(model.answer(asked)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """A chat completion: a review where tools are offered, else the next program."""
        message: dict[str, Any] = {"role": "assistant", "content": None}
        if asked.get("tools"):
            name = asked["tools"][0]["function"]["name"]
            call = {"name": name, "arguments": json.dumps(review(str(asked["messages"])))}
            message["tool_calls"] = [{"id": "call", "type": "function", "function": call}]
        else:
            message["content"] = self._next()
        return {
            "id": "none",
            "object": "chat.completion",
            "created": 0,
            "model": asked.get("model", "fake"),
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }

    def _next(self) -> str:
        with self._lock:
            number, self.served = self.served, self.served + 1
        code = self.programs[number] if number < len(self.programs) else self.filler(number)
        return (
            "<NAME>\nchange\n</NAME>\n<DESCRIPTION>\nA change.\n</DESCRIPTION>\n"
            f"<CODE>\n```python\n{self.wrap(code)}\n```\n</CODE>\n"
        )


def review(prompt: str) -> dict[str, Any]:
    """What AIDE's reviewing model is asked for: the number that the program printed."""
    printed = re.findall(r"Score: ([0-9.e+-]+)", prompt.rpartition("Execution output")[2])
    score = float(printed[-1]) if printed else None
    return {"is_bug": score is None, "summary": "It ran.", "metric": score, "lower_is_better": False}
