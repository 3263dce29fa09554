"""The bench's handle on the judge, which runs in a box of its own with the whole standard library.

The judge has read hostile answers, so what it says is read as if it were damaged.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import leadscrew
from leadscrew.core.hypothesis import last_line, visible
from leadscrew.core.task import Reference
from leadscrew.errors import BoxFailed, BoxUnavailable, TaskError
from leadscrew.sandbox import wire
from leadscrew.sandbox.box import Box, start_box
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.mounts import Mount, package_mounts, venv_mounts
from leadscrew.sandbox.seccomp import seccomp_filter

LOAD_S, ASK_S = 60.0, 60.0
MEMORY_BYTES = 8 << 30
PROBLEM_LIMIT = 1 << 30
RULING_LIMIT = 1 << 18
"""Bytes of any other reply."""
RESULTS_LIMIT = 1 << 24
"""Bytes of the names and results of tests."""
MAX_QUALITY = 1e100
MAX_TEXT = 4000
ABILITIES = ("quality", "held_out_problem", "score", "screening_problem")


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


def kind_of(held_out: bool, screening: bool) -> str:
    """The judge's function that makes a problem."""
    return "held_out_problem" if held_out else "screening_problem" if screening else "problem"


def ruling_of(reply: Mapping[str, Any], *, quality: bool) -> Ruling:
    """What a judge's reply amounts to; one that is not whole accepts nothing.  quality: whether one was asked for."""
    ok, reason, found = reply.get("ok"), reply.get("reason"), reply.get("quality")
    text = shown(reason) if isinstance(reason, str) else ""
    if ok is not True:
        return Ruling(ok=False, reason=text or "rejected without a reason", quality=None)
    if not quality:
        return Ruling(ok=True, reason=text, quality=None)
    if type(found) is not float or not abs(found) <= MAX_QUALITY:
        said = f"{found!r}" if type(found) is float else f"of type {type(found).__name__!r}"
        reason = f"the quality is {said}, expected a finite number up to {MAX_QUALITY:g}"
        return Ruling(ok=False, reason=reason, quality=None)
    return Ruling(ok=True, reason=text, quality=found)


def shown(text: str) -> str:
    """The judge's words, bounded, with what could hide text or move a cursor made visible."""
    return visible(text[:MAX_TEXT])[:MAX_TEXT]


