"""A day in fast motion: 100,000 experiments in one lab, and what the commands then take.

The record is written fact by fact as a run writes it, without measuring anything: once as one run that is still open,
once as many runs that have ended. Each command is then a process of its own, timed from outside, with the most memory
that it held. `resume` counts until the first proposal of the resumed run is on the record: its boxes are up by then and
its first trial can begin.

    python benchmarks/day.py [--experiments 100000] [--runs 20] [--folder DIR]

Ends with 1 when `show`, `resume` or `report` takes longer than 2 s or any command more than 300 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leadscrew.core.seed import Purpose, problem_seed
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import read_task
from leadscrew.store.lab import Lab, digest_of

TARGET_S, TARGET_MB = 2.0, 300
EACH_S = 0.86
"""Seconds an experiment: a hundred thousand of them fill a day."""
CHUNK = 200
"""Experiments a transaction; only so that the record is made quickly."""
Fact = tuple[str, Mapping[str, Any]]


class Day:
    """Writes one run's facts."""

    def __init__(self, lab: Lab, experiments: int, rng: random.Random) -> None:
        self.lab, self.count, self.rng = lab, experiments, rng
        self.task = read_task("hello")
        self.run = new_run(
            lab, self.task, budget_s=experiments * EACH_S * 2 + 3600, experiments=None, seed=1, researcher="rewriter"
        )  # fmt: skip
        self.secret = lab.secret(self.run)
        self.used = dict.fromkeys(Purpose, 0)
        self.spent_s, self.champion = 0.0, 0
        self.source = self.task.start.text("summary.py")

    def write(self, *, ended: bool) -> None:
        """The noise, all experiments, and the claim of a run that ended."""
        self._record([self._pair("noise_pair", Purpose.NOISE, 1.0) for _ in range(12)] + [self._noise()])
        for first in range(1, self.count + 1, CHUNK):
            facts: list[Fact] = []
            contents: list[bytes] = []
            for number in range(first, min(first + CHUNK, self.count + 1)):
                content = f"{self.source}\n# {self.rng.getrandbits(256):064x}\nchanged_{number} = {number}\n".encode()
                contents.append(content)
                facts += self._experiment(number, content)
            self._record(facts, contents)
        if ended:
            self._record(
                [("search_over", {"reason": ""}), *self._claim(), ("run_ended", {"reason": "gain", "gain": True})]
            )
        else:
            self._record([("run_interrupted", {"reason": "stopped by Ctrl-C"})])

    def _record(self, facts: list[Fact], contents: list[bytes] | None = None) -> None:
        stamped: list[Fact] = []
        for kind, body in facts:
            self.spent_s += EACH_S * CHUNK / max(len(facts), CHUNK)
            stamped.append((kind, {**body, "spent_s": round(self.spent_s, 3)}))
        self.lab.append_all(stamped, run=self.run, artefacts=contents or [])

    def _experiment(self, number: int, content: bytes) -> Iterator[Fact]:
        move = self.rng.choice(("remove/call", "constant/integer-down", "hoist/expression", "call/fewer", "dtype/all"))
        yield "candidate", {
            "number": number, "parent": self.champion, "base": self.champion,
            "files": {"summary.py": digest_of(content)}, "meaning": f"{self.rng.getrandbits(256):064x}",
            "hypothesis": f"{move} at summary.py:{number % 40}: what is computed there is not needed again",
            "author": "rewriter", "move": f"{move}#{number}:summary.py",
        }  # fmt: skip
        yield "trial", {"number": number, "counter": self._counter(Purpose.SEARCH), "trial": self._trial(1.0)}
        better = number % 500 == 250
        pairs = 9 if better else self.rng.choice((0, 0, 0, 2, 3))
        factor = self.rng.uniform(1.005, 1.02) if better else self.rng.lognormvariate(-0.2, 0.2)
        for _ in range(pairs):
            kind, body = self._pair("pair", Purpose.SEARCH, factor)
            yield kind, {"number": number, **body}
        verdict = "better" if better else self.rng.choice(("not_better",) * 6 + ("undecided", "wrong", "crashed"))
        effect = {"factor": factor, "low": factor * 0.97, "high": factor * 1.03, "level": 0.9}
        if not pairs:
            effect |= {"low": 0.0, "high": None}
        yield "verdict", {
            "number": number, "verdict": verdict, "pairs": pairs, "e_value": 1.0 + pairs,
            "effect": None if verdict == "crashed" else effect, "excess": None, "excess_upper": None, "quality": None,
            "reason": "" if better else f"one trial took {1 / factor:.2f} times the opponent's last ones",
        }  # fmt: skip
        if better:
            self.champion = number
            yield "champion", {"number": number}
        if number % 8 == 0:
            words = {"hypothesis": "once more", "author": "rewriter", "move": f"{move}#{number}:again"}
            yield "duplicate", {"of": self.rng.randint(1, number), **words}
        if number % 1000 == 0:
            statement = f"what was tried up to experiment {number} seldom pays"
            yield "finding", {"statement": statement, "experiments": [number], "author": "rewriter"}

    def _claim(self) -> Iterator[Fact]:
        files = {"summary.py": self.lab.keep(f"{self.source}\nreduced = True\n".encode())}
        yield "reduced", {"hunk": 0, "path": "summary.py", "dropped": True, "pairs": 9, "reason": "no slower"}
        yield "reduction", {"number": self.champion, "files": files}
        for _ in range(20):
            kind, body = self._pair("claim_pair", Purpose.CLAIM, 2.5)
            yield kind, {"attempt": 1, "kind": "claim", **body}
        evidence = {
            "kind": "claim", "effect": {"factor": 2.5, "low": 2.2, "high": 2.9, "level": 0.99}, "e_value": 3.2e14,
            "pairs": 20, "total_ratio": 2.4, "total_low": 2.1, "total_high": 2.7, "excess": None,
            "excess_upper": None, "holds": True, "reason": "",
        }  # fmt: skip
        yield "claim", {
            "gain": True, "number": self.champion, "attempt": 1, "alpha": 0.005, "evidence": [evidence],
            "files": files, "reason": "",
        }  # fmt: skip

    def _pair(self, kind: str, purpose: Purpose, factor: float) -> Fact:
        counter = self._counter(purpose)
        pair = {
            "seed": problem_seed(self.secret, purpose, counter).value, "new": self._trial(1 / factor),
            "old": self._trial(1.0), "new_first": self.rng.random() < 0.5,
        }  # fmt: skip
        return kind, {"counter": counter, "pair": pair}

    def _trial(self, wall_s: float) -> dict[str, Any]:
        wall_s *= 0.05 * self.rng.lognormvariate(0, 0.02)
        return {"status": "ok", "wall_s": wall_s, "cpu_s": wall_s * 0.98, "quality": None, "reason": ""}

    def _noise(self) -> Fact:
        needs = {
            "pairs_in_search": {"0.05": 20, "0.5": 5},
            "pairs_in_claim": {"0.05": 36, "0.5": 9},
            "smallest_claim_at_20_pairs": 0.076,
        }
        return "noise", {
            "scale": 0.02, "spread": 0.02, "median_s": 0.05, "quality_mean": None, "quality_sd": None, "pairs": 12,
            "needs": needs,
        }  # fmt: skip

    def _counter(self, purpose: Purpose) -> int:
        self.used[purpose] += 1
        return self.used[purpose] - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one command took."""

    command: str
    wall_s: float
    cpu_s: float
    peak_mb: float
    held: bool
    """Whether it is one of those that the target is about."""


LAUNCHER = """
import os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
os.write(int(sys.argv[1]), f"{child}\\n".encode())
_, status, used = os.wait4(child, 0)
told = f"{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}"
os.write(int(sys.argv[1]), told.encode())
"""
"""Starts a command from a small process: the most memory of a child counts that of the process it was forked from."""


def measured(lab: Path, *arguments: str, held: bool, until: bytes = b"") -> Measured:
    """Run a command to its end, or interrupt it once a line of its output holds `until`."""
    command = [sys.executable, "-m", "leadscrew", *arguments, "--lab", str(lab)]
    reading, writing = os.pipe()
    launched = [sys.executable, "-I", "-S", "-c", LAUNCHER, str(writing), *command]
    since, wall_s = time.perf_counter(), None
    process = subprocess.Popen(launched, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[writing])
    os.close(writing)
    assert process.stdout is not None and process.stderr is not None
    with open(reading) as account:
        child = int(account.readline())
        for line in process.stdout:
            if until and until in line and wall_s is None:
                wall_s = time.perf_counter() - since
                os.kill(child, signal.SIGINT)
        wall_s = wall_s or time.perf_counter() - since
        code, cpu_s, peak_mb = (float(value) for value in account.read().split())
    told = process.communicate()[1].decode()
    if code not in ((3,) if until else (0,)):
        raise SystemExit(f"day: {' '.join(arguments)} ended with {code:.0f}: {told}")
    name = " ".join(part for part in arguments if part != str(lab))
    return Measured(command=name.partition(" --out")[0], wall_s=wall_s, cpu_s=cpu_s, peak_mb=peak_mb, held=held)


def commands(lab: Path, run: str, last: int, out: Path, *, open_run: bool) -> Iterator[Measured]:
    """All commands on one run."""
    page = ("--out", str(out / "page.html"))
    yield measured(lab, "show", held=True)
    yield measured(lab, "show", run, held=True)
    yield measured(lab, "show", f"{run}/{last}", held=True)
    yield measured(lab, "show", run, "--json", held=False)
    yield measured(lab, "report", run, *page, held=True)
    yield measured(lab, "pause", held=False)
    yield measured(lab, "lift", held=False)
    if open_run:
        yield measured(lab, "resume", run, "--json", held=True, until=b'"event": "candidate"')
    yield measured(lab, "verify", held=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--experiments", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=20, help="of the second lab, which holds as many experiments")
    parser.add_argument("--folder", type=Path, help="where the labs are made  [default: a temporary folder]")
    options = parser.parse_args()
    results: list[Measured] = []
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        for label, runs in (("one open run", 1), (f"{options.runs} runs that ended", options.runs)):
            folder, each = Path(name) / f"lab{runs}", options.experiments // runs
            since = time.monotonic()
            lab = Lab(folder, create=True)
            with lab.running():
                for number in range(runs):
                    Day(lab, each, random.Random(number)).write(ended=runs > 1)
            lab.close()
            size_mb = (folder / "lab.db").stat().st_size / 1e6
            print(f"{label}, {each * runs} experiments, {size_mb:.0f} MB, made in {time.monotonic() - since:.0f} s")
            for result in commands(folder, f"r{runs}", each, Path(name), open_run=runs == 1):
                missed = (result.held and result.wall_s > TARGET_S) or result.peak_mb > TARGET_MB
                print(
                    f"  {result.command:<18} {result.wall_s:6.2f} s  {result.cpu_s:6.2f} s of processor time "
                    f" {result.peak_mb:5.0f} MB{'  over the target' if missed else ''}",
                    flush=True,
                )
                results.append(result)
    over = [r for r in results if (r.held and r.wall_s > TARGET_S) or r.peak_mb > TARGET_MB]
    print(json.dumps({"experiments": options.experiments, "over_target": [r.command for r in over]}))
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
