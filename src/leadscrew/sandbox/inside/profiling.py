"""Beside a candidate in its box: runs its function under a sampling profiler and says where the time went.

The bench writes `TARGET` and `FILES` into it.  The samples are taken by `faulthandler`'s watchdog
thread, which waits for no bytecode boundary: a line that computes inside a library is seen at that line.  A second run
notes what local names hold when a function returns.

Not covered: threads and processes of the candidate; a run that faulthandler's look from outside happens to break.
"""

from __future__ import annotations

import copy
import faulthandler
import importlib
import os
import re
import runpy
import sys
import tempfile
import time
from typing import IO, Any

TARGET: str = ""
COMMAND: list[str] = []
"""Arguments of Python, in place of a target: a script, or `-m` and a module."""
FILES: list[str] = []
EVERY_S = 0.001
MOST_SAMPLES = 4000
LINE = re.compile(r'  File "(.*)", line (\d+) in ')
CALLS = 3
"""Returns of each function that are looked at."""
MOST_NAMES = 400


def profile(problem: Any) -> dict[str, Any]:
    """What the samples and the second run saw, as plain data."""
    root = os.getcwd()
    again = copy.deepcopy(problem)
    with tempfile.TemporaryFile() as file:
        since = time.perf_counter()
        faulthandler.dump_traceback_later(EVERY_S, repeat=True, file=file)
        try:
            call = target()
            call(problem)
        finally:
            faulthandler.cancel_dump_traceback_later()
        wall_s = time.perf_counter() - since
        own, total, samples = _counted(file, root)
    kinds: dict[str, dict[str, dict[str, str]]] = {}
    _watch(call, again, root, kinds)
    return {"own": own, "total": total, "samples": samples, "kinds": kinds, "wall_s": wall_s}


def target() -> Any:
    """What is profiled, as a function of a problem."""
    if COMMAND:
        return _as_python_would
    module, _, function = TARGET.partition(":")
    return getattr(importlib.import_module(module), function)


def _as_python_would(problem: Any) -> None:
    """Run the command as `python COMMAND` does."""
    arguments = [part.replace("{seed}", str(problem.get("seed", 0))) for part in COMMAND]
    os.environ["LEADSCREW_SEED"] = str(problem.get("seed", 0))
    try:
        if arguments[0] == "-m":
            sys.argv = arguments[1:]
            runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = arguments
            sys.path.insert(0, os.path.dirname(os.path.abspath(arguments[0])))
            runpy.run_path(os.path.abspath(arguments[0]), run_name="__main__")  # frames then name whole paths
    except SystemExit:
        pass


def _counted(file: IO[bytes], root: str) -> tuple[dict[str, int], dict[str, int], int]:
    """Samples by [path, line]: where the innermost line of the program was, and all its lines on the stack."""
    paths = {os.path.join(root, name): name for name in FILES}
    own: dict[str, int] = {}
    total: dict[str, int] = {}
    samples = 0
    file.seek(0)
    inside, seen = False, set[str]()
    for raw in file:
        text = raw.decode("utf-8", "replace").rstrip("\n")
        if text.startswith("Timeout"):
            samples += bool(seen)
            inside, seen = False, set()
            if samples >= MOST_SAMPLES:
                break
            continue
        found = LINE.match(text)
        if found is None:
            continue
        name = paths.get(found.group(1))
        if name is None:
            continue
        place = f"{name}:{found.group(2)}"
        if not inside:
            own[place] = own.get(place, 0) + 1
            inside = True
        if place not in seen:
            seen.add(place)
            total[place] = total.get(place, 0) + 1
    return own, total, samples + bool(seen)


def _watch(call: Any, problem: Any, root: str, kinds: dict[str, dict[str, dict[str, str]]]) -> None:
    """Run once more and note what local names hold when the program's functions return."""
    paths = {os.path.join(root, name): name for name in FILES}
    left: dict[tuple[str, str], int] = {}

    def look(frame: Any, event: str, _: Any) -> None:
        if event != "return":
            return
        code = frame.f_code
        name = paths.get(code.co_filename)
        if name is None or code.co_name.startswith("<"):
            return
        key = (name, code.co_name)
        left[key] = left.get(key, CALLS) - 1
        if left[key] < 0:
            return
        known = kinds.setdefault(name, {}).setdefault(code.co_name, {})
        for variable, value in frame.f_locals.items():
            if len(known) < MOST_NAMES:
                known[variable] = kind_of(value)

    sys.setprofile(look)
    try:
        call(problem)
    finally:
        sys.setprofile(None)


def kind_of(value: Any) -> str:
    """What a value is, in a few words: see `core.profile.Profile`."""
    kind = type(value)
    if kind.__module__ == "numpy" and kind.__name__ == "ndarray":
        return f"array {value.dtype.name} {value.ndim}"
    if kind in (list, tuple) and value:
        first = value[0]
        inner = "array" if type(first).__name__ == "ndarray" else type(first).__name__
        return f"{kind.__name__} {inner}"
    return kind.__name__
