"""`task new --from`: a task from a person's own repository or folder."""

from __future__ import annotations

import array
import collections
import importlib.util
import io
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import leadscrew
from leadscrew.cli.main import run
from leadscrew.core.task import Origin
from leadscrew.errors import ChangeError, ExitCode, RepositoryError, TaskError
from leadscrew.sources import repository as taken
from leadscrew.sources.change import changed_program
from leadscrew.sources.draft import Draft, code_files, module_file, package_of, roots_of, script_of, toml
from leadscrew.sources.repository import read_repository
from leadscrew.sources.taskfile import read_task

INPUTS = "import random\n\n\ndef inputs(seed):\n    rng = random.Random(seed)\n    return ([rng.randrange(90) for _ in range(300)],)\n"
SLOW = "def total(values):\n    s = 0\n    for value in values:\n        s += value\n    return s\n"
Said = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def person(tmp_path, monkeypatch) -> None:
    """A home with a name in it and none of the machine's own settings; no terminal to ask on."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n")
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_", "LEADSCREW_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def said(capsys) -> Said:
    """Runs a command; exit code, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        out, err = capsys.readouterr()
        assert "fault in leadscrew" not in err, err
        return int(code), out, err

    return call


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder that holds a package with a test, a script and inputs beside it; no repository."""
    (tmp_path / "inputs.py").write_text(INPUTS)
    return write(
        tmp_path / "program",
        {
            "src/sums/__init__.py": "",
            "src/sums/core.py": SLOW,
            "tests/test_core.py": "from sums.core import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n",
            "tests/conftest.py": "",
            "pyproject.toml": "[tool.pytest.ini_options]\n",
        },
    )


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def committed(folder: Path) -> str:
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin")
    return git(folder, "rev-parse", "HEAD")


# ---- what is taken of a repository or folder


def test_a_commit_is_taken_as_it_is_and_what_changed_since_is_named(folder):
    commit = committed(folder)
    (folder / "src/sums/core.py").write_text("def total(values):\n    return 0\n")
    (folder / "untracked.py").write_text("x = 1\n")
    (folder / "tests/conftest.py").unlink()
    found = read_repository(folder)
    assert found.origin == Origin(repository=str(folder), commit=commit)
    assert found.files["src/sums/core.py"] == SLOW.encode() and "untracked.py" not in found.files
    assert set(found.changed) == {"src/sums/core.py", "tests/conftest.py"}


def test_line_ends_that_git_converts_are_no_change(folder):
    committed(folder)
    (folder / "src/sums/core.py").write_bytes(SLOW.replace("\n", "\r\n").encode())
    assert read_repository(folder).changed == ()


def test_a_subfolder_of_a_repository_is_the_program(folder):
    committed(folder)
    found = read_repository(folder / "src")
    assert set(found.files) == {"sums/__init__.py", "sums/core.py"} and found.origin.repository == str(folder / "src")


def test_an_earlier_commit_can_be_named(folder):
    first = committed(folder)
    (folder / "src/sums/core.py").write_text("x = 1\n")
    committed(folder)
    assert read_repository(folder, first).files["src/sums/core.py"] == SLOW.encode()
    with pytest.raises(RepositoryError, match="'nowhere' names no commit"):
        read_repository(folder, "nowhere")


def test_links_submodules_large_files_and_hostile_names_are_left_out_and_named(folder, monkeypatch, said):
    monkeypatch.setattr(taken, "LARGE_BYTES", 1000)
    write(folder, {"big.bin": b"x" * 1001, "small.bin": b"x" * 1000, "a\nb.py": "x = 1\n", "esc\x1b[2J.py": "x = 1\n"})
    (folder / os.fsdecode(b"latin\xe9.py")).write_text("x = 1\n")
    (folder / "link.py").symlink_to("/etc/passwd")
    write(folder, {"leadscrew_call.py": "TARGET = 'mine'\n", "leadscrew_notes.md": "mine\n", "back\\slash.py": ""})
    plain = read_repository(folder)
    other = write(folder.parent / "other", {"x.py": "x = 1\n"})
    committed(other)
    git(folder, "init", "-q")
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "vendored")
    committed(folder)
    found = read_repository(folder)
    whys = {
        "big.bin": "larger than", "a\nb.py": "control", "esc\x1b[2J.py": "control", "latin\udce9.py": "UTF-8",
        "link.py": "a link", "vendored": "a submodule", "leadscrew_call.py": "own names", "back\\slash.py": "backslash",
    }  # fmt: skip
    assert set(found.left_out) == set(whys) and all(why in found.left_out[path] for path, why in whys.items())
    assert {"small.bin", "leadscrew_notes.md", "src/sums/core.py"} <= set(found.files)
    assert set(plain.left_out) == set(whys) - {"vendored"}
    code, _, err = said("task", "new", "t", "--from", str(folder), "--call", "sums.nowhere:f", "--inputs", "inputs.py")
    assert code == ExitCode.BAD_INPUT and "\x1b" not in err and "left out" in err and "<U+001B>" in err


def test_caches_and_environments_of_a_plain_folder_are_not_its_program(folder):
    write(
        folder, {f"{name}/x.py": "" for name in (".venv", "node_modules", "__pycache__", ".tox", "src/.pytest_cache")}
    )
    write(folder, {"src/sums/core.pyc": b"\0", "sums.egg-info/PKG-INFO": "Name: sums\n"})
    found = read_repository(folder)
    assert found.origin.commit == "" and found.left_out == {}
    assert len(found.files) == 6 and "sums.egg-info/PKG-INFO" in found.files, "what installed programs find stays"


@pytest.mark.parametrize("as_repository", [False, True])
def test_a_program_that_is_too_large_is_refused_before_it_is_read(folder, monkeypatch, as_repository):
    write(folder, {f"data/{number}.bin": bytes([number]) * 1000 for number in range(30)})
    if as_repository:
        committed(folder)
    monkeypatch.setattr(taken, "MOST_BYTES", 20_000)
    with pytest.raises(RepositoryError, match=r"expected at most .* give the subfolder that holds the program"):
        read_repository(folder)
    monkeypatch.setattr(taken, "LARGE_BYTES", 999)
    assert len(read_repository(folder).left_out) == 30, "large data is no reason to refuse the rest"


def test_folders_without_files_or_commits_are_refused(tmp_path):
    with pytest.raises(RepositoryError, match="no such folder"):
        read_repository(tmp_path / "nowhere")
    with pytest.raises(RepositoryError, match="holds no files"):
        read_repository(write(tmp_path / "empty", {".venv/x.py": ""}))
    git(write(tmp_path / "fresh", {"x.py": ""}), "init", "-q")
    with pytest.raises(RepositoryError, match="no commit yet"):
        read_repository(tmp_path / "fresh")


# ---- where its code is


def files(*paths: str) -> dict[str, bytes]:
    return dict.fromkeys(paths, b"")


@pytest.mark.parametrize(
    ("paths", "module", "expected"),
    [
        (["sums.py"], "sums", (".", "sums.py")),
        (["sums/__init__.py"], "sums", (".", "sums/__init__.py")),
        (["src/sums/core.py"], "sums.core", ("src", "src/sums/core.py")),
        (["lib/sums.py"], "sums", ("lib", "lib/sums.py")),
        (["backend/app/sums.py"], "sums", ("backend/app", "backend/app/sums.py")),
        (["backend/app/sums/__init__.py"], "app.sums", ("backend", "backend/app/sums/__init__.py")),
        (["sums.py", "src/sums.py"], "sums", (".", "sums.py")),
    ],
)
def test_a_module_is_found_where_it_is_imported_from(paths, module, expected):
    assert module_file(files(*paths, "tests/test_sums.py"), module) == expected


@pytest.mark.parametrize("paths", [["a/sums.py", "b/sums.py"], ["other.py"], ["tests/test_a.py"]])
def test_a_module_that_is_missing_or_there_twice_is_refused_with_what_there_is(paths):
    with pytest.raises(TaskError, match="no file of this module in the repository, or several") as caught:
        module_file(files(*paths), "sums")
    assert "tests/" not in str(caught.value)


def test_tests_setup_docs_and_what_does_not_parse_are_not_the_code():
    known = {
        **files("sums/core.py", "sums/tests/test_core.py", "tests/x.py", "docs/conf.py", "setup.py", "conftest.py"),
        **files("test_top.py", "benchmarks/b.py", "examples/e.py", ".github/x.py", "sums/data.txt", "noxfile.py"),
        "sums/two.py": b"print 'two'\n", "sums/nul.py": b"\0", "sums/deep.py": b"(" * 5000,
    }  # fmt: skip
    assert code_files(known) == ["sums/core.py"]
    assert code_files(known, "sums/") == ["sums/core.py"] and code_files(known, "other/") == []


def test_packages_roots_and_scripts_are_told_from_paths():
    assert package_of("src/sums/deep/core.py", "src") == "src/sums/" and package_of("sums.py", ".") == "sums.py"
    assert roots_of(files("src/a.py", "lib/b.py")) == ("src", ".") and roots_of(files("a.py")) == (".",)
    known = files("train.py", "src/sums/__main__.py", "sums/cli.py")
    assert script_of(["python", "train.py", "{seed}"], known) == "train.py"
    assert script_of(["python", "-m", "sums"], known) == "src/sums/__main__.py"
    assert script_of(["python", "-m", "sums.cli"], known) == "sums/cli.py"
    assert script_of(["python", "-m"], known) is None and script_of(["./run.sh"], known) is None


# ---- the text of a task


DRAFT = Draft(
    name="sums", origin=Origin(repository="/code/sums", commit="a" * 40), files={"sums/core.py": SLOW.encode(),
    "sums/__init__.py": b"", "tests/test_core.py": b"", "conftest.py": b"", "pyproject.toml": b""},
    call="sums.core:total", inputs=INPUTS.encode(), editable=("sums/**",), tests=("pytest", "-q"),
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["plain", 'a "b" \\ c', "a\nb\tc", "\x1b[2J\x07\x00\x7f", "größe 👩‍🔬", "'''", '"""', "[x]\ny = 1", "\u2028"],
)
def test_words_of_a_person_come_back_from_task_toml_as_they_were(text):
    task = replace(
        DRAFT, goal=f"Goal {text}", tests=("pytest", f"-k{text}"), flaky=(text, "x"), variables={"A": "1"}
    ).task()
    assert task.goal == f"Goal {text}".strip() and task.tests is not None
    assert task.tests.command == ("pytest", f"-k{text}") and task.tests.flaky == (text, "x")
    assert task.origin == DRAFT.origin and toml(["a", "b"]) == '["a", "b"]'


