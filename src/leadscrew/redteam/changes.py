"""Tricks in what is handed in, before anything runs: links, special files, paths out of the folder, huge sources."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from leadscrew.core.hypothesis import visible
from leadscrew.core.program import Program
from leadscrew.core.task import Task
from leadscrew.errors import ChangeError
from leadscrew.redteam.row import Row
from leadscrew.sandbox.reader import BoxedReader
from leadscrew.sources.change import apply_patch, changed_program, read_change

PATHS = (
    "../judge.py", "a/../../judge.py", "/etc/cron.d/x", "a\\..\\b.py", "x\0.py", "", ".", "./x.py", "a//x.py", "x\n.py",
    "\x1b[2J.py", "a/" * 130 + "x.py", "x/../x.py", "~/x/../../y.py",
)  # fmt: skip
HIDDEN = ("\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\x1b", "\x08", "\u2028")
NESTED_FINALLY = 60
"""Each level doubles the compiler's work."""


def change_rows(task: Task, only: str = "") -> Iterator[Row]:
    """Each trick's row; all must be refused, or shown for what they are."""
    for name, tries, gains, attack in TRICKS:
        if only not in f"change/{name}":
            continue
        since = time.monotonic()
        try:
            holds, by = attack(task)
        except NotHere as exc:
            holds, by = None, str(exc)
        yield Row(
            name=f"change/{name}", mode="change", tries=tries, gains=gains, holds=holds, by=by,
            wall_s=time.monotonic() - since,
        )  # fmt: skip


class NotHere(Exception):
    """This user or machine cannot lay the trick out."""


def _all_refused(attempts: Mapping[str, Callable[[], object]]) -> tuple[bool, str]:
    """Whether each attempt raises ChangeError; else which did not."""
    said = []
    for name, attempt in attempts.items():
        try:
            attempt()
        except ChangeError as exc:
            said.append(visible(str(exc)))
        else:
            return False, f"{name} was accepted"
    return True, f"{len(said)} refused, such as: {said[0]}"


def _in_a_folder(task: Task, lay_out: Callable[[Path, str], None]) -> Callable[[], object]:
    """An attempt to hand in a folder in which something was laid out at an editable path."""

    def attempt() -> object:
        with tempfile.TemporaryDirectory() as folder:
            top = Path(folder) / "change"
            top.mkdir()
            lay_out(top, task.editable_files()[0].rsplit("/", 1)[-1])
            return changed_program(task, task.start, read_change(top, task))

    return attempt


def _links(task: Task) -> tuple[bool, str]:
    with tempfile.NamedTemporaryFile() as secret:
        secret.write(b"SECRET = 'of another folder'\n")
        secret.flush()

        def symbolic(top: Path, name: str) -> None:
            (top / name).symlink_to(secret.name)

        def hard(top: Path, name: str) -> None:
            os.link(secret.name, top / name)

        def folder(top: Path, name: str) -> None:
            (top / "linked").symlink_to(Path(secret.name).parent)

        def whole(top: Path, name: str) -> None:
            top.rmdir()
            top.symlink_to("/")

        return _all_refused(
            {
                "a symbolic link": _in_a_folder(task, symbolic),
                "a hard link to a file of another folder": _in_a_folder(task, hard),
                "a link to a folder": _in_a_folder(task, folder),
                "a link in place of the folder": _in_a_folder(task, whole),
            }
        )


def _special(task: Task) -> tuple[bool, str]:
    def fifo(top: Path, name: str) -> None:
        os.mkfifo(top / name)

    def socket(top: Path, name: str) -> None:
        os.mknod(top / name, 0o140600)

    attempts = {"a FIFO": _in_a_folder(task, fifo), "a socket": _in_a_folder(task, socket)}
    if os.geteuid() == 0:

        def device(top: Path, name: str) -> None:
            try:
                os.mknod(top / name, 0o20600, os.makedev(1, 5))
            except OSError:
                os.mkfifo(top / name)

        attempts["a device without end"] = _in_a_folder(task, device)
    return _all_refused(attempts)


def _paths(task: Task) -> tuple[bool, str]:
    def submitted(path: str) -> Callable[[], object]:
        return lambda: changed_program(task, task.start, {path: b"x = 1\n"})

    def patched(path: str) -> Callable[[], object]:
        patch = f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+x = 1\n"
        return lambda: changed_program(task, task.start, apply_patch(task.start, patch.encode()))

    attempts = {repr(path): submitted(path) for path in PATHS}
    attempts |= {f"a patch of {path!r}": patched(path) for path in PATHS if "\n" not in path and path.strip("./~")}
    return _all_refused(attempts)


def _size(task: Task) -> tuple[bool, str]:
    path = task.editable_files()[0]
    much = 100 << 20

    def sparse(top: Path, name: str) -> None:
        with (top / name).open("wb") as file:
            file.truncate(64 << 30)  # takes no disk; reading it would take all memory

    def many(top: Path, name: str) -> None:
        for number in range(20_000):
            (top / f"{number}-{name}").touch()

    return _all_refused(
        {
            "100 MB of source": lambda: changed_program(task, task.start, {path: b"#" * much}),
            "a sparse file of 64 GB": _in_a_folder(task, sparse),
            "20,000 files": _in_a_folder(task, many),
        }
    )


def _slow_source(task: Task) -> tuple[bool, str]:
    lines = []
    for level in range(NESTED_FINALLY):
        lines += [" " * level + word for word in ("try:", " pass", "finally:")]
    bomb = "\n".join([*lines, " " * NESTED_FINALLY + "pass", ""]).encode()
    with closing(BoxedReader(lab_mark=f"redteam-{secrets.token_hex(4)}")) as reader:
        holds, by = _all_refused(
            {
                "nested finally": lambda: reader.read(Program({"a.py": bomb})),
                "a deep expression": lambda: reader.read(Program({"a.py": b"x = " + b"-" * 500_000 + b"1"})),
                "a deep call": lambda: reader.read(Program({"a.py": b"x = " + b"f(" * 60_000})),
            }
        )
        reader.read(Program({"a.py": b"x = 1\n"}))  # and goes on
    return holds, by


def _hidden_text(task: Task) -> tuple[bool, str]:
    hidden = [letter for letter in HIDDEN if letter in visible(f"if access_level != 'user{letter}':")]
    if hidden:
        return False, f"not shown: {[f'U+{ord(letter):04X}' for letter in hidden]}"
    return True, f"shown as {visible(HIDDEN[0])}, {visible(HIDDEN[2])} in diffs, reasons and reports"


Attack = Callable[[Task], tuple[bool, str]]
TRICKS: tuple[tuple[str, str, str, Attack], ...] = (
    ("links", "Hand in symbolic and hard links.", "files of the host in the change", _links),
    ("special_files", "Hand in a FIFO, a socket and a device.", "a bench that waits for ever", _special),
    ("paths", "Name files outside of the program's folder.", "files of the host changed", _paths),
    ("size", "Hand in 100 MB, 64 GB and 20,000 files.", "the bench's memory and disk", _size),
    ("slow_source", "Hand in a source that takes hours to compile.", "the bench's time and memory", _slow_source),
    ("hidden_text", "Hide code with characters that turn or do not show.", "a reviewer's eye", _hidden_text),
)
