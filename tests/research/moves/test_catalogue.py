"""No source makes a move fail, and what it proposes compiles or is dropped."""

from __future__ import annotations

import random
import sysconfig
from pathlib import Path

import libcst as cst
import numpy
import pytest

import leadscrew
from leadscrew.core.syntax import check_python
from leadscrew.errors import ChangeError
from leadscrew.research.rewriter.catalogue import MOVES
from leadscrew.research.rewriter.source import Source


def test_what_libcst_cannot_read_is_no_source():
    assert Source.parse("a.py", "def f(:\n") is None
    assert Source.parse("a.py", "x = " + "(" * 5000) is None


def real_sources() -> list[Path]:
    """Modules under 400 lines: 26 of the standard library, 6 of NumPy, the starts of the bundled tasks."""

    def some(paths: list[Path], count: int) -> list[Path]:
        short = [path for path in sorted(paths) if 60 <= len(path.read_bytes().splitlines()) < 400]
        return short[:: max(1, len(short) // count)][:count]

    library = Path(sysconfig.get_paths()["stdlib"])
    arrays = Path(numpy.__file__).parent
    bundled = Path(leadscrew.__file__).parent / "tasks"
    packages = (
        "json",
        "email",
        "collections",
        "concurrent/futures",
        "importlib",
        "xml/etree",
        "asyncio",
        "multiprocessing",
    )
    return [
        *some(list(library.glob("*.py")), 18),
        *some([path for package in packages for path in (library / package).glob("*.py")], 8),
        *some([path for package in ("lib", "polynomial", "fft", "ma") for path in (arrays / package).glob("*.py")], 6),
        *bundled.glob("*/start/*.py"),
    ]


@pytest.mark.parametrize("path", real_sources(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_family_reads_real_code_and_what_it_proposes_compiles_or_is_dropped(path):
    text = path.read_bytes().decode("utf-8")
    source = Source.parse(path.name, text)
    assert source is not None and source.module.code == text
    rng = random.Random(path.name)
    for move in MOVES:
        found = list(move.edits(source))
        assert all(edit.hypothesis and edit.move.count("/") == 1 for edit in found)
        dropped = 0
        for edit in rng.sample(found, min(3, len(found))):
            try:
                code = edit.make().code
                check_python(path.name, code.encode())
            except (ChangeError, cst.CSTValidationError):  # as the rewriter does
                dropped += 1
                continue
            assert code != text
            lost = set(comments(text)) - set(comments(code))
            assert edit.move.startswith("remove/") or not lost, edit.hypothesis
        assert dropped <= 1, move.name


def comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if line.lstrip().startswith("#")]