def test_what_is_not_utf_8_cannot_be_named(tmp_path):
    with pytest.raises(TaskError, match="not UTF-8"):
        replace(DRAFT, origin=Origin(repository=os.fsdecode(b"/code/\xe9"))).task()


def test_the_adapter_calls_what_was_named():
    adapter = DRAFT.start().files["leadscrew_call.py"].decode()
    assert "TARGET = 'sums.core:total'" in adapter and 'TARGET = "module:function"' not in adapter


def test_steering_files_may_not_change_and_no_module_may_begin_that_was_not_there():
    task = replace(DRAFT, editable=("**",), path=(".",)).task()
    for path in ("conftest.py", "sums/conftest.py", "tests/test_core.py", "sums/tests/new.py", "pyproject.toml", "setup.py",
                 "tox.ini", "pytest.ini", "sums/test_new.py", "sitecustomize.py", "x.pth", "leadscrew_call.py",
                 "leadscrew_metadata/sums.egg-info/PKG-INFO"):  # fmt: skip
        assert not task.may_change(path), path
    assert task.may_change("sums/core.py") and task.may_change("sums/new.py") and task.may_change("sums/deep/new.py")
    for path in ("random.py", "numpy/__init__.py", "pytest.py", "_pytest/x.py", "json/decoder.py"):
        assert not task.may_change(path), path
    source = replace(
        DRAFT, editable=("**",), path=("src", "."), files={"src/sums/core.py": b"", "tools/x.py": b""}
    ).task()
    assert source.may_change("src/sums/new.py") and not source.may_change("src/random.py")
    assert not source.may_change("src/json/x.py") and not source.may_change("src/x.py")


