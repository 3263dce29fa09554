"""The few system calls that Python does not wrap, for the processes inside a box."""

from __future__ import annotations

import array
import ctypes
import os
import resource
import struct

LIBC = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
LINUX_CAPABILITY_VERSION_3 = 0x20080522


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """unshare(2)."""
    _checked(LIBC.unshare(flags), "unshare")


def mount(kind: str, target: str, flags: int, options: str = "") -> None:
    """mount(2) of a file system without a source."""
    result = LIBC.mount(kind.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode() or None)
    _checked(result, f"mount {kind} on {target}")


def make_read_only(target: str) -> None:
    """Remount a mount read-only; a device on it still works, but its times and modes stand."""
    flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NOEXEC
    _checked(LIBC.mount(None, target.encode(), None, ctypes.c_ulong(flags), None), f"remount {target}")


def die_with_parent() -> None:
    """SIGKILL for this process when its parent ends."""
    _checked(LIBC.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl pdeathsig")


def drop_capabilities() -> None:
    """No capability is left in any set, and none can come back."""
    for capability in range(64):
        if LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    LIBC.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("Ii", LINUX_CAPABILITY_VERSION_3, 0)
    _checked(LIBC.capset(header, struct.pack("6I", *([0] * 6))), "capset")
    _checked(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl no_new_privs")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def filter_calls(program: bytes) -> None:
    """Install a classic BPF seccomp filter (8 bytes an instruction) for good."""
    buffer = ctypes.create_string_buffer(program, len(program))
    packed = _Program(len(program) // 8, ctypes.addressof(buffer))
    _checked(LIBC.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(packed), 0, 0), "prctl seccomp")


def limit(*, memory_bytes: int, cpu_s: int, processes: int, file_bytes: int, files: int) -> None:
    """Hard resource limits of this process and those it starts."""
    for which, value in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, files),
        (resource.RLIMIT_CORE, 1),  # for a handler behind a pipe 0 is no limit; 1 is the kernel's word for none at all
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))


def address_space_bytes() -> int:
    """The size of this process's address space."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def passed_descriptors(message: list[tuple[int, int, bytes]]) -> list[int]:
    """The file descriptors that came with a message."""
    numbers = array.array("i")
    for _, _, data in message:
        numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
    return list(numbers)
