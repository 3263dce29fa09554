"""A task folder drafted from a person's program: task.toml, judge.py, start/ with the adapter that runs it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import leadscrew
from leadscrew.core.program import Program
from leadscrew.core.task import Origin, Task, steers_tests
from leadscrew.errors import TaskError
from leadscrew.sources.taskfile import task_from_parts

ADAPTERS = Path(leadscrew.__file__).parent / "adapters"
OUTPUT_MB = 64
"""Of an answer that holds files: they are written as hexadecimal digits."""
ROOTS = (".", "src", "lib", "python")
"""Folders from which a repository's modules are imported, in the order in which they are looked for."""
ASIDE = re.compile(r"(docs?|examples?|benchmarks?|scripts?|tools?|build|dist|\.[^/]+)/.*|setup\.py|conf\.py")
"""Python files that are not what a function or a command is made of."""
NOTHING_DRAWN = b'''"""The problem of a command: a number for `{seed}`. What is right, the start's own answer says."""


def problem(seed):
    """A number for the program; both programs of a pair get the same."""
    return {"seed": seed % 2**31}
'''


WARM_TORCH = """
import torch
torch.set_num_threads(1)
_parameter = torch.nn.Parameter(torch.zeros(1))
_parameter.grad = torch.zeros(1)
torch.optim.Adam([_parameter]).step()
"""
"""What every process would do anew otherwise: the first step of an optimiser imports for more than a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person wants improved, and what was found out about it."""

    name: str
    origin: Origin
    files: Mapping[str, bytes]
    goal: str = ""
    call: str = ""
    """`package.module:function`; empty where a command is timed."""
    inputs: bytes = b""
    """Source that defines `inputs(seed)`."""
    command: tuple[str, ...] = ()
    screening: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    editable: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    venv: str = ""
    mounts: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    devices: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    """Globs of the files that a command writes."""
    floats: str = "close"
    output: str = "exact"
    calls: int = 1
    flaky: tuple[str, ...] = ()
    smallest_gain: float = 0.05
    wall_s: float = 600.0
    tests_wall_s: float = 600.0
    memory_mb: int = 2048
    processes: int = 64
    budget_s: float = 120.0

    def start(self) -> Program:
        """The program with the adapter that runs it."""
        if self.call:
            adapter = (ADAPTERS / "leadscrew_call.py").read_bytes()
            adapter = adapter.replace(b'TARGET = "module:function"', f"TARGET = {self.call!r}".encode())
            return Program({**self.files, "leadscrew_call.py": adapter})
        return Program({**self.files, "leadscrew_run.py": (ADAPTERS / "leadscrew_run.py").read_bytes()})

    def judge(self) -> bytes:
        """The fixed side: the person's own inputs, or a number for a command."""
        return self.inputs if self.call else NOTHING_DRAWN

    def settings(self) -> str:
        """The text of task.toml."""
        size_kb = Program(self.files).size_bytes >> 10
        wrapped = ["python3", "leadscrew_run.py", *(part for glob in self.outputs for part in ("--file", glob)), "--"]
        lines = [
            f"goal = {toml(self.goal or self._goal())}",
            f"editable = {toml(self.editable)}",
            "",
            "[candidate]",
            *(['call = "leadscrew_call:call"'] if self.call else [f"command = {toml([*wrapped, *self.command])}"]),
            *([f"path = {toml(self.path)}"] if self.path else []),
            *([f"build = {toml(self.build)}"] if self.build else []),
            *([f"packages = {toml(self.packages)}"] if self.packages else []),
            *([f"preload = {toml(self.preload)}"] if self.preload else []),
            *([f"warmup = {toml(WARM_TORCH)}"] if "torch" in self.preload else []),
            "",
            "[metric]",
            'kind = "time"',
            f"smallest_gain = {self.smallest_gain:g}",
            "",
            "[reference]                     # what is right is what the start gives on the same problem, run apart",
            f"floats = {toml(self.floats)}",
        ]
        if self.call:
            lines.append(f"calls = {self.calls}")
        else:
            lines += [f"output = {toml(self.output)}", *([f"files = {toml(self.outputs)}"] if self.outputs else [])]
        if self.tests:
            lines += ["", "[tests]", f"command = {toml(self.tests)}", f"wall_s = {self.tests_wall_s:.0f}"]
            lines += [f"memory_mb = {self.memory_mb}", f"processes = {self.processes}"]
            lines += [f"flaky = {toml(self.flaky)}"] if self.flaky else []
        if self.screening:
            lines += ["", "[screening]                     # search measures this; a claim is on the full problem"]
            lines.append(f"command = {toml([*wrapped, *self.screening])}")
        if self.venv or self.mounts or self.variables or self.devices:
            lines += ["", "[environment]"]
            lines += [f"venv = {toml(self.venv)}"] if self.venv else []
            lines += [f"mounts = {toml(self.mounts)}"] if self.mounts else []
            lines += [f"devices = {toml(self.devices)}"] if self.devices else []
            pairs = ", ".join(f"{toml(name)} = {toml(value)}" for name, value in self.variables.items())
            lines += [f"variables = {{ {pairs} }}"] if pairs else []
        lines += [
            "",
            "[limits]",
            f"wall_s = {self.wall_s:g}",
            f"cpu_s = {self.wall_s:g}",
            *([f"answer_mb = {OUTPUT_MB}"] if self.outputs else []),
            f"memory_mb = {self.memory_mb}",
            f"processes = {self.processes}",
            f"disk_mb = {max(64, size_kb * 4 >> 10)}",
            f"source_kb = {max(1024, 2 * size_kb)}",
            "",
            "[budget]",
            f'wall = "{self.budget_s:.0f}s"',
            "",
            "[origin]",
            f"repository = {toml(self.origin.repository)}",
            f"commit = {toml(self.origin.commit)}",
        ]
        return "\n".join(lines) + "\n"

    def task(self) -> Task:
        """The drafted task.  Raises TaskError."""
        try:
            settings = self.settings().encode()
        except UnicodeEncodeError as exc:
            bad = exc.object[max(0, exc.start - 20) : exc.end + 20]
            raise TaskError(f"{bad!r} is not UTF-8, so task.toml cannot name it: rename the folder or file") from exc
        return task_from_parts(name=self.name, settings=settings, judge=self.judge(), start=self.start())

    def _goal(self) -> str:
        what = self.call or " ".join(self.command)
        same = "without changing what it returns" if self.call else "without changing what it gives"
        return f"Make {what} faster {same}."


