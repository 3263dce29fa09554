"""One virtual environment for each peer, made once from the Python registry, with the peer's version pinned."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One of the four systems."""

    title: str
    driver: str
    package: str = ""
    """Name and version on the Python registry; empty: runs from the interpreter that runs this script."""
    imported: tuple[str, ...] = ()
    """Where given, the package is installed without what it names, and these are installed instead."""
    limit_s: int = 3
    """Time limit of one evaluation; a process that imports its evaluator first gets more."""
    kill_after: int = 40
    """Finished evaluations before the kill."""


SYSTEMS = {
    # 150, since its checkpoints are 100 evaluations apart: a kill before the first loses everything
    "openevolve": System(
        title="OpenEvolve", driver="openevolve_driver.py", package="openevolve==0.4.0", kill_after=150
    ),
    "shinka": System(
        title="ShinkaEvolve", driver="shinka_driver.py", package="shinka-evolve==0.0.7", limit_s=20, kill_after=20
    ),
    # aideml names torch and some sixty packages for the programs that it writes; it imports only these itself
    "aide": System(
        title="AIDE",
        driver="aide_driver.py",
        package="aideml==0.2.2",
        imported=(
            "anthropic", "backoff", "black==24.3.0", "coolname", "dataclasses_json", "funcy==2.0", "genson",
            "humanize==4.8.0", "igraph", "jsonschema==4.19.2", "numpy", "omegaconf", "openai", "pandas",
            "rich==13.7.0", "shutup",
        ),
    ),
    "leadscrew": System(title="Leadscrew", driver="leadscrew_driver.py", kill_after=150),
}  # fmt: skip


def interpreter(name: str, cache: Path) -> Path:
    """The interpreter that a system runs from; makes its environment on first use."""
    system = SYSTEMS[name]
    if not system.package:
        return Path(sys.executable)
    folder = cache / name
    python, ready = folder / "bin" / "python", folder / ".ready"
    wanted = "\n".join((system.package, *system.imported, sys.version))
    if not ready.exists() or ready.read_text() != wanted:
        print(f"peers: installing {system.package} in {folder}", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        make(folder)
        if system.imported:
            install(python, ["--no-deps", system.package])
            install(python, system.imported)
        else:
            install(python, [system.package])
        ready.write_text(wanted)
    return python


def uv() -> str | None:
    """uv, where there is one: Debian's python3 cannot make environments without python3-venv."""
    beside = Path(sys.executable).parent / "uv"
    return str(beside) if beside.exists() else shutil.which("uv")


def make(folder: Path) -> None:
    """An empty environment."""
    tool = uv()
    command = [tool, "venv", "--quiet", "--python", sys.executable] if tool else [sys.executable, "-m", "venv"]
    subprocess.run([*command, str(folder)], check=True)


def install(python: Path, what: Sequence[str]) -> None:
    """Install from the Python registry; where the pinned version is not to be had, the newest that is."""
    tool = uv()
    command = (
        [tool, "pip", "install", "--quiet", "--python", str(python)]
        if tool
        else [str(python), "-m", "pip", "install", "--quiet"]
    )
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1"}
    if subprocess.run([*command, *what], check=False, env=environment).returncode != 0:
        free = [one.partition("==")[0] for one in what]
        print(f"peers: {' '.join(what)} could not be installed; trying without versions", file=sys.stderr)
        subprocess.run([*command, *free], check=True, env=environment)