# ---- what came of calls, as plain data


@pytest.fixture(scope="module")
def adapter() -> Iterator[Any]:
    """The module that calls a function, as a task's start holds it."""
    place = Path(leadscrew.__file__).parent / "adapters" / "leadscrew_call.py"
    spec = importlib.util.spec_from_file_location("leadscrew_call", place)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module


@dataclass
class Point:
    x: float
    tags: tuple[str, ...] = ()


class Slotted:
    __slots__ = ("__hidden", "seen")

    def __init__(self, hidden: int) -> None:
        self.__hidden = hidden


class Several:
    made = 0

    @staticmethod
    def grown(values):
        values.append(1)
        return tuple(values)

    @classmethod
    def name(cls):
        return cls.__name__


def outcome(adapter, monkeypatch, function: Callable[..., Any], *args: Any) -> Any:
    monkeypatch.setattr(sys.modules[__name__], "target", function, raising=False)
    monkeypatch.setattr(adapter, "TARGET", f"{__name__}:target")
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    calls = [{"args": [adapter.to_plain(arg) for arg in args], "kwargs": {}}]
    (found,) = adapter.call({"calls": calls, "tagged": adapter.is_tagged(calls)})["outcomes"]
    return found


@pytest.mark.parametrize(
    "value",
    [None, True, 2**70, 1.5, "a", b"b", [1, [2]], {"a": 1}, {1: 2, (3,): "x"}, (1, (2,)), {1, "a"}, frozenset({1}),
     bytearray(b"c"), Decimal("1.20"), 1 + 2j, {"\0dict": 1}, (), {}, set()],
    ids=repr,
)  # fmt: skip
def test_arguments_come_through_as_what_they_were(adapter, value):
    plain = adapter.to_plain(value)
    found = adapter.from_plain(plain)
    assert found == value and type(found) is type(value)
    assert adapter.is_tagged(plain) is (plain != value or type(plain) is not type(value))


