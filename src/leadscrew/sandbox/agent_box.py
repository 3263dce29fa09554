"""A coding agent's box: lives as long as its session, with a shell, the task's packages and the agent's own program.

Like every box it has no network but its own loopback, nothing of this machine's files, and no secret: whoever talks
to the agent does so through the socket to the first process in it (`inside/agentbox.py`).
"""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from leadscrew.core.task import Entry, Surroundings
from leadscrew.errors import BoxUnavailable
from leadscrew.sandbox.box import BOX_UID, Box, start_box
from leadscrew.sandbox.memory import first_to_go
from leadscrew.sandbox.mounts import VENV, Mount, data_mounts, needed_libraries, package_mounts, venv_mounts

START_S = 60.0
PATH = "/usr/bin:/bin"
SCRIPT_BYTES = 1 << 20
NODE_MODULES = "/opt/agent/node_modules"
WORKSPACE_BYTES, HOME_BYTES, TMP_BYTES = 256 << 20, 768 << 20, 256 << 20
"""Of what a session writes; its home holds the programs by which its model is reached."""
NEEDED = ("bash", "sh", "cat", "chmod", "find", "id", "ln", "ls", "mkdir", "mktemp", "rm", "stat", "tar", "tee")
"""Programs without which an agent cannot be driven."""
USEFUL = (
    "awk", "basename", "cmp", "comm", "cp", "curl", "cut", "date", "diff", "dirname", "du", "echo", "egrep", "env",
    "expr", "false", "fgrep", "file", "grep", "gzip", "head", "less", "md5sum", "mv", "nl", "nproc", "od", "paste",
    "patch", "printf", "pwd", "readlink", "realpath", "rmdir", "sed", "seq", "sha256sum", "sleep", "sort", "split",
    "tail", "test", "timeout", "touch", "tr", "true", "uname", "uniq", "wc", "which", "xargs",
)  # fmt: skip
LOADED_LATER = ("libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1", "libresolv.so.2", "libnss_files.so.2")
"""Libraries that programs built for older systems ask for by name."""
LOCALE = Path("/usr/lib/locale/C.utf8")
ETC = {
    "/etc/passwd": "root:x:0:0:root:/:/bin/false\nagent:x:{uid}:{uid}:agent:/home/agent:/bin/bash\n",
    "/etc/group": "root:x:0:\nagent:x:{uid}:\n",
    "/etc/hosts": "127.0.0.1 localhost box\n::1 localhost\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "/etc/os-release": "ID=linux\nNAME=box\nVERSION_ID=1\n",
}


@dataclass(frozen=True, slots=True)
class AgentProgram:
    """What a box needs to start an agent's program by its name."""

    mounts: tuple[Mount, ...]
    files: Mapping[str, bytes]


def agent_program(name: str, path: Path) -> AgentProgram:
    """An agent's program as the box has it, at /usr/bin; one that is written for Node comes with its package and Node.

    Raises BoxUnavailable where it cannot be mounted.
    """
    real, place = path.resolve(), f"/usr/bin/{name}"
    try:
        with open(real, "rb") as file:
            first = file.readline(200)
    except OSError as exc:
        raise BoxUnavailable(f"{name} cannot be read at {str(path)!r}: {exc.strerror}") from exc
    if first.startswith(b"\x7fELF"):
        return AgentProgram((Mount(str(real), place),), {})
    if not first.startswith(b"#!"):
        raise BoxUnavailable(f"{name} at {str(path)!r} is neither a program file nor a script")
    if b"node" not in first:
        return AgentProgram((), {place: real.read_bytes()[:SCRIPT_BYTES]})
    node = shutil.which("node")
    package = next((folder for folder in real.parents if (folder / "package.json").is_file()), None)
    if node is None or package is None:
        lacking = "Node, which is not on PATH" if node is None else "its package, but no package.json lies above it"
        raise BoxUnavailable(f"{name} at {str(path)!r} needs {lacking}")
    if package in (Path.home().resolve(), Path("/")):
        raise BoxUnavailable(
            f"{name} at {str(path)!r} belongs to no package of its own: {str(package)!r} is not mounted"
        )
    modules = next((folder for folder in package.parents if folder.name == "node_modules"), None)
    if modules is not None and (modules.parent / "package.json").is_file():
        package = modules  # of a project: what the package requires lies beside it
    script = f"{NODE_MODULES}/{real.relative_to(package)}"
    mounts = (Mount(os.path.realpath(node), "/usr/bin/node"), Mount(str(package), NODE_MODULES))
    return AgentProgram(mounts, {place: f'#!/bin/sh\nexec /usr/bin/node {shlex.quote(script)} "$@"\n'.encode()})


def start_agent_box(
    program: AgentProgram, *, lab_mark: str, entry: Entry, surroundings: Surroundings
) -> tuple[Box, dict[str, str]]:
    """A box with an agent's program and a task's packages, and the variables by which programs in it find those.

    Raises BoxUnavailable, TaskError.
    """
    venv = venv_mounts(surroundings.venv)
    data, _ = data_mounts(surroundings)
    uid = BOX_UID if os.geteuid() == 0 else os.geteuid()
    box = start_box(
        script="agentbox.py",
        lab_mark=lab_mark,
        mounts=[*_tools(), *package_mounts(entry.packages), *venv, *program.mounts],
        data_mounts=[*_loaded_later(), *(mount for mount in data if not mount.device)],
        without=entry.without,
        data={path: text.format(uid=uid).encode() for path, text in ETC.items()} | dict(program.files),
        folders={"/workspace": WORKSPACE_BYTES, "/home/agent": HOME_BYTES, "/tmp": TMP_BYTES, "/var/tmp": TMP_BYTES},
        loopback=True,
        fixed_proc=True,
    )
    box.control.settimeout(START_S)
    try:
        begun = box.control.recv(1) == b"+"
    except OSError:
        begun = False
    if not begun:
        told = box.stderr()
        box.close()
        raise BoxUnavailable(f"no box, no run: a coding agent's box did not begin: {told.strip()[-400:]}")
    box.control.settimeout(None)
    first_to_go(box.process.pid)
    sites = [*([VENV] if venv else []), *(["/opt/site"] if entry.packages else [])]
    variables = dict(surroundings.variables) | ({"PYTHONPATH": ":".join(sites)} if sites else {})
    return box, variables


def missing_tools() -> list[str]:
    """Programs that a box needs and this machine has not."""
    return [name for name in NEEDED if shutil.which(name, path=PATH) is None]


def _tools() -> list[Mount]:
    """The programs of a shell, as far as this machine has them.  Raises BoxUnavailable where needed ones are not."""
    if missing := missing_tools():
        raise BoxUnavailable(f"a coding agent's box needs {', '.join(missing)}, which this machine has not in {PATH}")
    found = {name: shutil.which(name, path=PATH) for name in (*NEEDED, *USEFUL)}
    return [Mount(os.path.realpath(path), f"/usr/bin/{name}") for name, path in found.items() if path is not None]


def _loaded_later() -> list[Mount]:
    folders = {Path(path).parent for _, path in needed_libraries((Path("/bin/sh").resolve(),))}
    found = [folder / name for folder in sorted(folders) for name in LOADED_LATER if (folder / name).is_file()]
    return [Mount(str(path.resolve()), str(path)) for path in [*found, *([LOCALE] if LOCALE.is_dir() else [])]]
