"""The judge's process: makes problems from seeds and checks answers, in a box of its own."""

from __future__ import annotations

import importlib.util
import os
import random
import socket
import struct
import sys
import traceback
from collections import OrderedDict
from typing import Any

import comparing
import kernel
import plain
from folder import from_files
from worker import receive_frame, send

KEPT = 4
"""Problems kept between making and checking."""
MAX_QUALITY = 1e100
"""Of a quality's size, so that no mean or spread of qualities overflows."""
MAX_TEXT = 2000
"""Characters of a reason."""


INPUTS = {"problem": "inputs", "held_out_problem": "held_out_inputs", "screening_problem": "screening_inputs"}
"""What draws one set of arguments, by the function that makes a problem."""
ABILITIES = ("quality", "held_out_problem", "score", "screening_problem")


class Judge:
    """The task's judge.py and the last few problems it made."""

    def __init__(self, path: str, settings: dict[str, Any]) -> None:
        """settings: `reference` says how answers are compared with the start's, `calls` how often inputs are drawn."""
        spec = importlib.util.spec_from_file_location("judge", path)
        assert spec is not None and spec.loader is not None
        self.module = importlib.util.module_from_spec(spec)
        self.reference, self.calls = settings["reference"], settings["calls"]
        sys.modules["judge"] = self.module
        spec.loader.exec_module(self.module)
        if not self.makes("problem"):
            wanted = "'problem' or 'inputs'" if self.reference else "'problem'"
            raise TypeError(f"judge.py defines no function {wanted}")
        if self.reference is None and not callable(getattr(self.module, "check", None)):
            raise TypeError("judge.py defines no function 'check'")
        self.kept: OrderedDict[tuple[int, str], Any] = OrderedDict()

    def makes(self, kind: str) -> bool:
        """Whether the judge can make a kind of problem."""
        known = callable(getattr(self.module, kind, None))
        return known or (self.reference is not None and callable(getattr(self.module, INPUTS[kind], None)))

    def abilities(self) -> dict[str, Any]:
        """Which of the optional functions the judge has."""
        return {
            name: self.makes(name) if name in INPUTS else callable(getattr(self.module, name, None))
            for name in ABILITIES
        }

    def problem(self, seed: int, kind: str) -> Any:
        """The whole problem, secret part included."""
        key = (seed, kind)
        if key not in self.kept:
            if callable(getattr(self.module, kind, None)):
                made = getattr(self.module, kind)(seed)
            else:
                made = self.drawn(getattr(self.module, INPUTS[kind]), seed)
            if not isinstance(made, dict):
                raise TypeError(f"{kind}() returned {type(made).__name__!r}, expected a dict")
            self.kept[key] = made
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return self.kept[key]

    def drawn(self, inputs: Any, seed: int) -> dict[str, Any]:
        """Arguments of a function for a number of calls, each from a seed of its own.

        inputs gives a tuple of positional arguments, a mapping of named ones, or a single argument.
        """
        from leadscrew_call import forget, is_tagged, to_plain

        rng = random.Random(seed)
        calls = []
        for _ in range(self.calls):
            made = inputs(rng.getrandbits(62))
            args = list(made) if isinstance(made, tuple) else [] if isinstance(made, dict) else [made]
            kwargs = made if isinstance(made, dict) else {}
            calls.append({"args": [to_plain(value) for value in args], "kwargs": to_plain(kwargs)})
            forget()
        return {"calls": calls, "tagged": is_tagged(calls)}

    def open_side(self, seed: int, kind: str) -> Any:
        """What crosses into the candidate's box: everything but the keys that begin with an underscore."""
        return {key: value for key, value in self.problem(seed, kind).items() if not key.startswith("_")}

    def check(self, request: dict[str, Any]) -> dict[str, Any]:
        """Whether the answer counts, why not, and its quality."""
        from leadscrew.errors import Rejected

        try:
            if self.reference is not None:
                self.compare(request)
            if request["folder"]:
                answer = plain.decode(plain.encoded(from_files(plain.decode(request["answer"]))))
            else:
                answer = plain.decode(request["answer"])
        except (plain.NotPlain, MemoryError) as exc:
            return {"ok": False, "reason": f"the answer is not plain data: {exc}"}
        except comparing.Differs as exc:
            return {"ok": False, "reason": f"not what the start gives: {exc}"[:MAX_TEXT]}
        problem = self.problem(request["seed"], request["kind"])
        try:
            if callable(getattr(self.module, "check", None)):
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

    def compare(self, request: dict[str, Any]) -> None:
        """Raise Differs unless the answer is what the start gives.  Raises NotPlain."""
        close, folders = self.reference["close"], request["folder"]
        expected, found = (self.answer(request[name], folder=folders) for name in ("expected", "answer"))
        if folders:
            comparing.compare_output(expected, found, close=close, rule=self.reference["output"])
        else:
            comparing.compare_calls(expected, found, close=close)

    @staticmethod
    def answer(body: bytes, *, folder: bool) -> Any:
        """The value of an answer, arrays as they came.  Raises NotPlain."""
        value = plain.decode(body, raw=True)
        return from_files(value) if folder else value


def tests_compared(request: dict[str, Any]) -> dict[str, Any]:
    """Whether all tests that pass with the start pass."""
    try:
        expected, found = (from_files(plain.decode(request[name], raw=True)) for name in ("expected", "answer"))
        count = comparing.compare_tests(expected, found, request["flaky"])
    except (comparing.Differs, plain.NotPlain) as exc:
        return {"ok": False, "reason": str(exc)[:MAX_TEXT]}
    return {"ok": True, "reason": str(count), "quality": None}


def main() -> None:
    """Answer one request at a time until the control socket closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    sys.dont_write_bytecode = True
    sys.path += ["/opt/lib", "/opt/venv", "/opt/site"]
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
                judge = Judge("/opt/task/judge.py", settings)
                reply = judge.abilities()
            elif request["do"] == "problem":
                reply = {"problem": plain.encoded(judge.open_side(request["seed"], request["kind"]))}
            elif request["do"] == "tests":
                reply = tests_compared(request)
            elif request["do"] == "results":
                report = from_files(plain.decode(request["answer"], raw=True))
                reply = {"results": comparing.test_results(report)}
            else:
                reply = judge.check(request)
            body = plain.encoded({"result": reply})
        except Exception:
            body = plain.encoded({"error": traceback.format_exc(limit=-4)[-4000:]})
        send(channel, struct.pack(">Q", len(body)) + body)


if __name__ == "__main__":
    main()