def test_what_python_tells_apart_is_told_apart(adapter):
    values = [
        None, False, 0, 0.0, "", b"", (), [], {}, set(), frozenset(), bytearray(), Point(1.0), Point(2.0), Slotted(1), Slotted(2),
        ValueError("a"), ValueError("b"), KeyError("a"), {1: "a", 2: "b"}, {2: "b", 1: "a"}, {"1": "a"}, iter([1]), iter([1, 2]),
        [1], (1,), range(3), range(0, 3, 2), Decimal("1.0"), Decimal("1.00"), Path("a"), Several(),
    ]  # fmt: skip
    shown = [repr(adapter.to_plain(value)) for value in values]
    assert len(set(shown)) == len(values)


def test_sets_of_the_same_are_the_same_in_any_order(adapter):
    one, other = set("abcdefgh"), set("hgfedcba")
    assert adapter.to_plain(one) == adapter.to_plain(other)


@pytest.mark.parametrize("value", [print, sys, compile("1", "a", "eval"), object(), iter(int, 1)], ids=repr)
def test_what_is_no_plain_data_is_no_outcome_of_the_function(adapter, monkeypatch, value):
    monkeypatch.setattr(adapter, "MOST", 100)
    with pytest.raises(adapter.Unfit):
        outcome(adapter, monkeypatch, lambda: value)


def test_a_value_that_holds_itself_is_refused(adapter):
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(adapter.Unfit, match="nested deeper"):
        adapter.to_plain(endless)


def test_arguments_as_they_are_afterwards_count(adapter, monkeypatch):
    found = outcome(adapter, monkeypatch, Several.grown, [5])
    assert found["returned"] == {"\0tuple": [5, 1]} and found["after"] == [[[5, 1]], {}]


def test_generators_are_run_and_what_they_raise_counts(adapter, monkeypatch):
    def counted(limit):
        yield 1
        raise LookupError(f"after {limit}")

    assert outcome(adapter, monkeypatch, lambda n: (x for x in range(n)), 3)["returned"] == {"\0iterator": [0, 1, 2]}
    found = outcome(adapter, monkeypatch, counted, 3)
    assert found["raised"] == "LookupError" and "after 3" in found["said"] and "returned" not in found


def test_only_the_first_call_that_raises_says_why(adapter, monkeypatch):
    monkeypatch.setattr(adapter, "TARGET", "builtins:int")
    calls = [{"args": [text], "kwargs": {}} for text in ("x", "1", "y")]
    found = adapter.call({"calls": calls, "tagged": False})["outcomes"]
    assert ["said" in one for one in found] == [True, False, False] and found[1]["returned"] == 1


