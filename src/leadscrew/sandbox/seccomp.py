"""Which system calls a box may not make, as a classic BPF program.

Covered: namespaces, mounts, tracing, other processes' memory, kernel keys, io_uring, bpf, perf, userfaultfd, modules,
clocks, priorities and cores, system-wide names that outlive a trial (System V ipc, memfd), throwing files that others
will need out of memory, watching host files, asking which files are there, flushing the host's disks, the host's
handler of core dumps, sockets that are not Unix.
Not covered: bugs in the calls that remain.

Source of the numbers: the kernel's own tables (x86_64 syscall_64.tbl; the generic table for aarch64).
"""

from __future__ import annotations

import errno
import platform
import struct

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# call: (x86_64, aarch64); None where the architecture has no such call
ALWAYS: dict[str, tuple[int | None, int | None]] = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "personality": (135, 92),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "mbind": (237, 235),
    "set_mempolicy": (238, 237),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "fadvise64": (221, 223),
    "sync": (162, 81),
    "syncfs": (306, 267),
    "cachestat": (451, 451),
    "mincore": (27, 232),
    "sync_file_range": (277, 84),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "io_setup": (206, 0),
    "open_tree_attr": (467, 467),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "vhangup": (153, 58),
    "setns": (308, 268),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
}
SEALED: dict[str, tuple[int | None, int | None]] = {
    "mount": (165, 40),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "chroot": (161, 51),
    "mknod": (133, None),
    "mknodat": (259, 33),
}
NO_CALL: dict[str, tuple[int | None, int | None]] = {
    # with RWF_NOWAIT they tell what is in the page cache; without flags the C library does without them
    "preadv2": (327, 286),
    "pwritev2": (328, 287),
}
CLONE, CLONE3, SOCKET, MADVISE, PRCTL = (56, 220), (435, 435), (41, 198), (28, 233), (157, 167)
SOCKETPAIR, SETRLIMIT, PRLIMIT = (53, 199), (160, 164), (302, 261)
MADV_COLD, MADV_PAGEOUT = 20, 21
PR_SET_DUMPABLE, PR_SCHED_CORE, PR_SET_MEMORY_MERGE = 4, 62, 67
RLIMIT_CORE = 4
"""Must stay 1, as the keeper sets it: at 0 a crash would still start the host's handler, if it has one."""
CLONE_NEW = 0x7E020080  # every CLONE_NEW* flag, time namespaces included
AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
LOAD, JUMP_EQUAL, JUMP_SET, JUMP_GE, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
ALLOW, KILL, REFUSE, ABSENT = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS


def seccomp_filter(*, sealed: bool, loopback: bool = False, machine: str | None = None) -> bytes:
    """The program, 8 bytes an instruction; `sealed` adds what only a trial's keeper needs. Empty if unknown machine.

    loopback: sockets of the internet families pass, for a box whose network is its own loopback and nothing else.
    """
    machine = machine or platform.machine()
    if machine not in ARCHITECTURES:
        return b""
    column = list(ARCHITECTURES).index(machine)
    code = [_op(LOAD, 4), _op(JUMP_EQUAL, ARCHITECTURES[machine], 1, 0), _op(RETURN, KILL), _op(LOAD, 0)]
    if machine == "x86_64":
        code += [_op(JUMP_GE, 0x40000000, 0, 1), _op(RETURN, ABSENT)]
    calls = ALWAYS | (SEALED if sealed else {})
    for numbers in calls.values():
        number = numbers[column]
        if number is not None:
            code += [_op(JUMP_EQUAL, number, 0, 1), _op(RETURN, REFUSE)]
    for numbers in NO_CALL.values():
        number = numbers[column]
        if number is not None:
            code += [_op(JUMP_EQUAL, number, 0, 1), _op(RETURN, ABSENT)]
    families = (AF_UNIX, AF_INET, AF_INET6) if loopback else (AF_UNIX,)
    for call in (SOCKET, SOCKETPAIR):
        code += [_op(JUMP_EQUAL, call[column], 0, len(families) + 3), _op(LOAD, 16)]
        code += [_op(JUMP_EQUAL, known, len(families) - place, 0) for place, known in enumerate(families)]
        code += [_op(RETURN, REFUSE), _op(LOAD, 0)]
    arguments = [(MADVISE, 32, value) for value in (MADV_COLD, MADV_PAGEOUT)]
    arguments += [(PRCTL, 16, value) for value in (PR_SET_DUMPABLE, PR_SCHED_CORE, PR_SET_MEMORY_MERGE)]
    if sealed:
        arguments.append((SETRLIMIT, 16, RLIMIT_CORE))
        # prlimit with a new limit; without one it only asks
        code += [_op(JUMP_EQUAL, PRLIMIT[column], 0, 8), _op(LOAD, 24), _op(JUMP_EQUAL, RLIMIT_CORE, 0, 5)]
        code += [_op(LOAD, 32), _op(JUMP_EQUAL, 0, 0, 2), _op(LOAD, 36), _op(JUMP_EQUAL, 0, 1, 0)]
        code += [_op(RETURN, REFUSE), _op(LOAD, 0)]
    for call, offset, value in arguments:
        code += [_op(JUMP_EQUAL, call[column], 0, 4), _op(LOAD, offset), _op(JUMP_EQUAL, value, 0, 1)]
        code += [_op(RETURN, REFUSE), _op(LOAD, 0)]
    if sealed:
        code += [_op(JUMP_EQUAL, CLONE3[column], 0, 1), _op(RETURN, ABSENT)]
        code += [_op(JUMP_EQUAL, CLONE[column], 0, 3), _op(LOAD, 16), _op(JUMP_SET, CLONE_NEW, 0, 1)]
        code += [_op(RETURN, REFUSE)]
    return b"".join([*code, _op(RETURN, ALLOW)])


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
