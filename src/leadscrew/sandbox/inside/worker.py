"""The warm worker: imports what a task preloads, then forks a fresh, sealed process for each trial.

Three processes matter. The *worker* holds nothing of any candidate. For each trial it forks a *keeper*, which makes
new mount, pid and ipc namespaces with private /tmp and /dev/shm, forks the *trial* as their first process, kills it
when the bench says so, and reports how it ended. When the trial ends, the kernel ends all that it started.

Covered: what a trial leaves on disk, in memory, in ipc, or running. Not covered: the processor's caches.
"""

from __future__ import annotations

import array
import gc
import importlib
import json
import os
import random
import select
import signal
import socket
import struct
import sys
import time
import traceback
from typing import Any, NoReturn

import folder
import kernel
import plain

WORK, PROBLEM, ANSWER = "/tmp/candidate", "/tmp/problem", "/tmp/answer"
MAX_ERROR = 8000
DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "pts")
"""Mounts below /dev whose times and modes would carry state from one trial to the next."""
OWN_MODULES = ("folder", "kernel", "plain", "worker")
"""Forgotten before a candidate's code is imported, which may use these names."""
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "LEADSCREW_PROBLEM": PROBLEM,
    "LEADSCREW_ANSWER": ANSWER,
}
KEPT = {name: os.environ[name] for name in ("PYTHONHOME", "LD_LIBRARY_PATH") if name in os.environ}
"""So that Python also starts from a command."""