# ---- the command line, refused before anything is run


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--call", "sums.core:total"], "--call needs --inputs FILE"),
        (["--call", "sums.core:total", "--inputs", "nowhere.py"], "'nowhere.py': cannot be read"),
        (["--call", "sums.core:total", "--time", "python x.py"], "exclude each other"),
        (["--call", "sums.core.total", "--inputs", "inputs.py"], "expected 'package.module:function'"),
        (["--call", "sums.core:", "--inputs", "inputs.py"], "expected 'package.module:function'"),
        (["--call", "sums.core:a.", "--inputs", "inputs.py"], "expected 'package.module:function'"),
        (["--call", "nowhere:total", "--inputs", "inputs.py"], "no file of this module"),
        ([], "what is timed?"),
        (["--time", ""], "what is timed?"),
        (["--time", "  "], "--time is empty"),
        (["--time", "python x.py | tee out"], "needs a shell for '|'"),
        (["--time", "python x.py > out"], "needs a shell for '>'"),
        (["--time", "cd src && python x.py"], "needs a shell for '&&'"),
        (["--time", "python 'x.py"], "No closing quotation"),
        (["--time", "python x.py", "--inputs", "inputs.py"], "--inputs belongs to --call"),
        (["--call", "sums.core:total", "--inputs", "inputs.py", "--screen", "python x.py"], "--screen belongs to --time"),
        (["--time", "python x.py", "--env", "NAME"], "expected NAME=VALUE"),
        (["--time", "python x.py", "--env", "PATH=/bin"], "'PATH' is no name that a task may set"),
        (["--time", "python x.py", "--mount", ".:/etc/x"], "a box has other things at"),
        (["--time", "python x.py", "--mount", ".:../up"], "leaves the folder"),
        (["--time", "python x.py", "--device", "/dev/sda"], "expected one of /dev/nvidia"),
        (["--time", "python x.py", "--editable", "nothing/*.py"], "no file in start/ matches editable"),
        (["--time", "python x.py", "--base", "nowhere"], "names no commit"),
        (["--time", "python x.py", "--venv", "nowhere"], "it has no pyvenv.cfg"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words_and_nothing_is_written(folder, said, tmp_path, words, told):
    committed(folder)
    code, out, err = said("task", "new", "t", "--from", str(folder), *words)
    assert (code, out) == (ExitCode.BAD_INPUT, "") and told in err and "Traceback" not in err
    assert not (tmp_path / "t").exists()


def test_options_of_a_program_need_the_program(said):
    assert "--time needs --from" in said("task", "new", "t", "--time", "python x.py")[2]
    assert "no such folder" in said("task", "new", "t", "--from", "nowhere", "--time", "python x.py")[2]


# ---- in boxes


@pytest.mark.slow
def test_a_class_method_with_data_a_variable_and_an_environment(folder, said, tmp_path):
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    write(folder, {
        "src/sums/core.py": "import os\n\nimport factors\n\n\nclass Sums:\n    @classmethod\n    def total(cls, values):\n"
                            "        with open('data/more.txt') as file:\n            more = int(file.read())\n"
                            "        s = 0\n        for value in values:\n            s += value * factors.FACTOR\n"
                            "        return s + more + int(os.environ['PLUS']), {'seen': set(values)}\n",
        "tests/test_core.py": "from sums.core import Sums\n\n\ndef test_total():\n    assert Sums.total([1, 2])[0] == 132\n",
        ".venv/pyvenv.cfg": "home = /usr\n",
        f".venv/lib/{version}/site-packages/factors.py": "FACTOR = 10\n",
        ".gitignore": ".venv\n",
    })  # fmt: skip
    committed(folder)
    (data := tmp_path / "data").mkdir()
    (data / "more.txt").write_text("100\n")
    code, out, err = said(
        "task", "new", "t", "--from", str(folder), "--call", "sums.core:Sums.total", "--inputs", "inputs.py",
        "--mount", "data:data", "--env", "PLUS=2", "--check", "venv/bin/pytest -q",
    )  # fmt: skip
    assert code == ExitCode.DONE, err
    assert "1 tests have to pass" in err and "using the virtual environment" in err and out.strip() == "t/task.toml"
    task = read_task("./t")
    assert task.editable == ("src/sums/core.py",) and task.entry.path == ("src", ".")
    assert task.surroundings.host_paths == (str(folder / ".venv"), str(data)) and task.reference is not None
    assert task.reference.calls > 1 and not (folder / "leadscrew_call.py").exists()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import nowhere\n", "give 'nowhere' with --venv FOLDER"),
        ("import sums._version\n", "commit it where it is made by a build, or hand it in with --mount"),
        ("import os\nos.environ['TOKEN']\n", "give variables with --env NAME=VALUE"),
        ("open('data/x.csv')\n", "give data folders with --mount"),
        (
            "import importlib.metadata\nimportlib.metadata.version('nowhere')\n",
            "in which that is installed with --venv",
        ),
        ("def total(values, more):\n    return 1\n", "missing 1 required positional argument"),
        ("def total(values):\n    return lambda: 1\n", "no plain data: name a function that returns numbers"),
        ("def total(values):\n    return list({str(value) for value in values})\n", "not give the same twice"),
    ],
    ids=[
        "missing module",
        "generated module",
        "variable",
        "data",
        "not installed",
        "arguments",
        "a function",
        "set order",
    ],
)
def test_a_function_that_does_not_run_in_a_box_is_refused_with_what_to_do(folder, said, tmp_path, source, told):
    (folder / "src/sums/core.py").write_text(source)
    code, out, err = said(
        "task", "new", "t", "--from", str(folder), "--call", "sums.core:total", "--inputs", "inputs.py"
    )
    assert (code, out) == (ExitCode.BAD_INPUT, "") and told in " ".join(err.split()), err
    assert "/opt/inside" not in err and "frozen importlib" not in err, "only frames of the program are shown"
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ("def inputs(seed):\n    return ([1, 2, 3],)\n", "the same arguments for every seed"),
        ("def inputs(seed):\n    return ([1, seed % 4],)\n", "only 4 different arguments in 64 draws"),
        ("import random\n\n\ndef inputs(seed):\n    return ([random.SystemRandom().random()],)\n", "other arguments when it is called again"),
        ("def inputs(seed):\n    return seed / 0\n", "draws.py: inputs("),
        ("def inputs(:\n", "draws.py does not parse"),
    ],
    ids=["constant", "few", "unseeded", "raises", "no Python"],
)  # fmt: skip
def test_inputs_that_no_claim_could_rest_on_are_refused_by_their_own_name(folder, said, tmp_path, inputs, told):
    write(tmp_path, {"draws.py": inputs})
    code, out, err = said(
        "task", "new", "t", "--from", str(folder), "--call", "sums.core:total", "--inputs", "draws.py"
    )
    assert (code, out) == (ExitCode.BAD_INPUT, "") and told in " ".join(err.split()), err
    assert "judge.py" not in err and not (tmp_path / "t").exists()


