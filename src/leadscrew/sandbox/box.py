"""Start a box: bubblewrap with every namespace, an allow-list of mounts, no network and nothing of the host's.

Covered: the host's files, environment, processes, network, ipc, users; new privileges; the system calls that
`seccomp` lists; everything dies with the process that started it.
Not covered: holes in the kernel, load on shared caches and memory bandwidth, reading the processor's clock.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leadscrew.errors import BoxUnavailable
from leadscrew.sandbox.mounts import INSIDE, Mount, interpreter, library_mounts, native_files, python_mounts
from leadscrew.sandbox.seccomp import seccomp_filter

BOX_UID = 64983
"""The unprivileged user that boxes run as when the lab itself runs as root."""
MARK = "leadscrew-box"
TMP = {"/tmp": 64 << 20}
ERROR_BYTES = 64 << 10
"""What a box's own processes may write to standard error."""
CLOSE_S = 5.0
"""For the process inside to follow the one outside."""
INSTALL = "install it with: sudo apt-get install -y bubblewrap"
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "PYTHONHOME": "/opt/python",
    "LD_LIBRARY_PATH": "/opt/lib",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "passive",
}


@dataclass(slots=True)
class Box:
    """A running box and the socket to the process inside it."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    stderr_file: int
    """A file in memory, so that a killed lab leaves nothing behind."""

    def stderr(self) -> str:
        """The end of what the box's own processes wrote to standard error."""
        return os.pread(self.stderr_file, ERROR_BYTES, 0).rstrip(b"\0")[-4000:].decode("utf-8", "replace")

    def close(self) -> None:
        """End everything in the box and wait until it is gone."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        # the process inside dies a moment after the one outside: its end of the socket closes then
        self.control.settimeout(CLOSE_S)
        with suppress(OSError):
            while self.control.recv(1 << 16):
                pass
        self.control.close()
        os.close(self.stderr_file)


def start_box(
    *,
    script: str,
    lab_mark: str,
    mounts: Sequence[Mount] = (),
    data_mounts: Sequence[Mount] = (),
    without: Sequence[str] = (),
    whole_library: bool = False,
    keep_capabilities: bool = False,
    core: int | None = None,
    data: Mapping[str, bytes] | None = None,
    folders: Mapping[str, int] = TMP,
    loopback: bool = False,
    fixed_proc: bool = False,
) -> Box:
    """Start `script` of the inside folder in a box; argv[1] of it is the number of its control socket.

    mounts: of programs, whose shared libraries come with them.  data_mounts: of data and devices, as they are.
    data: contents of read-only files by their place in the box.  folders: that can be written, in memory, by how many
    bytes they hold.  loopback: whether programs in the box may talk to one another over the box's own loopback.
    fixed_proc: nothing in /proc can be written, so that no program takes over another, or the box's first, by its
    memory.
    Raises BoxUnavailable when bubblewrap is missing or refused.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise BoxUnavailable(f"no box, no run: bubblewrap is not on this machine; {INSTALL}")
    base = [*python_mounts(without, whole=whole_library), Mount(str(INSIDE), "/opt/inside"), *mounts]
    everything = [*base, *library_mounts(native_files(base)), *data_mounts]
    program = seccomp_filter(sealed=False, loopback=loopback)
    if not program:
        raise BoxUnavailable("no box, no run: there is no table of system calls for this processor")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    rules = _memory_file(program)
    files = {target: _memory_file(content) for target, content in (data or {}).items()}
    handles = [rules, *files.values()]
    errors = _error_file()
    python = f"/opt/python/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    inner = [python, "-S", "-s", f"/opt/inside/{script}", str(theirs.fileno()), f"{MARK}:{lab_mark}"]
    inner.insert(1, "-u")
    try:
        command, sources = _command(everything, files, rules, keep_capabilities, folders, fixed_proc)
        handles.append(options := _memory_file(b"".join(word.encode() + b"\0" for word in command)))
        # not on the command line, which processes in the box can read: it names places of this machine
        outer = _launched([bwrap, "--args", str(options), "--", *inner], sources)
        process = _spawn(outer, (theirs.fileno(), *handles), errors, core)
    except (OSError, BoxUnavailable) as exc:
        ours.close()
        os.close(errors)
        if isinstance(exc, BoxUnavailable):
            raise
        raise BoxUnavailable(f"no box, no run: bubblewrap could not be started: {exc}") from exc
    finally:
        theirs.close()
        for handle in handles:
            os.close(handle)
    return Box(process, ours, errors)