def is_own_adapter(path: str, content: bytes) -> bool:
    """Whether a file is an adapter as this leadscrew writes it, whatever it calls."""
    own = ADAPTERS / path
    if "/" in path or path not in ("leadscrew_call.py", "leadscrew_run.py"):
        return False
    target = re.compile(rb"^TARGET = [^\n]*$", re.MULTILINE)
    named = target.search(content)
    if named is not None and not re.fullmatch(rb"TARGET = ['\"][\w.:]+['\"]", named[0]):
        return False
    return target.sub(b"", content, count=1) == target.sub(b"", own.read_bytes(), count=1)


def toml(value: str | Sequence[str]) -> str:
    """A string or a list of strings as TOML."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"[{', '.join(toml(item) for item in value)}]"


def folder_of(task: Task) -> dict[str, bytes]:
    """The files of a task's folder."""
    return {
        "task.toml": task.settings,
        "judge.py": task.judge,
        **{f"start/{path}": content for path, content in task.start.files.items()},
    }


def module_file(files: Mapping[str, bytes], module: str) -> tuple[str, str]:
    """The folder that a module is imported from and its file.  Raises TaskError."""
    tail = module.replace(".", "/")
    for root in ROOTS:
        prefix = "" if root == "." else f"{root}/"
        for path in (f"{prefix}{tail}.py", f"{prefix}{tail}/__init__.py"):
            if path in files:
                return root, path
    found = [path for path in files if path.endswith((f"/{tail}.py", f"/{tail}/__init__.py"))]
    if len(found) == 1:
        root = found[0].removesuffix("/__init__.py").removesuffix(".py").removesuffix(f"/{tail}")
        return root, found[0]
    known = sorted(path for path in files if path.endswith(".py") and not steers_tests(path))
    raise TaskError(
        f"--call {module!r}: no file of this module in the repository, or several: {found or known[:12]}; "
        "expected 'package.module:function' as it is imported"
    )


def code_files(files: Mapping[str, bytes], below: str = "") -> list[str]:
    """Python files that may be changed: no tests, no set-up, no examples."""
    return [
        path
        for path in sorted(files)
        if path.startswith(below)
        and path.endswith(".py")
        and not steers_tests(path)
        and not ASIDE.fullmatch(path)
        and parses(files[path])
    ]


def package_of(path: str, root: str) -> str:
    """The top folder of the package that a file belongs to, with its slash; the file itself where it is in none."""
    prefix = "" if root == "." else f"{root}/"
    inside = path[len(prefix) :]
    return f"{prefix}{inside.partition('/')[0]}/" if "/" in inside else path


def script_of(command: Sequence[str], files: Mapping[str, bytes]) -> str | None:
    """The file of the repository that a command runs; None where it names none."""
    for place, part in enumerate(command):
        if part in files and part.endswith(".py"):
            return part
        if part == "-m" and place + 1 < len(command):
            module = command[place + 1].replace(".", "/")
            for root in ("", "src/", "lib/"):
                for path in (f"{root}{module}/__main__.py", f"{root}{module}.py"):
                    if path in files:
                        return path
    return None


def roots_of(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The folders of a repository from which modules are imported: the top, and `src` where it holds some."""
    deeper = [root for root in ROOTS[1:] if any(path.startswith(f"{root}/") and path.endswith(".py") for path in files)]
    return (*deeper[:1], ".")


def parses(content: bytes) -> bool:
    """Whether some bytes are the source of a Python module."""
    try:
        ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
