"""What model sessions cost the lab: its own time in each turn, memory for each, and what they do to a measurement.

A fake provider on loopback answers after a fixed time, always with a call of a tool. First one session alone: from an
answer of the model to its next question. Then many at once, and beside them pairs of the start against itself on the
bench's core, in blocks with the sessions running and with all of them stopped (SIGSTOP), in turn.

    python benchmarks/sessions.py [--sessions 16] [--think 2] [--pairs 40] [--blocks 3] [--coder]
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from math import log
from pathlib import Path

from leadscrew.agents.fake_server import Conversation, FakeServer, ToolCall, Turn
from leadscrew.bench.comparison import Seeds
from leadscrew.bench.rig import BoxRig
from leadscrew.core.seed import Purpose
from leadscrew.research.start import slot_cores
from leadscrew.sandbox.memory import descendants, proportional_bytes
from leadscrew.sources.taskfile import read_task

TURNS = 60
CALLS = [
    ("list_files", {}), ("read_file", {"path": "summary.py", "first": 1}), ("search", {"text": "sorted("}),
    ("experiments", {}), ("read_file", {"path": "summary.py", "first": 5}), ("findings", {}),
]  # fmt: skip
CODER_CALLS = [("Bash", {"command": "ls", "description": "look"}), ("mcp__lab__experiments", {})]


def serve(think: float, coder: bool) -> None:
    """Print the address, then a line for each question: whose it is and when it came and went."""

    def answer(asked: Conversation) -> Turn:
        came = time.monotonic()
        calls = CODER_CALLS if coder else CALLS
        name, arguments = calls[asked.turns % len(calls)]
        os.write(1, json.dumps([asked.key, asked.turns, came, came + think]).encode() + b"\n")  # at once, by any thread
        if not asked.tools or asked.turns >= TURNS:
            return Turn(text="done", wait_s=think)
        return Turn(calls=(ToolCall(name=name, arguments=arguments),), wait_s=think)

    with FakeServer(answer) as server:
        print(server.url, flush=True)
        threading.Event().wait()


@contextmanager
def provider(think: float, coder: bool) -> Iterator[tuple[str, list[list[float]]]]:
    """A fake provider in a process of its own; its address, and the questions so far."""
    options = [*(["--coder"] if coder else []), "--think", str(think), "--serve"]
    process = subprocess.Popen([sys.executable, __file__, *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    asked: list[list[float]] = []
    url = process.stdout.readline().strip()
    reading = threading.Thread(target=lambda: asked.extend(map(json.loads, process.stdout or ())), daemon=True)
    reading.start()
    try:
        yield url, asked
    finally:
        process.kill()
        process.wait()


@contextmanager
def running(folder: Path, url: str, sessions: int, coder: bool, budget: str) -> Iterator[subprocess.Popen[bytes]]:
    """A run with so many sessions."""
    spec = f"{'claude-code:' if coder else ''}openai-api/fake-model@{url}/v1"
    (folder / "directions").mkdir()
    for number in range(sessions):  # so that each conversation is known by how it begins
        (folder / f"directions/{number:02}.md").write_text(f"direction {number}")
    command = [sys.executable, "-m", "leadscrew", "run", "hello", "--researcher", spec, "--workers", str(sessions),
               "--budget", budget, "--lab", str(folder / "lab"), "--direction", str(folder / "directions"),
               "--json"]  # fmt: skip
    with open(folder / "out.txt", "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def gaps(asked: list[list[float]]) -> list[float]:
    """Seconds from each answer to the next question of the same conversation."""
    found, last = [], {}
    for key, turns, came, went in asked:
        if key in last and turns > last[key][0]:
            found.append(came - last[key][1])
        last[key] = (turns, went)
    return found


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def children_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The session processes of a run."""
    found = []
    for pid in descendants(process.pid):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if b"leadscrew.agents.child" in file.read():
                    found.append(pid)
        except OSError:
            continue
    return found


def pairs_of(rig: BoxRig, seeds: Seeds, count: int) -> list[tuple[float, float]]:
    """Wall times of the start against itself."""
    found = []
    for _ in range(count):
        seed = seeds.fresh(Purpose.CHECK)[1]
        one, other = (rig.trial(rig.task.start, seed, cut_s=None).wall_s for _ in range(2))
        found.append((one, other))
    return found