def main() -> None:
    """Serve forks over the control socket until it closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    settings = json.loads(receive_frame(control.fileno()))
    sys.dont_write_bytecode = True
    os.environ.pop("PWD", None)
    os.environ.update(settings["variables"])
    sys.path += settings["site"]
    try:
        for name in settings["preload"]:
            importlib.import_module(name)
        exec(compile(settings["warmup"], "warmup", "exec"), {"__name__": "warmup"})
    except BaseException:
        send_frame(control.fileno(), b"E", traceback.format_exc()[-MAX_ERROR:].encode())
        os._exit(1)
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random")
    gc.collect()
    gc.freeze()
    send_frame(control.fileno(), b"R", b"")
    while True:
        message, ancillary, _, _ = control.recvmsg(1, socket.CMSG_SPACE(3 * array.array("i").itemsize))
        if not message:
            os._exit(0)
        channel, errors, report = kernel.passed_descriptors(ancillary)
        keeper = os.fork()
        if keeper == 0:
            control.close()
            keep(settings, channel, errors, report)
        for descriptor in (channel, errors, report):
            os.close(descriptor)
        os.waitpid(keeper, 0)
        control.send(b"R")


def keep(settings: dict[str, Any], channel: int, errors: int, report: int) -> NoReturn:
    """The keeper: namespaces, the trial, its end, its account."""
    status = 1
    try:
        size = f"size={settings['disk_bytes']},nr_inodes=20000,mode=1777"
        kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWIPC)
        kernel.mount("tmpfs", "/tmp", kernel.MS_NOSUID | kernel.MS_NODEV, size)
        kernel.mount("tmpfs", "/dev/shm", kernel.MS_NOSUID | kernel.MS_NODEV, size)
        for name in DEVICES:
            kernel.make_read_only(f"/dev/{name}")
        child = os.fork()
        if child == 0:
            os.close(report)
            try:
                trial(settings, channel, errors)
            except BaseException:
                fail(3, traceback.format_exc())
        kernel.drop_capabilities()
        os.close(channel)
        os.close(errors)
        wait(child, report)
        _, code, usage = os.wait4(child, 0)
        account = {"exit": os.waitstatus_to_exitcode(code), "cpu_s": usage.ru_utime + usage.ru_stime}
        send_frame(report, b"X", json.dumps(account).encode())
        request = os.read(report, 1)
        if request in (b"A", b"B"):
            root = ANSWER if request == b"A" else WORK
            limit = settings["answer_bytes"] if request == b"A" else settings["disk_bytes"]
            try:
                packed = plain.encoded(read_folder(root, limit))
            except (OSError, plain.NotPlain, ValueError, RecursionError) as exc:
                send_frame(report, b"E", str(exc)[:MAX_ERROR].encode("utf-8", "replace"))
            else:
                send_frame(report, b"F", packed)
        status = 0
    except BaseException:
        try:  # noqa: SIM105 - the worker imports no more than it must
            send_frame(report, b"!", traceback.format_exc()[-MAX_ERROR:].encode("utf-8", "replace"))
        except OSError:
            pass
    os._exit(status)


def wait(child: int, report: int) -> None:
    """Return when the trial has ended by itself or, told through `report`, by SIGKILL."""
    poll = select.poll()
    pidfd = os.pidfd_open(child)
    poll.register(pidfd, select.POLLIN)
    poll.register(report, select.POLLIN | select.POLLHUP)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll()}
        if pidfd in ready:
            break
        if report in ready:
            os.read(report, 1)
            os.kill(child, signal.SIGKILL)
            poll.unregister(report)
    os.close(pidfd)


def trial(settings: dict[str, Any], channel: int, errors: int) -> NoReturn:
    """The first process of the new namespaces: seal, read, report ready, wait for GO, run."""
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    if channel != 3:
        os.dup2(channel, 3)
    os.set_inheritable(3, False)
    os.closerange(4, 1 << 20)
    channel = 3
    kernel.die_with_parent()
    os.setsid()  # signals to "my group" and scheduling groups end here
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")
    # read-only, or a trial could take back its oom score and write its autogroup's priority; processes alone, since the
    # machine's counters carry numbers from one trial to the next
    flags = kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount("proc", "/proc", flags, "subset=pid")
    kernel.limit(
        memory_bytes=kernel.address_space_bytes() + settings["memory_bytes"],
        cpu_s=settings["cpu_s"],
        processes=settings["processes"],
        file_bytes=settings["disk_bytes"],
        files=128,
    )
    kernel.drop_capabilities()
    kernel.filter_calls(bytes.fromhex(settings["seccomp"]))
    request = plain.decode(receive_frame(channel), raw=settings["call"] is None)
    os.mkdir(WORK)
    os.chdir(WORK)
    write_folder(WORK, request["files"])
    if request["mode"] != "build":
        link_data(settings["links"])
    own = [WORK if path == "." else os.path.join(WORK, path) for path in settings["path"]]
    if request["mode"] != "call":
        if request["mode"] == "command":
            os.mkdir(ANSWER)
            write_folder(PROBLEM, folder.to_files(plain.decode(request["problem"], raw=True)))
        command = request["command"]
        send(channel, b"R")
        go(channel)
        path = ":".join([*own, *settings["site"]])
        around = KEPT | settings["variables"] | ({"PYTHONPATH": path} if path else {})
        os.execvpe(command[0], command, ENVIRONMENT | around)
    problem = plain.decode(request["problem"])
    reseed(request["random"])
    del request
    for name in OWN_MODULES:
        sys.modules.pop(name, None)
    sys.path.remove("/opt/inside")
    module, _, function = settings["call"].partition(":")
    sys.path[:0] = [*own, WORK]
    sys.argv = [module]
    send(channel, b"R")
    go(channel)
    answer = getattr(importlib.import_module(module), function)(problem)
    pieces = plain.encode(answer)
    send(channel, b"A" + struct.pack(">Q", sum(len(piece) for piece in pieces)))
    for piece in pieces:
        send(channel, piece)
    # The answer is complete: the bench has stopped the clock and is about to kill this process.
    time.sleep(60)
    os._exit(0)


def go(channel: int) -> None:
    """Block until the bench starts the clock."""
    if os.read(channel, 1) != b"G":
        os._exit(1)


def reseed(value: int) -> None:
    """Random generators do not carry over from the worker; both programs of a pair get the same seed."""
    random.seed(value)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(value % 2**32)


def fail(channel: int, text: str) -> NoReturn:
    """Report an error of the candidate and end."""
    try:
        data = text[-MAX_ERROR:].encode("utf-8", "replace")
        send(channel, b"E" + struct.pack(">Q", len(data)) + data)
        time.sleep(5)
    finally:
        os._exit(1)


def write_folder(root: str, files: dict[str, bytes]) -> None:
    """Files by relative path; the bench has checked the paths. A first line `#!` makes a file executable."""
    os.makedirs(root, exist_ok=True)
    for path, content in files.items():
        target = os.path.join(root, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(content)
        if content[:2] == b"#!" or content[:4] == b"\x7fELF":
            os.chmod(target, 0o755)


def link_data(links: dict[str, str]) -> None:
    """Mounted folders as the program finds them, beside its own files; where it has such a file, that one stays."""
    for name, place in links.items():
        target = os.path.join(WORK, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.lexists(target):
            os.symlink(place, target)
        elif os.path.isdir(target) and os.path.isdir(place):  # such as one that is kept by an empty file
            for inner in os.listdir(place):
                if not os.path.lexists(os.path.join(target, inner)):
                    os.symlink(os.path.join(place, inner), os.path.join(target, inner))


def read_folder(root: str, limit: int) -> dict[str, bytes]:
    """All regular files below a folder that a candidate wrote; links are not followed, sizes are summed first."""
    files: dict[str, bytes] = {}
    left = limit
    if os.path.islink(root):
        raise ValueError("the folder was replaced by a symbolic link")
    for top, folders, names in os.walk(root, followlinks=False):
        folders.sort()
        if any(os.path.islink(os.path.join(top, name)) for name in folders):
            raise ValueError("the folder holds a symbolic link")
        for name in sorted(names):
            path = os.path.join(top, name)
            if not os.path.isfile(path) or os.path.islink(path):
                raise ValueError(f"{os.path.relpath(path, root)!r} is not a regular file")
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(descriptor, "rb") as file:
                content = file.read(left + 1)
            left -= len(content)
            if left < 0 or len(files) >= 10_000:
                raise ValueError(f"more than {limit} bytes or 10,000 files")
            files[os.path.relpath(path, root)] = content
    return files


def send(descriptor: int, data: bytes | memoryview) -> None:
    """Write all of it."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def send_frame(descriptor: int, tag: bytes, body: bytes) -> None:
    """One tag byte, 8 bytes of length, the body."""
    send(descriptor, tag + struct.pack(">Q", len(body)) + body)


def receive_frame(descriptor: int) -> bytes:
    """8 bytes of length, then the body."""
    (size,) = struct.unpack(">Q", receive(descriptor, 8))
    return receive(descriptor, size)


def receive(descriptor: int, size: int) -> bytes:
    """Exactly so many bytes; ends the process when the other side is gone."""
    data = bytearray()
    while len(data) < size:
        piece = os.read(descriptor, min(size - len(data), 1 << 20))
        if not piece:
            os._exit(0)
        data += piece
    return bytes(data)


if __name__ == "__main__":
    main()
