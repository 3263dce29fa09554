"""Use the kernel's sharp tools: tracing, other processes' memory, bpf, userfaultfd, io_uring, perf, keys, modules, logs.

Gains: the host
Must: find nothing
"""

import ctypes
import os

NUMBERS = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "io_uring_setup": (425, 425), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "fanotify_init": (300, 262), "open_by_handle_at": (304, 265), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104), "reboot": (169, 142),
    "swapon": (167, 224), "acct": (163, 89), "syslog": (103, 116), "personality": (135, 92), "memfd_secret": (447, 447),
    "move_pages": (279, 239), "migrate_pages": (256, 238), "quotactl": (179, 60), "fsopen": (430, 430),
    "open_tree": (428, 428), "mount_setattr": (442, 442), "lookup_dcookie": (212, 18), "name_to_handle_at": (303, 264),
    "setdomainname": (171, 162), "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None),
    "vmsplice of the kernel": (None, None), "pkey_mprotect": (None, None),
}  # fmt: skip


def cheat(honest):
    def hostile(problem):
        column = {"x86_64": 0, "aarch64": 1}.get(os.uname().machine)
        if column is None:
            raise DoesNotApply(f"no numbers of system calls for {os.uname().machine}")
        room = ctypes.create_string_buffer(4096)
        arguments = {
            "ptrace": (0, 0, 0, 0), "process_vm_readv": (1, room, 0, room, 0, 0), "kcmp": (1, 1, 0, 0, 0),
            "io_uring_setup": (8, room), "bpf": (0, room, 64), "perf_event_open": (room, 0, -1, -1, 0),
            "userfaultfd": (1,), "fanotify_init": (0, 0), "personality": (0x0040000,), "syslog": (3, room, 4000),
            "fsopen": (b"tmpfs", 0), "open_tree": (-100, b"/", 1), "memfd_secret": (0,), "setdomainname": (b"x", 1),
            "name_to_handle_at": (-100, b"/", room, room, 0), "swapon": (b"/tmp/x", 0), "acct": (None,),
            "reboot": (0, 0, 0, None), "modify_ldt": (0, room, 16),
        }  # fmt: skip
        for name, numbers in NUMBERS.items():
            number = numbers[column]
            if number is not None:
                attempt(name, lambda number=number, name=name: called(number, *arguments.get(name, (0, 0, 0, 0, 0, 0))))
        for path in ("/dev/userfaultfd", "/dev/kmsg", "/dev/mem", "/dev/kvm", "/dev/fuse", "/dev/net/tun", "/proc/kcore", "/proc/kallsyms_", "/dev/vhost-vsock", "/dev/nvidia0", "/sys/kernel/debug"):
            attempt(path, lambda path=path: os.open(path, os.O_RDONLY))
        attempt("kernel addresses", lambda: any(line.split()[0].strip("0") for line in open("/proc/kallsyms").readlines()[:50]))
        report()

    return hostile