def alone(args: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder, provider(0.0, args.coder) as (url, asked):
        with running(Path(folder), url, 1, args.coder, "4m"):
            until = time.monotonic() + 200
            while len(asked) < TURNS and time.monotonic() < until:
                time.sleep(0.5)
        found = gaps(list(asked))
    middle, slow = 1000 * statistics.median(found), 1000 * quantile(found, 0.9)
    print(f"one session, {len(found)} turns: from an answer to the next question, a tool call between:")
    print(f"  median {middle:.0f} ms, 90th percentile {slow:.0f} ms")


def many(args: argparse.Namespace) -> None:
    count = args.sessions
    (core,) = slot_cores(1)
    everything = os.sched_getaffinity(0)
    os.sched_setaffinity(0, everything - {core} or everything)
    rig = BoxRig(read_task("hello"), lab_mark="benchmark", core=core)
    seeds = Seeds(secrets.token_bytes(32))
    with (
        tempfile.TemporaryDirectory() as folder, provider(args.think, args.coder) as (url, asked), closing(rig.judge),
        running(Path(folder), url, count, args.coder, "10m") as run,
    ):  # fmt: skip
        until = time.monotonic() + 300
        while len({key for key, *_ in asked}) < min(count, 1) or len(children_of(run)) < count:
            if time.monotonic() > until or run.poll() is not None:
                sys.exit(f"the sessions did not begin: {(Path(folder) / 'out.txt').read_text()[-2000:]}")
            time.sleep(0.5)
        since = time.monotonic()
        while len(asked) < 2 * count and time.monotonic() < until:
            time.sleep(0.5)
        print(f"{count} sessions asked their model twice {time.monotonic() - since:.0f} s after all were started")
        pids = children_of(run)
        sizes = [proportional_bytes(pid) / 2**20 for pid in pids]
        middle, most = statistics.median(sizes), max(sizes)
        own = proportional_bytes(run.pid) / 2**20 - sum(sizes)
        print(
            f"memory for each, with all that it started: median {middle:.0f} MB, most {most:.0f} MB; lab {own:.0f} MB"
        )
        with_them: list[tuple[float, float]] = []
        without: list[tuple[float, float]] = []
        turns = spent = 0.0
        for _ in range(args.blocks):
            before, began = len(asked), time.monotonic()
            with_them += pairs_of(rig, seeds, args.pairs)
            turns, spent = turns + len(asked) - before, spent + time.monotonic() - began
            everyone = [pid for child in children_of(run) for pid in descendants(child)]
            for pid in everyone:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
            without += pairs_of(rig, seeds, args.pairs)
            for pid in everyone:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
        left = len(children_of(run))
    rig._worker.close()
    print(f"turns: {turns / spent:.1f} a second, while the bench measured; {left} of {count} sessions at the end")
    gap = statistics.median(gaps(list(asked)))
    print(f"from an answer to the next question: median {gap:.2f} s with a think time of {args.think:g} s")
    for name, pairs in (("with them", with_them), ("stopped", without)):
        gains = [log(one / other) for one, other in pairs]
        trial, scale = 1000 * statistics.median(a for a, _ in pairs), 1.4826 * statistics.median(map(abs, gains))
        print(f"{name}: {len(pairs)} pairs of the start against itself, trial {trial:.1f} ms, noise {scale:.2%} a pair")
        print(f"  deviation {statistics.stdev(gains):.2%}, mean {statistics.fmean(gains):+.2%}")
    slower = statistics.median(a for a, _ in with_them) / statistics.median(a for a, _ in without)
    print(f"a trial takes {slower:.3f} times as long with them")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=16)
    parser.add_argument("--think", type=float, default=2.0, help="Seconds that the model takes to answer.")
    parser.add_argument("--pairs", type=int, default=40, help="In each block.")
    parser.add_argument("--blocks", type=int, default=3)
    parser.add_argument("--coder", action="store_true", help="Claude Code in boxes instead of the lab's own loop.")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve(args.think, args.coder)
    else:
        alone(args)
        many(args)


if __name__ == "__main__":
    main()
