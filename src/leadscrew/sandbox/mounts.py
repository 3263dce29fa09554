"""What a box sees: an allow-list of the interpreter, the shared libraries it needs and the task's packages."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from leadscrew.core.task import Surroundings
from leadscrew.errors import BoxUnavailable, TaskError

ALWAYS_WITHOUT = ("pydoc_data", "test", "idlelib", "lib2to3", "tkinter", "turtledemo", "ensurepip", "site-packages",
                  "dist-packages")  # fmt: skip
NEEDED = re.compile(r"^\s*(?:(\S+) => )?(/\S+) \(0x", re.MULTILINE)
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True, slots=True)
class Mount:
    """One read-only mount: a path of the host, or None for an empty folder, and where the box sees it."""

    source: str | None
    target: str
    device: bool = False


def interpreter() -> Path:
    """The base interpreter behind the virtual environment, without links."""
    return Path(getattr(sys, "_base_executable", sys.executable) or sys.executable).resolve()


def python_mounts(without: Iterable[str], *, whole: bool = False) -> list[Mount]:
    """The interpreter and its standard library at /opt/python, less some packages unless `whole`."""
    library = Path(sysconfig.get_path("stdlib")).resolve()
    mounts = [
        Mount(str(interpreter()), f"/opt/python/bin/{PYTHON}"),
        Mount(str(library), f"/opt/python/lib/{PYTHON}"),
    ]
    for name in () if whole else sorted({*ALWAYS_WITHOUT, *without}):
        if (library / name).is_dir():
            mounts.append(Mount(None, f"/opt/python/lib/{PYTHON}/{name}"))
        for path in (library / f"{name}.py", *(library / "__pycache__").glob(f"{name}.*.pyc")):
            if path.is_file():
                mounts.append(Mount("/dev/null", f"/opt/python/lib/{PYTHON}/{path.relative_to(library)}"))
    return mounts


def package_mounts(packages: Iterable[str]) -> list[Mount]:
    """Distributions with what they require, at /opt/site; absolute paths where they are.  Raises TaskError."""
    mounts: dict[str, Mount] = {}
    queue, seen = list(packages), set()
    asked = set(queue)
    while queue:
        name = queue.pop()
        if name in seen:
            continue
        seen.add(name)
        if name.startswith("/"):
            if not os.path.exists(name):
                raise TaskError(f"[candidate] packages names {name!r}, which this machine does not have")
            mounts[name] = Mount(os.path.realpath(name), name)
            continue
        try:
            found = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            if name in asked:
                raise TaskError(
                    f"[candidate] packages names {name!r}, which is not installed beside leadscrew: install it there"
                ) from None
            continue
        for top in {file.parts[0] for file in found.files or () if file.parts[0] not in ("..", "__pycache__")}:
            source = Path(str(found.locate_file(top))).resolve()
            if source.exists():
                mounts[f"/opt/site/{top}"] = Mount(str(source), f"/opt/site/{top}")
        for requirement in found.requires or ():
            if "extra ==" not in requirement and (match := re.match(r"[A-Za-z0-9._-]+", requirement)):
                queue.append(match[0])
    return list(mounts.values())


VENV = "/opt/venv"
DATA = "/opt/data"


def venv_mounts(venv: str) -> list[Mount]:
    """The packages installed in a virtual environment, at /opt/venv.  Raises TaskError where it does not fit.

    Covered: what is installed as files.  Not covered: packages that are installed as links to a folder elsewhere
    (`pip install -e`); the program's own files come from the task.
    """
    if not venv:
        return []
    home = Path(venv)
    if not (home / "pyvenv.cfg").is_file():
        raise TaskError(f"[environment] venv is {venv!r}, where no virtual environment is: it has no pyvenv.cfg")
    site = home / "lib" / PYTHON / "site-packages"
    if not site.is_dir():
        found = ", ".join(sorted(path.parent.name for path in home.glob("lib/python*/site-packages"))) or "no Python"
        raise TaskError(
            f"[environment] venv {venv!r} is for {found}, leadscrew runs on {PYTHON}: install leadscrew with that "
            f"Python, or make a virtual environment with {PYTHON}"
        )
    return [Mount(str(site.resolve()), VENV)]


def has_package(name: str, venv: str, *, beside: bool = True) -> bool:
    """Whether a distribution is installed in a virtual environment, or, with `beside`, beside leadscrew."""
    sites = [mount.source for mount in venv_mounts(venv)]
    if any(True for _ in importlib.metadata.distributions(name=name, path=[str(site) for site in sites])):
        return True
    return beside and any(True for _ in importlib.metadata.distributions(name=name))


def data_mounts(surroundings: Surroundings) -> tuple[list[Mount], dict[str, str]]:
    """The named folders, files and devices, and the links by which relative targets are found.  Raises TaskError."""
    mounts: list[Mount] = []
    links: dict[str, str] = {}
    for number, mount in enumerate(surroundings.mounts):
        if not os.path.exists(mount.source):
            raise TaskError(f"[environment] mounts names {mount.source!r}, which this machine does not have")
        place = mount.target if mount.target.startswith("/") else f"{DATA}/{number}"
        if place != mount.target:
            links[mount.target] = place
        mounts.append(Mount(os.path.realpath(mount.source), place))
    for device in surroundings.devices:
        if not os.path.exists(device):
            raise TaskError(f"[environment] devices names {device!r}, which this machine does not have")
        mounts.append(Mount(device, device, device=True))
    return mounts, links


def command_mounts(command: tuple[str, ...]) -> list[Mount]:
    """The program that a command starts with, found on PATH, when it is not the task's own or Python."""
    if not command or "/" in command[0] or re.fullmatch(r"python3?", command[0]):
        return []
    found = shutil.which(command[0])
    if found is None:
        raise TaskError(f"the command {command[0]!r} is not on this machine's PATH: install it, or correct task.toml")
    return [Mount(os.path.realpath(found), f"/usr/bin/{command[0]}")]


