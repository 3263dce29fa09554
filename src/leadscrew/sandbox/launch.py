"""Started as root, becomes an unprivileged user and then bubblewrap; run as a script, imports nothing of the package.

Files that this user could not reach (a checkout in a private home) are first bound, in a mount namespace of its
own, under a folder that it can reach. One JSON argument: {"uid", "stage", "sources", "command"}; each source is
bound at `stage`/INDEX.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys

CLONE_NEWNS = 0x00020000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_SLAVE = 1, 32, 4096, 16384, 1 << 19
LIBC = ctypes.CDLL(None, use_errno=True)


def mount(source: str, target: str, kind: str | None, flags: int) -> None:
    """mount(2); ends the process with a message when refused."""
    encoded = kind.encode() if kind else None
    if LIBC.mount(source.encode(), target.encode(), encoded, ctypes.c_ulong(flags), b"mode=755" if kind else None) != 0:
        sys.exit(f"launch: mount {source!r} on {target!r}: {os.strerror(ctypes.get_errno())}")


def main() -> None:
    """Stage, drop, exec."""
    plan = json.loads(sys.argv[1])
    if LIBC.unshare(CLONE_NEWNS) != 0:
        sys.exit(f"launch: unshare: {os.strerror(ctypes.get_errno())}")
    mount("none", "/", None, MS_REC | MS_SLAVE)
    handles = [os.open(source, os.O_PATH) for source in plan["sources"]]
    stage = plan["stage"]
    mount("tmpfs", stage, "tmpfs", 0)
    for index, handle in enumerate(handles):
        target = f"{stage}/{index}"
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            os.mkdir(target, 0o755)
        else:
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
        mount(f"/proc/self/fd/{handle}", target, None, MS_BIND)
        os.close(handle)
    os.setgroups([])
    os.setresgid(plan["uid"], plan["uid"], plan["uid"])
    os.setresuid(plan["uid"], plan["uid"], plan["uid"])
    os.chdir("/")
    try:
        os.execv(plan["command"][0], plan["command"])
    except OSError as exc:
        sys.exit(f"launch: {plan['command'][0]!r} cannot be started as user {plan['uid']}: {exc.strerror}")


if __name__ == "__main__":
    main()
