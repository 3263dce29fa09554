"""A real small model from end to end: what it proposes is judged, and how much of it parsed, was right, was better.

Any OpenAI-compatible server on this machine will do, for instance llama.cpp's with a GGUF file of a small coder model:

    python benchmarks/small_model.py --server llama-server --model model.gguf [--budget 15m] [--tasks hello kernels]
    python benchmarks/small_model.py --url http://127.0.0.1:8080/v1

The server is started on the cores that the bench does not measure on, and ended afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from leadscrew.research.start import slot_cores

START_S = 300.0
CONTEXT = 24_576


@contextmanager
def serving(program: str, model: Path, threads: int) -> Iterator[str]:
    """llama.cpp's server with a model; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    others = os.sched_getaffinity(0) - {core for core in slot_cores(1) if core is not None} or os.sched_getaffinity(0)
    command = [program, "-m", str(model), "--host", "127.0.0.1", "--port", str(port), "-c", str(CONTEXT), "-np", "1",
               "--jinja", "-t", str(threads)]  # fmt: skip
    environment = os.environ | {"OMP_WAIT_POLICY": "passive", "OMP_NUM_THREADS": str(threads)}
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, others)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    os.sched_setaffinity(0, before)
    try:
        until = time.monotonic() + START_S
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                    break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    sys.exit("the server did not begin")
                time.sleep(1.0)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def one(task: str, url: str, name: str, budget: str, folder: Path) -> dict[str, Any]:
    """A run; what `show` says of its researcher."""
    lab = str(folder / task)
    spec = f"openai-api/{name}@{url}#whole-files"  # such models are no masters of tools
    command = [sys.executable, "-m", "leadscrew"]
    subprocess.run([*command, "run", task, "--researcher", spec, "--budget", budget, "--lab", lab], check=False)
    shown = subprocess.run([*command, "show", "r1", "--json", "--lab", lab], capture_output=True, text=True, check=True)
    checked = subprocess.run([*command, "verify", "--lab", lab], capture_output=True, text=True, check=False)
    print(f"verify: {checked.returncode}")
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url")
    parser.add_argument("--server", help="llama.cpp's llama-server.")
    parser.add_argument("--model", type=Path, help="A GGUF file.")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--name", default="small-model")
    parser.add_argument("--budget", default="15m")
    parser.add_argument("--suite", help="A suite first, with the rewriter beside the model, such as small.")
    parser.add_argument("--tasks", nargs="*", default=["hello", "kernels"])
    args = parser.parse_args()
    if not args.url and not (args.server and args.model):
        parser.error("--url, or --server and --model")

    def run(url: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            if args.suite:
                command = [sys.executable, "-m", "leadscrew", "suite"]
                both = ["--researcher", "rewriter", "--researcher", f"openai-api/{args.name}@{url}#whole-files"]
                lab = ["--lab", str(Path(folder) / "suite")]
                subprocess.run([*command, "run", "--suite", args.suite, *both, *lab], check=False)
                subprocess.run([*command, "show", args.suite, *lab], check=False)
            for task in args.tasks:
                found = one(task, url, args.name, args.budget, Path(folder))
                (account,) = found["researchers"]
                print(f"{task}: {json.dumps(account)}")

    if args.url:
        run(args.url)
    else:
        with serving(args.server, args.model, args.threads) as url:
            run(url)


if __name__ == "__main__":
    main()
