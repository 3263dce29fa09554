"""Fill every folder that can be written, with bytes and then with empty files.

Gains: the machine's disk or memory
Must: find nothing
"""

import os


def cheat(honest):
    def hostile(problem):
        allowed = FACTS["disk_mb"]
        for folder in ("/tmp", "/dev/shm", "/dev", "/run", "/var/tmp", "/dev/mqueue"):
            written = count = 0
            try:
                while written < 3 * allowed + 64:
                    with open(f"{folder}/filler-{count}", "wb") as file:
                        file.write(bytes(1 << 20))
                    written += 1
                    count += 1
            except OSError as exc:
                _held[_errno.errorcode[exc.errno]] = _held.get(_errno.errorcode[exc.errno], 0) + 1
            attempt(f"{written} MB in {folder}, allowed are {allowed}", lambda written=written: written > allowed)
        files = 0
        try:
            for files in range(100_000):
                os.close(os.open(f"/tmp/empty-{files}", os.O_CREAT | os.O_WRONLY))
        except OSError as exc:
            _held[f"files {_errno.errorcode[exc.errno]}"] = 1
        attempt(f"{files} empty files", lambda: files >= 50_000)
        report()

    return hostile