class JudgeBox:
    """A judge; started on first use and again after it broke."""

    def __init__(
        self,
        source: bytes,
        packages: tuple[str, ...],
        *,
        lab_mark: str,
        ask_s: float = ASK_S,
        venv: str = "",
        reference: Reference | None = None,
    ) -> None:
        """reference: how answers are compared with the start's own; None where the judge knows what is right.

        venv: whose packages the judge may import.
        """
        self._source, self._packages, self._lab_mark = source, packages, lab_mark
        self._ask_s, self._venv, self._reference = ask_s, venv, reference
        self._box: Box | None = None
        self._abilities: dict[str, bool] = {}

    def abilities(self) -> dict[str, bool]:
        """Which optional functions the judge has: quality, held_out_problem, score.  Raises TaskError."""
        self._started()
        return self._abilities

    def problem(self, seed: int, *, held_out: bool, screening: bool = False) -> bytes:
        """The open side of a problem as a body of plain data.  Raises TaskError when the judge cannot make it."""
        self._started()
        request = {"do": "problem", "seed": seed, "kind": kind_of(held_out, screening)}
        try:
            try:
                body = self._ask(request, limit=PROBLEM_LIMIT).get("problem")
            except JudgeDied:  # ended from outside, or short of memory for once
                self._started()
                body = self._ask(request, limit=PROBLEM_LIMIT).get("problem")
        except JudgeGone as exc:
            raise TaskError(f"judge.py: problem({seed}) failed: {exc}") from exc
        if not isinstance(body, bytes):
            raise TaskError(f"judge.py: problem({seed}) failed: the judge's reply holds no problem")
        return body

    def check(
        self,
        seed: int,
        answer: bytes,
        *,
        held_out: bool,
        quality: bool | str,
        folder: bool,
        screening: bool = False,
        expected: bytes = b"",
    ) -> Ruling:
        """Judge an answer.  A judge that raises or hangs on it has not accepted it.

        quality: the judge's function that is asked for a number, `quality` (or True) or `score`; empty for none.
        expected: the start's own answer, in a task with a reference.
        """
        asked = "quality" if quality is True else quality or ""
        self._started()
        request = {
            "do": "check", "seed": seed, "answer": answer, "kind": kind_of(held_out, screening), "quality": asked,
            "folder": folder, "expected": expected,
        }  # fmt: skip
        try:
            reply = self._ask(request)
        except JudgeGone as exc:
            return Ruling(ok=False, reason=f"the judge failed on this answer: {exc}", quality=None)
        return ruling_of(reply, quality=bool(asked))

    def compare_tests(self, expected: bytes, found: bytes, flaky: Sequence[str]) -> Ruling:
        """Whether all tests that pass with the start pass here, too; its reason then says how many.

        Both: bodies that `leadscrew_tests` left.  The judge only reads them: what they say, the tests themselves said.
        """
        self._started()
        request = {"do": "tests", "expected": expected, "answer": found, "flaky": list(flaky)}
        try:
            reply = self._ask(request)
        except JudgeGone as exc:
            return Ruling(ok=False, reason=f"the tests' reports could not be compared: {exc}", quality=None)
        return ruling_of(reply, quality=False)

    def test_results(self, report: bytes) -> Mapping[str, str]:
        """What came of each test by name, `passed`, `failed` or `skipped`.  Raises TaskError where nobody can say.

        report: a body that `leadscrew_tests` left.
        """
        self._started()
        try:
            reply = self._ask({"do": "results", "answer": report}, limit=RESULTS_LIMIT)
        except JudgeGone as exc:
            raise TaskError(f"the tests' report cannot be read: {last_line(str(exc))}") from exc
        found = reply.get("results")
        if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
            raise TaskError("the tests' report cannot be read: the judge's reply holds no results")
        return found

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
            *venv_mounts(self._venv),
            Mount(str(package / "adapters" / "leadscrew_call.py"), "/opt/lib/leadscrew_call.py"),
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
        known = self._reference
        rules = None if known is None else {"close": known.floats == "close", "output": known.output}
        settings = plain.encoded(
            {
                "seccomp": seccomp_filter(sealed=True).hex(), "memory_bytes": MEMORY_BYTES, "reference": rules,
                "calls": known.calls if known else 0,
            }
        )  # fmt: skip
        try:
            wire.write_frame(self._box.control, settings, deadline=time.monotonic() + LOAD_S)
            reply = self._reply(time.monotonic() + LOAD_S, self._box)
            self._abilities = {name: reply.get(name) is True for name in ABILITIES}
        except wire.Hangup as exc:
            detail = self._box.stderr().strip()
            self.close()
            raise BoxUnavailable(f"no box for the judge: {detail or exc}; 'leadscrew doctor' says more") from exc
        except (JudgeGone, wire.Expired, BoxFailed, plain.NotPlain) as exc:
            self.close()
            told = str(exc).strip() or "it takes longer than a minute"
            missing = re.search(r"No module named '([^']*)'", told)
            hint = f"; name {missing[1]!r} in [candidate] packages, which are the judge's too" if missing else ""
            raise TaskError(f"judge.py cannot be loaded: {last_line(told)}{hint}\n{told}") from exc

    def _ask(self, request: dict[str, Any], *, limit: int = RULING_LIMIT) -> dict[str, Any]:
        """One request to the judge.  Raises JudgeGone; a judge that hung, died or talks nonsense is closed."""
        assert self._box is not None
        deadline = time.monotonic() + self._ask_s
        try:
            wire.write_frame(self._box.control, plain.encoded(request), deadline=deadline)
            return self._reply(deadline, self._box, limit)
        except wire.Expired:
            self.close()
            raise JudgeGone(f"no answer within {self._ask_s:.0f} s") from None
        except wire.Hangup as exc:
            self.close()
            raise JudgeDied(f"its process ended ({exc}); out of memory?") from None
        except (BoxFailed, plain.NotPlain) as exc:
            self.close()
            raise JudgeGone(f"its reply is damaged: {exc}") from None

    @staticmethod
    def _reply(deadline: float, box: Box, limit: int = RULING_LIMIT) -> dict[str, Any]:
        _, body = wire.read_frame(box.control, limit=limit, deadline=deadline, tagged=False)
        reply = plain.decode(body, raw=True)
        if isinstance(reply, dict) and isinstance(reply.get("error"), str):
            raise JudgeGone(shown(reply["error"]))
        if not isinstance(reply, dict) or not isinstance(reply.get("result"), dict):
            raise plain.NotPlain("neither a result nor an error")
        result: dict[str, Any] = reply["result"]
        return result