def _command(
    mounts: Sequence[Mount],
    files: Mapping[str, int],
    rules: int,
    capable: bool,
    folders: Mapping[str, int],
    fixed_proc: bool,
) -> tuple[list[str], list[str]]:
    """Bubblewrap's options; and, where the lab runs as root, the places of this machine that `launch` binds first."""
    root = os.geteuid() == 0
    sources: list[str] = []
    devices: list[str] = []
    arguments = ["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session"]
    arguments += ["--hostname", "box", "--clearenv", "--cap-drop", "ALL"]
    if capable:
        arguments += ["--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETPCAP"]
    for name, value in ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    for mount in mounts:
        if mount.source is None:
            arguments += ["--tmpfs", mount.target, "--remount-ro", mount.target]
            continue
        source = mount.source
        if root:
            sources.append(source)
            source = f"{_stage()}/{len(sources) - 1}"
        if mount.device:
            devices += ["--dev-bind", source, mount.target]
        else:
            arguments += ["--ro-bind", source, mount.target]
    for target, handle in files.items():
        mode = "0555" if os.pread(handle, 2, 0) == b"#!" else "0444"
        arguments += ["--perms", mode, "--ro-bind-data", str(handle), target]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for name in ("python", "python3", version):
        arguments += ["--symlink", f"/opt/python/bin/{version}", f"/usr/bin/{name}"]
    arguments += ["--symlink", "usr/bin", "/bin", "--proc", "/proc", "--dev", "/dev", *devices]
    arguments += ["--remount-ro", "/dev", *(["--remount-ro", "/proc"] if fixed_proc else [])]
    for folder, size in folders.items():
        arguments += ["--size", str(size), "--tmpfs", folder]
    return [*arguments, "--remount-ro", "/", "--chdir", "/", "--seccomp", str(rules)], sources


def _stage() -> str:
    """A folder over which `launch` mounts, in a namespace of its own.  Raises BoxUnavailable."""
    stage = next((folder for folder in ("/mnt", "/srv", "/media") if os.path.isdir(folder)), None)
    if stage is None:
        raise BoxUnavailable("no box, no run: as root one of /mnt, /srv, /media must exist")
    return stage


def _launched(command: list[str], sources: list[str]) -> list[str]:
    """The command, which as root drops privileges first."""
    if os.geteuid() != 0:
        return command
    plan = {"uid": BOX_UID, "stage": _stage(), "sources": sources, "command": command}
    launcher = str(Path(__file__).with_name("launch.py"))
    return [str(interpreter()), "-I", "-S", launcher, json.dumps(plan)]


def _spawn(command: list[str], passed: tuple[int, ...], errors: int, core: int | None) -> subprocess.Popen[bytes]:
    before = os.sched_getaffinity(0)
    if core is not None:
        os.sched_setaffinity(0, {core})
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            pass_fds=passed,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            start_new_session=True,
            close_fds=True,
        )
    finally:
        if core is not None:
            os.sched_setaffinity(0, before)


def _error_file() -> int:
    """A file in memory that cannot grow: what a box writes there is memory of this machine that no limit counts."""
    handle = os.memfd_create("stderr", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(handle, ERROR_BYTES)
    fcntl.fcntl(handle, fcntl.F_ADD_SEALS, fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL)
    return handle


def _memory_file(content: bytes) -> int:
    handle = os.memfd_create("leadscrew")
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


def living_boxes(lab_mark: str) -> tuple[int, ...]:
    """Process ids of all boxes of a lab, by the operating system's own account."""
    mark = f"{MARK}:{lab_mark}".encode()
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    if mark in file.read():
                        found.append(int(entry))
            except OSError:
                continue
    return tuple(sorted(found))
