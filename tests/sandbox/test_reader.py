"""Submitted sources are compiled in a box: no source stops or fools the lab."""

from __future__ import annotations

import os

import pytest

from leadscrew.core.program import Program
from leadscrew.core.syntax import meaning
from leadscrew.errors import ChangeError
from leadscrew.sandbox.box import living_boxes
from leadscrew.sandbox.reader import BoxedReader

MARK = f"reader-{os.getpid()}"


def nested_finally(depth: int) -> bytes:
    """The compiler writes each `finally` twice: 2 to the power of `depth` copies of the innermost."""
    lines = []
    for level in range(depth):
        indent = " " * level
        lines += [f"{indent}try:", f"{indent} pass", f"{indent}finally:"]
    return "\n".join([*lines, " " * depth + "pass", ""]).encode()


@pytest.fixture
def reader():
    reader = BoxedReader(lab_mark=MARK, keep=("run",), read_s=2.0)
    yield reader
    reader.close()
    assert living_boxes(MARK) == ()


def test_a_source_that_keeps_the_compiler_busy_is_refused_and_the_next_is_read(reader):
    with pytest.raises(ChangeError, match=r"longer than 2 s|out of memory|MemoryError"):
        reader.read(Program({"a.py": nested_finally(40)}))
    program = Program({"a.py": b"def run(p):\n    return p\n", "data.bin": b"\xff"})
    assert reader.read(program) == meaning(program, ("run",))


def test_what_does_not_compile_is_refused_with_the_reason(reader):
    with pytest.raises(ChangeError, match=r"'a\.py' does not parse"):
        reader.read(Program({"a.py": b"x = = 1"}))
    for source in (b"x = " + b"-" * 200_000 + b"1", b"x = " + b"f(" * 50_000, b"\0", b"\xff"):
        with pytest.raises(ChangeError):
            reader.read(Program({"a.py": source}))
    assert reader.read(Program({"a.py": b"x = 1"}))
