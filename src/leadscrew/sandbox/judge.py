"""The bench's handle on the judge, which runs in a box of its own with the whole standard library."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import leadscrew
from leadscrew.errors import BoxFailed, BoxUnavailable, TaskError
from leadscrew.sandbox import wire
from leadscrew.sandbox.box import Box, start_box
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.mounts import Mount, package_mounts
from leadscrew.sandbox.seccomp import seccomp_filter

LOAD_S, ASK_S = 60.0, 60.0
MEMORY_BYTES = 8 << 30
PROBLEM_LIMIT = 1 << 30


class JudgeGone(Exception):
    """The judge hung, crashed or raised; the text says which."""


class JudgeDied(JudgeGone):
    """The judge's process ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the judge says of one answer."""

    ok: bool
    reason: str
    quality: float | None


class JudgeBox:
    """A judge; started on first use and again after it broke."""

    def __init__(self, source: bytes, packages: tuple[str, ...], *, lab_mark: str, ask_s: float = ASK_S) -> None:
        self._source, self._packages, self._lab_mark = source, packages, lab_mark
        self._ask_s = ask_s
        self._box: Box | None = None
        self._abilities: dict[str, bool] = {}

    def abilities(self) -> dict[str, bool]:
        """Which optional functions the judge has: quality, held_out_problem, score.  Raises TaskError."""
        self._started()
        return self._abilities

    def problem(self, seed: int, *, held_out: bool) -> bytes:
        """The open side of a problem as a body of plain data.  Raises TaskError when the judge cannot make it."""
        self._started()
        request = {"do": "problem", "seed": seed, "held_out": held_out}
        try:
            try:
                body = self._ask(request)["problem"]
            except JudgeDied:  # ended from outside, or short of memory for once
                self._started()
                body = self._ask(request)["problem"]
        except JudgeGone as exc:
            raise TaskError(f"judge.py: problem({seed}) failed: {exc}") from exc
        assert isinstance(body, bytes)
        return body

    def check(self, seed: int, answer: bytes, *, held_out: bool, quality: bool, folder: bool) -> Ruling:
        """Judge an answer.  A judge that raises or hangs on it has not accepted it."""
        self._started()
        request = {
            "do": "check", "seed": seed, "answer": answer, "held_out": held_out, "quality": quality, "folder": folder
        }  # fmt: skip
        try:
            reply = self._ask(request)
        except JudgeGone as exc:
            return Ruling(ok=False, reason=f"the judge failed on this answer: {exc}", quality=None)
        return Ruling(ok=bool(reply["ok"]), reason=str(reply["reason"]), quality=reply.get("quality"))

    def close(self) -> None:
        """End the box."""
        if self._box is not None:
            self._box.close()
            self._box = None

    def _started(self) -> None:
        if self._box is not None and self._box.process.poll() is None:
            return
        self.close()
        package = Path(leadscrew.__file__).parent
        mounts = [
            *package_mounts(self._packages),
            Mount(str(package / "__init__.py"), "/opt/lib/leadscrew/__init__.py"),
            Mount(str(package / "errors.py"), "/opt/lib/leadscrew/errors.py"),
        ]
        self._box = start_box(
            script="judging.py",
            lab_mark=self._lab_mark,
            mounts=mounts,
            whole_library=True,
            data={"/opt/task/judge.py": self._source},
        )
        settings = plain.encoded({"seccomp": seccomp_filter(sealed=True).hex(), "memory_bytes": MEMORY_BYTES})
        try:
            wire.write_frame(self._box.control, settings, deadline=time.monotonic() + LOAD_S)
            self._abilities = self._reply(time.monotonic() + LOAD_S, self._box)
        except wire.Hangup as exc:
            detail = self._box.stderr().strip()
            self.close()
            raise BoxUnavailable(f"no box for the judge: {detail or exc}; 'leadscrew doctor' says more") from exc
        except (JudgeGone, wire.Expired) as exc:
            self.close()
            raise TaskError(f"judge.py cannot be loaded: {exc or 'it takes longer than a minute'}") from exc

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """One request to the judge.  Raises JudgeGone; a judge that hung or died is closed."""
        assert self._box is not None
        deadline = time.monotonic() + self._ask_s
        try:
            wire.write_frame(self._box.control, plain.encoded(request), deadline=deadline)
            return self._reply(deadline, self._box)
        except wire.Expired:
            self.close()
            raise JudgeGone(f"no answer within {self._ask_s:.0f} s") from None
        except (wire.Hangup, BoxFailed) as exc:
            self.close()
            raise JudgeDied(f"its process ended ({exc}); out of memory?") from None

    @staticmethod
    def _reply(deadline: float, box: Box) -> dict[str, Any]:
        _, body = wire.read_frame(box.control, limit=PROBLEM_LIMIT, deadline=deadline, tagged=False)
        reply = plain.decode(body)
        if "error" in reply:
            raise JudgeGone(str(reply["error"]))
        result: dict[str, Any] = reply["result"]
        return result
