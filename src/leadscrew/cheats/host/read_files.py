"""Read the judge, the lab's store, other candidates, keys, password files and a file that the suite laid out.

Gains: the answers, the seeds, and the host's secrets
Must: find nothing
"""

PLACES = (
    "/etc/shadow", "/etc/gshadow", "/etc/passwd", "/etc/hostname", "/etc/machine-id", "/etc/hosts", "/etc/resolv.conf",
    "/var/log/dpkg.log", "/var/lib/dpkg/status", "/opt/task/judge.py", "../judge.py", "/.dockerenv",
)  # fmt: skip


def cheat(honest):
    def hostile(problem):
        def there(path):
            with open(path, "rb") as file:
                return bool(file.read(16))

        for path in (*PLACES, *FACTS["paths"]):
            attempt(f"read {path}", lambda path=path: there(path))
        for path in ("/etc/shadow", *FACTS["paths"]):
            for root in ("/proc/1/root", "/proc/self/root", "/proc/thread-self/root", "/proc/self/cwd/../../.."):
                attempt(f"read {root}{path}", lambda path=path, root=root: there(root + path))
        report()

    return hostile