def library_mounts(files: Iterable[Path]) -> list[Mount]:
    """The shared libraries that executables and extension modules need, and the dynamic loader.

    Raises BoxUnavailable where `ldd` cannot say.
    """
    mounts: dict[str, Mount] = {}
    for name, path in needed_libraries(files):
        if path.startswith(("/lib", "/usr/lib")):
            target = path
        elif name.startswith("/"):
            target = name
        else:
            target = f"/opt/lib/{os.path.basename(name)}"
        mounts[target] = Mount(os.path.realpath(path), target)
    return list(mounts.values())


def needed_libraries(files: Iterable[Path]) -> tuple[tuple[str, str], ...]:
    """What `ldd` says of some files: names and where they lie.  Raises BoxUnavailable where it cannot say."""
    return _needed(tuple(sorted(str(file) for file in files)))


@cache
def _needed(files: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    try:
        result = subprocess.run(["ldd", *files], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise BoxUnavailable(f"cannot list shared libraries with 'ldd': {exc}; install libc-bin") from exc
    return tuple(sorted({(name or path, path) for name, path in NEEDED.findall(result.stdout)}))


def native_files(mounts: Iterable[Mount]) -> list[Path]:
    """Executables and shared objects below some mounts, to ask what they need."""
    found: list[Path] = []
    for mount in mounts:
        if mount.source is None:
            continue
        path = Path(mount.source)
        if path.is_dir():
            found += _shared_objects(path)
        elif os.access(path, os.X_OK):
            found.append(path)
    return found


@cache
def _shared_objects(folder: Path) -> tuple[Path, ...]:
    """Looked for once: a standard library has thousands of files, and every box asks.

    Without what is installed beside it, which no box can import.
    """
    found = (file for file in folder.rglob("*.so*") if file.is_file())
    return tuple(f for f in found if f.relative_to(folder).parts[0] not in ("site-packages", "dist-packages"))
