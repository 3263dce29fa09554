"""Runs a command and gives back what it printed and the files that it wrote.

Written beside a program by `leadscrew task new`; no candidate may change it. `{seed}` in the command becomes a number
that is the same for both programs of a pair.  Usage: leadscrew_run.py [--file GLOB]... -- COMMAND...
"""

import glob
import json
import os
import subprocess
import sys

MOST_BYTES = 8 << 20
"""Of what is printed, and of each file."""


def main(arguments):
    """Run, then write the answer; the exit code of the command."""
    split = arguments.index("--")
    patterns = [text for text in arguments[:split] if text != "--file"]
    with open(os.path.join(os.environ["LEADSCREW_PROBLEM"], "data.json")) as file:
        seed = str(json.load(file)["seed"])
    command = [part.replace("{seed}", seed) for part in arguments[split + 1 :]]
    os.environ["LEADSCREW_SEED"] = seed
    answer = os.environ["LEADSCREW_ANSWER"]
    with open(os.path.join(answer, "output"), "w+b") as output:
        try:
            code = subprocess.run(command, stdout=output, stdin=subprocess.DEVNULL).returncode
        except OSError as exc:
            sys.stderr.write(f"the box cannot start {command[0]!r}: {exc.strerror}\n")
            return 1
        output.seek(0)
        printed = output.read(MOST_BYTES + 1)
    os.unlink(os.path.join(answer, "output"))
    if code != 0:
        return code if 0 < code < 256 else 1
    if len(printed) > MOST_BYTES:
        sys.stderr.write("the command printed more than 8 MB\n")
        return 1
    files = {}
    for pattern in patterns:
        for path in sorted(glob.glob(pattern, recursive=True)):
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    content = file.read(MOST_BYTES + 1)
                if len(content) > MOST_BYTES:
                    sys.stderr.write(f"the file {path!r} is larger than 8 MB\n")
                    return 1
                files[path] = content.hex()
    with open(os.path.join(answer, "data.json"), "w") as file:
        json.dump({"output": printed.decode("utf-8", "backslashreplace"), "files": files}, file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
