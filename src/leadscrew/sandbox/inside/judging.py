"""The judge's process: makes problems from seeds and checks answers, in a box of its own."""

from __future__ import annotations

import importlib.util
import os
import socket
import struct
import sys
import traceback
from collections import OrderedDict
from typing import Any

import folder
import kernel
import plain
from worker import receive_frame, send

KEPT = 4
"""Problems kept between making and checking."""
MAX_QUALITY = 1e100
"""Of a quality's size, so that no mean or spread of qualities overflows."""
MAX_TEXT = 2000
"""Characters of a reason."""


class Judge:
    """The task's judge.py and the last few problems it made."""

    def __init__(self, path: str) -> None:
        spec = importlib.util.spec_from_file_location("judge", path)
        assert spec is not None and spec.loader is not None
        self.module = importlib.util.module_from_spec(spec)
        sys.modules["judge"] = self.module
        spec.loader.exec_module(self.module)
        for name in ("problem", "check"):
            if not callable(getattr(self.module, name, None)):
                raise TypeError(f"judge.py defines no function {name!r}")
        self.kept: OrderedDict[tuple[int, bool], Any] = OrderedDict()

    def abilities(self) -> dict[str, Any]:
        """Which of the optional functions the judge has."""
        return {name: callable(getattr(self.module, name, None)) for name in ("quality", "held_out_problem", "score")}

    def problem(self, seed: int, held_out: bool) -> Any:
        """The whole problem, secret part included."""
        key = (seed, held_out)
        if key not in self.kept:
            made = (self.module.held_out_problem if held_out else self.module.problem)(seed)
            if not isinstance(made, dict):
                raise TypeError(f"problem() returned {type(made).__name__!r}, expected a dict")
            self.kept[key] = made
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return self.kept[key]

    def open_side(self, seed: int, held_out: bool) -> Any:
        """What crosses into the candidate's box: everything but the keys that begin with an underscore."""
        return {key: value for key, value in self.problem(seed, held_out).items() if not key.startswith("_")}

    def check(self, request: dict[str, Any]) -> dict[str, Any]:
        """Whether the answer counts, why not, and its quality."""
        from leadscrew.errors import Rejected

        try:
            if request["folder"]:
                answer = plain.decode(plain.encoded(folder.from_files(plain.decode(request["answer"]))))
            else:
                answer = plain.decode(request["answer"])
        except (plain.NotPlain, MemoryError) as exc:
            return {"ok": False, "reason": f"the answer is not plain data: {exc}"}
        problem = self.problem(request["seed"], request["held_out"])
        try:
            self.module.check(problem, answer)
            asked = request["quality"]
            quality = float(getattr(self.module, asked)(problem, answer)) if asked in ("quality", "score") else None
        except Rejected as exc:
            return {"ok": False, "reason": str(exc)[:MAX_TEXT] or "rejected without a reason"}
        if quality is not None and not abs(quality) <= MAX_QUALITY:
            return {
                "ok": False,
                "reason": f"the {asked} is {quality:g}, expected a finite number up to {MAX_QUALITY:g}",
            }
        return {"ok": True, "reason": "", "quality": quality}


def main() -> None:
    """Answer one request at a time until the control socket closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    sys.dont_write_bytecode = True
    sys.path += ["/opt/lib", "/opt/site"]
    os.environ["HOME"] = "/tmp"
    channel = control.fileno()
    judge: Judge | None = None
    settings = plain.decode(receive_frame(channel))
    kernel.limit(memory_bytes=settings["memory_bytes"], cpu_s=10**9, processes=64, file_bytes=1 << 26, files=256)
    kernel.drop_capabilities()
    kernel.filter_calls(bytes.fromhex(settings["seccomp"]))
    while True:
        try:
            request: dict[str, Any] = plain.decode(receive_frame(channel)) if judge is not None else {"do": "load"}
            reply: Any
            if judge is None:
                judge = Judge("/opt/task/judge.py")
                reply = judge.abilities()
            elif request["do"] == "problem":
                reply = {"problem": plain.encoded(judge.open_side(request["seed"], request["held_out"]))}
            else:
                reply = judge.check(request)
            body = plain.encoded({"result": reply})
        except Exception:
            body = plain.encoded({"error": traceback.format_exc(limit=-4)[-4000:]})
        send(channel, struct.pack(">Q", len(body)) + body)


if __name__ == "__main__":
    main()
