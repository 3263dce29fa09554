"""Runs as they stand on the record, written fact by fact: no box, no clock, no trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leadscrew.core.task import Task
from leadscrew.research.start import new_run
from leadscrew.sources.taskfile import read_task
from leadscrew.store.lab import Lab

FASTER = b"""def summarise(problem):
    return []
"""


class Record:
    """A run of the task `hello`, under any name, that a test writes; another of the same folder is its lab's next."""

    def __init__(self, folder: Path, *, task: str = "hello", researcher: str = "rewriter", team: Any = ()) -> None:
        self.folder = folder
        self.lab = Lab(folder, create=True)
        self.task: Task = replace(read_task("hello"), name=task)
        self.run = new_run(
            self.lab, self.task, budget_s=600.0, experiments=None, seed=7, researcher=researcher, team=team, slots=1
        )
        self.facts: list[tuple[str, Mapping[str, Any]]] = []
        self.spent_s = 0.0
        self.number = 0
        self.champion = 0

    def add(self, kind: str, **body: Any) -> None:
        self.spent_s += 0.5
        self.facts.append((kind, {**body, "spent_s": round(self.spent_s, 3)}))

    def write(self) -> Lab:
        self.lab.append_all(self.facts, run=self.run)
        self.facts = []
        return self.lab

    def noise(self, ratios: tuple[float, ...] = (1.01, 0.99, 1.02, 0.995), *, finished: bool = True) -> None:
        for counter, ratio in enumerate(ratios):
            self.add("noise_pair", counter=counter, pair=pair(ratio))
        if finished:
            gains = ("0.02", "0.05", "0.1", "0.5", "1")
            needs = {
                "pairs_in_search": dict(zip(gains, (1_000_000, 20, 9, 5, 5), strict=True)),
                "pairs_in_claim": dict(zip(gains, (1_000_000, 36, 16, 9, 8), strict=True)),
                "smallest_claim_at_20_pairs": 0.076,
            }
            self.add("noise", scale=0.01, spread=0.02, median_s=0.05, quality_mean=None, quality_sd=None,
                     pairs=len(ratios), needs=needs)  # fmt: skip

    def experiment(
        self,
        verdict: str | None,
        *,
        factor: float | None = None,
        low: float = 0.0,
        high: float | None = None,
        hypothesis: str = "it is faster",
        move: str = "remove/assign#1",
        reason: str = "",
        files: Mapping[str, bytes | None] | None = None,
    ) -> int:
        self.number += 1
        contents = {"summary.py": FASTER} if files is None else files
        kept = {path: None if content is None else self.lab.keep(content) for path, content in contents.items()}
        self.add("candidate", number=self.number, parent=self.champion, base=self.champion, files=kept, hypothesis=hypothesis,
                 author="rewriter", move=move, meaning=str(self.number))  # fmt: skip
        if verdict is None:
            return self.number
        effect = None if factor is None else {"factor": factor, "low": low, "high": high, "level": 0.95}
        self.add("verdict", number=self.number, verdict=verdict, pairs=8, e_value=25.0, effect=effect, excess=None,
                 excess_upper=None, quality=None, reason=reason)  # fmt: skip
        if verdict == "better":
            self.add("champion", number=self.number)
            self.champion = self.number
        return self.number

    def reduce(self) -> None:
        self.add("search_over", reason="done")
        self.add("reduced", hunk=0, path="summary.py", dropped=True, pairs=9, reason="without it no slower")
        self.add("reduction", number=self.champion, files={"summary.py": self.lab.keep(FASTER)})

    def claim(self, *, gain: bool, reason: str = "", second_kind: bool = False, attempt: int = 1) -> None:
        kinds = ("claim", "held_out") if second_kind else ("claim",)
        evidence = [
            {
                "kind": kind, "effect": {"factor": 2.5, "low": 2.2, "high": 2.9, "level": 0.99}, "e_value": 3.2e14,
                "pairs": 20, "total_ratio": 2.4, "total_low": 2.1, "total_high": 2.7, "excess": None,
                "excess_upper": None, "holds": gain, "reason": reason,
            }
            for kind in kinds
        ]  # fmt: skip
        self.add("claim", gain=gain, number=self.champion, attempt=attempt, alpha=0.01 / 2**attempt, evidence=evidence,
                 files={"summary.py": self.lab.keep(FASTER)}, reason=reason)  # fmt: skip

    def end(self, *, gain: bool = False) -> None:
        self.add("run_ended", reason="gain" if gain else "no gain could be claimed", gain=gain)


def pair(ratio: float) -> dict[str, Any]:
    """A pair of honest trials; `ratio` is old over new."""
    new, old = (
        {"status": "ok", "wall_s": wall_s, "cpu_s": wall_s, "quality": None, "reason": ""}
        for wall_s in (0.05, 0.05 * ratio)
    )
    return {"seed": 1, "new": new, "old": old, "new_first": True}


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """An empty run."""
    return Record(tmp_path / "lab")


@pytest.fixture
def claimed(record: Record) -> Callable[..., Record]:
    """A run with a claimed gain, of a hypothesis if given."""

    def make(hypothesis: str = "it is faster", *, second_kind: bool = False) -> Record:
        record.noise()
        record.experiment("wrong", factor=19.0, reason="the answer is a list of 0")
        record.experiment("better", factor=2.4, low=2.0, high=3.0, hypothesis=hypothesis)
        record.experiment("undecided", factor=1.02, low=0.95, high=1.1)
        record.reduce()
        record.claim(gain=True, second_kind=second_kind)
        record.end(gain=True)
        record.write()
        return record

    return make