@pytest.mark.parametrize(
    ("source", "words", "told"),
    [
        ("raise SystemExit('it is broken')\n", ["--time", "python x.py"], "it is broken"),
        ("", ["--time", "make all"], "give what that one runs"),
        ("", ["--time", "python x.py"], "nothing that the command gives could be compared"),
        (
            "print(1)\n",
            ["--time", "python x.py", "--screen", "python y.py"],
            "--screen: the program as it is does not run",
        ),
        ("print(1)\n", ["--time", "python x.py", "--output", "*.txt"], "writes no file that --output names: *.txt"),
        (
            "import os\nopen('o.txt', 'w').write(os.urandom(9).hex())\n",
            ["--time", "python x.py", "--output", "*.txt"],
            "two runs of the same program differ: the file 'o.txt'",
        ),
    ],
    ids=["fails", "not there", "prints nothing", "no shorter one", "writes nothing", "writes chance"],
)
def test_a_command_that_cannot_be_compared_is_refused(folder, said, source, words, told):
    write(folder, {"x.py": source})
    code, out, err = said("task", "new", "t", "--from", str(folder), *words)
    assert (code, out) == (ExitCode.BAD_INPUT, "") and told in err, err


def test_a_command_gets_its_seed_and_times_that_it_prints_do_not_count(folder, said):
    write(folder, {"x.py": "import sys, time\n\nfrom sums.core import total\n\nstart = time.perf_counter()\n"
                           "print('seed', sys.argv[1], total(range(10_000)))\nprint('took', time.perf_counter() - start)\n"})  # fmt: skip
    code, _, err = said("task", "new", "t", "--from", str(folder), "--time", "some/venv/bin/python3 x.py {seed}")
    assert code == ExitCode.DONE and "compared without its numbers" in err, err
    task = read_task("./t")
    assert task.reference is not None and task.reference.output == "words"
    assert task.entry.command == ("python3", "leadscrew_run.py", "--", "python", "x.py", "{seed}")


def test_single_numbers_of_a_short_type_keep_its_tolerance(adapter):
    numpy = pytest.importorskip("numpy")
    for kind in ("float32", "complex64", "float16"):
        made = adapter.to_plain(numpy.dtype(kind).type(1.5))["\0scalar"]
        assert made[0] == kind and made[1].dtype.name == kind and made[1].shape == ()
        assert adapter.from_plain({"\0scalar": made}) == numpy.dtype(kind).type(1.5)
    assert adapter.to_plain(1 + 2j) == {"\0builtins.complex": [1.0, 2.0]}


def test_what_a_generator_gives_is_not_taken_for_one_thing_that_comes_again(adapter, monkeypatch):
    def made_anew(values):
        for value in values:
            yield [value]

    def at_once(values):
        return iter([[value] for value in values])

    values = list(range(200))
    assert outcome(adapter, monkeypatch, made_anew, values) == outcome(adapter, monkeypatch, at_once, values)


def test_nothing_of_a_call_is_held_after_it(adapter, monkeypatch):
    outcome(adapter, monkeypatch, lambda values: [values, values], [1])
    assert not adapter.SEEN and not adapter.REPEATED


class Cell:
    def __init__(self, n: int) -> None:
        self.n = n


class Loud(Cell):
    def __len__(self) -> int:
        return 3


