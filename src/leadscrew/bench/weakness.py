"""Would anything notice? What `leadscrew task check` tries on a task whose own tests or answers check it.

The program is made worse in ways that must be noticed: a file that cannot be imported, a function that returns
nothing, a command that does nothing.  What goes unnoticed, a candidate may do, too, and call it a gain.
"""

from __future__ import annotations

import ast
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from leadscrew.bench.comparison import Seeds
from leadscrew.bench.profile import NoProfile, measure_profile, python_command
from leadscrew.bench.rig import BoxRig, varies
from leadscrew.bench.soundness import Result
from leadscrew.bench.suite import Suite
from leadscrew.core.profile import Profile
from leadscrew.core.program import Program, lines_of
from leadscrew.core.seed import Purpose, Seed
from leadscrew.core.task import Task
from leadscrew.errors import BoxFailed, TaskError
from leadscrew.sources.draft import parses, script_of

EMPTIED, FILES = 8, 8
"""Functions and files that are tried, those that most of the time goes to first."""
AT_MOST_S = 240.0
"""For all attempts: with slow tests fewer are tried, and the result says how many."""
REPEATS = 2
"""Runs of the tests after the first, to see whether they repeat themselves."""
BROKEN = b"raise ImportError('emptied by leadscrew task check')\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of the program."""

    path: str
    name: str
    first: int
    """Line of its `def`, from 1."""
    last: int
    emptied: bytes
    """The whole file with this function's body replaced by `return None`."""


def weaknesses(task: Task, *, core: int | None) -> Iterator[Result]:
    """What goes unnoticed in a task with tests or a reference; nothing for other tasks."""
    if task.tests is None and task.reference is None:
        return
    with ExitStack() as stack:
        mark = f"weakness-{secrets.token_hex(4)}"
        rig = BoxRig(task, lab_mark=mark, core=core)
        stack.callback(rig.close)
        suite = None
        if task.tests is not None:
            suite = Suite(task, rig.judge, lab_mark=mark, core=core, built=rig.built)
            stack.callback(suite.close)
        try:
            yield from _Looking(task, rig, suite, mark, core).all()
        except TaskError as exc:
            yield Result(what="its own tests", holds=False, detail=str(exc).splitlines()[0])


