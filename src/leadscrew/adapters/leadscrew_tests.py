"""Runs a program's own tests and gives back their results as JUnit XML, where they are pytest's.

Put beside the program for the time of the tests.  Usage: leadscrew_tests.py COMMAND...
"""

import json
import os
import subprocess
import sys

MOST_BYTES = 8 << 20
TAIL = 4000
"""Characters of what the tests printed."""


def main(command):
    """Run the tests and write what came of them; always 0, so that failures are an answer."""
    report = os.path.join(os.environ["LEADSCREW_ANSWER"], "junit.xml")
    if is_pytest(command):
        command = [*command, f"--junitxml={report}", "-o", "junit_family=xunit1", "-p", "no:cacheprovider",
                   "--continue-on-collection-errors"]  # fmt: skip
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as exc:
        sys.stderr.write(f"the box cannot start {command[0]!r}: {exc.strerror}\n")
        return 1
    xml = ""
    if os.path.isfile(report) and not os.path.islink(report):
        with open(report, "rb") as file:
            xml = file.read(MOST_BYTES).decode("utf-8", "replace")
        os.unlink(report)
    answer = {"exit": done.returncode, "output": done.stdout.decode("utf-8", "replace")[-TAIL:], "junit": xml}
    with open(os.path.join(os.environ["LEADSCREW_ANSWER"], "data.json"), "w") as file:
        json.dump(answer, file)
    return 0


def is_pytest(command):
    """Whether a command runs pytest."""
    names = [os.path.basename(part) for part in command[:4]]
    return bool(names) and (names[0] in ("pytest", "py.test") or names[1:3] == ["-m", "pytest"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
