"""Read the judge, the lab's store, other candidates, keys, password files and a file that the suite laid out.

Gains: the answers, the seeds, and the host's secrets
Must: find nothing
"""

import os

PLACES = (
    "/etc/shadow", "/etc/passwd", "/etc/hostname", "/etc/machine-id", "/root", "/home", "/root/.ssh", "/proc/1/root/etc/passwd",
    "/proc/self/root/etc/shadow", "/var/lib", "/var/log", "/run", "/mnt", "/srv", "/media", "/sys/class/net",
    "/opt/task/judge.py", "/opt/task", "judge.py", "../judge.py", "/boot", "/lib/modules", "/.dockerenv",
)  # fmt: skip


def cheat(honest):
    def hostile(problem):
        def there(path):
            if os.path.isdir(path):
                return bool(os.listdir(path))
            with open(path, "rb") as file:
                return bool(file.read(16))

        for path in (*PLACES, *FACTS["paths"]):
            attempt(f"read {path}", lambda path=path: there(path))
        for path in FACTS["paths"]:
            for root in ("/proc/1/root", "/proc/self/root", "/proc/thread-self/root", "/proc/self/cwd/../../.."):
                attempt(f"read {root}{path}", lambda path=path, root=root: there(root + path))
        report()

    return hostile
