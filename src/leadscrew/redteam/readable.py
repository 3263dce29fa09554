"""Can a candidate read what the judge's data is made from? Lines of the judge's own files are looked for in the box."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import replace

from leadscrew.core.hypothesis import last_line
from leadscrew.core.seed import Purpose, problem_seed
from leadscrew.core.task import Task
from leadscrew.errors import TaskError
from leadscrew.redteam.row import Row
from leadscrew.sandbox.inside import plain
from leadscrew.sandbox.judge import JudgeBox
from leadscrew.sandbox.worker import Job, WarmWorker

OPENED = -1
"""A seed that no purpose has: the listening judge answers it with the lines it read."""
SAMPLED = 3000
SHORTEST = 40
LISTEN = """\
import sys as _sys

_opened = set()


def _note(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith("/"):
        frame, importing = _sys._getframe(1), False
        while frame is not None and not importing:
            importing = frame.f_code.co_filename.startswith("<frozen importlib")
            frame = frame.f_back
        if not importing and not arguments[0].startswith(("/proc", "/dev", "/opt/task", "/sys")):
            _opened.add(arguments[0])


_sys.addaudithook(_note)
"""
ANSWER = f"""

_its_problem = globals().get("problem") or (lambda seed: {{"drawn": len(repr(inputs(seed)))}})


def problem(seed):
    if seed != {OPENED}:
        return _its_problem(seed)
    sampled, paths = [], sorted(_opened)
    for path in paths:
        try:
            with open(path, "rb") as file:
                found = [line.strip().decode("latin-1") for line in file if len(line.strip()) >= {SHORTEST}]
        except OSError:
            continue
        sampled.append(found[:: max(1, len(found) * len(paths) // {SAMPLED})])
    return {{"sampled": sampled}}
"""
SEARCH = """\
import os


def run(problem):
    wanted = {line.encode("latin-1") for lines in problem["sampled"] for line in lines}
    found, places = set(), {}
    for top, folders, names in os.walk("/"):
        if top == "/":
            folders[:] = [name for name in folders if name not in ("proc", "sys", "dev")]
        for name in names:
            path = os.path.join(top, name)
            try:
                with open(path, "rb") as file:
                    hits = [line.strip() for line in file if line.strip() in wanted]
            except OSError:
                continue
            found.update(hits)
            if hits:
                places[path] = len(hits)
    most = sorted(places, key=lambda path: -places[path])
    return {"found": [line.decode("latin-1") for line in found], "places": most[:3]}
"""


def readable_row(task: Task) -> Row:
    """Search a candidate's box for lines of the files that the judge opened while it made and checked problems."""
    since = time.monotonic()
    holds, by = _searched(task)
    return Row(
        name="host/judge_data", mode="call", tries="Read the files that the judge's data is made from.",
        gains="the problems themselves", holds=holds, by=by, wall_s=time.monotonic() - since,
    )  # fmt: skip


def _searched(task: Task) -> tuple[bool | None, str]:
    mark = f"redteam-{secrets.token_hex(4)}"
    packages = tuple(name for name in task.entry.packages if not name.startswith("/"))
    future, rest = _split_future(task.judge.decode("utf-8"))
    judge = JudgeBox(
        (future + LISTEN + rest + ANSWER).encode(),
        packages,
        lab_mark=mark,
        venv=task.surroundings.venv,
        reference=task.reference,
    )
    secret = secrets.token_bytes(32)
    try:
        abilities = judge.abilities()
        for number in range(2):
            judge.problem(problem_seed(secret, Purpose.CHECK, number).value, held_out=False)
            if abilities["held_out_problem"]:
                judge.problem(problem_seed(secret, Purpose.HELD_OUT, number).value, held_out=True)
        body = judge.problem(OPENED, held_out=False)
    except TaskError as exc:
        return False, f"the judge does not work while it is listened to: {last_line(str(exc))}"
    finally:
        judge.close()
    sampled = [lines for lines in plain.decode(body)["sampled"] if lines]
    if not sampled:
        return None, "the judge reads no files"
    entry = replace(task.entry, call="search:run", command=(), build=(), preload=(), warmup="")
    worker = WarmWorker(
        entry,
        replace(task.limits, wall_s=300.0, cpu_s=300.0, memory_mb=2048, answer_mb=4),
        lab_mark=mark,
        surroundings=task.surroundings,
    )
    try:
        job = Job(files={"search.py": SEARCH.encode()}, mode="call", problem=body)
        outcome = worker.run(job, cut_s=None, stop=lambda: None)
    finally:
        worker.close()
    if not outcome.answer:
        return False, f"the search failed: {last_line(outcome.text)}"
    answer = plain.decode(outcome.answer)
    found = set(answer["found"])
    # single lines are alike in many files; half a file is not
    open_files = sum(2 * sum(line in found for line in lines) > len(lines) for lines in sampled)
    told = f"{len(sampled)} files that the judge opened ({sum(map(len, sampled))} lines)"
    if open_files:
        return False, f"{open_files} of {told} can be read: {json.dumps(answer['places'])}"
    return True, f"none of {told} can be read"


def _split_future(source: str) -> tuple[str, str]:
    """`from __future__` imports must stay first."""
    future = [line for line in source.splitlines(keepends=True) if line.startswith("from __future__ ")]
    rest = "".join(line for line in source.splitlines(keepends=True) if not line.startswith("from __future__ "))
    return "".join(future), rest