class Hiding(list):
    def __iter__(self):
        return iter([1, 2, 3])


def returned(adapter, monkeypatch, *functions: Callable[..., Any], calls: int = 1) -> list[Any]:
    """The outcomes of several functions, each called a number of times on the same list."""
    found = []
    for function in functions:
        monkeypatch.setattr(sys.modules[__name__], "target", function, raising=False)
        monkeypatch.setattr(adapter, "TARGET", f"{__name__}:target")
        arguments = [{"args": [[1, 2]], "kwargs": {}} for _ in range(calls)]
        found.append(adapter.call({"calls": arguments, "tagged": False})["outcomes"])
    return found


def test_what_a_caller_could_tell_apart_is_told_apart(adapter, monkeypatch):
    numpy = pytest.importorskip("numpy")
    kept: list[Any] = [[1]]
    fixed = numpy.zeros(3)
    fixed.flags.writeable = False

    def ends_with(value):
        def made(values):
            yield 1
            return value

        return made

    def same_list(values):
        made = [0]
        for _ in values:
            made[0] += 1
            yield made

    pairs = {
        "one object twice": (lambda v: [Cell(1), Cell(1)], lambda v: [Cell(1)] * 2),
        "a view twice": (lambda v: [numpy.zeros(3), numpy.zeros(3)], lambda v: [numpy.zeros(3)] * 2),
        "what a generator returns": (ends_with(5), ends_with(None)),
        "one list again and again": (lambda v: iter([[2], [2]]), same_list),
        "an array that cannot be written": (lambda v: numpy.zeros(3), lambda v: fixed),
        "the order of bytes": (lambda v: numpy.zeros(3), lambda v: numpy.zeros(3, ">f8")),
        "what an object can do": (lambda v: Cell(1), lambda v: Loud(1)),
        "what a list hides": (lambda v: Hiding([1, 2, 3]), lambda v: Hiding([9])),
        "a named tuple": (
            lambda v: collections.namedtuple("P", "x")(1), lambda v: type("P", (tuple,), {"__module__": __name__})((1,)),
        ),
        "a counter": (
            lambda v: collections.Counter(v), lambda v: type("Counter", (dict,), {"__module__": "collections"})({1: 1, 2: 1}),
        ),
    }  # fmt: skip
    for what, functions in pairs.items():
        one, other = returned(adapter, monkeypatch, *functions)
        assert repr(one) != repr(other), what
    one, other = returned(adapter, monkeypatch, lambda v: [1], lambda v: kept[0], calls=2)
    assert one != other, "a result that is given again"


@pytest.mark.parametrize(
    "text",
    ["sys._getframe(1)", "x.f_globals", "import ctypes", "sys . modules['a']", "import builtins", "x.\uff46_back"],
)
def test_a_change_may_not_begin_to_look_at_what_calls_it(text):
    draft = Draft(
        name="x", origin=Origin(repository="/r"), files={"m.py": SLOW.encode()}, call="m:total", inputs=INPUTS.encode(),
        editable=("m.py",), path=(".",),
    )  # fmt: skip
    task = draft.task()
    source = f"import sys\n\n\ndef total(values):\n    {text}\n    return sum(values)\n".encode()
    with pytest.raises(ChangeError, match="could reach what calls"):
        changed_program(task, task.start, {"m.py": source})
    known = replace(task, start=task.start.with_files({"m.py": source}))
    changed_program(known, known.start, {"m.py": source + b"# faster\n"})


class Held:
    """Has attributes that a class of C underneath does not show."""


@pytest.mark.parametrize(
    ("full", "empty"),
    [
        (lambda: io.StringIO("text"), io.StringIO), (lambda: io.BytesIO(b"text"), io.BytesIO),
        (lambda: collections.deque([1, 2]), collections.deque), (lambda: collections.deque([1], 3), lambda: collections.deque([1])),
        (lambda: array.array("d", [1.0]), lambda: array.array("d")), (lambda: array.array("d", [1.0]), lambda: array.array("f", [1.0])),
        (lambda: collections.defaultdict(int), lambda: collections.defaultdict(list)),
    ],
)  # fmt: skip
def test_what_an_object_of_c_holds_counts(adapter, full, empty):
    """An empty io.StringIO once passed for a full one."""
    assert adapter.to_plain(full()) != adapter.to_plain(empty())


@pytest.mark.parametrize(
    "value",
    [random.Random(1), memoryview(b"x"), re.compile("x"), threading.Lock(), type("Own", (random.Random,), {})()],
)
def test_an_object_of_c_whose_content_nobody_sees_is_refused(adapter, value):
    with pytest.raises(adapter.Unfit, match="is no plain data"):
        adapter.to_plain(value)


