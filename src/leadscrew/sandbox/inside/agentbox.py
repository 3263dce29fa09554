"""The first program of a coding agent's box: carries out one request for each message, in a process of its own.

A message brings four descriptors: a channel and the request's standard input, output and error. On the channel comes
the request as a frame of JSON, and its answer goes back as one. Who closes the channel before that ends what runs.

Covered: what a request started and left running ends with the box. Not covered: programs in the box are of one user,
so that an agent may stop or end this one; it only harms its own session.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
import resource
import select
import signal
import socket
import stat
import struct
import sys
import time
from contextlib import suppress
from typing import Any

import kernel

WORK, HOME = "/workspace", "/home/agent"
SKIPPED = frozenset({"findings", "node_modules", "__pycache__", ".git", ".hg", ".claude", ".codex"})
"""Folders that hold no program of the task's, or are the lab's."""
CACHES = ("_cache", ".egg-info")
FILE_BYTES, ALL_BYTES, MOST_FILES = 1 << 20, 8 << 20, 5000
PROCESSES, FILES = 512, 4096
PR_SET_CHILD_SUBREAPER = 36
KILL_ROUNDS = 200


def main() -> None:
    """Serve requests over the control socket until it closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    os.environ.update({"HOME": HOME, "USER": "agent", "SHELL": "/bin/bash", "TMPDIR": "/tmp"})
    for which, value in (
        (resource.RLIMIT_NPROC, PROCESSES), (resource.RLIMIT_NOFILE, FILES), (resource.RLIMIT_CORE, 1),
        (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0),
    ):  # fmt: skip
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.send(b"+")
    while True:
        message, ancillary, _, _ = control.recvmsg(1, socket.CMSG_SPACE(16))
        if not message:
            return
        handles = kernel.passed_descriptors(ancillary)
        child = None
        with suppress(BlockingIOError):  # as many processes as there may be: whoever asked sees its channel close
            child = os.fork() if len(handles) == 4 else None
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            control.close()
            for handle in handles:
                os.set_inheritable(handle, False)
            try:
                carry_out(socket.socket(fileno=handles[0]), *handles[1:])
            except BaseException as exc:
                os.write(2, f"agentbox: {exc!r}\n".encode("utf-8", "replace"))
            os._exit(0)
        for handle in handles:
            os.close(handle)


def carry_out(channel: socket.socket, stdin: int, stdout: int, stderr: int) -> None:
    """One request."""
    kernel.LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    request = json.loads(receive(channel))
    try:
        match request["op"]:
            case "exec":
                found = execute(channel, request, (stdin, stdout, stderr))
            case "write":
                found = write(request, stdin)
            case "read":
                found = read(request, stdout)
            case _:
                found = changes(request["known"])
    except OSError as exc:
        found = {"errno": exc.errno or errno.EIO, "message": str(exc)}
    with suppress(OSError):
        body = json.dumps(found).encode()
        channel.sendall(struct.pack(">Q", len(body)) + body)


def receive(channel: socket.socket) -> bytes:
    """A frame: 8 bytes of length, the body."""

    def exactly(size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = channel.recv(min(size - len(data), 1 << 20))
            if not piece:
                os._exit(0)
            data += piece
        return data

    return exactly(struct.unpack(">Q", exactly(8))[0])


def execute(channel: socket.socket, request: dict[str, Any], handles: tuple[int, int, int]) -> dict[str, Any]:
    """Run a program to its end; what it leaves running goes on as a child of the box's first process."""
    environment = {**os.environ, **(request["env"] or {})}
    failed, told = os.pipe2(os.O_CLOEXEC)
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            for number, handle in enumerate(handles):
                os.dup2(handle, number)
            os.chdir(os.path.join(WORK, request["cwd"] or ""))
            os.execvpe(request["cmd"][0], request["cmd"], environment)
        except OSError as exc:
            os.write(told, json.dumps([exc.errno, str(exc)]).encode())
        finally:
            os._exit(127)
    for handle in (told, *handles):
        os.close(handle)
    if failure := os.read(failed, 1 << 16):
        os.waitpid(child, 0)
        number, message = json.loads(failure)
        return {"errno": number, "message": message}
    ended = os.pidfd_open(child)
    until = None if request["timeout"] is None else time.monotonic() + request["timeout"]
    left = None if until is None else max(0.0, until - time.monotonic())
    ready, _, _ = select.select([ended, channel.fileno()], [], [], left)
    if ended in ready:
        return {"rc": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}
    kill_all_below(os.getpid())
    return {"timeout": True}


def kill_all_below(root: int) -> None:
    """Stop, then kill, until nobody is left: who is orphaned comes to this process."""
    for _ in range(KILL_ROUNDS):
        alive = below(root)
        if not alive:
            return
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in alive:
                with suppress(OSError):
                    os.kill(pid, number)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.005)


