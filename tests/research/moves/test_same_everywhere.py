"""The same file gives the same edits in every process: a resumed run knows what it has tried."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"
SCRIPT = """
import sys
from pathlib import Path
from leadscrew.research.rewriter.catalogue import MOVES
from leadscrew.research.rewriter.source import Source

for path in sys.argv[1:]:
    source = Source.parse("a.py", Path(path).read_text(), packages=frozenset({"numpy", "numba"}))
    for move in MOVES:
        for edit in move.edits(source):
            print(edit.name)
"""


def names(seed: str) -> list[str]:
    paths = [str(PROGRAMS / name) for name in ("bilateral.py", "mandel.py", "kmeans.py", "viterbi.py")]
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT, *paths],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.splitlines()


def test_names_and_order_of_edits_do_not_depend_on_the_order_of_sets():
    first = names("1")
    assert len(first) > 100 and all(names(seed) == first for seed in ("2", "3"))