def test_a_result_that_is_the_argument_itself_is_told_from_a_copy(adapter, monkeypatch):
    copied = outcome(adapter, monkeypatch, lambda rows: [list(row) for row in rows], [[1], [2]])
    itself = outcome(adapter, monkeypatch, lambda rows: rows, [[1], [2]])
    again = outcome(adapter, monkeypatch, lambda rows: [[0]] * 2, [[1]])
    anew = outcome(adapter, monkeypatch, lambda rows: [[0], [0]], [[1]])
    assert copied["returned"] == itself["returned"] and copied["shared"] != itself["shared"]
    assert again["returned"] == anew["returned"] and again["shared"] != anew["shared"]


def test_an_exception_that_bears_the_name_of_another_is_told_apart(adapter, monkeypatch):
    def raises(kind):
        raise kind("no")

    real = outcome(adapter, monkeypatch, lambda _: raises(ValueError), 1)
    false = outcome(
        adapter, monkeypatch, lambda _: raises(type("ValueError", (Exception,), {"__module__": "builtins"})), 1
    )
    assert real["raised"] == false["raised"] and real["caught_as"] != false["caught_as"]


@pytest.mark.parametrize(
    "path",
    [
        "subprocess.py", "leadscrew_run.py", "sitecustomize.py", "src/sitecustomize.py", "a.pth", "pkg/__pycache__/m.cpython-311.pyc",
        "src/foo.egg-info/entry_points.txt", "scripts/json.py", "src/json/__init__.py",
    ],
)  # fmt: skip
def test_what_stands_between_a_program_and_the_bench_may_not_change_tests_or_none(path):
    files = {"pkg/m.py": b"", "scripts/work.py": b"", "src/own/a.py": b""}
    draft = Draft(
        name="x", origin=Origin(repository="/r"), files=files, command=("python", "scripts/work.py"), editable=("**",),
        path=("src", "."),
    )  # fmt: skip
    task = draft.task()
    assert task.tests is None and not task.may_change(path)
    assert task.may_change("pkg/m.py") and task.may_change("pkg/new.py") and task.may_change("src/own/new.py")


def test_limits_of_a_person_hold_for_the_tests_and_files_have_room():
    draft = Draft(
        name="x", origin=Origin(repository="/r"), files={"m.py": b""}, command=("python", "m.py"), editable=("m.py",),
        tests=("pytest",), outputs=("*.json",), memory_mb=6000,
    )  # fmt: skip
    task = draft.task()
    assert task.tests is not None and task.tests.memory_mb == 6000 and task.limits.answer_mb == 64


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (("pytest", "-q", "checks"), "checks/check_w.py"), (("python", "-m", "checks.run"), "checks/run.py"),
        (("python", "./run_checks.py"), "run_checks.py"), (("sh", "-c", "python run_checks.py"), "run_checks.py"),
        (("pytest", "shop/r.py::test_x"), "shop/r.py"), (("pytest",), "shop/data/__init__.py"),
    ],
)  # fmt: skip
def test_tests_by_any_name_are_the_bases_own(command, path):
    files = {
        "main.py": b"", "checks/check_w.py": b"", "checks/run.py": b"", "run_checks.py": b"", "shop/r.py": b"",
        "data/x.json": b"{}", "pyproject.toml": b'[tool.pytest.ini_options]\npython_files = ["check_*.py"]\n',
    }  # fmt: skip
    draft = Draft(
        name="x", origin=Origin(repository="/r"), files=files, command=("python", "main.py"), editable=("**",),
        tests=command,
    )  # fmt: skip
    task = draft.task()
    assert task.may_change(path) == (path == "shop/data/__init__.py") and task.may_change("main.py")
    assert not task.may_change("data/__init__.py"), "a folder of data is no module yet"


def test_no_file_may_stand_where_data_is_mounted():
    draft = Draft(
        name="x", origin=Origin(repository="/r"), files={"pkg/m.py": b"", "data/.keep": b""}, command=("python", "x.py"),
        editable=("**",), mounts=("/srv/d:data", "/srv/e:pkg/table.csv", "/srv/f"),
    )  # fmt: skip
    task = draft.task()
    for path in ("data", "data/.keep", "data/train/a.csv", "pkg/table.csv", "pkg/table.csv/x"):
        assert not task.may_change(path)
    assert task.may_change("pkg/m.py") and task.may_change("pkg/table.csv.py")