def below(root: int) -> set[int]:
    """Process ids of all that a process and its children started."""
    parents: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with suppress(OSError, ValueError, IndexError), open(f"/proc/{name}/stat", "rb") as file:
                parents[int(name)] = int(file.read().rpartition(b")")[2].split()[1])
    found: set[int] = set()
    queue = [root]
    while queue:
        above = queue.pop()
        for pid, parent in parents.items():
            if parent == above and pid not in found:
                found.add(pid)
                queue.append(pid)
    return found


def write(request: dict[str, Any], stdin: int) -> dict[str, Any]:
    """A file from standard input; with `expected`, only over that content ("" for no file)."""
    path = os.path.join(WORK, request["path"])
    if "expected" in request and digest(path) != request["expected"]:
        return {"skipped": True}
    if request.get("remove"):
        with suppress(FileNotFoundError):
            os.unlink(path)
        return {}
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    fresh = f"{path}.{os.getpid()}"  # put in its place at once: whatever stands there is not opened
    try:
        with open(stdin, "rb") as source, open(fresh, "xb") as target:
            while part := source.read(1 << 20):
                target.write(part)
        if os.path.isfile(path) and not os.path.islink(path):
            os.chmod(fresh, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(fresh, path)
    except OSError:
        with suppress(OSError):
            os.unlink(fresh)
        raise
    return {}


def read(request: dict[str, Any], stdout: int) -> dict[str, Any]:
    """A file to standard output."""
    path = os.path.join(WORK, request["path"])
    if os.path.getsize(path) > request["limit"]:
        return {"too_large": True}
    with open(path, "rb") as source, open(stdout, "wb") as target:
        while part := source.read(1 << 20):
            target.write(part)
    return {}


def digest(path: str) -> str:
    """Of a regular file's content; empty where there is none."""
    content = content_of(path)
    return hashlib.sha256(content).hexdigest() if content is not None else ""


def content_of(path: str) -> bytes | None:
    """None for what is no regular file, or too long."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with open(handle, "rb") as file:
        known = os.fstat(handle)
        if not stat.S_ISREG(known.st_mode) or known.st_size > FILE_BYTES:
            return None
        return file.read(FILE_BYTES + 1)[:FILE_BYTES]


def changes(known: dict[str, str]) -> dict[str, Any]:
    """What differs in the workspace from `known` (digests by path): new contents, what is gone, what was left out."""
    changed: dict[str, str] = {}
    out: list[str] = []
    seen: set[str] = set()
    left = ALL_BYTES
    for top, folders, names in os.walk(WORK, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.endswith(CACHES))
        for name in sorted(names):
            path = os.path.relpath(os.path.join(top, name), WORK)
            if len(seen) >= MOST_FILES or name.endswith(".pyc"):
                continue
            try:
                path.encode()
            except UnicodeEncodeError:
                continue
            content = content_of(os.path.join(top, name))
            seen.add(path)
            if content is None or (left := left - len(content)) < 0:
                out.append(path)
            elif hashlib.sha256(content).hexdigest() != known.get(path):
                changed[path] = base64.b64encode(content).decode()
    return {"changed": changed, "gone": sorted(set(known) - seen), "left_out": out[:20]}


if __name__ == "__main__":
    main()
