"""Compile and compare submitted sources in a box: a few hundred hostile bytes keep a compiler busy for hours."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import leadscrew
from leadscrew.core.program import Program
from leadscrew.errors import BoxFailed, BoxUnavailable, ChangeError
from leadscrew.sandbox import wire
from leadscrew.sandbox.box import Box, start_box
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.mounts import Mount
from leadscrew.sandbox.seccomp import seccomp_filter

START_S, READ_S = 30.0, 5.0
"""For the box to start; for all sources of one program to compile."""
REPLY_LIMIT = 1 << 16
DIGEST = re.compile(r"[0-9a-f]{64}")
PARTS = ("__init__.py", "errors.py", "core/__init__.py", "core/program.py", "core/syntax.py")


class BoxedReader:
    """Reads programs in a box of its own; started on first use and again after it broke."""

    def __init__(self, *, lab_mark: str, keep: Sequence[str] = (), read_s: float = READ_S) -> None:
        """keep: names whose spelling counts, such as the function that the bench calls."""
        self._lab_mark, self._keep, self._read_s = lab_mark, list(keep), read_s
        self._box: Box | None = None
        self._mutex = threading.Lock()

    def read(self, program: Program) -> str:
        """The meaning of a program, see `core.syntax.meaning`.  Raises ChangeError where a source does not compile."""
        with self._mutex:
            box = self._started()
            request = plain.encoded({"files": dict(program.files), "keep": self._keep})
            deadline = time.monotonic() + self._read_s
            try:
                wire.write_frame(box.control, request, deadline=deadline)
                _, body = wire.read_frame(box.control, limit=REPLY_LIMIT, deadline=deadline, tagged=False)
                reply = plain.decode(body)
                meaning, error = str(reply["meaning"]), str(reply["error"])
            except wire.Expired:
                self._close()
                raise ChangeError(f"the source takes longer than {self._read_s:g} s to compile") from None
            except (wire.Hangup, BoxFailed, plain.NotPlain, KeyError, TypeError) as exc:
                self._close()
                raise ChangeError(f"compiling the source ended the compiler ({exc}); out of memory?") from None
            if error or not DIGEST.fullmatch(meaning):
                raise ChangeError(error or "compiling the source broke the compiler")
            return meaning

    def close(self) -> None:
        """End the box."""
        with self._mutex:
            self._close()

    def _close(self) -> None:
        if self._box is not None:
            self._box.close()
            self._box = None

    def _started(self) -> Box:
        if self._box is not None and self._box.process.poll() is None:
            return self._box
        self._close()
        package = Path(leadscrew.__file__).parent
        mounts = [Mount(str(package / part), f"/opt/lib/leadscrew/{part}") for part in PARTS]
        box = start_box(script="reading.py", lab_mark=self._lab_mark, mounts=mounts)
        deadline = time.monotonic() + START_S
        settings = plain.encoded({"seccomp": seccomp_filter(sealed=True).hex()})
        try:
            wire.write_frame(box.control, settings, deadline=deadline)
            wire.read_exactly(box.control, 1, deadline=deadline)
        except (wire.Expired, wire.Hangup) as exc:
            detail = box.stderr().strip()
            box.close()
            raise BoxUnavailable(f"no box to read sources in: {detail or exc}; 'leadscrew doctor' says more") from exc
        self._box = box
        return box