class _Looking:
    """One look at a task."""

    def __init__(self, task: Task, rig: BoxRig, suite: Suite | None, mark: str, core: int | None) -> None:
        self.task, self.rig, self.suite, self.mark, self.core = task, rig, suite, mark, core
        self.seeds = Seeds(secrets.token_bytes(32))
        self.until = time.monotonic() + AT_MOST_S

    def all(self) -> Iterator[Result]:
        """One result after the other."""
        profile = self._profile()
        if self.suite is not None:
            yield self._repeat(self.suite)
            yield self._touched(self.suite, profile)
        yield self._emptied(profile)
        if self.task.entry.command:
            yield self._nothing_done()
        if not varies(self.task):
            yield Result(
                what="problems differ", holds=True, needed=False,
                detail="no: the command does the same each time, so an answer could be stored; {seed} in it would help",
            )  # fmt: skip

    def _profile(self) -> Profile | None:
        seed = self.seeds.fresh(Purpose.PROFILE)[1]
        try:
            return measure_profile(self.task, self.task.start, seed, lab_mark=self.mark, core=self.core, rig=self.rig)
        except NoProfile:
            return None

    def _repeat(self, suite: Suite) -> Result:
        """The same tests of the same program come to the same."""
        suite.start()
        for _ in range(REPEATS):
            if broken := suite.broken(self.task.start, fresh=True):
                return Result(
                    what="its tests repeat themselves", holds=False, needed=False,
                    detail=f"flaky: {broken}; name it under [tests] flaky, or mend it",
                )  # fmt: skip
            if time.monotonic() > self.until:
                break
        detail = f"{suite.count} tests, {suite.wall_s:.1f} s"
        return Result(what="its tests repeat themselves", holds=True, detail=detail, needed=False)

    def _touched(self, suite: Suite, profile: Profile | None) -> Result:
        """A file that cannot be imported makes a test fail."""
        what = "its tests touch what may change"
        script = self._script() if self._compares() else None  # the command itself: what it gives is compared
        files = [path for path in self.task.editable_files() if path.endswith(".py") and path != script]
        files.sort(key=lambda path: -_share(profile, path))
        tried, unnoticed = 0, []
        for path in files[:FILES]:
            if tried and time.monotonic() > self.until:
                break
            tried += 1
            if not suite.broken(self.task.start.with_files({path: BROKEN})):
                unnoticed.append(path)
        if not tried:
            none = (
                "no Python file may change" if script is None else f"{script} alone may, and what it gives is compared"
            )
            return Result(what=what, holds=True, detail=none, needed=False)
        if unnoticed:
            few = ", ".join(unnoticed[:4])
            detail = f"no test imports {few}: add one that does, or leave the file out of 'editable'"
            return Result(what=what, holds=False, detail=detail, needed=False)
        return Result(what=what, holds=True, detail=f"{tried} files, each needed by a test", needed=False)

    def _emptied(self, profile: Profile | None) -> Result:
        """A function that returns nothing is noticed: by a test, or by an answer that is not the start's."""
        what = "a function that returns nothing is noticed"
        functions = hot_functions(self.task, profile)
        tried: list[Function] = []
        unnoticed: list[str] = []
        for function in functions[:EMPTIED]:
            if tried and time.monotonic() > self.until:
                break
            tried.append(function)
            if not self._noticed(self.task.start.with_files({function.path: function.emptied})):
                unnoticed.append(f"{function.name}() in {function.path}")
        if not tried:
            return Result(what=what, holds=True, detail="no function takes time in what may change", needed=False)
        if unnoticed:
            detail = (
                f"{len(unnoticed)} of {len(tried)} can be emptied and nothing says so: {', '.join(unnoticed[:3])}; "
                "add tests of what they return, or time them with --call, which compares each answer"
            )
            return Result(what=what, holds=False, detail=detail, needed=False)
        return Result(what=what, holds=True, detail=f"{len(tried)} functions that the time goes to", needed=False)

    def _nothing_done(self) -> Result:
        """A command that does nothing is refused."""
        what = "a command that does nothing is refused"
        script = self._script()
        if script is None or not self.task.may_change(script):
            return Result(what=what, holds=True, detail="no candidate may change what is run", needed=False)
        if self._noticed(self.task.start.with_files({script: b"\n"})):
            return Result(what=what, holds=True, detail=f"an empty {script}", needed=False)
        return Result(
            what=what, holds=False, needed=False,
            detail=f"an empty {script} passes: name the files that it writes with --output GLOB, or let it print them",
        )  # fmt: skip

    def _script(self) -> str | None:
        """The file that a command runs."""
        if not self.task.entry.command:
            return None
        return script_of(("python", *python_command(self.task)), self.task.start.files)

    def _compares(self) -> bool:
        """Whether anything that a command gives is compared with the start's."""
        reference = self.task.reference
        return reference is not None and (reference.output != "ignored" or bool(reference.files))

    def _noticed(self, program: Program) -> bool:
        """Whether a trial on a fresh problem fails, or a test does."""
        seed: Seed = self.seeds.fresh(Purpose.CHECK)[1]
        try:
            if self.rig.trial(program, seed, cut_s=None).failed:
                return True
        except BoxFailed:
            return True
        return bool(self.suite is not None and self.suite.broken(program))


def hot_functions(task: Task, profile: Profile | None) -> list[Function]:
    """The functions of what may change, those that most of the time goes to first.

    Without a profile all, the longest first; with one only those that were seen in it.
    """
    found = [
        function
        for path in task.editable_files()
        if path.endswith(".py")
        for function in functions_of(path, task.start.files[path])
    ]
    if profile is None:
        return sorted(found, key=lambda function: function.first - function.last)
    shares = {id(f): _lines_share(profile.total, f) for f in found}
    return sorted((f for f in found if shares[id(f)] > 0.0), key=lambda f: -shares[id(f)])


def functions_of(path: str, content: bytes) -> list[Function]:
    """The functions of a Python file that return something, with the file as it is without their body."""
    try:
        tree = ast.parse(content)
        lines = lines_of(content.decode("utf-8"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("__") or not _gives(node):
            continue
        body = node.body[0]
        decorators = body.decorator_list if isinstance(body, ast.FunctionDef | ast.ClassDef) else []
        first = min([body.lineno, *(decorator.lineno for decorator in decorators)])
        last = node.end_lineno or node.body[-1].lineno
        text = "".join([*lines[: first - 1], " " * body.col_offset + "return None\n", *lines[last:]])
        if first > node.lineno and parses(text.encode()):  # else the body begins on a line of the signature
            found.append(Function(path=path, name=node.name, first=node.lineno, last=last, emptied=text.encode()))
    return found


def _gives(node: ast.FunctionDef) -> bool:
    """Whether the function returns or yields a value of its own."""
    queue: list[ast.AST] = list(node.body)
    while queue:
        inner = queue.pop()
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(inner, ast.Yield | ast.YieldFrom) or (isinstance(inner, ast.Return) and inner.value is not None):
            return True
        queue += ast.iter_child_nodes(inner)
    return False


def _share(profile: Profile | None, path: str) -> float:
    return sum(profile.own.get(path, {}).values()) if profile is not None else 0.0


def _lines_share(part: Mapping[str, Mapping[int, float]], function: Function) -> float:
    known = part.get(function.path, {})
    return max((share for line, share in known.items() if function.first < line <= function.last), default=0.0)
