"""Become root, gain capabilities, make devices, mount and remount, leave the root folder, write to the host.

Gains: the host
Must: find nothing
"""

import ctypes
import os


def cheat(honest):
    def hostile(problem):
        libc = ctypes.CDLL(None, use_errno=True)

        def checked(result):
            if result < 0:
                raise OSError(ctypes.get_errno(), "refused")
            return True

        attempt("setuid", lambda: os.setuid(0) or os.getuid() == 0)
        attempt("setgid", lambda: os.setgid(0) or os.getgid() == 0)
        attempt("setgroups", lambda: os.setgroups([0]) or True)
        attempt("setresuid", lambda: os.setresuid(0, 0, 0) or True)
        attempt("uid 0", lambda: os.getuid() == 0)
        attempt("capset", lambda: checked(libc.capset(ctypes.byref((ctypes.c_uint32 * 2)(0x20080522, 0)), ctypes.byref((ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)))))
        attempt("a capability", lambda: any(line.split()[1].strip("0") for line in open("/proc/self/status") if line.startswith(("CapEff", "CapPrm", "CapBnd", "CapAmb", "CapInh"))))
        for mode, what in ((0o60600, "block device"), (0o20600, "character device")):
            attempt(f"mknod {what}", lambda mode=mode: os.mknod("/tmp/node", mode, os.makedev(8, 0)) or True)
        for source, target, kind, flags in (
            (b"tmpfs", b"/opt", b"tmpfs", 0), (b"proc", b"/tmp", b"proc", 0), (None, b"/", None, 32 | 4096),
            (b"/opt", b"/tmp", None, 4096), (None, b"/dev", None, 32 | 4096), (None, b"/opt/inside", None, 32 | 4096),
        ):  # fmt: skip
            attempt(f"mount on {target.decode()}", lambda a=(source, target, kind, flags): checked(libc.mount(a[0], a[1], a[2], ctypes.c_ulong(a[3]), None)))
        for target in (b"/tmp", b"/proc", b"/opt/inside", b"/dev"):
            attempt(f"umount {target.decode()}", lambda target=target: checked(libc.umount2(target, 2)))
        attempt("chroot", lambda: os.chroot("/tmp") or True)
        attempt("pivot_root", lambda: called({"x86_64": 155}.get(os.uname().machine, 41), b"/tmp", b"/tmp"))
        attempt("sethostname", lambda: checked(libc.sethostname(b"mine", 4)))
        for place in ("/", "/opt", "/opt/inside", "/usr/bin", "/proc/sys/kernel", "/dev", "/etc", "/opt/python", "/opt/lib"):
            attempt(f"write in {place}", lambda place=place: open(f"{place}/cheat", "w"))
        for place in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches", "/proc/1/oom_score_adj", "/proc/self/setgroups", "/proc/self/uid_map"):
            attempt(f"write {place}", lambda place=place: written(place, "-1000" if "oom" in place else "0 0 1"))
        attempt("lower its oom score", lambda: written("/proc/self/oom_score_adj", "500"))
        attempt("a set-user-id program", lambda: [p for p in ("/usr/bin/su", "/usr/bin/sudo", "/usr/bin/mount", "/bin/su") if os.path.exists(p)])
        report()

    return hostile
